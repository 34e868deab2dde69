import { statusAnswer } from './answers.ts';
import { goDuration } from './go-duration.ts';
import type { SharedLimits } from './handler.ts';
import type { ImmediateResponse, RequestHead } from './message.ts';
import type { SourceCriterion } from './source-criterion.ts';

interface RateSettings {
  /** More than 0. */
  readonly perSecond: number;
  /** Requests at once, 1 or more. */
  readonly burst: number;
  readonly criterion: SourceCriterion;
}

/** How fast requests of one source may come (Traefik: middlewares/http/ratelimit). */
export class RateLimitPolicy {
  /** The longest that a request is held instead of being refused, milliseconds. */
  readonly maxDelayMs: number;
  readonly #name: string;
  readonly #settings: RateSettings;

  /** @param name qualified name of the middleware */
  constructor(name: string, settings: RateSettings) {
    this.#name = name;
    this.#settings = settings;
    // Half the time of one token, of a rate without its fraction, as Traefik has it.
    this.maxDelayMs = settings.perSecond < 1 ? 500 : 1000 / (2 * Math.trunc(settings.perSecond));
  }

  get perSecond(): number {
    return this.#settings.perSecond;
  }

  get burst(): number {
    return this.#settings.burst;
  }

  /** Whether it makes a difference who sends a request to a host. */
  get tellsClientsApart(): boolean {
    return this.#settings.criterion.isHost !== true;
  }

  /** What keys begin with that count for one router. @param scope `HandlerTools.scope` */
  keyPrefix(scope: string): string {
    return `${scope}${this.#name} `;
  }

  /** Whom a request counts for: behind the prefix it is the key. */
  source(head: RequestHead): string {
    return this.#settings.criterion.source(head);
  }

  /** Milliseconds that a request has to wait, 0 for none; below 0 it is refused, and could come again after so many. */
  take(limits: SharedLimits, key: string): number {
    const { perSecond, burst } = this.#settings;
    return limits.take(key, perSecond, burst, this.maxDelayMs);
  }

  /** The answer to a refused request. The body has a phrase of its own, the same as the status. */
  refusal(retryInMs: number): ImmediateResponse {
    return statusAnswer(429, [
      ['Retry-After', String(Math.ceil(retryInMs / 1000))],
      ['X-Retry-In', goDuration(retryInMs)],
    ]);
  }
}
