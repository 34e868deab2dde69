import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { benchmarkTable } from './benchmark-table.ts';
import { chart } from './chart.ts';
import { page } from './page.ts';
import { summary } from './summary.ts';
import { number } from './table.ts';
import { benchmarkResult, report, subjectResult } from './test-report.ts';

const squeezed = (text: string): string[] => text.split('\n').map((line) => line.replace(/ +/g, ' '));

describe('the table of a benchmark', () => {
  it('has medians, spread and ratios of values and of processor time', () => {
    const nginx = subjectResult('nginx', [20_000, 10_000, 30_000], { processorMicroseconds: [20] });
    const engine = subjectResult('engine', [5_000], { processorMicroseconds: [50] });
    const [header, rule, ...rows] = squeezed(benchmarkTable(benchmarkResult([nginx, engine])));
    assert.equal(
      header,
      '| | requests/s | lowest to highest | to nginx | processor µs | per core to nginx | busy |',
    );
    assert.match(rule ?? '', /^\| -+ \| -+: \|/);
    assert.deepEqual(rows, [
      '| nginx | 20,000 | 10,000 to 30,000 | 1.00 | 20.0 | 1.00 | 97 % |',
      '| engine | 5,000 | 5,000 to 5,000 | 0.25 | 50.0 | 0.40 | 97 % |',
    ]);
  });

  it('says who failed, who was not the limit and who was disturbed', () => {
    const text = benchmarkTable(
      benchmarkResult([
        subjectResult('nginx', [1], { busy: [0.4] }),
        subjectResult('HAProxy', [1], { busy: [0.4] }),
        subjectResult('Caddy', [1], { busy: [0.5], waiting: [0.5] }),
        subjectResult('engine', [], { failure: 'an echo\nhas wrong bytes' }),
      ]),
    );
    assert.match(text, /^engine failed: an echo has wrong bytes$/m);
    assert.match(text, /^The load side was the limit for nginx and HAProxy: compare per core\.$/m);
    assert.match(text, /^Other programs ran on the core of Caddy: compare per core\.$/m);
    assert.doesNotMatch(text, /^\| engine/m);
  });

  it('has the medians of details', () => {
    const latency = subjectResult('nginx', [3, 1], {
      processorMicroseconds: [],
      details: { 'p50 ms': [1, 2] },
    });
    const [header, , row] = squeezed(benchmarkTable(benchmarkResult([latency])));
    assert.equal(header, '| | requests/s | lowest to highest | to nginx | p50 ms |');
    assert.equal(row, '| nginx | 2.00 | 1.00 to 3.00 | 1.00 | 1.50 |');
  });
});

describe('numbers', () => {
  const cases: [value: number | undefined, text: string][] = [
    [28_891.37, '28,891'],
    [99.96, '100.0'],
    [12.34, '12.3'],
    [0.8672, '0.87'],
    [undefined, '-'],
    [Number.NaN, '-'],
  ];
  for (const [value, text] of cases) it(`${value} is ${text}`, () => assert.equal(number(value), text));
});

describe('the chart', () => {
  const run = report(
    benchmarkResult([
      subjectResult('nginx', [100]),
      subjectResult('engine', [90]),
      subjectResult('Caddy', [300]),
    ]),
    benchmarkResult([subjectResult('nginx', [2]), subjectResult('engine', [4])], {
      name: 'memory',
      title: 'A & B',
      better: 'lower',
    }),
    benchmarkResult([subjectResult('engine', [1])], { title: 'without nginx' }),
  );

  it('has a bar for each subject, longer where it is better', () => {
    const texts = [...chart(run).matchAll(/<text x="\d+" y="\d+">([^<]*)<\/text>/g)].map(([, text]) => text);
    assert.deepEqual(texts, ['engine', 'Caddy', '0.90', '3.00 →', '0.50']);
  });

  it('leaves out what has no yardstick, and escapes', () => {
    assert.doesNotMatch(chart(run), /without nginx/);
    assert.match(chart(run), /A &amp; B/);
  });

  it('is drawn of nothing', () => assert.match(chart(report()), /^<svg .*<\/svg>\n$/s));
});

describe('the page', () => {
  const run = report(benchmarkResult([subjectResult('nginx', [100]), subjectResult('engine', [90])]));

  it('has the conditions, the overview, the goals and each benchmark', () => {
    const text = page(run, 'chart.svg', ['', '## Corpus\n']);
    assert.match(text, /2026-11-24; 3 rounds of 2 s; A <fast> one, 2 cores/);
    assert.match(text, /Not there: Traefik\./);
    assert.match(text, /!\[[^\]]*\]\(chart\.svg\)/);
    assert.match(text, /at least 0\.80 \| +0\.90 \| +yes \|/);
    assert.deepEqual(
      [...text.matchAll(/^## (.*)$/gm)].map(([, title]) => title),
      [
        'Beside nginx',
        'Goals',
        'How to read the tables',
        'Small GET, keep-alive',
        'Corpus',
        'What this does not say',
      ],
    );
  });

  it('has series before their benchmarks, and so has the summary', () => {
    const series = { name: 'Growing', step: '10' };
    const growing = report(benchmarkResult([subjectResult('engine', [90])], { series }));
    assert.match(page(growing, 'chart.svg', []), /## Growing\n\n[^|]+\| requests\/s \|[^#]+## Small GET/);
    assert.match(summary(growing), /## Growing\n\n\| requests\/s/);
  });

  it('and so has the summary', () =>
    assert.match(summary(run), /## Small GET, keep-alive\n\n\| +\| requests\/s/));
});
