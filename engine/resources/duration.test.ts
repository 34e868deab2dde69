import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './duration.ts';

const cases: [value: number | string, milliseconds: number | undefined][] = [
  [0, 0],
  [30, 30_000],
  [-1, -1000],
  [1.5, undefined],
  ['10', 10_000],
  ['0', 0],
  ['500ms', 500],
  ['1m30s', 90_000],
  ['1.5h', 5_400_000],
  ['.5s', 500],
  ['250us', 0.25],
  ['250µs', 0.25],
  ['1000ns', 0.001],
  ['-100ms', -100],
  ['+2s', 2000],
  ['', undefined],
  ['s', undefined],
  ['1d', undefined],
  ['10 s', undefined],
  ['1s5', undefined],
  ['1.5', undefined],
];

for (const [value, milliseconds] of cases) {
  test(`the duration ${JSON.stringify(value)} is ${milliseconds ?? 'refused'}`, () => {
    assert.equal(parseDuration(value), milliseconds);
  });
}
