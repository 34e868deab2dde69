import { HdrHistogram } from '../hdr-histogram.ts';
import type { Mark, SeriesBucket, SimulationResult } from '../result.ts';
import { BackendRecord } from './backend-record.ts';
import { outcomeName } from './outcome.ts';

interface RecorderSettings {
  readonly seed: number;
  readonly durationMs: number;
  readonly bucketMs: number;
  readonly engines: number;
  readonly warmUpMs: number;
}

/** Statuses and other outcomes. */
const OUTCOMES = 1000;

/** Counts what happens. Its size depends on the length of the series and on nothing else. */
export class Recorder {
  readonly durationMs: number;
  readonly bucketMs: number;
  readonly warmUpMs: number;
  readonly #settings: RecorderSettings;
  readonly #buckets: number;
  readonly #backends: BackendRecord[] = [];
  readonly #outcomes = new Float64Array(OUTCOMES);
  readonly #latency = new HdrHistogram();
  readonly #bucketRequests: Float64Array;
  readonly #bucketFailed: Float64Array;
  readonly #p50: Float64Array;
  readonly #p95: Float64Array;
  readonly #p99: Float64Array;
  /** Of the buckets that may still get something. */
  readonly #histograms: (HdrHistogram | undefined)[];
  // Never an empty list, which would be of another kind.
  readonly #spare: HdrHistogram[] = [new HdrHistogram()];
  readonly #marks: Mark[] = [];
  /** The bucket of the present, and when it ends; one behind the last when the series is over. */
  bucket = 0;
  bucketEnd = Number.NaN;
  requests = 0;
  failed = 0;
  retries = 0;
  sessionsMoved = 0;

  constructor(settings: RecorderSettings) {
    const { durationMs, bucketMs, warmUpMs } = settings;
    this.#settings = settings;
    this.durationMs = durationMs;
    this.bucketMs = bucketMs;
    this.warmUpMs = warmUpMs;
    this.bucketEnd = bucketMs;
    const buckets = Math.max(1, Math.ceil(durationMs / bucketMs));
    this.#buckets = buckets;
    this.#histograms = Array.from({ length: buckets }, () => undefined);
    this.#bucketRequests = new Float64Array(buckets);
    this.#bucketFailed = new Float64Array(buckets);
    this.#p50 = new Float64Array(buckets);
    this.#p95 = new Float64Array(buckets);
    this.#p99 = new Float64Array(buckets);
  }

  /** Of a workload; made when it is first asked for. */
  backend(workload: string): BackendRecord {
    const known = this.#backends.find((backend) => backend.workload === workload);
    if (known) return known;
    const backend = new BackendRecord(workload, this.#buckets + 1);
    this.#backends.push(backend);
    return backend;
  }

  /** Time has passed a border: what ended is summed up. Nothing that comes later may be of an earlier time. */
  advance(now: number): void {
    while (now >= this.bucketEnd) {
      this.#sumUp(this.bucket);
      this.bucket += 1;
      const isLater = this.bucket >= this.#buckets;
      this.bucketEnd = isLater ? Number.POSITIVE_INFINITY : (this.bucket + 1) * this.bucketMs;
    }
  }

  bucketOf(time: number): number {
    if (time < this.bucketEnd) return this.bucket;
    const bucket = Math.floor(time / this.bucketMs);
    return bucket < this.#buckets ? bucket : this.#buckets;
  }

  /** A client's request begins. */
  began(): void {
    this.requests += 1;
    const { bucket } = this;
    this.#bucketRequests[bucket] = (this.#bucketRequests[bucket] ?? 0) + 1;
  }

  /** A client's request is over. `outcome`: a status, or one of `Outcome`. */
  ended(outcome: number, time: number, latencyMs: number): void {
    this.#outcomes[outcome] = (this.#outcomes[outcome] ?? 0) + 1;
    const bucket = this.bucketOf(time);
    if (outcome >= 500 || outcome < 100) {
      this.failed += 1;
      if (bucket < this.#buckets) this.#bucketFailed[bucket] = (this.#bucketFailed[bucket] ?? 0) + 1;
      if (outcome < 100) return;
    }
    if (bucket >= this.#buckets) {
      this.#latency.record(latencyMs);
      return;
    }
    // The rest is taken from the bucket when that is over.
    this.#latency.addToSum(latencyMs);
    (this.#histograms[bucket] ?? this.#open(bucket)).record(latencyMs);
  }

  mark(atMs: number, label: string): void {
    this.#marks.push({ atMs, label });
  }

  result(): SimulationResult {
    const { seed, durationMs, bucketMs, engines } = this.#settings;
    this.advance(this.#buckets * bucketMs);
    const sent = this.#backends.reduce((sum, { requests }) => sum + requests, 0);
    return {
      seed,
      durationMs,
      bucketMs,
      engines,
      requests: this.requests,
      failed: this.failed,
      outcomes: this.#outcomesByCount(),
      retries: this.retries,
      latency: this.#latency.summary(),
      latencies: this.#latency.buckets(),
      backends: this.#backends.map((backend) => ({
        workload: backend.workload,
        requests: backend.requests,
        share: sent === 0 ? 0 : backend.requests / sent,
        copies: backend.copies,
        errors: backend.errors,
        latency: backend.latency.summary(),
        deepestQueue: backend.deepestQueue,
        utilization: backend.ableMs > 0 ? backend.workedMs / backend.ableMs : 0,
      })),
      series: this.#series(),
      marks: this.#marks,
      sessionsMoved: this.sessionsMoved,
    };
  }

  #outcomesByCount(): SimulationResult['outcomes'] {
    return Array.from(this.#outcomes, (count, outcome) => ({ outcome: outcomeName(outcome), count }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.outcome < b.outcome ? -1 : 1));
  }

  #series(): SeriesBucket[] {
    const inFlight = this.#backends.map(() => 0);
    return Array.from(this.#bucketRequests, (requests, bucket) => ({
      fromMs: bucket * this.bucketMs,
      requests,
      failed: this.#bucketFailed[bucket] ?? 0,
      p50: this.#p50[bucket] ?? 0,
      p95: this.#p95[bucket] ?? 0,
      p99: this.#p99[bucket] ?? 0,
      backends: this.#backends.map((backend, index) => {
        const came = (backend.bucketArrived[bucket] ?? 0) - (backend.bucketLeft[bucket] ?? 0);
        const now = (inFlight[index] ?? 0) + came;
        inFlight[index] = now;
        return {
          requests: backend.bucketRequests[bucket] ?? 0,
          errors: backend.bucketErrors[bucket] ?? 0,
          inFlight: now,
          queued: backend.bucketQueued[bucket] ?? 0,
        };
      }),
    }));
  }

  #open(bucket: number): HdrHistogram {
    const histogram = this.#spare.pop() ?? new HdrHistogram();
    this.#histograms[bucket] = histogram;
    return histogram;
  }

  #sumUp(bucket: number): void {
    const histogram = this.#histograms[bucket];
    if (histogram === undefined) return;
    this.#histograms[bucket] = undefined;
    const [p50 = 0, p95 = 0, p99 = 0] = histogram.percentiles([50, 95, 99]);
    this.#p50[bucket] = p50;
    this.#p95[bucket] = p95;
    this.#p99[bucket] = p99;
    this.#latency.addTimes(histogram);
    histogram.clear();
    this.#spare.push(histogram);
  }
}
