import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseValues, SweepError } from './value-list.ts';

const rule = { least: 1, whole: true, what: 'a weight' };

describe('a list of values', () => {
  const cases: [text: string, values: number[]][] = [
    ['7', [7]],
    ['1..4', [1, 2, 3, 4]],
    ['100..500:200', [100, 300, 500]],
    ['1..10:4', [1, 5, 9]],
    ['5,1,5', [1, 5]],
    ['1..3, 10..30:10', [1, 2, 3, 10, 20, 30]],
    ['3..3', [3]],
  ];
  for (const [text, values] of cases) {
    it(`"${text}" is ${values}`, () => assert.deepEqual(parseValues(text, rule), values));
  }

  it('has decimal fractions that are as they are written', () => {
    const fractions = parseValues('0.1..0.7:0.1', { ...rule, least: 0, whole: false });
    assert.deepEqual(fractions, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]);
  });

  const refused: [text: string, message: RegExp][] = [
    ['', /"" is no value: write 1\.\.50/],
    ['1...3', /"1\.\.\.3" is no value/],
    ['-1', /"-1" is no value/],
    ['9..3', /"9\.\.3" goes downwards: write 3\.\.9/],
    ['1..5:0', /a step of 0/],
    ['0', /a weight cannot be 0: give whole numbers from 1/],
    ['1.5', /a weight cannot be 1\.5/],
    ['1..5000', /5000 values; at most 1000.*larger step, as 1\.\.5000:50/],
  ];
  for (const [text, message] of refused) {
    it(`"${text}" is refused`, () =>
      assert.throws(
        () => parseValues(text, rule),
        (error) => error instanceof SweepError && message.test(error.message),
      ));
  }
});
