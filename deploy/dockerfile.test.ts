import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the image's process runs. */
const ENTRIES = ['lab/cli/main.ts', 'lab/cli/engine.ts', 'engine/workers/worker-main.ts'];

/** Other commands are loaded when they are asked for, and the image runs the engine alone. */
const OTHER_COMMANDS = /^lab\/cli\/main\.ts$/;

/** Packages that these files import, and what they import in turn: types apart, and lazily or not. */
async function packagesOf(entries: readonly string[]): Promise<Set<string>> {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const queue = [...entries];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readFile(join(root, file), 'utf8');
    const eager = text.matchAll(/^(?:import|export)\s+(?!type\b)(?:[^'";]*?from\s+)?'([^']+)'/gm);
    const lazy = OTHER_COMMANDS.test(file) ? [] : text.matchAll(/\bimport\(\s*'([^']+)'/g);
    for (const [, name = ''] of [...eager, ...lazy]) {
      if (name.startsWith('.')) queue.push(join(dirname(file), name));
      else if (!name.startsWith('node:')) packages.add(/^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
    }
  }
  assert.ok(seen.size > 300, `only ${seen.size} files were read`);
  return packages;
}

describe('the Dockerfile', async () => {
  const dockerfile = await readFile(join(root, 'deploy/Dockerfile'), 'utf8');
  const leftOut = [...dockerfile.matchAll(/^ +dependencies\.(\S+) \\$/gm)].map(([, name = '']) => name);

  test('leaves out every package that the engine does not import, and no other', async () => {
    const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const used = await packagesOf(ENTRIES);
    const kept = Object.keys(dependencies).filter((name) => used.has(name));
    assert.deepEqual(
      leftOut.sort(),
      Object.keys(dependencies)
        .filter((name) => !kept.includes(name))
        .sort(),
    );
  });

  test('ends with a user who is a number and not root, the one of the chart', async () => {
    const values = await readFile(join(root, 'deploy/chart/values.yaml'), 'utf8');
    const user = /^ +runAsUser: (\d+)$/m.exec(values)?.[1];
    const users = [...dockerfile.matchAll(/^USER (\S+)$/gm)].map(([, name]) => name);
    assert.deepEqual(users, [`${user}:${user}`]);
  });

  test('copies what is not ignored', async () => {
    const ignored = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n');
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, names = '']) =>
      names.split(' '),
    );
    assert.ok(copied.length > 5);
    assert.deepEqual(
      copied.filter((name) => !ignored.includes(`!${name}`)),
      [],
    );
  });
});
