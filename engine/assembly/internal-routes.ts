import type { Route } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import { type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import type { StaticConfiguration } from '../static/static-configuration.ts';
import type { Answer, InternalPages } from './internal-services.ts';

/** A router of the engine's own pages, on one entry point. */
export interface InternalRoute {
  readonly entryPoint: string;
  readonly route: Route<HttpRule, HttpTarget>;
}

/** Traefik's internal priorities: above every user's router. */
const PAGE_PRIORITY = 2 ** 63;
const PROBE_PRIORITY = 2 ** 64;

/**
 * Routers for API, dashboard, ping and metrics, as the static options ask for them (Traefik: operations/api, ping,
 * observability/metrics/prometheus). They live on the entry point `traefik` unless named otherwise.
 */
export function internalRoutes(options: StaticConfiguration, pages: InternalPages): InternalRoute[] {
  const routes: InternalRoute[] = [];
  const add = (entryPoint: string, name: string, rule: string, priority: number, answer: Answer): void => {
    const target: HttpTarget = { kind: 'internal', answer };
    routes.push({
      entryPoint,
      route: { name: `${name}@internal`, rule: read(rule), priority, target },
    });
  };
  const { api, pingEntryPoint, metricsEntryPoint } = options;
  if (api.enabled) add('traefik', 'api', 'PathPrefix(`/api`)', PAGE_PRIORITY, pages.api);
  if (api.enabled && api.dashboard)
    add('traefik', 'dashboard', 'PathPrefix(`/`)', PAGE_PRIORITY / 2, pages.dashboard);
  if (pingEntryPoint) add(pingEntryPoint, 'ping', 'PathPrefix(`/ping`)', PROBE_PRIORITY, pages.ping);
  if (metricsEntryPoint) {
    add(metricsEntryPoint, 'prometheus', 'PathPrefix(`/metrics`)', PROBE_PRIORITY, pages.metrics);
  }
  return routes;
}

const known = new Map<string, HttpRule>();

/** The rules are a handful, the same for every engine of a process, and hold no state. */
function read(rule: string): HttpRule {
  const parsed = known.get(rule) ?? parseHttpRule(rule);
  known.set(rule, parsed);
  return parsed;
}
