import type { BackendResult, LatencySummary, SimulationResult } from './result.ts';

/** What of a latency is asked about, by the name it is written with. */
export const STATISTICS = {
  mean: 'mean',
  min: 'min',
  p50: 'p50',
  p90: 'p90',
  p95: 'p95',
  p99: 'p99',
  'p99.9': 'p999',
  max: 'max',
} as const satisfies Readonly<Record<string, keyof LatencySummary>>;

export type Statistic = keyof typeof STATISTICS;

/** A figure of a result. */
export type Measure =
  /** Share of all requests that failed. */
  | { readonly kind: 'failed' }
  /** Share of the requests that pods of a workload were sent which they failed. */
  | { readonly kind: 'errors'; readonly of: string }
  /** Share of all requests to pods that a workload's were sent. */
  | { readonly kind: 'share'; readonly of: string }
  /** Share of the time that the pods of a workload worked. */
  | { readonly kind: 'utilization'; readonly of: string }
  /** Share of all requests that ended so: `429`, `timeout`. */
  | { readonly kind: 'outcome'; readonly outcome: string }
  /** Requests sent again, as a share of all that clients sent. */
  | { readonly kind: 'retries' }
  /** Milliseconds: as clients saw it, or from the arrival at a workload's pod to its answer. */
  | { readonly kind: 'latency'; readonly statistic: Statistic; readonly of?: string }
  | { readonly kind: 'requests'; readonly of?: string }
  | { readonly kind: 'copies'; readonly of: string }
  /** The most requests that waited in one pod. */
  | { readonly kind: 'queue'; readonly of: string }
  | { readonly kind: 'sessions-moved' }
  /** Milliseconds until a workload has got its first request: the end of that bucket; infinite if it got none. */
  | { readonly kind: 'first-request'; readonly of: string };

/** In what the figure of a measure is written. */
export type Unit = 'share' | 'milliseconds' | 'count';

export function unitOf({ kind }: Measure): Unit {
  switch (kind) {
    case 'latency':
    case 'first-request':
      return 'milliseconds';
    case 'requests':
    case 'copies':
    case 'queue':
    case 'sessions-moved':
      return 'count';
    default:
      return 'share';
  }
}

/** A backend that a result does not have. */
export class NoSuchBackendError extends Error {
  override readonly name = 'NoSuchBackendError';
}

/** @throws NoSuchBackendError */
export function measured(result: SimulationResult, measure: Measure): number {
  switch (measure.kind) {
    case 'failed':
      return ratio(result.failed, result.requests);
    case 'outcome':
      return ratio(countOf(result, measure.outcome), result.requests);
    case 'retries':
      return ratio(result.retries, result.requests);
    case 'sessions-moved':
      return result.sessionsMoved;
    case 'latency':
      return (measure.of === undefined ? result : backend(result, measure.of)).latency[
        STATISTICS[measure.statistic]
      ];
    case 'requests':
      return (measure.of === undefined ? result : backend(result, measure.of)).requests;
    case 'errors': {
      const { errors, requests, copies } = backend(result, measure.of);
      return ratio(errors, requests + copies);
    }
    case 'share':
      return backend(result, measure.of).share;
    case 'utilization':
      return backend(result, measure.of).utilization;
    case 'copies':
      return backend(result, measure.of).copies;
    case 'queue':
      return backend(result, measure.of).deepestQueue;
    case 'first-request': {
      const at = indexOf(result, measure.of);
      const bucket = result.series.find(({ backends }) => (backends[at]?.requests ?? 0) > 0);
      return bucket ? Math.min(bucket.fromMs + result.bucketMs, result.durationMs) : Number.POSITIVE_INFINITY;
    }
  }
}

/** Measures that the series of a result can tell from a moment on. */
export function isTimed(measure: Measure): boolean {
  switch (measure.kind) {
    case 'failed':
    case 'share':
    case 'requests':
      return true;
    case 'latency':
      return measure.of === undefined && isSeriesStatistic(measure.statistic);
    default:
      return false;
  }
}

/**
 * The figure over the time from a moment on; of a latency it is one for each stretch of the series.
 *
 * @throws NoSuchBackendError
 */
export function measuredFrom(result: SimulationResult, measure: Measure, fromMs: number): readonly number[] {
  const buckets = result.series.filter((bucket) => bucket.fromMs >= fromMs);
  switch (measure.kind) {
    case 'failed':
      return [
        ratio(
          sum(buckets, ({ failed }) => failed),
          sum(buckets, ({ requests }) => requests),
        ),
      ];
    case 'share': {
      const at = indexOf(result, measure.of);
      const all = sum(buckets, ({ backends }) => sum(backends, ({ requests }) => requests));
      return [
        ratio(
          sum(buckets, ({ backends }) => backends[at]?.requests ?? 0),
          all,
        ),
      ];
    }
    case 'requests': {
      if (measure.of === undefined) return [sum(buckets, ({ requests }) => requests)];
      const at = indexOf(result, measure.of);
      return [sum(buckets, ({ backends }) => backends[at]?.requests ?? 0)];
    }
    case 'latency': {
      const { statistic } = measure;
      const answered = buckets.filter(({ requests }) => requests > 0);
      return isSeriesStatistic(statistic) ? answered.map((bucket) => bucket[statistic]) : [];
    }
    default:
      return [];
  }
}

function isSeriesStatistic(statistic: Statistic): statistic is 'p50' | 'p95' | 'p99' {
  return ['p50', 'p95', 'p99'].includes(statistic);
}

function backend(result: SimulationResult, workload: string): BackendResult {
  const found = result.backends.find((candidate) => candidate.workload === workload);
  if (found) return found;
  const names = result.backends.map((candidate) => candidate.workload);
  throw new NoSuchBackendError(`no backend is called "${workload}"; there are: ${names.join(', ')}`);
}

function indexOf(result: SimulationResult, workload: string): number {
  return result.backends.indexOf(backend(result, workload));
}

function countOf({ outcomes }: SimulationResult, wanted: string): number {
  return outcomes.find(({ outcome }) => outcome === wanted)?.count ?? 0;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total: number, value: T) => total + of(value), 0);
}
