import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatencyWindow } from './latency-window.ts';

function windowOf(latencies: readonly number[]): LatencyWindow {
  const window = new LatencyWindow();
  for (const latency of latencies) window.record(0, latency);
  return window;
}

const oneToHundred = Array.from({ length: 100 }, (_, index) => index + 1);

// As vulcand/oxy v2.1 says for the same latencies.
const quantiles: readonly (readonly [
  name: string,
  latencies: readonly number[],
  percentile: number,
  ms: number,
])[] = [
  ['no answer', [], 50, 0],
  ['one answer', [51], 50, 51],
  ['less than a millisecond', [0.9], 100, 0],
  ['the median', oneToHundred, 50, 50],
  ['nine of ten', oneToHundred, 90, 90],
  ['all', oneToHundred, 100, 100],
  ['more than all', oneToHundred, 150, 100],
  ['the end of the step: 1 % too much at most', [1000], 50, 1003],
  ['of the least the beginning', [1000], 0, 0],
  ['half a request more is one', [10, 20], 25, 10],
  ['seven minutes', [420_000], 50, 421_527],
  ['longer than 71 minutes', [4_294_968], 50, 0],
];
for (const [name, latencies, percentile, ms] of quantiles) {
  test(`quantile ${percentile}, ${name}: ${ms} ms`, () => {
    assert.equal(windowOf(latencies).quantileMs(percentile), ms);
  });
}

test('latencies are kept until six parts of ten seconds are full', () => {
  const window = windowOf([500]);
  for (let second = 1; second < 60; second += 1) window.record(second * 1000, 5);
  assert.equal(window.quantileMs(100), 501);
  window.record(60_000, 5);
  assert.equal(window.quantileMs(100), 5);
});

test('without new ones they are kept for good', () => {
  const window = windowOf([500]);
  window.record(3_600_000, 5);
  assert.equal(window.quantileMs(100), 501);
});

test('none is left when it was cleared, and the next part begins ten seconds later', () => {
  const window = windowOf([500, 500]);
  window.clear(20_000);
  assert.equal(window.quantileMs(100), 0);
  window.record(29_999, 7);
  assert.equal(window.quantileMs(100), 7);
});
