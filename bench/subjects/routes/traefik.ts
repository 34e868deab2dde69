import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RouteControl } from '../subject.ts';
import { ruleOf } from './rule.ts';
import { movable, type Route, type RouteTable, serviceName, servicesOf } from './table.ts';

/** What the file provider watches. */
export const TRAEFIK_FOLDER = 'dynamic';

const MOVING_FILE = 'moving.yaml';

/** The files of the file provider; the route that may move has one of its own. */
export function traefikRouteFiles(
  table: RouteTable,
  servers: readonly number[],
): Readonly<Record<string, string>> {
  const { moving, others } = movable(table);
  const services = servicesOf(table, servers).map(([name, port]) => [
    name,
    { loadBalancer: { servers: [{ url: `http://127.0.0.1:${port}` }] } },
  ]);
  // JSON is YAML.
  return {
    [`${TRAEFIK_FOLDER}/routes.yaml`]: JSON.stringify({
      http: { routers: routers(others), services: Object.fromEntries(services) },
    }),
    [`${TRAEFIK_FOLDER}/${MOVING_FILE}`]: movingText(moving),
  };
}

/** Replaces the file of the route that moves; the provider notices. */
export function traefikControl(table: RouteTable, { folder }: { readonly folder: string }): RouteControl {
  return {
    figures: {},
    move: async (host) => {
      const fresh = join(folder, MOVING_FILE);
      await writeFile(fresh, movingText({ ...movable(table).moving, host }));
      await rename(fresh, join(folder, TRAEFIK_FOLDER, MOVING_FILE));
    },
  };
}

function movingText(route: Route): string {
  return JSON.stringify({ http: { routers: routers([route]) } });
}

function routers(routes: readonly Route[]): object {
  return Object.fromEntries(
    routes.map((route) => [
      route.name,
      { entryPoints: ['web'], rule: ruleOf(route), service: serviceName(route.service) },
    ]),
  );
}
