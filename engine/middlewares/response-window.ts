import { LatencyWindow } from './latency-window.ts';
import { RollingCounter } from './rolling-counter.ts';

/** What was answered lately, as the functions of a circuit breaker's expression ask for it. */
export class ResponseWindow {
  readonly #now: () => number;
  #all = new RollingCounter();
  readonly #statuses = new Map<number, RollingCounter>();
  /** undefined: nobody asks for them. */
  readonly #latencies: LatencyWindow | undefined;

  /** @param now milliseconds from 0 on, never going back */
  constructor(now: () => number, keepsLatencies: boolean) {
    this.#now = now;
    this.#latencies = keepsLatencies ? new LatencyWindow() : undefined;
  }

  record(status: number, latencyMs: number): void {
    const now = this.#now();
    const second = Math.floor(now / 1000);
    this.#all.add(second);
    let counter = this.#statuses.get(status);
    if (!counter) {
      counter = new RollingCounter();
      this.#statuses.set(status, counter);
    }
    counter.add(second);
    this.#latencies?.record(now, latencyMs);
  }

  /** Answers in ten seconds. */
  get count(): number {
    return this.#all.sum(this.#second);
  }

  /** Share of 502 and 504 among the answers of ten seconds; 0 if there are none. */
  get networkErrorRatio(): number {
    const { count } = this;
    return count === 0 ? 0 : (this.#countOf(502, 503) + this.#countOf(504, 505)) / count;
  }

  /** Answers with `from <= status < to` for each with `ofFrom <= status < ofTo`, in ten seconds; 0 if there are none. */
  responseCodeRatio(from: number, to: number, ofFrom: number, ofTo: number): number {
    const of = this.#countOf(ofFrom, ofTo);
    return of === 0 ? 0 : this.#countOf(from, to) / of;
  }

  /** Whole milliseconds, see `LatencyWindow`. */
  latencyAtQuantileMs(percentile: number): number {
    return this.#latencies?.quantileMs(percentile) ?? 0;
  }

  clear(): void {
    this.#all = new RollingCounter();
    this.#statuses.clear();
    this.#latencies?.clear(this.#now());
  }

  #countOf(from: number, to: number): number {
    const second = this.#second;
    let sum = 0;
    for (const [status, counter] of this.#statuses) {
      if (from <= status && status < to) sum += counter.sum(second);
    }
    return sum;
  }

  get #second(): number {
    return Math.floor(this.#now() / 1000);
  }
}
