import { benchmarkTable } from './benchmark-table.ts';
import type { BenchmarkResult, Report } from './model.ts';
import { seriesIn, seriesTable } from './series-table.ts';
import { ratio } from './statistics.ts';
import { conditions, goalTable } from './summary.ts';
import { multiple, table } from './table.ts';

/** The columns of the first table. */
const SUBJECTS = [
  'engine',
  'engine, portable',
  'HAProxy',
  'Caddy',
  'Traefik',
  'node:http forwarder',
  'undici forwarder',
];

/** docs/performance.md. `chart`: the address of the picture; `more`: sections that are written elsewhere, empty if they are not. */
export function page(report: Report, chart: string, more: readonly string[]): string {
  const sections = [
    `# Performance

Written by \`node bench/report.ts\` from the results of \`make bench\`; edit neither. How to run it and what each
proxy does: [bench/README.md](../bench/README.md).

${conditions(report)}`,
    `## Beside nginx

Medians as multiples of nginx's in the same run. More is better, but for latency and memory, where less is.

${overview(report)}

![Medians as multiples of nginx's](${chart})`,
    `## Goals\n\n${goalTable(report)}\n\n_Per core_: processor time was compared, for the load side was the limit or other programs ran.`,
    READING,
    ...Array.from(seriesIn(report.benchmarks), seriesSection),
    ...report.benchmarks.map(section),
    ...more.map((text) => text.trim()).filter((text) => text !== ''),
    LIMITS,
  ];
  return `${sections.join('\n\n')}\n`;
}

function overview({ benchmarks }: Report): string {
  const subjects = SUBJECTS.filter((name) =>
    benchmarks.some((benchmark) => ratio(benchmark, name, 'nginx') !== undefined),
  );
  const rows = benchmarks.map((benchmark) => [
    `${benchmark.title}${benchmark.better === 'lower' ? ' (less is better)' : ''}`,
    ...subjects.map((name) => multiple(ratio(benchmark, name, 'nginx'))),
  ]);
  return table([['', ...subjects], ...rows]);
}

function section(benchmark: BenchmarkResult): string {
  return `## ${benchmark.title}\n\n${benchmark.what}\n\n${benchmarkTable(benchmark)}`;
}

function seriesSection([name, benchmarks]: readonly [string, readonly BenchmarkResult[]]): string {
  return `## ${name}

Measured in the same rounds, one after another on each subject, so that they can be compared. Multiples are of the first.

${seriesTable(benchmarks)}`;
}

const READING = `## How to read the tables

- The first number is the median of the rounds, beside it their lowest and highest. Where these are far apart, the
  machine was busy.
- _Processor µs_ is the time that all threads of the proxy were on a processor for each operation. _Per core_ compares
  it: how much the proxy does with a second of processor time, as a multiple of what the other does. It holds where the
  load side was the limit or other programs ran; the number per second does not.
- _Busy_ is the share of the time that the proxy was on a processor. More than 100 %: on several.
- _No proxy_ is the backend alone: the most that the load side can do.`;

const LIMITS = `## What this does not say

- Everything runs on one machine over the loopback interface: there is no wire, no interrupt of a network card, no loss.
- Proxies and load share caches and, on virtual machines, a processor with strangers. Compare within one run only.
- Peers run in the versions named above, with their defaults but for what makes them comparable.`;
