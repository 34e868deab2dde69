/** Time, handed in so that tests need not wait. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs something once after so many milliseconds; the answer keeps it from being run. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds, or at once when the signal is aborted. */
export function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal.addEventListener('abort', done);
  });
}

/** Aborts what is silent for too long: each `touch` begins to wait anew. */
export class StallGuard {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #onStall: () => void;
  #cancel: () => void;

  constructor(clock: Clock, milliseconds: number, onStall: () => void) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
    this.#onStall = onStall;
    this.#cancel = clock.after(milliseconds, onStall);
  }

  touch(): void {
    this.#cancel();
    this.#cancel = this.#clock.after(this.#milliseconds, this.#onStall);
  }

  end(): void {
    this.#cancel();
  }
}
