import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sweep } from '../sweeps/sweep.ts';
import { sweepChart } from './sweep-charts.ts';
import { sweepCsv, sweepJson, sweepPage, sweepText } from './sweep-report.ts';
import { backendResult, emptyLatency, latencyAround } from './test-result.ts';

const sweep: Sweep = {
  seed: 42,
  parameter: 'weight',
  of: 'appv2',
  points: [1, 10, 50].map((value) => ({
    value,
    requests: 1000,
    failed: value === 50 ? 25 : 0,
    latency: latencyAround(20 * value, 1000),
    backends: [
      backendResult('appv1', { share: 1 - value / 100 }),
      ...(value > 1 ? [backendResult('appv2', { share: value / 100 })] : []),
    ],
  })),
};

describe('a sweep', () => {
  it('as text has a line for each value, and 0 for a backend that a run did not have', () => {
    const lines = sweepText(sweep).split('\n');
    assert.match(lines[0] ?? '', /^weight of appv2 +requests +failed +p50 ms .* appv1 share +appv2 share$/);
    assert.match(lines[1] ?? '', /^ +1 +1,000 +0 % +20\.0 +50\.0 +80\.0 +140 +99\.00 % +0 %$/);
    assert.match(lines[3] ?? '', / 2\.50 % +1,000 +2,500 +4,000 +7,000 +50\.00 % +50\.00 %$/);
    assert.equal(lines.at(-2), 'seed 42: --seed 42 repeats these runs exactly');
  });

  it('as CSV has a record for each value', () => {
    const records = sweepCsv(sweep).split('\r\n');
    assert.match(records[0] ?? '', /^weight of appv2,requests,failed,/);
    assert.match(records[3] ?? '', /^50,1000,25,1000,2500,4000,7000,100,0\.5,0,0,80,100,0\.5,0,0,80$/);
  });

  it('as JSON says everything', () => assert.deepEqual(JSON.parse(sweepJson(sweep)), sweep));

  it('as a page has its curves, and none of errors or a utilization that nobody has', () => {
    const page = sweepPage(sweep, { command: 'ingress-lab simulate x.yaml --sweep weight=1,10,50' });
    assert.deepEqual(
      [...page.matchAll(/<title id="([\w-]+)-title">/g)].map(([, id]) => id),
      ['sweep-latency', 'sweep-failed', 'sweep-share'],
    );
    assert.match(page, /--sweep weight=1,10,50/);
    assert.doesNotMatch(page, /NaN|Infinity|undefined/);
  });

  it('as a page has curves of errors and utilization of those that have them', () => {
    const points = sweep.points.map((point) => ({
      ...point,
      backends: point.backends.map((backend) => ({ ...backend, errors: 7, utilization: 0.4 })),
    }));
    const page = sweepPage({ ...sweep, points });
    assert.match(page, /<title id="sweep-errors-title">/);
    assert.match(page, /<title id="sweep-utilization-title">/);
    assert.match(page, /appv1 errors/);
  });

  it('of runs without answers is drawn all the same', () => {
    const points = sweep.points.map((point) => ({ ...point, latency: emptyLatency }));
    assert.doesNotMatch(sweepChart({ ...sweep, points }, 'latency'), /NaN|Infinity|undefined/);
    assert.match(sweepText({ ...sweep, points }), / - +- +- /);
    assert.doesNotMatch(sweepPage({ ...sweep, points: [] }), /NaN|Infinity|undefined/);
  });
});
