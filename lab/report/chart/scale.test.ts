import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exactScale, linearScale, logScale } from './scale.ts';

const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toPrecision(9)));

describe('a linear axis', () => {
  const cases: [values: number[], ticks: number[]][] = [
    [
      [3, 97],
      [0, 20, 40, 60, 80, 100],
    ],
    [
      [0.001, 0.0042],
      [0, 0.001, 0.002, 0.003, 0.004, 0.005],
    ],
    [
      [-5, 10],
      [-5, 0, 5, 10],
    ],
    [
      [0, 0],
      [0, 0.2, 0.4, 0.6, 0.8, 1],
    ],
    [[], [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ];
  for (const [values, ticks] of cases) {
    it(`of ${JSON.stringify(values)} has ${ticks.join(', ')}`, () =>
      assert.deepEqual(rounded(linearScale(values).ticks), ticks));
  }

  it('goes from its first tick to its last, and keeps what is beyond at the edge', () => {
    const { at } = linearScale([100]);
    assert.deepEqual([-10, 0, 50, 100, 200].map(at), [0, 0, 0.5, 1, 1]);
  });

  it('of exact ends has ticks within them, in steps that are given', () => {
    const { at, ticks } = exactScale(0, 90, [1, 15, 30]);
    assert.deepEqual(ticks, [0, 15, 30, 45, 60, 75, 90]);
    assert.equal(at(90), 1);
    assert.deepEqual(exactScale(1, 50).ticks, [10, 20, 30, 40, 50]);
    assert.equal(exactScale(5, 5).at(5), 0);
  });
});

describe('a logarithmic axis', () => {
  const cases: [values: number[], ticks: number[]][] = [
    [
      [23, 1300],
      [20, 50, 100, 200, 500, 1000, 2000],
    ],
    [
      [0.001, 1000],
      [0.001, 0.01, 0.1, 1, 10, 100, 1000],
    ],
    [
      [1, 200],
      [1, 2, 5, 10, 20, 50, 100, 200],
    ],
    [
      [0, 7],
      [5, 10],
    ],
    [[5], [5, 10, 20, 50]],
  ];
  for (const [values, ticks] of cases) {
    it(`of ${values.join(' and ')} has ${ticks.join(', ')}`, () =>
      assert.deepEqual(rounded(logScale(values).ticks), ticks));
  }

  it('has 0 at its lower edge, and equal factors at equal distances', () => {
    const { at } = logScale([1, 100]);
    assert.equal(at(0), 0);
    assert.deepEqual(
      [1, 10, 100].map((value) => Number(at(value).toFixed(9))),
      [0, 0.5, 1],
    );
  });

  it('of nothing is one all the same', () => assert.ok(logScale([]).ticks.length > 0));
});
