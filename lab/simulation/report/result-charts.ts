import { type ChartSeries, type LineChart, lineChart } from '../../report/chart/line-chart.ts';
import { linearScale, logScale } from '../../report/chart/scale.ts';
import { short, timeText } from '../../report/numbers.ts';
import type { SeriesBucket, SimulationResult } from '../result.ts';
import { latencyAxis } from './latency-axis.ts';
import { timeAxis } from './time-axis.ts';

/** What can be drawn of a run over time, and the title that it gets. */
export const CHARTS = {
  share: 'Share of each backend',
  rate: 'Requests per second',
  latency: 'Latency',
  queue: 'Requests that wait',
  work: 'Requests in the pods, waiting and worked on',
  errors: 'Failures per second',
} as const;

export type ChartKind = keyof typeof CHARTS;

/** As the name of a kind, if it is one. */
export function isChartKind(name: string): name is ChartKind {
  return Object.hasOwn(CHARTS, name);
}

/** A share below this would lie on the axis: shares are drawn on a logarithmic one. */
const SMALL_SHARE = 0.03;
/** One chart of a run over its virtual time, as an SVG document. */
export function resultChart(result: SimulationResult, kind: ChartKind): string {
  return lineChart(chartOf(result, kind));
}

/** What a chart shows, as numbers. */
export function chartOf(result: SimulationResult, kind: ChartKind): LineChart {
  const series = seriesOf(result, kind);
  const values = series.flatMap((line) => line.values.filter((value) => value !== undefined));
  return {
    id: kind,
    title: CHARTS[kind],
    description: `${CHARTS[kind]} over ${timeText(result.durationMs)} of virtual time, in buckets of ${timeText(result.bucketMs)}: ${series.map(summary).join('; ')}.`,
    xs: result.series.map(({ fromMs }) => fromMs + result.bucketMs / 2),
    x: timeAxis(result.durationMs),
    y: yAxis(kind, values, series),
    series,
    marks: result.marks.map(({ atMs, label }) => ({ at: atMs, label })),
  };
}

/** Whether all of a chart would lie on its axis. */
export function isFlat({ series }: LineChart): boolean {
  return series.every(({ values }) => values.every((value) => value === undefined || value === 0));
}

function yAxis(kind: ChartKind, values: readonly number[], series: readonly ChartSeries[]): LineChart['y'] {
  if (kind === 'share') {
    const isSmall = series.some(({ values: shares }) => isSmallShare(shares));
    return {
      label: 'share of requests',
      scale: isSmall
        ? logScale(values, 1)
        : linearScale(values, values.some((share) => share > 0.6) ? 1 : undefined),
      format: (share) => `${short(share * 100)} %`,
    };
  }
  if (kind === 'latency') return latencyAxis(values);
  const label = { rate: 'requests/s', queue: 'requests', work: 'requests', errors: 'per second' };
  return { label: label[kind], scale: linearScale(values), format: short };
}

function seriesOf({ series, backends, bucketMs }: SimulationResult, kind: ChartKind): ChartSeries[] {
  const each = (
    of: (backend: SeriesBucket['backends'][number], bucket: SeriesBucket) => number | undefined,
  ) =>
    backends.map(({ workload }, index) => ({
      name: workload,
      values: series.map((bucket) => {
        const backend = bucket.backends[index];
        return backend && of(backend, bucket);
      }),
    }));
  const perSecond = (count: number): number => (count * 1000) / bucketMs;
  switch (kind) {
    case 'share':
      return each(({ requests }, bucket) => {
        const all = bucket.backends.reduce((total, backend) => total + backend.requests, 0);
        return all === 0 ? undefined : requests / all;
      });
    case 'rate':
      return [
        ...each(({ requests }) => perSecond(requests)),
        { name: 'sent by clients', values: series.map(({ requests }) => perSecond(requests)) },
      ];
    case 'latency':
      return (['p50', 'p95', 'p99'] as const).map((name) => ({
        name,
        // A bucket in which nothing was answered has no latency.
        values: series.map((bucket) => (bucket[name] > 0 ? bucket[name] : undefined)),
      }));
    case 'queue':
      return each(({ queued }) => queued);
    case 'work':
      return each(({ inFlight }) => inFlight);
    case 'errors':
      return [
        ...each(({ errors }) => perSecond(errors)),
        { name: 'seen by clients', values: series.map(({ failed }) => perSecond(failed)) },
      ];
  }
}

function isSmallShare(shares: readonly (number | undefined)[]): boolean {
  const known = shares.filter((share) => share !== undefined && share > 0);
  const small = known.filter((share) => share !== undefined && share < SMALL_SHARE);
  return small.length > known.length / 4;
}

function summary({ name, values }: ChartSeries): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return `${name} has no value`;
  const [low, high] = [known.reduce((a, b) => Math.min(a, b)), known.reduce((a, b) => Math.max(a, b))];
  return `${name} between ${readable(low)} and ${readable(high)}`;
}

function readable(value: number): string {
  return short(Number(value.toPrecision(3)));
}
