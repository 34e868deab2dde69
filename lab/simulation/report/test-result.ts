import { seededRandom } from '../../../engine/core.ts';
import type { BackendResult, LatencySummary, SeriesBucket, SimulationResult } from '../result.ts';

export const emptyLatency: LatencySummary = {
  count: 0,
  mean: 0,
  min: 0,
  p50: 0,
  p90: 0,
  p95: 0,
  p99: 0,
  p999: 0,
  max: 0,
};

export function latencyAround(median: number, count: number): LatencySummary {
  const at = (factor: number): number => median * factor;
  return {
    count,
    mean: at(1.1),
    min: at(0.2),
    p50: median,
    p90: at(2),
    p95: at(2.5),
    p99: at(4),
    p999: at(7),
    max: at(15),
  };
}

export function backendResult(workload: string, more: Partial<BackendResult> = {}): BackendResult {
  return {
    workload,
    requests: 100,
    share: 0.5,
    copies: 0,
    errors: 0,
    latency: latencyAround(20, 100),
    deepestQueue: 0,
    utilization: 0,
    ...more,
  };
}

/** A run of which only what is given is of interest. */
export function simulationResult(more: Partial<SimulationResult> = {}): SimulationResult {
  return {
    seed: 42,
    durationMs: 60_000,
    bucketMs: 1000,
    engines: 1,
    requests: 200,
    failed: 0,
    outcomes: [{ outcome: '200', count: 200 }],
    retries: 0,
    latency: latencyAround(20, 200),
    backends: [backendResult('appv1'), backendResult('appv2')],
    series: [],
    marks: [],
    sessionsMoved: 0,
    ...more,
  };
}

/**
 * Ten minutes of a canary at 2,000 requests per second: at minute 3 its weight becomes 25 %, at minute 5 a pod of it dies and
 * its queue grows until it is back.
 */
export function canaryResult(seed = 42): SimulationResult {
  const random = seededRandom(seed);
  const bucketMs = 3000;
  const series = Array.from({ length: 200 }, (_, index): SeriesBucket => {
    const fromMs = index * bucketMs;
    const troubled = fromMs >= 300_000 && fromMs < 330_000;
    const requests = Math.round(bucketMs * (1.95 + 0.1 * random()));
    const wanted = fromMs < 180_000 ? 0.01 : 0.25;
    const second = Math.round(requests * (wanted + 0.004 * (random() - 0.5)));
    const failed = troubled ? Math.round(second * 0.3 * random()) : random() < 0.05 ? 1 : 0;
    const factor = troubled ? 1 + ((fromMs - 300_000) / 3000) * 0.8 : 1;
    const queued = troubled ? Math.round(600 * random() * (factor - 0.9)) : 0;
    return {
      fromMs,
      requests,
      failed,
      p50: 21 + random(),
      p95: (60 + 8 * random()) * Math.sqrt(factor),
      p99: (150 + 30 * random()) * factor,
      backends: [
        { requests: requests - second, errors: 0, inFlight: Math.round(40 + 8 * random()), queued: 0 },
        { requests: second, errors: failed, inFlight: queued + 20, queued },
      ],
    };
  });
  const sum = (of: (bucket: SeriesBucket) => number): number =>
    series.reduce((total, bucket) => total + of(bucket), 0);
  const [requests, failed] = [sum((bucket) => bucket.requests), sum((bucket) => bucket.failed)];
  const [first, second] = [0, 1].map((index) => sum((bucket) => bucket.backends[index]?.requests ?? 0));
  return simulationResult({
    seed,
    durationMs: 600_000,
    bucketMs,
    requests,
    failed,
    outcomes: [
      { outcome: '200', count: requests - failed },
      { outcome: '503', count: failed },
    ],
    latency: latencyAround(22, requests),
    backends: [
      backendResult('appv1', {
        requests: first ?? 0,
        share: (first ?? 0) / requests,
        latency: latencyAround(20, first ?? 0),
      }),
      backendResult('appv2', {
        requests: second ?? 0,
        share: (second ?? 0) / requests,
        errors: failed,
        latency: latencyAround(63, second ?? 0),
        deepestQueue: 812,
        utilization: 0.734,
      }),
    ],
    series,
    marks: [
      { atMs: 180_000, label: 'weight of appv2 becomes 25' },
      { atMs: 300_000, label: 'a pod of appv2 dies' },
      { atMs: 330_000, label: 'a new pod of appv2 is ready' },
    ],
    sessionsMoved: 17,
  });
}
