import { serviceManifests } from '../engine-manifests.ts';
import { ruleOf } from './rule.ts';
import { type Route, type RouteTable, routesOf, serviceName, servicesOf } from './table.ts';

/** An IngressRoute for each route of a table, with a Service and an EndpointSlice for each service. */
export function routeManifests(table: RouteTable, servers: readonly number[]): string {
  return [
    ...servicesOf(table, servers).map(([name, port]) => serviceManifests(name, port, 'TCP')),
    ...routesOf(table).map(routeManifest),
  ].join('---\n');
}

/** The IngressRoute of one route. */
export function routeManifest(route: Route): string {
  return `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${route.name}, namespace: bench }
spec:
  entryPoints: [web]
  routes:
    - { kind: Rule, match: '${ruleOf(route)}', services: [{ name: ${serviceName(route.service)}, port: 80 }] }
`;
}
