import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatGoDuration } from './go-duration.ts';

const cases: readonly (readonly [milliseconds: number, text: string])[] = [
  [0, '0s'],
  [0.25, '250µs'],
  [1, '1ms'],
  [999, '999ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [60_000, '1m0s'],
  [61_001, '1m1.001s'],
  [3_600_000, '1h0m0s'],
  [90_061_000, '25h1m1s'],
];

for (const [milliseconds, text] of cases) {
  test(`${milliseconds} ms is ${text}`, () => {
    assert.equal(formatGoDuration(milliseconds), text);
  });
}
