import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { packageRoot } from '../package-root.ts';
import { checkCommand } from './check.ts';

test('what docs/check.md shows is what the command prints', async (context) => {
  const guide = await readFile(new URL('docs/check.md', packageRoot), 'utf8');
  const [home, folder] = [process.cwd(), await mkdtemp(join(tmpdir(), 'check-guide-'))];
  context.after(async () => {
    process.chdir(home);
    await rm(folder, { recursive: true });
  });
  process.chdir(folder);
  for (const [, file = '', content = ''] of guide.matchAll(/^```yaml file="(.+)"\n([\s\S]*?)^```$/gm)) {
    await writeFile(file, content);
  }
  const shown = [...guide.matchAll(/^```console\n\$ ingress-lab check (.+)\n([\s\S]*?)^```$/gm)];
  assert.equal(shown.length, 2);
  for (const [, argv = '', expected] of shown) {
    const stdout = new PassThrough();
    await checkCommand(argv.split(' '), { stdout, stderr: stdout });
    stdout.end();
    assert.equal(await text(stdout), expected);
  }
});
