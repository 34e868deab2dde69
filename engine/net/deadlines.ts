import type { Clock } from './clock.ts';

/** Something that ends at a time unless it moves that time. */
export interface Expiring {
  /** Milliseconds on the clock of its `Deadlines`; Infinity: never. Change it through `Deadlines.set`. */
  deadline: number;
  /** The time has come. `deadline` is Infinity again. */
  expire(now: number): void;
}

/** Deadlines that lie closer together than this are met together. Milliseconds. */
const GRANULARITY_MS = 20;

/**
 * Deadlines of many things on one timer. Moving a deadline later, which busy connections do all the time, costs an
 * assignment; a deadline is met at most 20 ms late.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #members = new Set<Expiring>();
  #cancel: (() => void) | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(member: Expiring): void {
    this.#members.add(member);
    this.#wakeBy(member.deadline);
  }

  delete(member: Expiring): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    this.#cancel?.();
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  /** Sets the deadline of a member. */
  set(member: Expiring, deadline: number): void {
    member.deadline = deadline;
    if (deadline < this.#wakesAt) this.#wakeBy(deadline);
  }

  #wakeBy(deadline: number): void {
    if (deadline >= this.#wakesAt) return;
    this.#cancel?.();
    this.#wakesAt = deadline;
    const wait = Math.max(1, Math.ceil(deadline - this.#clock.now()));
    this.#cancel = this.#clock.after(wait, () => this.#sweep());
  }

  #sweep(): void {
    const now = this.#clock.now();
    let next = Number.POSITIVE_INFINITY;
    this.#wakesAt = Number.NEGATIVE_INFINITY;
    for (const member of this.#members) {
      if (member.deadline <= now) {
        member.deadline = Number.POSITIVE_INFINITY;
        member.expire(now);
      }
      // What expires may have set a new deadline.
      if (this.#members.has(member) && member.deadline < next) next = member.deadline;
    }
    this.#wakesAt = Number.POSITIVE_INFINITY;
    if (next < Number.POSITIVE_INFINITY) this.#wakeBy(Math.max(next, now + GRANULARITY_MS));
  }
}
