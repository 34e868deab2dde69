import { Attempt } from './attempt.ts';
import { bufferedBody, readRequestBody } from './body-buffer.ts';
import { SelectingReply } from './dropped-answer.ts';
import type { BodySink, HandlerTools, HttpHandler, HttpReply, HttpRequest, RequestBody } from './handler.ts';
import type { HeaderList, ResponseHead } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { type AttemptEnd, RetryPolicy } from './retry-policy.ts';
import { StatusRanges } from './status-ranges.ts';
import { TRANSPARENT } from './traffic-shape.ts';

/**
 * Asks again when no server was reached, and if wanted because of the status of the answer (Traefik: middlewares/http/retry).
 * Each attempt goes through what is behind anew, so that the service chooses a server again.
 */
export function retry(name: string, options: Options): HttpMiddleware {
  const attempts = options.count('attempts', 0) ?? 0;
  if (attempts === 0) throw options.error('attempts', 'must be 1 or more');
  const statuses = options.texts('status');
  const onNetworkError = !options.flag('disableRetryOnNetworkError');
  const policy = new RetryPolicy({
    attempts,
    initialIntervalMs: Math.max(0, options.duration('initialInterval') ?? 0),
    timeoutMs: Math.max(0, options.duration('timeout') ?? 0),
    onNetworkError,
    statuses:
      statuses.length === 0
        ? undefined
        : new StatusRanges(statuses, (problem) => options.error('status', problem)),
    anyMethod: options.flag('retryNonIdempotentMethod'),
  });
  const maxBodyBytes = options.integer('maxRequestBodyBytes') ?? 2_097_152;
  const causes = [
    ...(onNetworkError ? ['no server could be reached'] : []),
    ...(statuses.length === 0 ? [] : [`the status of the answer is in ${statuses.join(', ')}`]),
  ];
  if (attempts === 1 || causes.length === 0) {
    return {
      name,
      shape: TRANSPARENT,
      explain: () => 'It sends each request once, for it has no reason to send it again.',
    };
  }
  return {
    name,
    shape: { kind: 'retry', policy },
    wrap: (next, tools) => ({
      serve: (request, reply) =>
        new RetriedRequest({ request, reply, next, tools, policy, maxBodyBytes }).start(),
    }),
    explain: () => `It sends a request up to ${attempts} times while ${causes.join(' or ')}.`,
  };
}

interface RetryContext {
  readonly request: HttpRequest;
  readonly reply: HttpReply;
  readonly next: HttpHandler;
  readonly tools: HandlerTools;
  readonly policy: RetryPolicy;
  /** Of a body that is kept. */
  readonly maxBodyBytes: number;
}

class RetriedRequest implements AttemptEnd {
  /** Of the latest answer. */
  status = 0;
  readonly #context: RetryContext;
  readonly #startedAt: number;
  #attempt: Attempt | undefined;
  #count = 0;
  /** The whole body, if it was read. */
  #kept: { readonly bytes: Buffer; readonly trailers: HeaderList | undefined } | undefined;
  /** The body, if it is passed on as it comes. */
  #streamed: WatchedBody | undefined;

  constructor(context: RetryContext) {
    this.#context = context;
    this.#startedAt = context.tools.clock.now();
  }

  get unsent(): boolean {
    return this.#context.request.record.unsent === true;
  }

  get elapsedMs(): number {
    return this.#context.tools.clock.now() - this.#startedAt;
  }

  get method(): string {
    return this.#context.request.head.method;
  }

  get bodyPassedOn(): boolean {
    return this.#streamed !== undefined;
  }

  start(): void {
    const { request, reply, policy, maxBodyBytes } = this.#context;
    const { body, head } = request;
    if (!body) this.#try();
    else if (policy.keepsBody(head.method)) {
      readRequestBody(body, maxBodyBytes, (result) => {
        if (result.kind === 'broken') {
          reply.abort(result.error);
          return;
        }
        if (result.kind === 'whole') this.#kept = result;
        else this.#streamed = new WatchedBody(result.replay);
        this.#try();
      });
    } else {
      this.#streamed = new WatchedBody(body);
      this.#try();
    }
  }

  #try(): void {
    const { request, reply, next, policy } = this.#context;
    if (request.gone) return;
    this.#count += 1;
    request.record.error = undefined;
    request.record.unsent = false;
    const body = this.#kept ? bufferedBody(this.#kept.bytes, this.#kept.trailers) : this.#streamed;
    this.#attempt = new Attempt(request, { body });
    const last = this.#count >= policy.attempts;
    const selecting = new SelectingReply(
      reply,
      (head) => !this.#repeats(head),
      () => this.#again(),
    );
    next.serve(this.#attempt, last ? reply : selecting);
  }

  /** Whether an answer is a reason to ask again. */
  #repeats({ status }: ResponseHead): boolean {
    if (this.#streamed?.started) return false;
    this.status = status;
    return this.#context.policy.repeats(this);
  }

  #again(): void {
    const { request, policy, tools } = this.#context;
    request.record.retries = (request.record.retries ?? 0) + 1;
    this.#attempt?.discard();
    request.onDone(tools.clock.after(policy.waitMs(this.#count), () => this.#try()));
  }
}

/** A body that can be handed to another attempt while nobody has started it. */
class WatchedBody implements RequestBody {
  started = false;
  readonly #body: RequestBody;

  constructor(body: RequestBody) {
    this.#body = body;
  }

  get length(): number {
    return this.#body.length;
  }

  get complete(): boolean {
    return this.#body.complete;
  }

  get bytesRead(): number {
    return this.#body.bytesRead;
  }

  get expectsContinue(): boolean {
    return this.#body.expectsContinue === true;
  }

  start(sink: BodySink): void {
    this.started = true;
    this.#body.start(sink);
  }

  resume(): void {
    this.#body.resume();
  }
}
