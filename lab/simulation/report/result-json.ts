import { linedJson } from '../../report/lined-json.ts';
import type {
  BackendResult,
  LatencyBucket,
  LatencySummary,
  Mark,
  SeriesBucket,
  SimulationResult,
} from '../result.ts';

/** A run as JSON: the same bytes for the same result, however its objects were made. */
export function resultJson(result: SimulationResult): string {
  const { seed, durationMs, bucketMs, engines, requests, failed, retries, sessionsMoved } = result;
  return linedJson({
    seed,
    durationMs,
    bucketMs,
    engines,
    requests,
    failed,
    outcomes: result.outcomes.map(({ outcome, count }) => ({ outcome, count })),
    retries,
    latency: latencyJson(result.latency),
    latencies: result.latencies?.map(({ upToMs, count }): LatencyBucket => ({ upToMs, count })),
    backends: result.backends.map(backendJson),
    series: result.series.map(bucket),
    marks: result.marks.map(({ atMs, label }): Mark => ({ atMs, label })),
    sessionsMoved,
  });
}

export function latencyJson({
  count,
  mean,
  min,
  p50,
  p90,
  p95,
  p99,
  p999,
  max,
}: LatencySummary): LatencySummary {
  return { count, mean, min, p50, p90, p95, p99, p999, max };
}

export function backendJson(result: BackendResult): BackendResult {
  const { workload, requests, share, copies, errors, deepestQueue, utilization } = result;
  return {
    workload,
    requests,
    share,
    copies,
    errors,
    latency: latencyJson(result.latency),
    deepestQueue,
    utilization,
  };
}

function bucket({ fromMs, requests, failed, p50, p95, p99, backends }: SeriesBucket): SeriesBucket {
  return {
    fromMs,
    requests,
    failed,
    p50,
    p95,
    p99,
    backends: backends.map((of) => ({
      requests: of.requests,
      errors: of.errors,
      inFlight: of.inFlight,
      queued: of.queued,
    })),
  };
}
