import { LONGEST_TIMER_MS } from './longest-timer.ts';

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
  readonly #now: () => number;
  readonly #members = new Set<Expiring>();
  #timer: NodeJS.Timeout | undefined;
  #wakesAt = Number.POSITIVE_INFINITY;

  /** `now`: milliseconds, monotonic. */
  constructor(now: () => number) {
    this.#now = now;
  }

  add(member: Expiring): void {
    this.#members.add(member);
    this.#wakeBy(member.deadline);
  }

  delete(member: Expiring): void {
    this.#members.delete(member);
    if (this.#members.size > 0) return;
    clearTimeout(this.#timer);
    this.#wakesAt = Number.POSITIVE_INFINITY;
  }

  /** Sets the deadline of a member. */
  set(member: Expiring, deadline: number): void {
    member.deadline = deadline;
    if (deadline < this.#wakesAt) this.#wakeBy(deadline);
  }

  #wakeBy(deadline: number): void {
    if (deadline >= this.#wakesAt) return;
    clearTimeout(this.#timer);
    this.#wakesAt = deadline;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(1, Math.ceil(deadline - this.#now())));
    this.#timer = setTimeout(() => this.#sweep(), wait);
  }

  #sweep(): void {
    const now = this.#now();
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
