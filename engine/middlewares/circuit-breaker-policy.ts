import type { Condition } from './condition.ts';
import { ResponseWindow } from './response-window.ts';

export interface CircuitBreakerSettings {
  /** When it trips. */
  readonly trips: Condition<ResponseWindow>;
  /** Whether `trips` looks at latencies, which take memory. */
  readonly looksAtLatencies: boolean;
  /** The least time between two looks, milliseconds. */
  readonly checkPeriodMs: number;
  /** How long it refuses everything once it has tripped, milliseconds. */
  readonly fallbackMs: number;
  /** How long it lets a growing share pass after that, milliseconds. */
  readonly recoveryMs: number;
}

export type CircuitBreakerState = 'standby' | 'tripped' | 'recovering';

/**
 * Lets requests pass until the answers are bad, then none, then a growing share, then all (Traefik:
 * middlewares/http/circuitbreaker). It looks only when an answer is over, so without traffic nothing changes.
 */
export class CircuitBreaker {
  readonly #settings: CircuitBreakerSettings;
  readonly #now: () => number;
  readonly #window: ResponseWindow;
  #state: CircuitBreakerState = 'standby';
  /** When the state ends, unless it is standby. */
  #until = 0;
  #checkAfter = Number.NEGATIVE_INFINITY;
  /** Requests since it recovers. */
  #allowed = 0;
  #denied = 0;

  /** @param now milliseconds from 0 on, never going back */
  constructor(settings: CircuitBreakerSettings, now: () => number) {
    this.#settings = settings;
    this.#now = now;
    this.#window = new ResponseWindow(now, settings.looksAtLatencies);
  }

  /** As of the last request. */
  get state(): CircuitBreakerState {
    return this.#state;
  }

  /** Whether a request that comes now may pass. Then `record` has to be told how it ended. */
  admit(): boolean {
    if (this.#state === 'standby') return true;
    const now = this.#now();
    if (this.#state === 'tripped') {
      if (now < this.#until) return false;
      this.#state = 'recovering';
      this.#until = now + this.#settings.recoveryMs;
      this.#allowed = 0;
      this.#denied = 0;
    }
    if (now > this.#until) {
      this.#state = 'standby';
      return true;
    }
    return this.#allows(now);
  }

  /**
   * The answer to a request that passed is over.
   *
   * @param status 499 if its client went away before there was one
   * @param latencyMs from its arrival to the end of its answer
   */
  record(status: number, latencyMs: number): void {
    this.#window.record(status, latencyMs);
    const now = this.#now();
    if (now <= this.#checkAfter) return;
    this.#checkAfter = now + this.#settings.checkPeriodMs;
    if (this.#state === 'tripped' || !this.#settings.trips(this.#window)) return;
    this.#state = 'tripped';
    this.#until = now + this.#settings.fallbackMs;
    this.#window.clear();
  }

  /** Keeps the share of those that pass, of all since it recovers, below a line that rises from 0 to a half. */
  #allows(now: number): boolean {
    const { recoveryMs } = this.#settings;
    const elapsedMs = now - this.#until + recoveryMs;
    // Nanoseconds in this order round as in vulcand/oxy: equal shares are frequent where time goes in whole milliseconds.
    const line = (0.5 / (recoveryMs * 1e6)) * (elapsedMs * 1e6);
    const allowed = this.#allowed + 1;
    if (allowed / (allowed + this.#denied) < line) {
      this.#allowed = allowed;
      return true;
    }
    this.#denied += 1;
    return false;
  }
}
