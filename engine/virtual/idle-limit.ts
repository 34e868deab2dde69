import type { Clock } from '../net/clock.ts';

/** Calls when nothing happened for a time of a clock: the `setTimeout` of a socket. Activity costs an assignment. */
export class IdleLimit {
  readonly #clock: Clock;
  readonly #onIdle: () => void;
  #limitMs = 0;
  #lastActive = 0;
  #callOff: (() => void) | undefined;

  constructor(clock: Clock, onIdle: () => void) {
    this.#clock = clock;
    this.#onIdle = onIdle;
  }

  /** Begins anew with another limit, in milliseconds; 0: none. */
  set(limitMs: number): void {
    this.#callOff?.();
    this.#callOff = undefined;
    this.#limitMs = limitMs;
    if (limitMs === 0) return;
    this.active();
    this.#watch(limitMs);
  }

  /** Something happened. */
  active(): void {
    if (this.#limitMs > 0) this.#lastActive = this.#clock.now();
  }

  #watch(milliseconds: number): void {
    this.#callOff = this.#clock.after(milliseconds, () => {
      this.#callOff = undefined;
      const left = this.#lastActive + this.#limitMs - this.#clock.now();
      if (left > 0) this.#watch(left);
      else this.#onIdle();
    });
  }
}
