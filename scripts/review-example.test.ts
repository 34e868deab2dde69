import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { testRepository } from '../lab/explain/diff/test-repository.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'docs/review.md');

/** A command of the page with what it prints. */
const EXAMPLE = /^```console\n\$ ingress-lab (?<command>.*)\n(?<output>[\s\S]*?)^```$/gm;

/** Rewrites the page; the test fails all the same, so that nobody takes that for a pass. */
const UPDATES = process.env['INGRESS_LAB_UPDATE'] === '1';

test('the page about reviews shows what its commands print', async (context) => {
  const example = (name: string): Promise<string> =>
    readFile(join(root, 'docs/examples/review', name), 'utf8');
  const { folder } = await testRepository(context, {
    'k8s/shop.yaml': await example('before.yaml'),
    'access.log': await example('access.log'),
  });
  await writeFile(join(folder, 'k8s/shop.yaml'), await example('after.yaml'));
  const text = await readFile(page, 'utf8');
  let count = 0;
  const actual = text.replace(EXAMPLE, (_, command: string) => {
    count += 1;
    const argv = [join(root, 'bin/ingress-lab.js'), ...command.split(' ')];
    const output = execFileSync(process.execPath, argv, { cwd: folder, encoding: 'utf8' });
    return `\`\`\`console\n$ ingress-lab ${command}\n${output}\`\`\``;
  });
  assert.ok(count >= 2, 'the page has no examples');
  if (UPDATES) await writeFile(page, actual);
  assert.equal(text, actual, 'docs/review.md is not as its commands print: INGRESS_LAB_UPDATE=1 rewrites it');
});
