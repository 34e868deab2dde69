import type { SharedLimits } from './handler.ts';

/** The most buckets kept at a time (Traefik: middlewares/http/ratelimit, `maxSources`). */
const MOST_BUCKETS = 65_536;

interface Bucket {
  /** Below none: requests wait already. */
  tokens: number;
  /** When `tokens` was counted, milliseconds. */
  at: number;
  /** When it is forgotten, milliseconds. */
  expiresAt: number;
}

/**
 * Milliseconds without a request after which a bucket is forgotten, so that its source begins with a full one, as
 * Traefik has it: two seconds, or one second more than a slow bucket needs for one token.
 */
export function bucketLifetimeMs(perSecond: number): number {
  return 1000 + Math.max(1000, 1000 / perSecond);
}

/** Limits of one worker, in memory. Keys without requests are dropped, so that many clients over time need no room. */
export class LocalLimits implements SharedLimits {
  readonly #now: () => number;
  readonly #inFlight = new Map<string, number>();
  /** The one used last is the last. */
  readonly #buckets = new Map<string, Bucket>();

  /** `now` gives milliseconds and never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Number of keys in memory. */
  get size(): number {
    return this.#inFlight.size + this.#buckets.size;
  }

  acquire(key: string, limit: number): boolean {
    const count = this.#inFlight.get(key) ?? 0;
    if (count >= limit) return false;
    this.#inFlight.set(key, count + 1);
    return true;
  }

  release(key: string): void {
    const count = this.#inFlight.get(key) ?? 0;
    if (count > 1) this.#inFlight.set(key, count - 1);
    else this.#inFlight.delete(key);
  }

  take(key: string, perSecond: number, burst: number, maxDelayMs: number): number {
    const now = this.#now();
    this.#drop(now);
    let bucket = this.#buckets.get(key);
    if (bucket) this.#buckets.delete(key);
    if (!bucket || bucket.expiresAt <= now) bucket = { tokens: burst, at: now, expiresAt: 0 };
    this.#buckets.set(key, bucket);
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    bucket.expiresAt = now + bucketLifetimeMs(perSecond);
    const left = bucket.tokens - 1;
    // Sums of fractions miss a whole token by a hair.
    const waitMs = left < -1e-9 ? (-left * 1000) / perSecond : 0;
    if (waitMs > maxDelayMs) return -waitMs;
    bucket.tokens = left;
    return waitMs;
  }

  /** Forgets at most two expired buckets, and the one used least recently if there are too many. */
  #drop(now: number): void {
    let looked = 0;
    for (const [key, bucket] of this.#buckets) {
      looked += 1;
      if (looked > 2 || (bucket.expiresAt > now && this.#buckets.size < MOST_BUCKETS)) return;
      this.#buckets.delete(key);
    }
  }
}
