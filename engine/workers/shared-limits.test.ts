import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { LocalLimits } from '../middlewares/local-limits.ts';
import { KeyHash } from './key-hash.ts';
import { SharedArrayLimits, sharedLimitsMemory } from './shared-limits.ts';
import { SpinLocks } from './spin-locks.ts';
import type { HammerReport, HammerTask } from './test-hammer.ts';

function hammer(task: HammerTask): Worker {
  return new Worker(new URL('./test-hammer.ts', import.meta.url), { workerData: task });
}

async function reportOf(task: HammerTask): Promise<HammerReport> {
  const worker = hammer(task);
  const [[report]] = (await Promise.all([once(worker, 'message'), once(worker, 'exit')])) as [
    [HammerReport],
    unknown,
  ];
  return report;
}

test('two threads at once never hold more than the limit, and leave nothing behind', async () => {
  const [keys, limit, rounds] = [5, 3, 100_000];
  const memory = sharedLimitsMemory(2);
  const holders = new SharedArrayBuffer(keys * 4);
  const common = { memory, keys, limit, rounds, holders, frozenAt: 1000 };
  const reports = await Promise.all([1, 2].map((thread) => reportOf({ ...common, thread })));
  for (const { acquired, refused, most } of reports) {
    assert.ok(most <= limit, `${most} at a time`);
    assert.ok(acquired > 1000 && refused > 1000, `${acquired} acquired, ${refused} refused`);
  }
  assert.equal(new SharedArrayLimits(memory, 1).inFlight, 0);
  // Time stands still: exactly the burst of each bucket is taken, whoever takes it.
  const taken = reports.reduce((sum, report) => sum + report.taken, 0);
  assert.equal(taken, keys * 100);
});

test('with time going on, two threads take no more than burst and rate give', async () => {
  const keys = 4;
  const memory = sharedLimitsMemory(2);
  const begun = performance.now();
  const common = { memory, keys, limit: 1, rounds: 50_000, holders: new SharedArrayBuffer(keys * 4) };
  const reports = await Promise.all([1, 2].map((thread) => reportOf({ ...common, thread })));
  const seconds = (performance.now() - begun) / 1000;
  const taken = reports.reduce((sum, report) => sum + report.taken, 0);
  assert.ok(taken >= keys * 100 && taken <= keys * (100 + seconds), `${taken} in ${seconds} s`);
});

test('what a thread that died had in flight is taken off, the others keep theirs', async () => {
  const memory = sharedLimitsMemory(2);
  const limits = new SharedArrayLimits(memory, 1);
  assert.ok(limits.acquire('mine', 2));
  const holders = new SharedArrayBuffer(400);
  const worker = hammer({ memory, thread: 2, keys: 100, limit: 9, rounds: 1000, holders, die: true });
  const [error] = await once(worker, 'error');
  assert.equal(error.message, 'as asked');
  assert.equal(limits.acquire('left behind', 1), false);
  limits.forget(2);
  assert.equal(limits.inFlight, 1);
  assert.ok(limits.acquire('left behind', 1));
  assert.ok(limits.acquire('mine', 2));
  assert.equal(limits.acquire('mine', 2), false);
});

test('a lock that nobody opens any more is taken over, and its late holder opens nothing', () => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  const [mine, theirs] = [new SpinLocks(words, 1), new SpinLocks(words, 2)];
  theirs.lock(0);
  mine.lock(0);
  theirs.unlock(0);
  assert.equal(words[0], 1);
  mine.unlock(0);
  assert.equal(words[0], 0);
});

test('in one thread it limits as LocalLimits does', () => {
  const key = fc.constantFrom('a', 'b', 'c');
  const step = fc.oneof(
    fc.record({ do: fc.constant('acquire'), key, limit: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ do: fc.constant('release'), key }),
    fc.record({
      do: fc.constant('take'),
      key,
      after: fc.integer({ min: 0, max: 3000 }),
      maxDelayMs: fc.constantFrom(0, 50, 500),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.constantFrom(0.5, 3, 1000), (steps, perSecond) => {
      let now = 0;
      const both = [
        new LocalLimits(() => now),
        new SharedArrayLimits(sharedLimitsMemory(1, { inFlight: 16, buckets: 16 }), 1, () => now),
      ];
      for (const wanted of steps) {
        if ('after' in wanted) now += wanted.after;
        const [expected, actual] = both.map((limits) => {
          if ('limit' in wanted) return limits.acquire(wanted.key, wanted.limit);
          if ('after' in wanted) return limits.take(wanted.key, perSecond, 2, wanted.maxDelayMs);
          return limits.release(wanted.key);
        });
        assert.equal(actual, expected);
      }
    }),
    { numRuns: 300 },
  );
});

test('a full set refuses a further key in flight, and forgets the bucket unused for longest', () => {
  let now = 1;
  const limits = new SharedArrayLimits(sharedLimitsMemory(1, { inFlight: 16, buckets: 16 }), 1, () => now);
  for (let key = 0; key < 16; key += 1) {
    now += 1;
    assert.ok(limits.acquire(`${key}`, 1));
    assert.equal(limits.take(`${key}`, 1, 1, 0), 0);
  }
  assert.equal(limits.acquire('one more', 1), false);
  limits.release('7');
  assert.ok(limits.acquire('one more', 1));

  assert.equal(limits.take('one more', 1, 1, 0), 0);
  assert.equal(limits.take('15', 1, 1, 0), -1000);
  assert.equal(limits.take('0', 1, 1, 0), 0);
});

test('keys spread over the sets and do not collide', () => {
  const hash = new KeyHash([1, 2]);
  const seen = new Set<string>();
  const sets = new Map<number, number>();
  for (let index = 0; index < 65_536; index += 1) {
    hash.of(`default-limit@kubernetescrd 10.0.${index >> 8}.${index & 255}`);
    seen.add(`${hash.low} ${hash.high}`);
    sets.set(hash.low & 4095, (sets.get(hash.low & 4095) ?? 0) + 1);
  }
  assert.equal(seen.size, 65_536);
  // 16 to a set on average; more than 48 in any of 4096 has a chance of one in ten million.
  assert.ok(Math.max(...sets.values()) < 48);
});
