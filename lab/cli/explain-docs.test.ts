import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';
import { explainCommand } from './explain.ts';

const GUIDE = fileURLToPath(new URL('docs/explain.md', packageRoot));

/** Fences of the guide: what stands behind the backquotes, and what is between. */
function fences(guide: string): { info: string; content: string }[] {
  return [...guide.matchAll(/^```(\S.*)\n([\s\S]*?)^```$/gm)].map(([, info = '', content = '']) => ({
    info,
    content,
  }));
}

test('the guide shows what the command prints', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'explain-guide-'));
  const before = process.cwd();
  context.after(async () => {
    process.chdir(before);
    await rm(folder, { recursive: true });
  });
  process.chdir(folder);
  let shown = 0;
  for (const { info, content } of fences(await readFile(GUIDE, 'utf8'))) {
    const [, file] = /file="(.*)"/.exec(info) ?? [];
    if (file !== undefined) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    }
    const [, command, output] = /^\$ npx ingress-lab explain (.*)\n([\s\S]*)$/.exec(content) ?? [];
    if (command === undefined) continue;
    shown += 1;
    const stdout = new PassThrough();
    const printed = text(stdout);
    const argv = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
    await explainCommand(argv, { stdout, stderr: stdout });
    stdout.end();
    assert.equal(await printed, output, command);
  }
  assert.ok(shown >= 4, `only ${shown} commands were found`);
});
