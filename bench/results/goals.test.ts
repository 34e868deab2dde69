import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { BENCHMARKS } from '../benchmarks/index.ts';
import { GOALS, reached } from './goals.ts';
import { goalTable } from './summary.ts';
import { benchmarkResult, report, subjectResult } from './test-report.ts';

describe('goals', () => {
  it('are about benchmarks that there are', () => {
    const names = BENCHMARKS.map(({ name }) => name);
    assert.deepEqual(
      GOALS.filter(({ benchmark, baseline = benchmark }) =>
        [benchmark, baseline].some((name) => !names.includes(name)),
      ),
      [],
    );
  });

  it('compare values on a quiet machine', () => {
    const run = report(
      benchmarkResult([
        subjectResult('nginx', [100], { processorMicroseconds: [10] }),
        subjectResult('engine', [79], { processorMicroseconds: [10] }),
      ]),
    );
    assert.deepEqual(
      reached(run).map(({ measured, by, met }) => ({ measured, by, met })),
      [{ measured: 0.79, by: 'value', met: false }],
    );
  });

  it('compare processor time where a proxy had to share its core', () => {
    const run = report(
      benchmarkResult([
        subjectResult('nginx', [10], { processorMicroseconds: [10], busy: [0.3], waiting: [0.6] }),
        subjectResult('engine', [79], { processorMicroseconds: [12.5] }),
      ]),
    );
    assert.deepEqual(
      reached(run).map(({ measured, by, met }) => ({ measured, by, met })),
      [{ measured: 0.8, by: 'core', met: true }],
    );
  });

  it('have upper bounds, too', () => {
    const memory = (bytes: number) =>
      reached(
        report(
          benchmarkResult([subjectResult('engine', [bytes], { busy: [], waiting: [] })], {
            name: 'memory',
            better: 'lower',
          }),
        ),
      );
    assert.deepEqual(
      memory(4_999).map(({ met }) => met),
      [true],
    );
    assert.deepEqual(
      memory(5_001).map(({ met }) => met),
      [false],
    );
  });

  it('compare a subject with itself in another benchmark', () => {
    const routes = (count: number, rate: number, processor: number) =>
      benchmarkResult([subjectResult('engine', [rate], { processorMicroseconds: [processor] })], {
        name: `routes-host-${count}`,
      });
    const found = (rate: number) =>
      reached(report(routes(10, 100, 20), routes(10_000, rate, 21))).map(({ measured, met }) => [
        measured,
        met,
      ]);
    assert.deepEqual(found(91), [[0.91, true]]);
    assert.deepEqual(found(89), [[0.89, false]]);
    assert.deepEqual(reached(report(routes(10_000, 91, 21))), []);
  });

  it('may be about a detail', () => {
    const start = (ms: number) =>
      report(
        benchmarkResult(
          [subjectResult('engine', [9_000], { busy: [], details: { 'ms objects to traffic': [ms] } })],
          { name: 'routes-start', better: 'lower' },
        ),
      );
    assert.deepEqual(
      [1_999, 2_001].map((ms) => reached(start(ms)).map(({ measured, met }) => [measured, met])),
      [[[1_999, true]], [[2_001, false]]],
    );
    assert.match(goalTable(start(500)), /ms objects to traffic \| +at most 2,000 \| +500 \| yes \|/);
  });

  it('are left out where there is nothing to compare with', () => {
    assert.deepEqual(reached(report(benchmarkResult([subjectResult('engine', [1])]))), []);
    assert.deepEqual(
      reached(report(benchmarkResult([subjectResult('engine', []), subjectResult('nginx', [1])]))),
      [],
    );
  });
});
