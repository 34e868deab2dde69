import { type ChartSeries, type LineChart, lineChart } from '../../report/chart/line-chart.ts';
import { linearScale } from '../../report/chart/scale.ts';
import { short } from '../../report/numbers.ts';
import type { BackendResult } from '../result.ts';
import type { Sweep, SweepPoint } from '../sweeps/sweep.ts';
import { latencyAxis } from './latency-axis.ts';
import { valuesAxis } from './values-axis.ts';

/** What can be drawn over the values of a sweep, and the title that it gets. */
export const SWEEP_CHARTS = {
  latency: 'Latency',
  failed: 'Failed requests',
  share: 'Share of each backend',
  errors: 'What each backend fails',
  utilization: 'Utilization of each backend',
} as const;

export type SweepChartKind = keyof typeof SWEEP_CHARTS;

/** `weight of appv2`, `requests per second` */
export function parameterName({ parameter, of }: Pick<Sweep, 'parameter' | 'of'>): string {
  const names = {
    weight: 'weight',
    mirror: 'percent mirrored',
    replicas: 'replicas',
    rate: 'requests per second',
    clients: 'clients',
    engines: 'engines',
    seed: 'seed',
  };
  return of === undefined ? names[parameter] : `${names[parameter]} of ${of}`;
}

/** Workloads that got something in any of the runs, in order of first appearance. */
export function workloadsOf({ points }: Sweep): string[] {
  const used = points.flatMap(({ backends }) =>
    backends.filter(({ requests, copies }) => requests + copies > 0).map(({ workload }) => workload),
  );
  return [...new Set(used)];
}

/** One curve of a sweep, as an SVG document. */
export function sweepChart(sweep: Sweep, kind: SweepChartKind): string {
  return lineChart(sweepChartOf(sweep, kind));
}

/** What a curve shows, as numbers. */
export function sweepChartOf(sweep: Sweep, kind: SweepChartKind): LineChart {
  const { points } = sweep;
  const over = parameterName(sweep);
  const xs = points.map(({ value }) => value);
  const series = seriesOf(sweep, kind);
  const values = series.flatMap((line) => line.values.filter((value) => value !== undefined));
  return {
    id: `sweep-${kind}`,
    title: `${SWEEP_CHARTS[kind]} by ${over}`,
    description: `${SWEEP_CHARTS[kind]} for ${xs.length} values of ${over}, from ${short(xs[0] ?? 0)} to ${short(xs.at(-1) ?? 0)}.`,
    xs,
    x: valuesAxis(over, xs),
    y:
      kind === 'latency'
        ? latencyAxis(values)
        : {
            label: {
              failed: 'share of requests',
              share: 'share of requests',
              errors: 'share of its requests and copies',
              utilization: 'share of time',
            }[kind],
            scale: linearScale(values, values.some((share) => share > 0.6) ? 1 : undefined),
            format: (share) => `${short(share * 100)} %`,
          },
    series,
  };
}

function seriesOf(sweep: Sweep, kind: SweepChartKind): ChartSeries[] {
  const { points } = sweep;
  const each = (of: (backend: BackendResult) => number): ChartSeries[] =>
    workloadsOf(sweep).map((workload) => ({
      name: workload,
      values: points.map((point) => {
        const backend = backendOf(point, workload);
        return backend && of(backend);
      }),
    }));
  switch (kind) {
    case 'latency':
      return (['p50', 'p95', 'p99', 'p999'] as const).map((name) => ({
        name: name === 'p999' ? 'p99.9' : name,
        values: points.map(({ latency }) => (latency.count > 0 ? latency[name] : undefined)),
      }));
    case 'failed':
      return [{ name: 'failed', values: points.map(failedShare) }];
    case 'share':
      return each(({ share }) => share);
    case 'errors':
      return each(errorShare);
    case 'utilization':
      return each(({ utilization }) => utilization);
  }
}

export function backendOf({ backends }: SweepPoint, workload: string): BackendResult | undefined {
  return backends.find((backend) => backend.workload === workload);
}

/** Of what its pods were sent, copies included. */
export function errorShare({ errors, requests, copies }: BackendResult): number {
  return requests + copies === 0 ? 0 : errors / (requests + copies);
}

export function failedShare({ failed, requests }: SweepPoint): number {
  return requests === 0 ? 0 : failed / requests;
}
