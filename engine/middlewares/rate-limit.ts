import { sendAnswer } from './answer-reply.ts';
import { statusAnswer } from './answers.ts';
import type { HandlerTools, HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { type SourceCriterion, sourceCriterion } from './source-criterion.ts';

/**
 * Bounds the rate of requests of each source by a token bucket (Traefik: middlewares/http/ratelimit). A request that
 * comes a little too early is held until its time.
 */
export function rateLimit(name: string, options: Options): HttpMiddleware {
  if (options.section('redis'))
    throw options.error('redis', 'is not supported: each engine counts by itself');
  const average = options.count('average', 0) ?? 0;
  const periodMs = options.duration('period') ?? 1000;
  if (periodMs < 0) throw options.error('period', 'must not be negative');
  const burst = Math.max(1, options.count('burst', 0) ?? 1);
  const criterion = sourceCriterion(options, 'address');
  const perSecond = (average * 1000) / (periodMs || 1000);
  if (average === 0) {
    return { name, explain: () => 'It lets every request pass, for its average is 0.' };
  }
  return {
    name,
    wrap: (next, tools) => new RateLimiter(next, tools, { prefix: `${name} `, perSecond, burst, criterion }),
    explain: () =>
      `It answers 429 when requests of the same ${criterion.noun} come faster than ${average} in ${periodMs || 1000} ms, ${burst} at once.`,
  };
}

interface RateSettings {
  readonly prefix: string;
  readonly perSecond: number;
  readonly burst: number;
  readonly criterion: SourceCriterion;
}

class RateLimiter implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #tools: HandlerTools;
  readonly #prefix: string;
  readonly #settings: RateSettings;
  readonly #maxDelayMs: number;

  constructor(next: HttpHandler, tools: HandlerTools, settings: RateSettings) {
    this.#next = next;
    this.#tools = tools;
    this.#prefix = tools.scope + settings.prefix;
    this.#settings = settings;
    // Half the time of one token, of a rate without its fraction, as Traefik has it.
    this.#maxDelayMs = settings.perSecond < 1 ? 500 : 1000 / (2 * Math.trunc(settings.perSecond));
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const { perSecond, burst, criterion } = this.#settings;
    const key = this.#prefix + criterion.source(request.head);
    const waitMs = this.#tools.limits.take(key, perSecond, burst, this.#maxDelayMs);
    if (waitMs < 0) this.#refuse(request, reply, -waitMs);
    else if (waitMs === 0) this.#next.serve(request, reply);
    else this.#hold(request, reply, waitMs);
  }

  #hold(request: HttpRequest, reply: HttpReply, waitMs: number): void {
    let over = false;
    const forget = this.#tools.clock.after(waitMs, () => {
      if (!over) this.#next.serve(request, reply);
    });
    request.onDone(() => {
      over = true;
      forget();
    });
  }

  #refuse(request: HttpRequest, reply: HttpReply, waitMs: number): void {
    const headers = [
      ['Retry-After', String(Math.ceil(waitMs / 1000))],
      ['X-Retry-In', goDuration(waitMs)],
    ] as const;
    // The body has a phrase of its own, the same as the status.
    sendAnswer(reply, statusAnswer(429, headers), request.head.method);
  }
}

/** A duration as Go prints it: `1m0.5s`, `99.5ms`, `750µs`. */
export function goDuration(milliseconds: number): string {
  const nanoseconds = Math.round(milliseconds * 1e6);
  if (nanoseconds === 0) return '0s';
  if (nanoseconds < 1000) return `${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${decimal(nanoseconds, 1000)}µs`;
  if (nanoseconds < 1e9) return `${decimal(nanoseconds, 1e6)}ms`;
  const hours = Math.floor(nanoseconds / 3.6e12);
  const minutes = Math.floor((nanoseconds % 3.6e12) / 6e10);
  const seconds = `${decimal(nanoseconds % 6e10, 1e9)}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

/** `amount / unit` without binary fractions in the digits. */
function decimal(amount: number, unit: number): string {
  const digits = String(unit).length - 1;
  const fraction = String(amount % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  const whole = Math.floor(amount / unit);
  return fraction === '' ? `${whole}` : `${whole}.${fraction}`;
}
