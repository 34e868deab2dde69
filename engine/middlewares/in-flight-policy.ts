import type { SharedLimits } from './handler.ts';
import type { ImmediateResponse, RequestHead } from './message.ts';
import type { SourceCriterion } from './source-criterion.ts';

interface InFlightSettings {
  /** Requests of one source that are served at a time. */
  readonly amount: number;
  readonly criterion: SourceCriterion;
}

/** How many requests of one source are served at a time (Traefik: middlewares/http/inflightreq). */
export class InFlightPolicy {
  /** The answer to a request beyond the amount. */
  readonly refusal: ImmediateResponse;
  readonly #name: string;
  readonly #settings: InFlightSettings;

  /** @param name qualified name of the middleware */
  constructor(name: string, settings: InFlightSettings) {
    this.#name = name;
    this.#settings = settings;
    this.refusal = { status: 429, headers: [], body: `max connections reached: ${settings.amount}` };
  }

  get amount(): number {
    return this.#settings.amount;
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

  /** Whether one more request may be served. Then it must be released when it is over. */
  acquire(limits: SharedLimits, key: string): boolean {
    return limits.acquire(key, this.#settings.amount);
  }

  release(limits: SharedLimits, key: string): void {
    limits.release(key);
  }
}
