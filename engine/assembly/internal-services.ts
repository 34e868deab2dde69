import type { RequestHead } from '../middlewares/message.ts';
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
