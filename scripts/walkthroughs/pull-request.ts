import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Makes a Git repository of the folder named: on the branch main what docs/examples/review has as `before.yaml`, changed
 * in the working tree to `after.yaml`.
 */
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder that is to become the repository');

const examples = fileURLToPath(new URL('../../docs/examples/review/', import.meta.url));
const put = (name: string, as: string): void => cpSync(join(examples, name), join(folder, as));
const git = (...argv: readonly string[]): void => {
  const identity = ['-c', 'user.name=Docs', '-c', 'user.email=docs@example.test'];
  execFileSync('git', ['-C', folder, ...identity, ...argv], { stdio: 'inherit' });
};

mkdirSync(join(folder, 'k8s'));
put('before.yaml', 'k8s/shop.yaml');
put('access.log', 'access.log');
git('init', '-q', '-b', 'main');
git('add', '-A');
git('commit', '-qm', 'The shop');
put('after.yaml', 'k8s/shop.yaml');
