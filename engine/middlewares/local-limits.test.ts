import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LocalLimits } from './local-limits.ts';

function limits(): { limits: LocalLimits; pass(ms: number): void } {
  let now = 1000;
  return {
    limits: new LocalLimits(() => now),
    pass(ms) {
      now += ms;
    },
  };
}

test('requests in flight are counted for each key, and a key without any is dropped', () => {
  const { limits: local } = limits();
  assert.deepEqual(
    [local.acquire('a', 2), local.acquire('a', 2), local.acquire('a', 2), local.acquire('b', 2)],
    [true, true, false, true],
  );
  local.release('a');
  assert.equal(local.acquire('a', 2), true);
  for (const key of ['a', 'a', 'b']) local.release(key);
  assert.equal(local.size, 0);
});

test('a bucket starts full, and its wait is the time that one token takes', () => {
  const { limits: local, pass } = limits();
  const take = (): number => Math.round(local.take('a', 10, 3, 50));
  assert.deepEqual([take(), take(), take(), take()], [0, 0, 0, -100]);
  pass(60);
  assert.equal(take(), 40, 'waits for the rest of a token');
  assert.equal(take(), -140, 'a refused request takes nothing');
  pass(140);
  assert.equal(take(), 0);
});

test('a bucket holds no more than its burst', () => {
  const { limits: local, pass } = limits();
  const take = (): number => Math.round(local.take('a', 2, 2, 0));
  take();
  pass(1999);
  assert.deepEqual([take(), take(), take()], [0, 0, -500]);
});

test('a source that was idle for two seconds begins with a full bucket, a slow one later', () => {
  const { limits: local, pass } = limits();
  for (let n = 0; n < 100; n += 1) local.take('fast', 1, 100, 0);
  local.take('slow', 0.1, 2, 0);
  local.take('slow', 0.1, 2, 0);
  assert.ok(local.take('slow', 0.1, 2, 0) < 0);
  pass(2000);
  assert.deepEqual(
    Array.from({ length: 100 }, () => local.take('fast', 1, 100, 0)),
    Array.from({ length: 100 }, () => 0),
  );
  assert.ok(local.take('slow', 0.1, 2, 0) < 0);
});

test('idle buckets are dropped, and there are never more than 65536', () => {
  const { limits: local, pass } = limits();
  for (let n = 0; n < 70_000; n += 1) local.take(`source ${n}`, 1, 1, 0);
  assert.equal(local.size, 65_536);
  assert.ok(local.take('source 69999', 1, 1, 0) < 0, 'the latest are kept');
  pass(2000);
  for (let n = 0; n < 40_000; n += 1) local.take('one', 1, 1, 0);
  assert.equal(local.size, 1);
});
