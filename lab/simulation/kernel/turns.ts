/** Choices that are made at a time, when so many were made: a fleet of engines that get a few requests each makes few. */
const BLOCK = 1024;
/** Choices that are made at first; then as many as were made before, up to a block. */
const FIRST = 16;
/** A cycle has to be seen so often. */
const REPETITIONS = 3;
/** Choices that the engine makes at least before a cycle stands for it. */
const RECORDED = 16 * BLOCK;
/** Where equal deadlines take turns, a cycle has several periods. */
const MOST_PERIODS = 24;
/** Choices that a cycle is seen by at least, however short it is. */
const EVIDENCE = RECORDED / 4;
/**
 * Where no cycle was seen it is looked for again when so many times as many were made. The order of ties changes where
 * sums pass a power of two: the next look must not be as near to one.
 */
const PATIENCE = 1.5;

/**
 * The choices of a service that depend on nothing but whose turn it is. They are made by the engine's own balancers, in
 * blocks in advance. When enough were made and the last thousands repeat themselves exactly, over three periods at least,
 * the cycle stands for all that follow; else the engine goes on choosing. From then on only ties differ from what the
 * engine would do: it adds up fractions, whose rounding now and then changes the order of equal deadlines.
 *
 * `T` is interned: equal choices are one object.
 */
export class Turns<T> {
  readonly #choose: () => T;
  readonly #period: number;
  /** Never an empty list, which would be of another kind. */
  readonly #block: (T | undefined)[] = [undefined];
  #at = 0;
  #made = 0;
  /** How many have to be made before a cycle is looked for. */
  #lookAt: number;
  /** The last ones, as many as a cycle is seen by. */
  readonly #last: T[] = [];
  #isCycle = false;

  /**
   * @param choose asks the engine
   * @param period after how many choices they may repeat themselves; what is too long to be seen is never taken for one
   */
  constructor(choose: () => T, period: number) {
    this.#choose = choose;
    this.#period = period;
    this.#lookAt = Number.isFinite(period) ? Math.max(RECORDED, period * (REPETITIONS + 1)) : period;
  }

  /** Whether a cycle stands for the engine. */
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

  get #wanted(): number {
    return Math.max(this.#period * REPETITIONS, EVIDENCE);
  }

  #refill(): void {
    this.#at = 0;
    if (this.#isCycle) return;
    if (this.#made >= this.#lookAt) {
      this.#lookAt *= PATIENCE;
      const period = this.#seenPeriod();
      if (period > 0) {
        this.#isCycle = true;
        const cycle = this.#last.slice(-period);
        this.#block.length = 0;
        while (this.#block.length < BLOCK) for (const choice of cycle) this.#block.push(choice);
        return;
      }
    }
    const block = this.#block;
    block.length = 0;
    const most = Math.min(BLOCK, Math.max(FIRST, this.#made));
    this.#made += most;
    const keeps = this.#keeps;
    for (let count = 0; count < most; count += 1) {
      const choice = this.#choose();
      block.push(choice);
      if (keeps) this.#last.push(choice);
    }
    const { length } = this.#last;
    if (keeps && length > this.#wanted) this.#last.splice(0, length - this.#wanted);
  }

  /** Whether the choices that are made next may be among those that a cycle is seen by. */
  get #keeps(): boolean {
    return Number.isFinite(this.#period) && this.#wanted + BLOCK >= this.#lookAt - this.#made;
  }

  /** The period, or a few of them where ties take turns, that the last choices show; 0: none. */
  #seenPeriod(): number {
    const last = this.#last;
    if (last.length < this.#wanted) return 0;
    for (let periods = 1; periods <= MOST_PERIODS; periods += 1) {
      const period = periods * this.#period;
      if (period * REPETITIONS > last.length) return 0;
      if (last.every((choice, at) => at < period || choice === last[at - period])) return period;
    }
    return 0;
  }
}
