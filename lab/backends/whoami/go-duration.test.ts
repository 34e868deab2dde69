import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseGoDuration } from './go-duration.ts';

const durations: readonly [text: string, milliseconds: number | undefined][] = [
  ['100ms', 100],
  ['1.5h', 5_400_000],
  ['1m30s', 90_000],
  ['1.s', 1000],
  ['.5s', 500],
  ['+2us', 0.002],
  ['3µs', 0.003],
  ['250000ns', 0.25],
  ['-1s', -1000],
  ['0', 0],
  ['+0', 0],
  ['', undefined],
  ['5', undefined],
  ['.', undefined],
  ['.s', undefined],
  ['s', undefined],
  ['1 s', undefined],
  ['- 1s', undefined],
  ['1e3s', undefined],
  ['1s2', undefined],
  ['1S', undefined],
  ['1d', undefined],
];
for (const [text, milliseconds] of durations) {
  test(`the duration "${text}" is ${milliseconds === undefined ? 'refused' : `${milliseconds} ms`}`, () => {
    assert.equal(parseGoDuration(text), milliseconds);
  });
}
