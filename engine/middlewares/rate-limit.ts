import { sendAnswer } from './answer-reply.ts';
import type { HandlerTools, HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { RateLimitPolicy } from './rate-limit-policy.ts';
import { sourceCriterion } from './source-criterion.ts';
import { TRANSPARENT } from './traffic-shape.ts';

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
    return { name, shape: TRANSPARENT, explain: () => 'It lets every request pass, for its average is 0.' };
  }
  const policy = new RateLimitPolicy(name, { perSecond, burst, criterion });
  return {
    name,
    shape: { kind: 'rate-limit', policy },
    wrap: (next, tools) => new RateLimiter(next, tools, policy),
    explain: () =>
      `It answers 429 when requests of the same ${criterion.noun} come faster than ${average} in ${periodMs || 1000} ms, ${burst} at once.`,
  };
}

class RateLimiter implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #tools: HandlerTools;
  readonly #prefix: string;
  readonly #policy: RateLimitPolicy;

  constructor(next: HttpHandler, tools: HandlerTools, policy: RateLimitPolicy) {
    this.#next = next;
    this.#tools = tools;
    this.#prefix = policy.keyPrefix(tools.scope);
    this.#policy = policy;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const policy = this.#policy;
    const waitMs = policy.take(this.#tools.limits, this.#prefix + policy.source(request.head));
    if (waitMs < 0) sendAnswer(reply, policy.refusal(-waitMs), request.head.method);
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
}
