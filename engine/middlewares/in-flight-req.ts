import { sendAnswer } from './answer-reply.ts';
import type { HandlerTools, HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import type { ImmediateResponse } from './message.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { type SourceCriterion, sourceCriterion } from './source-criterion.ts';

/** Bounds the requests of one source that are served at a time (Traefik: middlewares/http/inflightreq). */
export function inFlightReq(name: string, options: Options): HttpMiddleware {
  const amount = options.count('amount', 0);
  if (amount === undefined) throw options.error('amount', 'must be given');
  const criterion = sourceCriterion(options, 'host');
  return {
    name,
    wrap: (next, tools) => new InFlightLimit(next, tools, { prefix: `${name} `, amount, criterion }),
    explain: () =>
      `It answers 429 while ${amount} ${amount === 1 ? 'request' : 'requests'} of the same ${criterion.noun} are being served.`,
  };
}

interface InFlightSettings {
  readonly prefix: string;
  readonly amount: number;
  readonly criterion: SourceCriterion;
}

class InFlightLimit implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #tools: HandlerTools;
  readonly #prefix: string;
  readonly #settings: InFlightSettings;
  readonly #refusal: ImmediateResponse;

  constructor(next: HttpHandler, tools: HandlerTools, settings: InFlightSettings) {
    this.#next = next;
    this.#tools = tools;
    this.#prefix = tools.scope + settings.prefix;
    this.#settings = settings;
    const body = `max connections reached: ${settings.amount}`;
    this.#refusal = { status: 429, headers: [], body };
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const { limits } = this.#tools;
    const key = this.#prefix + this.#settings.criterion.source(request.head);
    if (!limits.acquire(key, this.#settings.amount)) {
      sendAnswer(reply, this.#refusal, request.head.method);
      return;
    }
    request.onDone(() => limits.release(key));
    this.#next.serve(request, reply);
  }
}
