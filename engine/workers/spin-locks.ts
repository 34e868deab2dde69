/** Attempts before a thread stops to spin: what is locked takes well under a microsecond. */
const SPINS = 200;
/** Length of one nap of a thread that waits on; the holder was probably interrupted. Milliseconds. */
const NAP_MS = 1;
/** A holder that kept a lock this long died in between; its lock is taken over. Milliseconds. */
const GIVEN_UP_MS = 1000;

/**
 * Locks in memory that threads share, one word each, for sections that never wait, never throw and take less than a
 * microsecond. Waiting threads spin, then nap. Every thread has a number of its own, from 1.
 */
export class SpinLocks {
  readonly #words: Int32Array;
  readonly #thread: number;

  /** `words` are all 0 before the first use. */
  constructor(words: Int32Array, thread: number) {
    this.#words = words;
    this.#thread = thread;
  }

  lock(index: number): void {
    for (let spin = 0; spin < SPINS; spin += 1) {
      if (Atomics.compareExchange(this.#words, index, 0, this.#thread) === 0) return;
    }
    this.#lockPatiently(index);
  }

  unlock(index: number): void {
    // Fails if another thread took the lock over meanwhile: then it is no longer this thread's to open.
    Atomics.compareExchange(this.#words, index, this.#thread, 0);
  }

  /** Opens every lock that a thread held when it died. */
  openOf(thread: number): void {
    for (let index = 0; index < this.#words.length; index += 1) {
      Atomics.compareExchange(this.#words, index, thread, 0);
    }
  }

  #lockPatiently(index: number): void {
    let giveUpAt = performance.now() + GIVEN_UP_MS;
    let before = 0;
    for (;;) {
      const holder = Atomics.compareExchange(this.#words, index, 0, this.#thread);
      if (holder === 0) return;
      if (holder !== before) giveUpAt = performance.now() + GIVEN_UP_MS;
      before = holder;
      if (performance.now() < giveUpAt) Atomics.wait(this.#words, index, holder, NAP_MS);
      else if (Atomics.compareExchange(this.#words, index, holder, this.#thread) === holder) return;
    }
  }
}
