/** Milliseconds: the limits of client-go's reflectors (k8s.io/client-go/tools/cache, `NewReflectorWithOptions`). */
const FIRST_MS = 800;
const MOST_MS = 30_000;
const FACTOR = 2;

/**
 * How long to wait before the next try: 0.8 s at most after the first failure, twice that after the next, and so on up
 * to 30 s; of that a random part ("full jitter"), so that clients of an API that comes back do not ask all at once.
 */
export class Backoff {
  readonly #random: () => number;
  #failures = 0;

  /** @param random from 0 up to, but not including, 1 */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  /** Notes a failure. `atLeast`: milliseconds that the API asked for. */
  next(atLeast = 0): number {
    const limit = Math.min(MOST_MS, FIRST_MS * FACTOR ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 30);
    return atLeast + this.#random() * limit;
  }

  /** For what will not mend itself within seconds: between half of the longest wait and all of it. */
  slow(): number {
    return MOST_MS / 2 + this.#random() * (MOST_MS / 2);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
