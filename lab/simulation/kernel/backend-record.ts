import { HdrHistogram } from '../hdr-histogram.ts';

/** What the pods of one workload did, as it is counted. */
export class BackendRecord {
  readonly workload: string;
  readonly latency = new HdrHistogram();
  requests = 0;
  copies = 0;
  errors = 0;
  deepestQueue = 0;
  /** Milliseconds that its pods worked, and could have. */
  workedMs = Number.NaN;
  ableMs = Number.NaN;
  /** By bucket: requests, errors, what came to pods and what left them, what waits at the end. */
  readonly bucketRequests: Float64Array;
  readonly bucketErrors: Float64Array;
  readonly bucketArrived: Float64Array;
  readonly bucketLeft: Float64Array;
  readonly bucketQueued: Float64Array;

  /** @param buckets one more stands for all that comes later */
  constructor(workload: string, buckets: number) {
    this.workload = workload;
    // Fractions: a field that begins as no number is kept as one, and compiled code stays good.
    this.workedMs = 0;
    this.ableMs = 0;
    this.bucketRequests = new Float64Array(buckets);
    this.bucketErrors = new Float64Array(buckets);
    this.bucketArrived = new Float64Array(buckets);
    this.bucketLeft = new Float64Array(buckets);
    this.bucketQueued = new Float64Array(buckets);
  }
}
