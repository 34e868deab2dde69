const SECONDS = 10;

/** Counts over the second that is under way and the nine before it. Seconds are whole numbers that never go back. */
export class RollingCounter {
  readonly #counts = new Float64Array(SECONDS);
  #latest = Number.NEGATIVE_INFINITY;

  add(second: number): void {
    this.#forget(second);
    const index = second % SECONDS;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  sum(second: number): number {
    this.#forget(second);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #forget(second: number): void {
    if (second === this.#latest) return;
    const first = Math.max(this.#latest + 1, second - SECONDS + 1);
    for (let passed = first; passed <= second; passed += 1) this.#counts[passed % SECONDS] = 0;
    this.#latest = second;
  }
}
