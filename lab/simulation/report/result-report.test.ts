import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CHARTS, type ChartKind, isChartKind, resultChart } from './result-charts.ts';
import { resultCsv } from './result-csv.ts';
import { resultJson } from './result-json.ts';
import { resultPage } from './result-page.ts';
import { resultText } from './result-text.ts';
import { backendResult, canaryResult, emptyLatency, simulationResult } from './test-result.ts';

const canary = canaryResult();
const nothing = simulationResult({
  requests: 0,
  outcomes: [],
  latency: emptyLatency,
  backends: [backendResult('appv1', { requests: 0, share: 0, latency: emptyLatency })],
});

describe('a run as text', () => {
  it('has a row for each backend, the changes with their times, and the seed', () => {
    const lines = resultText(canary).split('\n');
    assert.match(lines[0] ?? '', /^1,199,084 requests in 10 min of virtual time; 0\.22 % failed \(2,617\)$/);
    assert.ok(
      lines.some((line) => /^appv2 +213,371 +17\.79 % +0 +2,617 +63\.0 +158 +252 +812 +73\.40 %$/.test(line)),
    );
    assert.ok(lines.some((line) => /^ +3 min {2}weight of appv2 becomes 25$/.test(line)));
    assert.equal(lines.at(-2), 'seed 42: --seed 42 repeats this run exactly');
  });

  it('fits a narrow terminal', () => {
    const lines = resultText(canary, { width: 44 }).split('\n');
    assert.deepEqual(
      lines.filter((line) => line.length > 44),
      [],
    );
    assert.match(lines.join('\n'), /\nappv2\n {2}requests +213,371\n/);
  });

  it('says nothing of what there was not', () => {
    assert.doesNotMatch(resultText(simulationResult()), /change|sessions?\b.*lost|sent again|NaN/);
    assert.match(resultText(nothing), /^0 requests in 1 min of virtual time; none failed\n/);
    assert.doesNotMatch(resultText(nothing), /NaN|Infinity/);
  });

  it('tells of fleets, retries and sessions', () => {
    const text = resultText(simulationResult({ engines: 3, retries: 1, sessionsMoved: 2 }));
    assert.match(text, /of virtual time through 3 engines;/);
    assert.match(text, /1 request sent again by retry middlewares\n2 sticky sessions lost the pod\n/);
  });
});

describe('a run as JSON', () => {
  it('says everything', () => assert.deepEqual(JSON.parse(resultJson(canary)), canary));

  it('has the same bytes however the objects were made', () => {
    const reversed = JSON.parse(resultJson(canary), (_key, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).toReversed())
        : value,
    );
    assert.notEqual(JSON.stringify(reversed), JSON.stringify(canary));
    assert.equal(resultJson(reversed), resultJson(canary));
  });
});

describe('a run as CSV', () => {
  const records = resultCsv(canary).split('\r\n');

  it('has a header and a record for each bucket, all of as many fields', () => {
    assert.equal(records.length, 1 + canary.series.length + 1);
    assert.equal(records.at(-1), '');
    assert.deepEqual([...new Set(records.slice(0, -1).map((record) => record.split(',').length))], [15]);
  });

  it('has what was changed beside the bucket in which it was', () => {
    const changed = records.filter((record) => record.endsWith('weight of appv2 becomes 25'));
    assert.deepEqual(
      changed.map((record) => record.split(',')[0]),
      ['180000'],
    );
  });
});

describe('a run as a page', () => {
  const page = resultPage(canary, {
    title: 'A <canary>',
    command: 'ingress-lab simulate canary.yaml --seed 42',
  });

  it('needs nothing else: no network, no script', () => {
    assert.doesNotMatch(
      page.replaceAll('http://www.w3.org/2000/svg', ''),
      /https?:|<script|<link|url\(|@import|src=/,
    );
  });

  it('has every chart, with a title, a description and its numbers', () => {
    const kinds = Object.keys(CHARTS);
    for (const kind of kinds) assert.match(page, new RegExp(`<title id="${kind}-title">`));
    assert.equal(page.match(/<desc /g)?.length, kinds.length);
    assert.equal(page.match(/<summary>Numbers<\/summary>/g)?.length, kinds.length);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('marks every change in every chart', () => {
    assert.equal(
      page.match(/<g class="mark"><title>weight of appv2 becomes 25</g)?.length,
      Object.keys(CHARTS).length,
    );
  });

  it('has its title, seed and command', () => {
    assert.match(page, /<h1>A &lt;canary&gt;<\/h1>/);
    assert.match(page, /seed 42: --seed 42 repeats this run exactly/);
    assert.match(page, /<code>ingress-lab simulate canary\.yaml --seed 42<\/code>/);
  });

  it('says so where nothing waited or failed', () => {
    const calm = resultPage(simulationResult({ series: canary.series.slice(0, 1) }));
    assert.match(calm, /At the end of no bucket did a request wait\./);
    assert.doesNotMatch(resultPage(nothing), /NaN|Infinity|undefined/);
    const expected = { text: 'p99 < 50 ms', holds: false, seen: '60 ms' };
    assert.match(resultPage(canary, {}, [expected]), /<p>✗ p99 &lt; 50 ms: 60 ms<\/p>/);
  });

  it('is the same for the same result', () =>
    assert.equal(resultPage(canaryResult()), resultPage(canaryResult())));
});

describe('a chart of a run', () => {
  it('is logarithmic where latencies are far apart', () => {
    assert.match(resultChart(canary, 'latency'), />ms \(logarithmic\)</);
    assert.match(resultChart(simulationResult({ series: canary.series.slice(0, 9) }), 'latency'), />ms</);
  });

  it('shows a small share on a logarithmic axis, a large one on a linear one', () => {
    const [small, large] = [canary.series.slice(0, 50), canary.series.slice(70, 90)];
    assert.match(resultChart(simulationResult({ series: small }), 'share'), />0\.5 %</);
    assert.match(resultChart(simulationResult({ series: large }), 'share'), />0 %</);
  });

  it('is in the unit that fits the time', () => {
    const cases: [durationMs: number, unit: string][] = [
      [900, 'ms'],
      [60_000, 'seconds'],
      [600_000, 'minutes'],
      [86_400_000, 'hours'],
      [864_000_000, 'days'],
    ];
    for (const [durationMs, unit] of cases) {
      assert.match(
        resultChart(simulationResult({ durationMs }), 'rate'),
        new RegExp(`virtual time \\(${unit}\\)`),
      );
    }
  });

  it('is known by its name', () => {
    assert.ok((Object.keys(CHARTS) as ChartKind[]).every(isChartKind));
    assert.equal(isChartKind('toString'), false);
  });
});
