import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ByteRange, parseByteRange } from './byte-range.ts';

const ranges: readonly [header: string | undefined, range: ByteRange | 'unsatisfiable' | undefined][] = [
  [undefined, undefined],
  ['bytes=0-0', { first: 0, last: 0 }],
  ['bytes=2-', { first: 2, last: 9 }],
  ['bytes=2-99', { first: 2, last: 9 }],
  ['bytes=-3', { first: 7, last: 9 }],
  ['bytes=-99', { first: 0, last: 9 }],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-4', undefined],
  ['bytes=0-1,3-4', undefined],
  ['bytes=-', undefined],
  ['items=0-1', undefined],
];
for (const [header, range] of ranges) {
  test(`of ten bytes, "${header}" asks for ${JSON.stringify(range)}`, () => {
    assert.deepEqual(parseByteRange(header, 10), range);
  });
}
