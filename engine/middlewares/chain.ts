import { sendAnswer } from './answer-reply.ts';
import { errorAnswer } from './answers.ts';
import type { BodySource, HandlerTools, HttpHandler, HttpReply, HttpRequest, TunnelEnd } from './handler.ts';
import type { HeaderList, ImmediateResponse, ResponseHead } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import { PassingReply } from './passing-reply.ts';

/**
 * Puts the middlewares of a router before `end`, the first outermost. Neighbours that only edit heads share one handler.
 * `end` itself is returned if there are none.
 */
export function composeHandler(
  middlewares: readonly HttpMiddleware[],
  end: HttpHandler,
  tools: HandlerTools,
): HttpHandler {
  let handler = end;
  let editing: HttpMiddleware[] = [];
  for (const middleware of middlewares.toReversed()) {
    if (!middleware.wrap) {
      if (middleware.request || middleware.response) editing.unshift(middleware);
      continue;
    }
    if (editing.length > 0) handler = new EditingHandler(editing, handler);
    editing = [];
    handler = middleware.wrap(handler, tools);
  }
  return editing.length > 0 ? new EditingHandler(editing, handler) : handler;
}

/** Runs middlewares that edit heads: requests in order, responses in reverse. */
class EditingHandler implements HttpHandler {
  readonly #middlewares: readonly HttpMiddleware[];
  readonly #editsResponse: boolean;
  readonly #next: HttpHandler;

  constructor(middlewares: readonly HttpMiddleware[], next: HttpHandler) {
    this.#middlewares = middlewares;
    this.#editsResponse = middlewares.some((middleware) => middleware.response !== undefined);
    this.#next = next;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const { head } = request;
    const middlewares = this.#middlewares;
    let passed = 0;
    let answer: ImmediateResponse | undefined;
    try {
      while (passed < middlewares.length) {
        answer = middlewares[passed]?.request?.(head);
        if (answer) break;
        passed += 1;
      }
    } catch (error) {
      answer = failed(request, error);
      passed = 0;
    }
    const outer =
      this.#editsResponse && passed > 0 ? new EditingReply(middlewares, passed, request, reply) : reply;
    if (answer) sendAnswer(outer, answer, head.method);
    else this.#next.serve(request, outer);
  }
}

/** Lets the first `passed` middlewares edit the head of the answer, the last first; not of interim ones. */
class EditingReply extends PassingReply {
  readonly #middlewares: readonly HttpMiddleware[];
  readonly #passed: number;
  readonly #request: HttpRequest;
  /** A middleware failed and was answered for: what else comes is dropped. */
  #failed = false;

  constructor(
    middlewares: readonly HttpMiddleware[],
    passed: number,
    request: HttpRequest,
    reply: HttpReply,
  ) {
    super(reply);
    this.#middlewares = middlewares;
    this.#passed = passed;
    this.#request = request;
  }

  override start(head: ResponseHead, source: BodySource): void {
    if (this.#edit(head)) super.start(head, source);
    else source.cancel();
  }

  override write(bytes: Buffer, start: number, end: number): boolean {
    return this.#failed || super.write(bytes, start, end);
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (!this.#failed) super.end(bytes, start, end, trailers);
  }

  override flush(): void {
    if (!this.#failed) super.flush();
  }

  override abort(error: Error): void {
    if (!this.#failed) super.abort(error);
  }

  override tunnel(head: ResponseHead, server: TunnelEnd): void {
    if (this.#edit(head)) super.tunnel(head, server);
    else server.channel.destroy();
  }

  #edit(head: ResponseHead): boolean {
    try {
      for (let index = this.#passed - 1; index >= 0; index -= 1) {
        this.#middlewares[index]?.response?.(head, this.#request.head);
      }
      return true;
    } catch (error) {
      this.#failed = true;
      sendAnswer(this.reply, failed(this.#request, error), this.#request.head.method);
      return false;
    }
  }
}

/** Notes what a middleware threw. The answer is Go's for a handler that panicked. */
function failed(request: HttpRequest, error: unknown): ImmediateResponse {
  request.record.error = error instanceof Error ? error.message : String(error);
  return errorAnswer(500, 'Internal Server Error');
}
