import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { copiesMade, MAXIMUM_COPIES } from './repetitions.ts';
import { compilePattern } from './text-pattern.ts';

const COPIES: readonly (readonly [expression: string, copies: number])[] = [
  ['abc*', 0],
  ['a{1000}', 999],
  ['a{0,3}b{2,}', 3],
  ['a{0}', 0],
  ['((a{10}){10}){10}', 9 + 9 * 11 + 9 * 111],
  ['(){10}', 9],
  ['(\\Qa{9}\\E){2}', 1 + 8],
  ['(?:[a-z{2}0-9]b){3}', 6],
  ['(?i)(?P<x>ab){3}', 6],
  ['[]a{9}]\\Qa{9}\\E{a}a{,9}', 0],
  ['(a){2', 0],
  ['a)){2}', 1],
];

describe('repetitions', () => {
  for (const [expression, copies] of COPIES) {
    test(`${expression} make ${copies} copies`, () => assert.equal(copiesMade(expression), copies));
  }

  test('may make some', () => {
    const expression = '[a-z]{0,1000}'.repeat(5);
    assert.equal(compilePattern('PathRegexp', expression, 0).foundIn('a'), true);
  });

  test('may not make so many that requests wait', () => {
    const expression = '[a-z]{0,1000}'.repeat(6);
    assert.throws(() => compilePattern('PathRegexp', expression, 1), {
      message: `compiling PathRegexp matcher: repetitions make 5994 copies, at most ${MAXIMUM_COPIES} are allowed`,
      index: 1,
    });
  });
});
