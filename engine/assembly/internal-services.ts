import type { HttpMiddleware, RequestHead } from '../middlewares/message.ts';
import { HeaderList } from '../middlewares/message.ts';
import type { HttpTarget } from '../routing/targets.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';

/** Answers a request for a page of the engine itself. */
export type Answer = Extract<HttpTarget, { kind: 'internal' }>['answer'];

/** The engine's own pages. */
export interface InternalPages {
  readonly api: Answer;
  readonly dashboard: Answer;
  readonly ping: Answer;
  readonly metrics: Answer;
}

/**
 * The services that routes can name with kind TraefikService, by name (Traefik: the provider `internal`). As in Traefik
 * `api@internal` serves the dashboard too, and `noop@internal` is always there.
 */
export function internalServices(
  options: StaticConfiguration,
  pages: InternalPages,
): ReadonlyMap<string, Answer> {
  const { api, pingEntryPoint, metricsEntryPoint } = options;
  const withDashboard: Answer = (head) => (isApi(head) ? pages.api(head) : pages.dashboard(head));
  const services = new Map<string, Answer>([
    ['noop@internal', () => ({ status: 418, headers: [], body: '' })],
  ]);
  if (api.enabled) services.set('api@internal', api.dashboard ? withDashboard : pages.api);
  if (api.enabled && api.dashboard) services.set('dashboard@internal', pages.dashboard);
  if (pingEntryPoint !== undefined) services.set('ping@internal', pages.ping);
  if (metricsEntryPoint !== undefined) services.set('prometheus@internal', pages.metrics);
  return services;
}

function isApi({ target }: RequestHead): boolean {
  return /^\/api(?:[/?]|$)/.test(target);
}

/** A page behind the middlewares of the router that leads to it. */
export function behind(middlewares: readonly HttpMiddleware[], page: Answer): Answer {
  if (middlewares.length === 0) return page;
  return async (head) => {
    for (const [index, middleware] of middlewares.entries()) {
      const answer = middleware.request?.(head);
      if (answer) return edited(answer, middlewares.slice(0, index), head);
    }
    return edited(await page(head), middlewares, head);
  };
}

function edited(
  answer: Awaited<ReturnType<Answer>>,
  passed: readonly HttpMiddleware[],
  request: RequestHead,
): Awaited<ReturnType<Answer>> {
  const response = { status: answer.status, headers: new HeaderList(answer.headers.flat()) };
  for (const middleware of passed.toReversed()) middleware.response?.(response, request);
  return { status: response.status, headers: response.headers.lines(), body: answer.body };
}
