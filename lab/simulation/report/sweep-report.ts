import { csv } from '../../report/csv.ts';
import { escaped } from '../../report/escaped.ts';
import { htmlPage } from '../../report/html-page.ts';
import { htmlTable } from '../../report/html-table.ts';
import { linedJson } from '../../report/lined-json.ts';
import { grouped, percent, short, threeDigits } from '../../report/numbers.ts';
import { textTable } from '../../report/text-table.ts';
import type { BackendResult } from '../result.ts';
import type { Sweep } from '../sweeps/sweep.ts';
import { chartSection, PAGE_STYLE, type PageOptions, repetition } from './chart-section.ts';
import { isFlat } from './result-charts.ts';
import { backendJson, latencyJson } from './result-json.ts';
import {
  backendOf,
  errorShare,
  failedShare,
  parameterName,
  SWEEP_CHARTS,
  type SweepChartKind,
  sweepChartOf,
  workloadsOf,
} from './sweep-charts.ts';

/** A sweep for a terminal, one line for each value. */
export function sweepText(sweep: Sweep): string {
  return `${[...textTable(rows(sweep), []), '', seedSentence(sweep)].join('\n')}\n`;
}

/** One record for each value; shares from 0 to 1. */
export function sweepCsv(sweep: Sweep): string {
  const workloads = workloadsOf(sweep);
  const header = [
    parameterName(sweep),
    'requests',
    'failed',
    'p50 ms',
    'p95 ms',
    'p99 ms',
    'p99.9 ms',
    ...workloads.flatMap((workload) =>
      ['requests', 'share', 'copies', 'errors', 'p99 ms'].map((column) => `${workload} ${column}`),
    ),
  ];
  const records = sweep.points.map((point) => [
    point.value,
    point.requests,
    point.failed,
    point.latency.p50,
    point.latency.p95,
    point.latency.p99,
    point.latency.p999,
    ...workloads.flatMap((workload) => {
      const backend = backendOf(point, workload);
      if (!backend) return [0, 0, 0, 0, 0];
      const { requests, share, copies, errors, latency } = backend;
      return [requests, share, copies, errors, latency.p99];
    }),
  ]);
  return csv([header, ...records]);
}

export function sweepJson({ seed, parameter, of, points }: Sweep): string {
  return linedJson({
    seed,
    parameter,
    of,
    points: points.map(({ value, requests, failed, latency, backends }) => ({
      value,
      requests,
      failed,
      latency: latencyJson(latency),
      backends: backends.map(backendJson),
    })),
  });
}

/** A sweep as one HTML page that needs nothing else. */
export function sweepPage(sweep: Sweep, options: PageOptions = {}): string {
  const kinds = (Object.keys(SWEEP_CHARTS) as SweepChartKind[]).filter(
    // Of what may not be there at all, an empty chart would tell nothing.
    (kind) => (kind !== 'utilization' && kind !== 'errors') || !isFlat(sweepChartOf(sweep, kind)),
  );
  const body = [
    `<p>${escaped(`${sweep.points.length} runs, one for each value`)}.</p>`,
    ...kinds.map((kind) =>
      chartSection(sweepChartOf(sweep, kind), parameterName(sweep), {
        x: short,
        y: kind === 'latency' ? threeDigits : percent,
      }),
    ),
    '<h2>All values</h2>',
    `<div class="wide">${htmlTable(rows(sweep), [])}</div>`,
    repetition(seedSentence(sweep), options),
  ];
  return htmlPage(options.title ?? `Simulation by ${parameterName(sweep)}`, body.join('\n'), PAGE_STYLE);
}

/** What is told of a backend, where there is anything to tell. */
const COLUMNS: readonly {
  readonly name: string;
  readonly of: (backend: BackendResult) => number;
  readonly text: (value: number) => string;
}[] = [
  { name: 'share', of: ({ share }) => share, text: percent },
  { name: 'copies', of: ({ copies }) => copies, text: (copies) => grouped(copies) },
  { name: 'errors', of: errorShare, text: percent },
];

function rows(sweep: Sweep): string[][] {
  const columns = workloadsOf(sweep).flatMap((workload) =>
    COLUMNS.flatMap(({ name, of, text }) => {
      const values = sweep.points.map((point) => {
        const backend = backendOf(point, workload);
        return backend === undefined ? 0 : of(backend);
      });
      return values.some((value) => value > 0) ? [[`${workload} ${name}`, ...values.map(text)]] : [];
    }),
  );
  const told = (index: number): string[] => columns.map((column) => column[index] ?? '');
  return [
    [parameterName(sweep), 'requests', 'failed', 'p50 ms', 'p95 ms', 'p99 ms', 'p99.9 ms', ...told(0)],
    ...sweep.points.map((point, index) => [
      short(point.value),
      grouped(point.requests),
      percent(failedShare(point)),
      ...[point.latency.p50, point.latency.p95, point.latency.p99, point.latency.p999].map((value) =>
        point.latency.count === 0 ? '-' : threeDigits(value),
      ),
      ...told(index + 1),
    ]),
  ];
}

function seedSentence({ parameter, seed }: Sweep): string {
  return parameter === 'seed'
    ? 'each seed repeats its run exactly'
    : `seed ${seed}: --seed ${seed} repeats these runs exactly`;
}
