import type { HandlerTools, HttpHandler } from './handler.ts';
import type { ImmediateResponse, RequestHead, ResponseHead } from './message.ts';
import type { TrafficShape } from './traffic-shape.ts';

/**
 * One middleware of a router. Synchronous: it looks at heads, never at sockets.
 * A router has its own instance, so state in it is per router, as in Traefik.
 */
export interface HttpMiddleware {
  /** Qualified name, `test-pod-strip@kubernetescrd`. */
  readonly name: string;
  /** Edits the request, or answers it. Called in the router's order. */
  request?(head: RequestHead): ImmediateResponse | undefined;
  /** Edits the response. Called in reverse order. */
  response?(head: ResponseHead, request: RequestHead): void;
  /**
   * For middlewares that do more than edit heads: wait, read bodies, ask again. Wraps what comes behind it in the
   * router's order; called once for each router that goes into force. Such a middleware has no `request` or `response`.
   */
  wrap?(next: HttpHandler, tools: HandlerTools): HttpHandler;
  /** Qualified names of services that `wrap` forwards to, beside the router's own. */
  readonly services?: readonly string[];
  /** What it does to the flow of requests; absent if that can be seen only by running it. */
  readonly shape?: TrafficShape;
  /** What it does to a request, in a full sentence. */
  explain(): string;
}
