import { sendAnswer } from './answer-reply.ts';
import { statusAnswer } from './answers.ts';
import { CircuitBreaker } from './circuit-breaker-policy.ts';
import type { ConditionFunction } from './condition.ts';
import { conditionOption } from './condition-option.ts';
import type { BodySource, HandlerTools, HttpHandler, HttpReply, HttpRequest, TunnelEnd } from './handler.ts';
import type { HeaderList, ImmediateResponse, ResponseHead } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { PassingReply } from './passing-reply.ts';
import type { ResponseWindow } from './response-window.ts';

const FUNCTIONS: Readonly<Record<string, ConditionFunction<ResponseWindow>>> = {
  LatencyAtQuantileMS: {
    parameters: ['ratio'],
    result: 'whole',
    value: (window, [percentile = 0]) => window.latencyAtQuantileMs(percentile),
  },
  NetworkErrorRatio: {
    parameters: [],
    result: 'ratio',
    value: (window) => window.networkErrorRatio,
  },
  ResponseCodeRatio: {
    parameters: ['whole', 'whole', 'whole', 'whole'],
    result: 'ratio',
    value: (window, [from = 0, to = 0, ofFrom = 0, ofTo = 0]) =>
      window.responseCodeRatio(from, to, ofFrom, ofTo),
  },
};

/**
 * Refuses requests at once while the answers of what is behind are bad (Traefik: middlewares/http/circuitbreaker). Each
 * router has a breaker of its own, which begins anew when a configuration is applied.
 */
export function circuitBreaker(name: string, options: Options): HttpMiddleware {
  const expression = options.text('expression');
  const settings = {
    trips: conditionOption(options, 'expression', FUNCTIONS),
    looksAtLatencies: expression.includes('LatencyAtQuantileMS'),
    checkPeriodMs: positiveDuration(options, 'checkPeriod', 100),
    fallbackMs: positiveDuration(options, 'fallbackDuration', 10_000),
    recoveryMs: positiveDuration(options, 'recoveryDuration', 10_000),
  };
  const status = options.integer('responseCode') ?? 503;
  if (status < 200 || status > 599) {
    throw options.error('responseCode', `must be an HTTP status of a final answer, not ${status}`);
  }
  const refusal = statusAnswer(status);
  const create = (now: () => number): CircuitBreaker => new CircuitBreaker(settings, now);
  const { fallbackMs, recoveryMs } = settings;
  return {
    name,
    shape: { kind: 'circuit-breaker', create, refusal },
    wrap: (next, tools) => new GuardedHandler(next, tools, create(tools.clock.now), refusal),
    explain: () =>
      `It answers ${status} for ${fallbackMs} ms once ${expression} holds, then lets a growing share of requests pass for ${recoveryMs} ms.`,
  };
}

/** Milliseconds; not given, 0 and less stand for `otherwise`, as in Traefik. */
function positiveDuration(options: Options, option: string, otherwise: number): number {
  const milliseconds = options.duration(option) ?? 0;
  return milliseconds > 0 ? milliseconds : otherwise;
}

class GuardedHandler implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #tools: HandlerTools;
  readonly #breaker: CircuitBreaker;
  readonly #refusal: ImmediateResponse;

  constructor(next: HttpHandler, tools: HandlerTools, breaker: CircuitBreaker, refusal: ImmediateResponse) {
    this.#next = next;
    this.#tools = tools;
    this.#breaker = breaker;
    this.#refusal = refusal;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    if (!this.#breaker.admit()) {
      sendAnswer(reply, this.#refusal, request.head.method);
      return;
    }
    const recorded = new RecordedReply(reply, this.#breaker, this.#tools.clock.now);
    request.onDone((delivered) => recorded.over(delivered));
    this.#next.serve(request, recorded);
  }
}

/**
 * Tells a circuit breaker how a request ended: when its answer was given, when its tunnel is over, or when its client
 * went away before there was an answer. Of an answer that broke off in the middle it hears nothing, as in Traefik.
 */
class RecordedReply extends PassingReply {
  readonly #breaker: CircuitBreaker;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** Until there is an answer, what it counts as if there will be none. */
  #status = 499;
  #state: 'waiting' | 'answering' | 'tunnelling' | 'recorded' = 'waiting';

  constructor(reply: HttpReply, breaker: CircuitBreaker, now: () => number) {
    super(reply);
    this.#breaker = breaker;
    this.#now = now;
    this.#startedAt = now();
  }

  override start(head: ResponseHead, source: BodySource): void {
    this.#state = 'answering';
    this.#status = head.status;
    super.start(head, source);
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.#record();
    super.end(bytes, start, end, trailers);
  }

  override tunnel(head: ResponseHead, server: TunnelEnd): void {
    this.#state = 'tunnelling';
    // Traefik's breaker does not see the 101, and counts what it did not see as a success.
    this.#status = 200;
    super.tunnel(head, server);
  }

  over(delivered: boolean): void {
    if (this.#state === 'tunnelling' || (this.#state === 'waiting' && !delivered)) this.#record();
  }

  #record(): void {
    this.#state = 'recorded';
    this.#breaker.record(this.#status, this.#now() - this.#startedAt);
  }
}
