import type { LatencyBucket } from '../result.ts';
import {
  type Cumulative,
  criticalDistance,
  cumulativeOfBuckets,
  delayed,
  kolmogorovSmirnov,
} from './kolmogorov-smirnov.ts';

/** What was seen of one run of the real lab. */
export interface LiveRun {
  readonly seed: number;
  /** Requests by workload. */
  readonly counts: ReadonlyMap<string, number>;
  /** Milliseconds, as the client saw it, one for each request. */
  readonly latencies: readonly number[];
  /**
   * What the machine added, milliseconds: of requests that went beside those others, from the same client through the same
   * engine, to a pod that takes a constant time, each one's latency without that time.
   */
  readonly overheads: readonly number[];
  /** It was run once more, because the machine was busy the first time. */
  readonly isSecond?: boolean;
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
  /** Milliseconds that 95 of 100 requests lose to the machine at most. */
  readonly overheadMs: {
    /** Beyond it the machine is busy: what does not agree may be run again. */
    readonly busy: number;
    /** Beyond it nothing can be seen, and nothing agrees. */
    readonly most: number;
  };
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
  /** Kolmogorov-Smirnov statistic of the live latencies and the simulated ones with the measured overhead. */
  readonly distance: number;
  /** The most that it may be. */
  readonly critical: number;
  readonly latenciesAgree: boolean;
  /** Milliseconds. */
  readonly overhead: { readonly p50: number; readonly p95: number };
  readonly isBusy: boolean;
  readonly isSecond: boolean;
  /** Milliseconds, ascending. */
  readonly live: readonly number[];
  /** With the overhead. */
  readonly simulated: Cumulative;
}

/**
 * Sets a live run beside a simulated one. Counts have to be equal. Latencies have to be of the same distribution by the
 * two-sample Kolmogorov-Smirnov test, once each simulated one is given the overhead of the real machine: sockets, timers
 * of whole milliseconds, other programs on the same cores. That is not guessed but measured in the same run, and bounded.
 * The overhead is itself a sample; its spread is to be small beside that of the latencies.
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
  const cumulative = delayed(cumulativeOfBuckets(simulated.latencies), live.overheads);
  const distance = kolmogorovSmirnov(live.latencies, cumulative);
  const overhead = { p50: quantile(live.overheads, 0.5), p95: quantile(live.overheads, 0.95) };
  return {
    seed: live.seed,
    counts,
    countsAgree: counts.every((count) => count.live === count.simulated),
    distance,
    critical,
    latenciesAgree: distance <= critical && overhead.p95 <= bounds.overheadMs.most,
    overhead,
    isBusy: overhead.p95 > bounds.overheadMs.busy,
    isSecond: live.isSecond ?? false,
    live: live.latencies.toSorted((one, other) => one - other),
    simulated: cumulative,
  };
}

/** The value that this part of a sample, from 0 to 1, does not exceed; 0 of none. */
export function quantile(sample: readonly number[], part: number): number {
  const sorted = sample.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}

export function agrees({ countsAgree, latenciesAgree }: Agreement): boolean {
  return countsAgree && latenciesAgree;
}
