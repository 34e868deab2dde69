import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goDuration } from './go-duration.ts';

const durations: [number, string][] = [
  [0, '0s'],
  [0.0005, '500ns'],
  [0.75, '750µs'],
  [99.5, '99.5ms'],
  [100, '100ms'],
  [1500, '1.5s'],
  [60_500, '1m0.5s'],
  [3_600_000, '1h0m0s'],
];
for (const [milliseconds, text] of durations) {
  test(`${milliseconds} ms is ${text} in Go`, () => assert.equal(goDuration(milliseconds), text));
}
