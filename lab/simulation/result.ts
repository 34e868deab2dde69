/** How long requests took, milliseconds; of an HDR histogram with a relative error of at most 0.4 %. */
export interface LatencySummary {
  readonly count: number;
  readonly mean: number;
  readonly min: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** So many took longer than the bound of the bucket before (0 at first) and at most this long. */
export interface LatencyBucket {
  readonly upToMs: number;
  readonly count: number;
}

/** What the pods of one workload did. */
export interface BackendResult {
  readonly workload: string;
  /** Requests that its pods were sent, repetitions included, copies of mirrors not. */
  readonly requests: number;
  /** Of all requests that pods were sent, from 0 to 1. */
  readonly share: number;
  /** Copies that mirroring services sent it. */
  readonly copies: number;
  /** Answers of 500 and above, refusals and broken answers. */
  readonly errors: number;
  /** From the arrival at the pod to its answer. */
  readonly latency: LatencySummary;
  /** The most requests that waited in one of its pods. */
  readonly deepestQueue: number;
  /** Share of the time that its pods worked, of what they could have; 0 if they work on any number at a time. */
  readonly utilization: number;
}

/** What happened in one stretch of time. */
export interface SeriesBucket {
  /** Milliseconds from the beginning. */
  readonly fromMs: number;
  /** Requests that clients began. */
  readonly requests: number;
  /** Of those that ended in it. */
  readonly failed: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** In the order of `SimulationResult.backends`. */
  readonly backends: readonly {
    readonly requests: number;
    readonly errors: number;
    /** Waiting and served, at the end of the bucket, over all pods. */
    readonly inFlight: number;
    /** Waiting, at the end of the bucket, over all pods. */
    readonly queued: number;
  }[];
}

/** Something that was changed, as people say it. */
export interface Mark {
  readonly atMs: number;
  readonly label: string;
}

/** What came of one run. Plain data: JSON of it is the same bytes for the same seed. */
export interface SimulationResult {
  readonly seed: number;
  readonly durationMs: number;
  readonly bucketMs: number;
  readonly engines: number;
  /** Requests that clients began. */
  readonly requests: number;
  /** Ended without an answer, or with one of 500 and above. */
  readonly failed: number;
  /** How requests ended: `200`, `429`, `timeout`, `refused`, … by count, the most frequent first. */
  readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
  /** Requests that retry middlewares sent again. */
  readonly retries: number;
  /** As clients saw it, of those that got an answer. */
  readonly latency: LatencySummary;
  /** The buckets of that histogram that are not empty, or end where one begins that is not; absent: they were not kept. */
  readonly latencies?: readonly LatencyBucket[];
  readonly backends: readonly BackendResult[];
  readonly series: readonly SeriesBucket[];
  readonly marks: readonly Mark[];
  /** Of the sticky sessions that lost their pod. */
  readonly sessionsMoved: number;
}
