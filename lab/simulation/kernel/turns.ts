/** Choices that the engine makes at a time, and from which a recording is made. */
const BLOCK = 1024;
/** Choices that are recorded before a cycle is looked for. */
const RECORDED = 16 * BLOCK;
/** Of what was recorded the beginning does not count: there the order of equal deadlines is not settled. */
const SETTLED = RECORDED / 4;
/** A cycle has to be seen so often. */
const REPETITIONS = 3;

/**
 * The choices of a service that depend on nothing but whose turn it is: made by the engine's own balancers, in blocks in
 * advance. When many have been recorded and the last of them repeat themselves exactly, over three periods at least, the
 * cycle stands for all that follow; else the engine goes on choosing. `T` is interned: equal choices are one object.
 */
export class Turns<T> {
  readonly #choose: () => T;
  #block: T[] = [];
  #at = 0;
  /** Absent once it is known whether there is a cycle. */
  #recorded: T[] | undefined = [];
  #isCycle = false;

  constructor(choose: () => T) {
    this.#choose = choose;
  }

  /** Whether a cycle was found. */
  get cycle(): boolean {
    return this.#isCycle;
  }

  next(): T {
    for (;;) {
      const choice = this.#block[this.#at];
      if (choice !== undefined) {
        this.#at += 1;
        return choice;
      }
      this.#refill();
    }
  }

  #refill(): void {
    this.#at = 0;
    if (this.#isCycle) return;
    const recorded = this.#recorded;
    if (recorded && recorded.length >= RECORDED) {
      this.#recorded = undefined;
      const period = periodOf(recorded.slice(SETTLED));
      if (period > 0) {
        this.#isCycle = true;
        const cycle = recorded.slice(-period);
        this.#block = Array.from({ length: Math.max(1, Math.floor(BLOCK / period)) }, () => cycle).flat();
        return;
      }
    }
    this.#block = Array.from({ length: BLOCK }, this.#choose);
    this.#recorded?.push(...this.#block);
  }
}

/**
 * The smallest period of a whole sequence that is repeated often enough, 0 if there is none (Knuth, Morris and Pratt: a
 * sequence has period p if it is its own border but for p).
 */
export function periodOf(sequence: readonly unknown[]): number {
  const borders = new Int32Array(sequence.length);
  let border = 0;
  for (let at = 1; at < sequence.length; at += 1) {
    while (border > 0 && sequence[at] !== sequence[border]) border = borders[border - 1] ?? 0;
    if (sequence[at] === sequence[border]) border += 1;
    borders[at] = border;
  }
  const period = sequence.length - (borders.at(-1) ?? 0);
  return period * REPETITIONS <= sequence.length ? period : 0;
}
