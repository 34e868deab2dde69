import type { StatusRanges } from './status-ranges.ts';

/** Methods that are not asked again because of a status (Traefik: middlewares/http/retry, retryNonIdempotentMethod). */
const NOT_IDEMPOTENT: readonly string[] = ['POST', 'PATCH', 'LOCK'];

export interface RetrySettings {
  /** Times that a request is sent at most. */
  readonly attempts: number;
  readonly initialIntervalMs: number;
  /** 0: no limit. */
  readonly timeoutMs: number;
  readonly onNetworkError: boolean;
  readonly statuses: StatusRanges | undefined;
  readonly anyMethod: boolean;
}

/** How one attempt ended, and what the next one would need. */
export interface AttemptEnd {
  readonly status: number;
  /** true: no server got any byte of the request, because connecting was refused or took too long. */
  readonly unsent: boolean;
  /** Milliseconds since the first attempt began. */
  readonly elapsedMs: number;
  readonly method: string;
  /** true: a body came with the request and was not kept, so that it can be sent only if no server got it. */
  readonly bodyPassedOn: boolean;
}

/** When a request is sent again, and how long that waits (Traefik: middlewares/http/retry). */
export class RetryPolicy {
  readonly #settings: RetrySettings;

  constructor(settings: RetrySettings) {
    this.#settings = settings;
  }

  /** Times that a request is sent at most, 1 or more: the answer to the last one is delivered whatever it is. */
  get attempts(): number {
    return this.#settings.attempts;
  }

  /** Whether the body of such a request has to be kept, for a status may be a reason to send it again. */
  keepsBody(method: string): boolean {
    return this.#settings.statuses !== undefined && this.#repeatsMethod(method);
  }

  /** Whether an attempt, which must not be the last, ended so that another follows. */
  repeats(end: AttemptEnd): boolean {
    const { timeoutMs, onNetworkError, statuses } = this.#settings;
    if (timeoutMs > 0 && end.elapsedMs >= timeoutMs) return false;
    if (end.unsent) return onNetworkError;
    return statuses?.includes(end.status) === true && !end.bodyPassedOn && this.#repeatsMethod(end.method);
  }

  /**
   * Milliseconds until the next attempt. They grow to twice the first interval until the last attempt.
   *
   * @param made attempts so far, 1 after the first
   */
  waitMs(made: number): number {
    const { attempts, initialIntervalMs } = this.#settings;
    return initialIntervalMs * 2 ** ((made - 1) / Math.max(1, attempts - 1));
  }

  #repeatsMethod(method: string): boolean {
    return this.#settings.anyMethod || !NOT_IDEMPOTENT.includes(method);
  }
}
