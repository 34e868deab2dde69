import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { disturbed, median, perCore, ratio, saturated } from './statistics.ts';
import { benchmarkResult, subjectResult } from './test-report.ts';

describe('median', () => {
  const cases: [values: number[], expected: number][] = [
    [[], Number.NaN],
    [[7], 7],
    [[9, 1], 5],
    [[10, 1, 9], 9],
    [[4, 1, 3, 2], 2.5],
    [[5, 1, 4, 2, 3], 3],
  ];
  for (const [values, expected] of cases) {
    it(`of ${values.join(', ') || 'nothing'} is ${expected}`, () => assert.equal(median(values), expected));
  }
});

describe('comparing subjects', () => {
  const benchmark = benchmarkResult([
    subjectResult('nginx', [10_000, 30_000, 20_000], { processorMicroseconds: [10, 10, 10] }),
    subjectResult('engine', [5_000, 40_000, 10_000], { processorMicroseconds: [50, 25, 20] }),
    subjectResult('untimed', [1], { processorMicroseconds: [] }),
  ]);

  it('is of medians', () => assert.equal(ratio(benchmark, 'engine', 'nginx'), 0.5));
  it('per core is what a second of processor time does', () =>
    assert.equal(perCore(benchmark, 'engine', 'nginx'), 0.4));
  it('needs both', () => {
    assert.equal(ratio(benchmark, 'engine', 'HAProxy'), undefined);
    assert.equal(ratio(benchmark, 'HAProxy', 'nginx'), undefined);
    assert.equal(perCore(benchmark, 'untimed', 'nginx'), undefined);
  });
});

describe('who was the limit', () => {
  const cases: [busy: number[], waiting: number[], saturated: boolean | undefined, disturbed: boolean][] = [
    [[0.95], [0.01], true, false],
    [[0.5], [0.01], false, false],
    [[0.5], [0.45], true, true],
    [[0.5, 0.95, 0.96], [0.4, 0.01, 0.01], true, false],
    [[], [], undefined, false],
  ];
  for (const [busy, waiting, full, pushed] of cases) {
    it(`on a processor ${busy}, waiting for it ${waiting}`, () => {
      const one = subjectResult('engine', [1], { busy, waiting });
      assert.equal(saturated(one), full);
      assert.equal(disturbed(one), pushed);
    });
  }
});
