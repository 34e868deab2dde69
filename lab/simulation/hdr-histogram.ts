import type { LatencyBucket, LatencySummary } from './result.ts';

/** Buckets from one power of two to the next. The middle of a bucket is off by at most half of 1/128: 0.39 %. */
const PER_OCTAVE_BITS = 7;
const MANTISSA_BITS = 23;
const SHIFT = MANTISSA_BITS - PER_OCTAVE_BITS;

/** The first bucket begins at 2^-10 ms, a microsecond, and holds what is shorter, too. */
const FIRST_EXPONENT = -10;
/** The last bucket ends at 2^25 ms, nine hours, and holds what is longer, too. */
const END_EXPONENT = 25;

const EXPONENT_BIAS = 127;
const FIRST = (FIRST_EXPONENT + EXPONENT_BIAS) << PER_OCTAVE_BITS;
const LAST = ((END_EXPONENT - FIRST_EXPONENT) << PER_OCTAVE_BITS) - 1;

/** The upper bits of a number of single precision, its exponent and the first of its mantissa, number its bucket. */
const NUMBER = new Float32Array(1);
const BITS = new Int32Array(NUMBER.buffer);

/**
 * How often which time came up (after G. Tene's HdrHistogram): the relative error is at most 0.4 % from a microsecond to
 * nine hours, and the size does not depend on how much was recorded. Times are milliseconds, from 0.
 */
export class HdrHistogram {
  readonly #counts = new Float64Array(LAST + 1);
  #count = 0;
  // Fractions: a field that begins as no number is kept as one, and compiled code stays good.
  #sum = Number.NaN;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NaN;

  constructor() {
    this.#sum = 0;
    this.#max = 0;
  }

  record(ms: number): void {
    NUMBER[0] = ms;
    let bucket = ((BITS[0] ?? 0) >> SHIFT) - FIRST;
    if (bucket < 0) bucket = 0;
    else if (bucket > LAST) bucket = LAST;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += ms;
    if (ms < this.#min) this.#min = ms;
    if (ms > this.#max) this.#max = ms;
  }

  get count(): number {
    return this.#count;
  }

  /** Exact but for rounding; 0 if nothing was recorded. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  /** Exact; 0 if nothing was recorded. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min;
  }

  /** Exact; 0 if nothing was recorded. */
  get max(): number {
    return this.#max;
  }

  /** The time that so many percent, from 0 to 100, of all recorded do not exceed; 0 if nothing was recorded. */
  percentile(percent: number): number {
    return this.percentiles([percent])[0] ?? 0;
  }

  /** Several of them, the lowest first, for no more than the highest alone takes. */
  percentiles(percents: readonly number[]): number[] {
    if (this.#count === 0) return percents.map(() => 0);
    const counts = this.#counts;
    let bucket = bucketOf(this.#min);
    let upTo = counts[bucket] ?? 0;
    return percents.map((percent) => {
      const rank = Math.max(1, Math.ceil((percent * this.#count) / 100));
      while (upTo < rank && bucket < LAST) {
        bucket += 1;
        upTo += counts[bucket] ?? 0;
      }
      return Math.min(this.#max, Math.max(this.#min, middleOf(bucket)));
    });
  }

  /** Records all that another recorded. */
  add(other: HdrHistogram): void {
    this.addTimes(other);
    this.addToSum(other.#sum);
  }

  /** The same but for the sum, which `addToSum` has been told of. */
  addTimes(other: HdrHistogram): void {
    if (other.#count === 0) return;
    const last = bucketOf(other.#max);
    for (let bucket = bucketOf(other.#min); bucket <= last; bucket += 1) {
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + (other.#counts[bucket] ?? 0);
    }
    this.#count += other.#count;
    this.#min = Math.min(this.#min, other.#min);
    this.#max = Math.max(this.#max, other.#max);
  }

  /** For who adds up one by one what `addTimes` brings together: a sum depends on the order. */
  addToSum(ms: number): void {
    this.#sum += ms;
  }

  /** Forgets everything. */
  clear(): void {
    if (this.#count > 0) this.#counts.fill(0, bucketOf(this.#min), bucketOf(this.#max) + 1);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = 0;
  }

  /** Where the recorded times lie, upwards: each bucket that holds some, and the empty one before it where there is a gap. */
  buckets(): LatencyBucket[] {
    const buckets: LatencyBucket[] = [];
    let end = -1;
    const last = this.#count === 0 ? -1 : bucketOf(this.#max);
    for (let bucket = bucketOf(this.min); bucket <= last; bucket += 1) {
      const count = this.#counts[bucket] ?? 0;
      if (count === 0) continue;
      if (bucket > end) buckets.push({ upToMs: bucket === 0 ? 0 : startOf(bucket), count: 0 });
      end = bucket + 1;
      buckets.push({ upToMs: startOf(end), count });
    }
    return buckets;
  }

  summary(): LatencySummary {
    const { count, mean, min, max } = this;
    const [p50 = 0, p90 = 0, p95 = 0, p99 = 0, p999 = 0] = this.percentiles([50, 90, 95, 99, 99.9]);
    return { count, mean, min, p50, p90, p95, p99, p999, max };
  }
}

function bucketOf(ms: number): number {
  NUMBER[0] = ms;
  return Math.min(LAST, Math.max(0, ((BITS[0] ?? 0) >> SHIFT) - FIRST));
}

function startOf(bucket: number): number {
  BITS[0] = (bucket + FIRST) << SHIFT;
  return NUMBER[0] ?? 0;
}

function middleOf(bucket: number): number {
  BITS[0] = ((bucket + FIRST) << SHIFT) | (1 << (SHIFT - 1));
  return NUMBER[0] ?? 0;
}
