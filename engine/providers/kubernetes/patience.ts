import type { Clock } from '../../net/clock.ts';

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
