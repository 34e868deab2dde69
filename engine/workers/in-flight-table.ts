import type { KeyHash } from './key-hash.ts';
import { SlotSets, type SlotSetsMemory, slotSetsMemory, slotsIn } from './slot-sets.ts';

/** Keys with requests in flight at a time; a set of 16 may be full before the table is. */
const SLOTS = 16_384;

/** Memory of an in-flight table for a number of threads. */
export interface InFlightMemory extends SlotSetsMemory {
  /** For each slot the number in flight, then the part of each thread in it. */
  readonly counts: SharedArrayBuffer;
}

export function inFlightMemory(threads: number, slots = SLOTS): InFlightMemory {
  const sets = slotSetsMemory(slots);
  const bytes = slotsIn(sets) * (1 + threads) * Int32Array.BYTES_PER_ELEMENT;
  return { ...sets, counts: new SharedArrayBuffer(bytes) };
}

/**
 * Requests in flight by key, over all threads. It remembers whose they are, so that those of a thread that died can be
 * taken off. A slot is free when its count is 0.
 */
export class InFlightTable {
  readonly #slots: SlotSets;
  readonly #counts: Int32Array;
  readonly #thread: number;
  /** Words of a slot in `#counts`. */
  readonly #stride: number;

  /** `thread`: from 1 to the number of threads. */
  constructor(memory: InFlightMemory, thread: number) {
    this.#slots = new SlotSets(memory, thread);
    this.#counts = new Int32Array(memory.counts);
    this.#thread = thread;
    this.#stride = this.#counts.length / this.#slots.size;
  }

  /** false: there are `limit` already, or the set of the key has no free slot. */
  acquire(key: KeyHash, limit: number): boolean {
    const first = this.#slots.lock(key);
    const acquired = this.#acquire(first, key, limit);
    this.#slots.unlock(first);
    return acquired;
  }

  release(key: KeyHash): void {
    const first = this.#slots.lock(key);
    const slot = this.#slots.find(first, key);
    // Fewer than none cannot be: a release too many must not let more in later.
    if (slot >= 0 && this.#own(slot) > 0) this.#add(slot, this.#thread, -1);
    this.#slots.unlock(first);
  }

  /** Takes off what a thread that died had in flight. */
  forget(thread: number): void {
    this.#slots.openLocksOf(thread);
    this.#slots.forEach((slot) => {
      const left = this.#counts[slot * this.#stride + thread] ?? 0;
      if (left !== 0) this.#add(slot, thread, -left);
    });
  }

  /** Everything in flight, of all keys and threads. */
  total(): number {
    let total = 0;
    this.#slots.forEach((slot) => {
      total += this.#count(slot);
    });
    return total;
  }

  #acquire(first: number, key: KeyHash, limit: number): boolean {
    if (limit < 1) return false;
    let slot = this.#slots.find(first, key);
    if (slot < 0) {
      slot = this.#slots.lowest(first, (candidate) => this.#count(candidate));
      if (this.#count(slot) > 0) return false;
      this.#slots.assign(slot, key);
    }
    if (this.#count(slot) >= limit) return false;
    this.#add(slot, this.#thread, 1);
    return true;
  }

  #count(slot: number): number {
    return this.#counts[slot * this.#stride] ?? 0;
  }

  #own(slot: number): number {
    return this.#counts[slot * this.#stride + this.#thread] ?? 0;
  }

  #add(slot: number, thread: number, change: number): void {
    const base = slot * this.#stride;
    this.#counts[base] = (this.#counts[base] ?? 0) + change;
    this.#counts[base + thread] = (this.#counts[base + thread] ?? 0) + change;
  }
}
