import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Turns } from './turns.ts';

const [A, B] = [{ name: 'a' }, { name: 'b' }];

/** Chooses by a rule from the number of the choice. */
function turnsBy(
  rule: (number: number) => object,
  period: number,
): { turns: Turns<object>; asked: () => number } {
  let asked = 0;
  const choose = (): object => {
    asked += 1;
    return rule(asked - 1);
  };
  return { turns: new Turns(choose, period), asked: () => asked };
}

describe('choices by turns', () => {
  test('are asked for no more when they repeat themselves, and go on as they would have', () => {
    const rule = (number: number) => (number % 7 < 5 ? A : B);
    const { turns, asked } = turnsBy(rule, 7);
    for (let number = 0; number < 100_000; number += 1) assert.equal(turns.next(), rule(number));
    assert.ok(turns.cycle);
    assert.equal(asked(), 16_384);
  });

  test('are asked for again and again when they do not', () => {
    const rule = (number: number) => (Number.isInteger(Math.sqrt(number)) ? A : B);
    const { turns, asked } = turnsBy(rule, 7);
    for (let number = 0; number < 40_960; number += 1) assert.equal(turns.next(), rule(number));
    assert.ok(!turns.cycle);
    assert.equal(asked(), 40_960);
  });

  test('are no cycle by what comes seldom only, however long it did not come', () => {
    const rule = (number: number) => (number % 60_000 === 59_999 ? A : B);
    const { turns } = turnsBy(rule, Number.POSITIVE_INFINITY);
    for (let number = 0; number < 130_000; number += 1) assert.equal(turns.next(), rule(number));
    assert.ok(!turns.cycle);
  });

  test('are a cycle later if they settle later', () => {
    const rule = (number: number) => (number < 14_000 ? A : number % 2 === 0 ? A : B);
    const { turns } = turnsBy(rule, 1000);
    for (let number = 0; number < 100_000; number += 1) assert.equal(turns.next(), rule(number));
    assert.ok(turns.cycle);
  });
});
