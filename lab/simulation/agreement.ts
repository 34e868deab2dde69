import { criticalDistance, cumulativeOfBuckets, kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import type { LatencyBucket } from './result.ts';

/** What was seen of one run of the real lab. */
export interface LiveRun {
  readonly seed: number;
  /** Requests by workload. */
  readonly counts: ReadonlyMap<string, number>;
  /** Milliseconds, as the client saw it, one for each request. */
  readonly latencies: readonly number[];
  /** Milliseconds that the machine let the event loop wait, in one of a hundred of its turns or more. */
  readonly lateMs: number;
}

/** What the simulation of the same says. */
export interface SimulatedRun {
  readonly counts: ReadonlyMap<string, number>;
  readonly latencies: readonly LatencyBucket[];
}

/** What counts as agreement. */
export interface AgreementBounds {
  /** Probability with which latencies of the same distribution would be told apart all the same. */
  readonly level: number;
  /** What the real machine may add to each latency, milliseconds: sockets, parsers, timers. */
  readonly overheadMs: { readonly least: number; readonly most: number };
}

/** What came of a comparison. */
export interface Agreement {
  readonly seed: number;
  readonly counts: readonly {
    readonly workload: string;
    readonly live: number;
    readonly simulated: number;
  }[];
  readonly countsAgree: boolean;
  /** Kolmogorov-Smirnov statistic after the overhead was taken off. */
  readonly distance: number;
  /** The most that it may be. */
  readonly critical: number;
  readonly latenciesAgree: boolean;
  /** What the real machine added, milliseconds, by the best fit within the bounds. */
  readonly overheadMs: number;
  /** Milliseconds, ascending, the overhead not taken off. */
  readonly live: readonly number[];
  readonly simulated: readonly LatencyBucket[];
  readonly lateMs: number;
}

/** Steps in which the overhead is sought. */
const STEP_MS = 0.1;

/**
 * Sets a live run beside a simulated one. Counts have to be equal. Latencies have to be of the same distribution but for
 * a constant overhead within bounds, by the Kolmogorov-Smirnov test: of all overheads allowed the one is taken with
 * which the two fit best. A test whose parameter was fitted to the sample rejects less often than its level says
 * (H. Lilliefors, Journal of the American Statistical Association 62, 1967), so the level is an upper bound.
 */
export function agreement(live: LiveRun, simulated: SimulatedRun, bounds: AgreementBounds): Agreement {
  const workloads = [...new Set([...live.counts.keys(), ...simulated.counts.keys()])].toSorted();
  const counts = workloads.map((workload) => ({
    workload,
    live: live.counts.get(workload) ?? 0,
    simulated: simulated.counts.get(workload) ?? 0,
  }));
  const drawn = simulated.latencies.reduce((total, { count }) => total + count, 0);
  const critical = criticalDistance(live.latencies.length, drawn, bounds.level);
  const { distance, overheadMs } = bestFit(live.latencies, simulated.latencies, bounds.overheadMs);
  return {
    seed: live.seed,
    counts,
    countsAgree: counts.every((count) => count.live === count.simulated),
    distance,
    critical,
    latenciesAgree: distance <= critical,
    overheadMs,
    live: live.latencies.toSorted((one, other) => one - other),
    simulated: simulated.latencies,
    lateMs: live.lateMs,
  };
}

/** The overhead with which the distance is least, the smallest if there are several, and that distance. */
export function bestFit(
  latencies: readonly number[],
  buckets: readonly LatencyBucket[],
  { least, most }: AgreementBounds['overheadMs'],
): { readonly distance: number; readonly overheadMs: number } {
  const other = cumulativeOfBuckets(buckets);
  let best = { distance: Number.POSITIVE_INFINITY, overheadMs: least };
  for (let step = 0; least + step * STEP_MS <= most + STEP_MS / 2; step += 1) {
    const overheadMs = Number((least + step * STEP_MS).toFixed(6));
    const distance = kolmogorovSmirnov(
      latencies.map((ms) => ms - overheadMs),
      other,
    );
    if (distance < best.distance) best = { distance, overheadMs };
  }
  return best;
}
