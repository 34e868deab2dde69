import { randomInt } from 'node:crypto';
import type { SharedLimits } from '../middlewares/handler.ts';
import { type BucketMemory, BucketTable, bucketMemory } from './bucket-table.ts';
import { type InFlightMemory, InFlightTable, inFlightMemory } from './in-flight-table.ts';
import { KeyHash } from './key-hash.ts';

/** What threads share to count together; can be posted to a worker. */
export interface SharedLimitsMemory {
  readonly inFlight: InFlightMemory;
  readonly buckets: BucketMemory;
  readonly seeds: readonly [number, number];
}

/** Sizes of the tables, in keys; default: 16,384 with requests in flight, 65,536 buckets. */
interface TableSizes {
  readonly inFlight?: number;
  readonly buckets?: number;
}

/** Memory for `threads` threads. */
export function sharedLimitsMemory(
  threads: number,
  { inFlight, buckets }: TableSizes = {},
): SharedLimitsMemory {
  return {
    inFlight: inFlightMemory(threads, inFlight),
    buckets: bucketMemory(buckets),
    seeds: [randomInt(2 ** 32) | 0, randomInt(2 ** 32) | 0],
  };
}

/**
 * Limits that hold over several threads, in memory of a fixed size. Keys are told apart by 64 bits of their hash.
 *
 * A table is divided into sets of 16 keys. Where a set is full, a request in flight of a further key is refused, so that
 * a limit is never exceeded; and a further bucket takes the place of the one unused for longest, whose source then
 * begins with a full one. With half of the slots in use that happens to fewer than one key in a thousand.
 */
export class SharedArrayLimits implements SharedLimits {
  readonly #inFlight: InFlightTable;
  readonly #buckets: BucketTable;
  readonly #key: KeyHash;
  readonly #now: () => number;

  /** `thread`: from 1 to the number of threads, each once. `now`: milliseconds, the same in all threads. */
  constructor(memory: SharedLimitsMemory, thread: number, now: () => number = threadsClock()) {
    this.#inFlight = new InFlightTable(memory.inFlight, thread);
    this.#buckets = new BucketTable(memory.buckets, thread);
    this.#key = new KeyHash(memory.seeds);
    this.#now = now;
  }

  /** Requests in flight, of all keys and threads. */
  get inFlight(): number {
    return this.#inFlight.total();
  }

  acquire(key: string, limit: number): boolean {
    this.#key.of(key);
    return this.#inFlight.acquire(this.#key, limit);
  }

  release(key: string): void {
    this.#key.of(key);
    this.#inFlight.release(this.#key);
  }

  take(key: string, perSecond: number, burst: number, maxDelayMs: number): number {
    this.#key.of(key);
    return this.#buckets.take(this.#key, this.#now(), perSecond, burst, maxDelayMs);
  }

  /** Takes off what a thread that died had in flight, and opens its locks. */
  forget(thread: number): void {
    this.#inFlight.forget(thread);
    this.#buckets.forget(thread);
  }
}

/** Milliseconds of the system's monotonic clock; `performance.now` counts from the start of its own thread. */
function threadsClock(): () => number {
  const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();
  return () => performance.now() + offset;
}
