import type { Selection } from '../balancing/service-node.ts';
import type { HttpMiddleware, ImmediateResponse, RequestHead, ResponseHead } from '../middlewares/message.ts';
import type { HttpTable } from '../routing/tables.ts';
import type { HttpServer, HttpTarget } from '../routing/targets.ts';
import type { HttpFacts } from '../rules/http-rule.ts';

/** What becomes of a request. `passed`: the middlewares it went through, which see the response. */
export type HttpDecision =
  | { readonly kind: 'not-found' }
  | {
      readonly kind: 'internal';
      readonly router: string;
      readonly answer: Extract<HttpTarget, { kind: 'internal' }>['answer'];
    }
  | {
      readonly kind: 'answered';
      readonly router: string;
      readonly passed: readonly HttpMiddleware[];
      readonly by: HttpMiddleware;
      readonly answer: ImmediateResponse;
    }
  | {
      readonly kind: 'forward';
      readonly router: string;
      readonly passed: readonly HttpMiddleware[];
      readonly selection: Selection<HttpServer>;
    };

/**
 * Routes one request: the first router whose rule holds, its middlewares in order, then the service's choice,
 * which advances the counters. Middlewares edit `head`. Synchronous, and touches no socket.
 */
export function decideHttp(table: HttpTable<HttpTarget>, facts: HttpFacts, head: RequestHead): HttpDecision {
  const route = table.match(facts);
  if (!route) return { kind: 'not-found' };
  const { name: router, target } = route;
  if (target.kind === 'internal') return { kind: 'internal', router, answer: target.answer };
  for (const [index, middleware] of target.middlewares.entries()) {
    const answer = middleware.request?.(head);
    if (answer)
      return { kind: 'answered', router, passed: target.middlewares.slice(0, index), by: middleware, answer };
  }
  return { kind: 'forward', router, passed: target.middlewares, selection: target.service.select() };
}

/** Lets the middlewares that a request passed edit the response, the last first. */
export function editResponse(
  passed: readonly HttpMiddleware[],
  response: ResponseHead,
  request: RequestHead,
): void {
  for (const middleware of passed.toReversed()) middleware.response?.(response, request);
}
