import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Arrivals } from '../plan.ts';
import { arrivalsOf } from './arrivals.ts';
import { RandomStream } from './random-stream.ts';

/** All that come before a time. */
function timesBefore(endMs: number, arrivals: Arrivals, seed = 1): number[] {
  const source = arrivalsOf(arrivals, new RandomStream(seed, 'arrivals'));
  const times: number[] = [];
  for (let time = source.next(); time < endMs; time = source.next()) times.push(time);
  return times;
}

/** A Poisson variable is seldom further from its mean than this: once in 15,000 times. */
const isNear = (count: number, mean: number) => Math.abs(count - mean) < 4 * Math.sqrt(mean);

test('independent arrivals come at their rate, in any stretch of time, and bunch as independent ones do', () => {
  const times = timesBefore(1_000_000, { kind: 'poisson', perSecond: 300 });
  assert.ok(isNear(times.length, 300_000), `${times.length}`);
  const perSecond = new Float64Array(1000);
  for (const time of times)
    perSecond[Math.floor(time / 1000)] = (perSecond[Math.floor(time / 1000)] ?? 0) + 1;
  // Index of dispersion: 1 for a Poisson process, with a standard error of √(2/1000).
  const variance = perSecond.reduce((sum, count) => sum + (count - 300) ** 2, 0) / 1000;
  assert.ok(Math.abs(variance / 300 - 1) < 4 * Math.sqrt(2 / 1000), `${variance / 300}`);
});

test('equal gaps begin at 0 and do not drift', () => {
  const times = timesBefore(3_600_000, { kind: 'constant', perSecond: 3 });
  assert.equal(times.length, 3 * 3600);
  assert.deepEqual(times.slice(0, 4), [0, 1000 / 3, 2000 / 3, 1000]);
  assert.equal(times[3 * 3000], 3_000_000);
});

test('bursts come all at once, so often that the mean rate is kept', () => {
  const times = timesBefore(10_000, { kind: 'bursts', perSecond: 20, size: 50 });
  assert.equal(times.length, 200);
  assert.deepEqual([...new Set(times)], [0, 2500, 5000, 7500]);
});

test('a diurnal curve is low at the beginning of each period and highest in its middle', () => {
  const periodMs = 100_000;
  const arrivals = { kind: 'diurnal', perSecond: 100, peakPerSecond: 500, periodMs } as const;
  const times = timesBefore(10 * periodMs, arrivals);
  assert.ok(isNear(times.length, 300 * 1000), `${times.length}`);
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const count = times.filter((time) => Math.floor(((time % periodMs) / periodMs) * 10) === tenth).length;
    // The integral of 300 - 200 cos(2πt), of ten seconds in each of ten periods.
    const turn = (at: number) => Math.sin((2 * Math.PI * at) / 10) / (2 * Math.PI);
    const mean = 100 * 300 - 1000 * 200 * (turn(tenth + 1) - turn(tenth));
    assert.ok(isNear(count, mean), `tenth ${tenth}: ${count} instead of ${mean}`);
  }
});

test('a log is replayed at its times', () => {
  const request = { host: 'a.test', path: '/' };
  const entries = [0, 0, 3.5, 700].map((atMs) => ({ atMs, request }));
  assert.deepEqual(timesBefore(1e9, { kind: 'replay', entries }), [0, 0, 3.5, 700]);
});

test('nothing comes at no rate at all, nor from a closed loop', () => {
  const none: readonly Arrivals[] = [
    { kind: 'poisson', perSecond: 0 },
    { kind: 'constant', perSecond: 0 },
    { kind: 'bursts', perSecond: 0, size: 5 },
    { kind: 'diurnal', perSecond: 0, peakPerSecond: 0, periodMs: 1 },
    { kind: 'closed', clients: 5, thinkTime: { kind: 'constant', ms: 1 } },
  ];
  for (const arrivals of none) assert.deepEqual(timesBefore(1e9, arrivals), []);
});

test('the same seed gives the same times', () => {
  const arrivals = { kind: 'poisson', perSecond: 10 } as const;
  assert.deepEqual(timesBefore(60_000, arrivals, 5), timesBefore(60_000, arrivals, 5));
  assert.notDeepEqual(timesBefore(60_000, arrivals, 5), timesBefore(60_000, arrivals, 6));
});
