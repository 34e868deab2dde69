import type { StaticConfiguration } from '../../static/static-configuration.ts';
import { itemOf } from './item.ts';
import { exactly, OBSERVABILITY, type RouterItem } from './router.ts';

/** Traefik's priorities of its own routers, just below 2^63. */
const PROBE_PRIORITY = '9223372036854775807';
const API_PRIORITY = '9223372036854775806';
const DASHBOARD_PRIORITY = '9223372036854775805';

/** The routers of the engine's own pages, as the API shows them (Traefik: the provider `internal`). */
export function internalRouters(options: StaticConfiguration): RouterItem[] {
  const { api, pingEntryPoint, metricsEntryPoint } = options;
  const known = new Set(options.entryPoints.map((entryPoint) => entryPoint.name));
  const routers: RouterItem[] = [];
  const add = (key: string, entryPoint: string, rule: string, priority: string): void => {
    const name = `${key}@internal`;
    if (known.has(entryPoint)) routers.push(internalRouter(name, entryPoint, rule, priority));
  };
  if (api.enabled) add('api', 'traefik', 'PathPrefix(`/api`)', API_PRIORITY);
  if (api.enabled && api.dashboard) add('dashboard', 'traefik', 'PathPrefix(`/`)', DASHBOARD_PRIORITY);
  if (pingEntryPoint !== undefined) add('ping', pingEntryPoint, 'PathPrefix(`/ping`)', PROBE_PRIORITY);
  if (metricsEntryPoint !== undefined) {
    add('prometheus', metricsEntryPoint, 'PathPrefix(`/metrics`)', PROBE_PRIORITY);
  }
  return routers;
}

/** The names of the engine's own services. */
export function internalServiceNames(options: StaticConfiguration): string[] {
  const { api, pingEntryPoint, metricsEntryPoint } = options;
  return [
    ...(api.enabled ? ['api@internal'] : []),
    ...(api.enabled && api.dashboard ? ['dashboard@internal'] : []),
    'noop@internal',
    ...(pingEntryPoint === undefined ? [] : ['ping@internal']),
    ...(metricsEntryPoint === undefined ? [] : ['prometheus@internal']),
  ];
}

function internalRouter(name: string, entryPoint: string, rule: string, priority: string): RouterItem {
  return {
    entryPoints: [entryPoint],
    service: name,
    rule,
    ruleSyntax: 'default',
    observability: OBSERVABILITY,
    ...exactly(priority),
    using: [entryPoint],
    ...itemOf({ name, status: 'enabled', errors: [] }),
  };
}
