import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seriesIn, seriesTable } from './series-table.ts';
import { benchmarkResult, subjectResult } from './test-report.ts';

const one = (step: string, rate: number, processor: number) =>
  benchmarkResult(
    [
      subjectResult('engine', [rate], { processorMicroseconds: [processor] }),
      subjectResult('nginx', [], { failure: 'no answer' }),
    ],
    { series: { name: 'Routes', step } },
  );

describe('a series', () => {
  it('is told by its name, in order', () => {
    const series = seriesIn([one('10', 1, 1), benchmarkResult([]), one('1,000', 1, 1)]);
    assert.deepEqual(
      Array.from(series, ([name, benchmarks]) => [name, benchmarks.map((each) => each.series?.step)]),
      [['Routes', ['10', '1,000']]],
    );
  });

  it('has a row for each subject, and what became of it since the first', () => {
    const text = seriesTable([one('10', 50_000, 20), one('1,000', 45_000, 25), one('10,000', 40_000, 40)]);
    assert.deepEqual(
      text.split('\n').map((line) => line.replace(/ +/g, ' ')),
      [
        '| requests/s | 10 | 1,000 | 10,000 | 1,000 to 10 | per core | 10,000 to 10 | per core |',
        '| ---------- | -----: | -----: | -----: | ----------: | -------: | -----------: | -------: |',
        '| engine | 50,000 | 45,000 | 40,000 | 0.90 | 0.80 | 0.80 | 0.50 |',
      ],
    );
  });

  it('of nothing is nothing', () => assert.equal(seriesTable([]), ''));
});
