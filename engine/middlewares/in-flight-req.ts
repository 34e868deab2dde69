import { sendAnswer } from './answer-reply.ts';
import type { HandlerTools, HttpHandler, HttpReply, HttpRequest } from './handler.ts';
import { InFlightPolicy } from './in-flight-policy.ts';
import type { HttpMiddleware } from './middleware.ts';
import type { Options } from './options.ts';
import { sourceCriterion } from './source-criterion.ts';

/** Bounds the requests of one source that are served at a time (Traefik: middlewares/http/inflightreq). */
export function inFlightReq(name: string, options: Options): HttpMiddleware {
  const amount = options.count('amount', 0);
  if (amount === undefined) throw options.error('amount', 'must be given');
  const criterion = sourceCriterion(options, 'host');
  const policy = new InFlightPolicy(name, { amount, criterion });
  return {
    name,
    shape: { kind: 'in-flight', policy },
    wrap: (next, tools) => new InFlightLimit(next, tools, policy),
    explain: () =>
      `It answers 429 while ${amount} ${amount === 1 ? 'request' : 'requests'} of the same ${criterion.noun} are being served.`,
  };
}

class InFlightLimit implements HttpHandler {
  readonly #next: HttpHandler;
  readonly #tools: HandlerTools;
  readonly #prefix: string;
  readonly #policy: InFlightPolicy;

  constructor(next: HttpHandler, tools: HandlerTools, policy: InFlightPolicy) {
    this.#next = next;
    this.#tools = tools;
    this.#prefix = policy.keyPrefix(tools.scope);
    this.#policy = policy;
  }

  serve(request: HttpRequest, reply: HttpReply): void {
    const { limits } = this.#tools;
    const policy = this.#policy;
    const key = this.#prefix + policy.source(request.head);
    if (!policy.acquire(limits, key)) {
      sendAnswer(reply, policy.refusal, request.head.method);
      return;
    }
    request.onDone(() => policy.release(limits, key));
    this.#next.serve(request, reply);
  }
}
