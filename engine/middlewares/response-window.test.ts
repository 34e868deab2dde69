import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ResponseWindow } from './response-window.ts';

function answered(statuses: readonly number[]): { window: ResponseWindow; moveTo(ms: number): void } {
  let now = 500;
  const window = new ResponseWindow(() => now, false);
  for (const status of statuses) window.record(status, 1);
  return {
    window,
    moveTo(ms) {
      now = ms;
    },
  };
}

test('network errors are 502 and 504, out of all answers', () => {
  const { window } = answered([200, 499, 500, 501, 502, 503, 504, 505]);
  assert.deepEqual([window.count, window.networkErrorRatio], [8, 0.25]);
});

const ratios: readonly (readonly [range: [number, number, number, number], ratio: number])[] = [
  [[500, 600, 0, 600], 0.75],
  [[500, 600, 200, 300], 3],
  [[500, 600, 600, 700], 0],
  // Where a range ends is not part of it.
  [[499, 500, 0, 600], 0],
  [[200, 200, 0, 600], 0],
  [[200, 201, 0, 600], 0.25],
];
for (const [range, ratio] of ratios) {
  test(`of one 200, two 500 and one 599 the ratio of ${range} is ${ratio}`, () => {
    assert.equal(answered([200, 500, 500, 599]).window.responseCodeRatio(...range), ratio);
  });
}

test('without answers every ratio is 0', () => {
  const { window } = answered([]);
  assert.deepEqual([window.networkErrorRatio, window.responseCodeRatio(0, 600, 0, 600)], [0, 0]);
});

test('the second under way and nine before it count', () => {
  const { window, moveTo } = answered([502]);
  moveTo(9999);
  window.record(200, 1);
  assert.deepEqual([window.count, window.networkErrorRatio], [2, 0.5]);
  moveTo(10_000);
  assert.deepEqual([window.count, window.networkErrorRatio], [1, 0]);
  moveTo(18_999);
  assert.equal(window.count, 1);
  moveTo(19_000);
  assert.equal(window.count, 0);
});

test('a long silence leaves nothing', () => {
  const { window, moveTo } = answered([502]);
  moveTo(3_600_500);
  assert.equal(window.count, 0);
  window.record(200, 1);
  assert.equal(window.count, 1);
});
