/** Tells what runs and how long it will still take, a line for each turn. */
export class Progress {
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #estimated: number;
  /** Estimated seconds of all turns that have ended, and what they took. */
  #doneEstimate = 0;
  #doneSeconds = 0;
  #label = '';
  #estimate = 0;
  #begun = 0;

  /**
   * @param estimated seconds of all turns together
   * @param now milliseconds, monotonic
   */
  constructor(estimated: number, write: (line: string) => void, now: () => number) {
    this.#estimated = estimated;
    this.#write = write;
    this.#now = now;
  }

  begin(label: string, estimate: number): void {
    this.#label = label;
    this.#estimate = estimate;
    this.#begun = this.#now();
  }

  end(outcome: string): void {
    this.#doneSeconds += (this.#now() - this.#begun) / 1_000;
    this.#doneEstimate += this.#estimate;
    this.#write(`${this.#label} ${outcome} [${this.remaining()}]`);
  }

  /** Such as `3 min 20 s left`. Turns to come are assumed to take longer than estimated as those before did. */
  remaining(): string {
    const pace = this.#doneEstimate === 0 ? 1 : this.#doneSeconds / this.#doneEstimate;
    return `${duration(Math.max(0, this.#estimated - this.#doneEstimate) * pace)} left`;
  }
}

/** Seconds as `40 s` or `3 min 20 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
