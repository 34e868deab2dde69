import { bucketLifetimeMs } from '../middlewares/local-limits.ts';
import type { KeyHash } from './key-hash.ts';
import { SlotSets, type SlotSetsMemory, slotSetsMemory, slotsIn } from './slot-sets.ts';

/** The most buckets kept at a time (Traefik: middlewares/http/ratelimit, `maxSources`). */
const SLOTS = 65_536;

const TOKENS = 0;
/** When the tokens were counted, milliseconds. */
const AT = 1;
/** When the bucket is forgotten, milliseconds. */
const EXPIRES_AT = 2;
const FIELDS = 3;

/** Memory of a table of token buckets. */
export interface BucketMemory extends SlotSetsMemory {
  readonly buckets: SharedArrayBuffer;
}

export function bucketMemory(slots = SLOTS): BucketMemory {
  const sets = slotSetsMemory(slots);
  const bytes = slotsIn(sets) * FIELDS * Float64Array.BYTES_PER_ELEMENT;
  return { ...sets, buckets: new SharedArrayBuffer(bytes) };
}

/**
 * Token buckets by key, over all threads. A bucket without a request for its lifetime is forgotten, as in `LocalLimits`;
 * where a set is full, the bucket that would be forgotten first makes room, and its source begins with a full one.
 */
export class BucketTable {
  readonly #slots: SlotSets;
  readonly #buckets: Float64Array;

  constructor(memory: BucketMemory, thread: number) {
    this.#slots = new SlotSets(memory, thread);
    this.#buckets = new Float64Array(memory.buckets);
  }

  /** As `SharedLimits.take`; `now` in milliseconds is the same in all threads. */
  take(key: KeyHash, now: number, perSecond: number, burst: number, maxDelayMs: number): number {
    const first = this.#slots.lock(key);
    const base = this.#bucket(first, key, now, burst) * FIELDS;
    const [before = 0, at = now] = [this.#buckets[base + TOKENS], this.#buckets[base + AT]];
    // Another thread may have counted a moment later, and yet before: time does not run backwards here.
    const tokens = Math.min(burst, before + (Math.max(0, now - at) * perSecond) / 1000);
    const left = tokens - 1;
    // Sums of fractions miss a whole token by a hair.
    const waitMs = left < -1e-9 ? (-left * 1000) / perSecond : 0;
    const taken = waitMs <= maxDelayMs;
    this.#buckets[base + TOKENS] = taken ? left : tokens;
    this.#buckets[base + AT] = Math.max(now, at);
    this.#buckets[base + EXPIRES_AT] = now + bucketLifetimeMs(perSecond);
    this.#slots.unlock(first);
    return taken ? waitMs : -waitMs;
  }

  /** Opens the locks of a thread that died. */
  forget(thread: number): void {
    this.#slots.openLocksOf(thread);
  }

  /** The key's slot, with a full bucket in it if it had none. */
  #bucket(first: number, key: KeyHash, now: number, burst: number): number {
    const found = this.#slots.find(first, key);
    if (found >= 0 && this.#expiresAt(found) > now) return found;
    const slot = found >= 0 ? found : this.#slots.lowest(first, (candidate) => this.#expiresAt(candidate));
    this.#slots.assign(slot, key);
    this.#buckets[slot * FIELDS + TOKENS] = burst;
    this.#buckets[slot * FIELDS + AT] = now;
    return slot;
  }

  #expiresAt(slot: number): number {
    return this.#buckets[slot * FIELDS + EXPIRES_AT] ?? 0;
  }
}
