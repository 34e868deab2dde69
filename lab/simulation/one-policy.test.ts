import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Orders {
  readonly live: string;
  readonly flow: string;
  readonly events: string;
}

/** Which workload each of 400 requests went to, by the engine and in simulations. */
async function orders(...flags: readonly string[]): Promise<Orders> {
  const program = `${import.meta.dirname}/test-orders.ts`;
  const { stdout } = await run(process.execPath, [...flags, program]);
  return JSON.parse(stdout);
}

function shares(order: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const workload of order) counts[workload] = (counts[workload] ?? 0) + 1;
  return counts;
}

describe('the policies of the simulator', () => {
  test('are those of the engine: another weighted round robin there is another one in both', async () => {
    const [asItIs, changed] = await Promise.all([
      orders(),
      orders('--import', `${import.meta.dirname}/test-other-turns.ts`),
    ]);
    for (const order of Object.values(asItIs)) assert.deepEqual(shares(order), { a: 300, b: 100 });
    assert.equal(asItIs.events, asItIs.flow);
    for (const order of Object.values(changed)) assert.equal(order, 'ab'.repeat(200));
  });

  test('come from the core of the engine and from nowhere else', async () => {
    const names = await readdir(import.meta.dirname, { recursive: true });
    const files = names.filter(
      (name) => name.endsWith('.ts') && !/(\.test|(^|\/)test-[^/]+)\.ts$/.test(name),
    );
    assert.ok(files.length > 30);
    for (const file of files) {
      const text = await readFile(`${import.meta.dirname}/${file}`, 'utf8');
      for (const [, path = ''] of text.matchAll(/from '([^']*\/engine\/[^']*)'/g)) {
        assert.match(path, /^(\.\.\/)+engine\/core\.ts$/, file);
      }
    }
  });
});
