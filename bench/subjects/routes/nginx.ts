import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RouteControl } from '../subject.ts';
import { movable, type Route, type RouteTable, routesOf, serviceName, servicesOf } from './table.ts';

/** What is changed alone. */
const MOVING_FILE = 'moving.conf';

/** The HTTP part of nginx's configuration: a server block for each host, a location in it for each path. */
export function nginxRoutes(
  table: RouteTable,
  servers: readonly number[],
  port: number,
  forwarded: readonly string[],
): string {
  const upstreams = servicesOf(table, servers).map(
    ([name, server]) =>
      `upstream ${name} { server 127.0.0.1:${server}; keepalive 256; keepalive_requests 1000000000; }`,
  );
  const routes = table.changing ? movable(table).others : routesOf(table);
  const byHost = Map.groupBy(routes, ({ host }) => host);
  return `server_names_hash_max_size 32768;
  server_names_hash_bucket_size 128;
  map $http_upgrade $upgrade { default ""; websocket upgrade; }
  ${[...forwarded, ...upstreams].join('\n  ')}
  server { listen 127.0.0.1:${port} default_server; return 404; }
  ${Array.from(byHost.values(), (of) => serverBlock(port, of)).join('\n  ')}${table.changing ? `\n  include ${MOVING_FILE};` : ''}`;
}

/** The files beside the configuration. */
export function nginxRouteFiles(table: RouteTable, port: number): Readonly<Record<string, string>> {
  return table.changing ? { [MOVING_FILE]: serverBlock(port, [movable(table).moving]) } : {};
}

/** Changes the file and has the master process read everything anew, as `nginx -s reload` does. */
export function nginxControl(
  table: RouteTable,
  port: number,
  program: { readonly folder: string; readonly pid: number },
): RouteControl {
  return {
    figures: {},
    move: async (host) => {
      const text = serverBlock(port, [{ ...movable(table).moving, host }]);
      const file = join(program.folder, MOVING_FILE);
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
      process.kill(program.pid, 'SIGHUP');
    },
  };
}

function serverBlock(port: number, routes: readonly Route[]): string {
  const locations = routes.map(
    ({ path, service }) => `location ${path} { proxy_pass http://${serviceName(service)}; }`,
  );
  return `server { listen 127.0.0.1:${port}; server_name ${routes[0]?.host}; ${locations.join(' ')} }`;
}
