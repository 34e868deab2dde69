import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { CheckRounds } from './check-rounds.ts';
import { systemClock } from './clock.ts';

/** Rounds over `a` and `b`, on a clock of the test; what is down is in `down`. */
function rounds(context: TestContext, unhealthyIntervalMs = 100) {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const down = new Set<string>();
  const log: string[] = [];
  const checks = new CheckRounds({
    clock: systemClock,
    servers: ['a', 'b'],
    intervalMs: 1000,
    unhealthyIntervalMs,
    timeoutMs: 60_000,
    probe: async (server) => (down.has(server) ? 'refused' : undefined),
    found: (server, problem) => log.push(`${server} ${problem ?? 'up'}`),
  });
  const pass = async (milliseconds: number): Promise<string[]> => {
    context.mock.timers.tick(milliseconds);
    await setImmediate();
    return log.splice(0);
  };
  return { checks, down, pass };
}

test('servers that are up and servers that are down are checked at their own intervals', async (context) => {
  const { checks, down, pass } = rounds(context);
  assert.deepEqual(await pass(999), []);
  assert.deepEqual(await pass(1), ['a up', 'b up']);
  down.add('b');
  assert.deepEqual(await pass(1000), ['a up', 'b refused']);
  assert.deepEqual(await pass(100), ['b refused']);
  down.clear();
  assert.deepEqual(await pass(100), ['b up']);
  assert.deepEqual(await pass(100), []);
  checks.close();
});

test('nothing is checked any more after the end', async (context) => {
  const { checks, pass } = rounds(context);
  context.mock.timers.tick(1000);
  checks.close();
  checks.close();
  assert.deepEqual(await pass(5000), []);
});

test('intervals further away than timers reach are not due at once', async (context) => {
  const { checks, pass } = rounds(context, 2 ** 40);
  assert.deepEqual(await pass(10), []);
  checks.close();
});
