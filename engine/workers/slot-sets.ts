import type { KeyHash } from './key-hash.ts';
import { SpinLocks } from './spin-locks.ts';

/** Slots that share a lock, and among which a key's slot is. */
const WAYS = 16;

/** Memory of a table: a lock for each set, and a 64-bit key for each slot. */
export interface SlotSetsMemory {
  readonly locks: SharedArrayBuffer;
  readonly keys: SharedArrayBuffer;
}

/** Memory of a table with at least `slots` slots. */
export function slotSetsMemory(slots: number): SlotSetsMemory {
  // A power of two, so that a key's set is a few bits of its hash.
  const sets = 2 ** Math.ceil(Math.log2(Math.max(1, slots / WAYS)));
  return {
    locks: new SharedArrayBuffer(sets * Int32Array.BYTES_PER_ELEMENT),
    keys: new SharedArrayBuffer(sets * WAYS * 2 * Int32Array.BYTES_PER_ELEMENT),
  };
}

/** Number of slots in a table's memory. */
export function slotsIn(memory: SlotSetsMemory): number {
  return (memory.locks.byteLength / Int32Array.BYTES_PER_ELEMENT) * WAYS;
}

/**
 * A table of fixed size that threads share: the hash of a key chooses a set of 16 slots, which one lock guards. Knows
 * only which key has which slot; what a slot holds, and when it may be given to another key, is its user's business.
 */
export class SlotSets {
  /** Number of slots. */
  readonly size: number;
  readonly #keys: Int32Array;
  readonly #locks: SpinLocks;
  readonly #sets: number;

  constructor(memory: SlotSetsMemory, thread: number) {
    this.size = slotsIn(memory);
    this.#sets = this.size / WAYS;
    this.#keys = new Int32Array(memory.keys);
    this.#locks = new SpinLocks(new Int32Array(memory.locks), thread);
  }

  /** Locks the set that the key belongs to and returns its first slot, to give to the other methods. */
  lock(key: KeyHash): number {
    const set = key.low & (this.#sets - 1);
    this.#locks.lock(set);
    return set * WAYS;
  }

  unlock(first: number): void {
    this.#locks.unlock(first / WAYS);
  }

  /** The key's slot in the locked set, -1 if it has none. */
  find(first: number, key: KeyHash): number {
    const keys = this.#keys;
    for (let slot = first; slot < first + WAYS; slot += 1) {
      if (keys[slot * 2] === key.low && keys[slot * 2 + 1] === key.high) return slot;
    }
    return -1;
  }

  /** The slot of the locked set with the lowest `rank`. */
  lowest(first: number, rank: (slot: number) => number): number {
    let best = first;
    let bestRank = Number.POSITIVE_INFINITY;
    for (let slot = first; slot < first + WAYS; slot += 1) {
      const own = rank(slot);
      if (own >= bestRank) continue;
      best = slot;
      bestRank = own;
    }
    return best;
  }

  /** Gives a slot of the locked set to the key. */
  assign(slot: number, key: KeyHash): void {
    this.#keys[slot * 2] = key.low;
    this.#keys[slot * 2 + 1] = key.high;
  }

  /** Calls `change` for every slot, each under its lock. */
  forEach(change: (slot: number) => void): void {
    for (let set = 0; set < this.#sets; set += 1) {
      this.#locks.lock(set);
      for (let slot = set * WAYS; slot < (set + 1) * WAYS; slot += 1) change(slot);
      this.#locks.unlock(set);
    }
  }

  /** Opens the locks of a thread that died. */
  openLocksOf(thread: number): void {
    this.#locks.openOf(thread);
  }
}
