import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isGone, ownerOfThisProcess } from './run-owner.ts';

const SAY = `import { ownerOfThisProcess } from '${new URL('./run-owner.ts', import.meta.url)}';`;

test('a process that runs is not gone', () => {
  assert.equal(isGone(ownerOfThisProcess()), false);
});

test('its threads have the same owner', async () => {
  const source = `${SAY} import { parentPort } from 'node:worker_threads'; parentPort.postMessage(ownerOfThisProcess());`;
  const thread = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  const [owner] = await once(thread, 'message');
  assert.equal(owner, ownerOfThisProcess());
});

test('another is there until it has ended', async () => {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', `${SAY} console.log(ownerOfThisProcess()); process.stdin.resume();`],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      cwd: fileURLToPath(new URL('.', import.meta.url)),
    },
  );
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const owner = String(line).trim();
  assert.notEqual(owner, ownerOfThisProcess());
  assert.equal(isGone(owner), false);
  child.stdin.end();
  await once(child, 'exit');
  assert.equal(isGone(owner), true);
});

test('who has the number of one that has ended is another', () => {
  assert.equal(isGone(`${ownerOfThisProcess()}0`), true);
});

for (const owner of ['', 'elsewhere/1/0', `${ownerOfThisProcess().split('/')[0]}/x/0`]) {
  test(`nothing is known of "${owner}"`, () => assert.equal(isGone(owner), false));
}
