/** How many routes a subject is started with, and by what they are told apart. */
export interface RouteTable {
  readonly count: number;
  /** A host for each route, or ten paths below each host. */
  readonly by: 'host' | 'path';
  /** One of the routes will move while the subject runs. */
  readonly changing?: boolean;
}

/** Requests for a host, and below a path, go to a service. */
export interface Route {
  /** `r00042`. */
  readonly name: string;
  readonly host: string;
  /** The prefix of the path; `/` if the host is enough. */
  readonly path: string;
  /** From 0. */
  readonly service: number;
}

/** Servers behind all services together, whatever their number: connections to them are as many for any table. */
export const SERVERS = 10;

/** Routes share services by hundreds. */
const ROUTES_A_SERVICE = 100;

const PATHS_A_HOST = 10;

export function serviceCount({ count }: RouteTable): number {
  return Math.max(SERVERS, Math.ceil(count / ROUTES_A_SERVICE));
}

/** The server of a service, from 0. */
export function serverOf(service: number): number {
  return service % SERVERS;
}

/** The service names of a table, with the port of each one's server. @throws RangeError if there are too few servers. */
export function servicesOf(
  table: RouteTable,
  servers: readonly number[],
): readonly (readonly [string, number])[] {
  return Array.from({ length: serviceCount(table) }, (_, service) => {
    const port = servers[serverOf(service)];
    if (port === undefined) throw new RangeError(`${servers.length} servers for routes, not ${SERVERS}`);
    return [serviceName(service), port] as const;
  });
}

export function serviceName(service: number): string {
  return `s${service}`;
}

/** The routes of a table. Names and hosts are as long in a small table as in a large one. */
export function routesOf(table: RouteTable): Route[] {
  const services = serviceCount(table);
  return Array.from({ length: table.count }, (_, index) => {
    const host = table.by === 'host' ? index : Math.floor(index / PATHS_A_HOST);
    return {
      name: `r${padded(index)}`,
      host: `h${padded(host)}.bench.local`,
      path: table.by === 'host' ? '/' : `/p${index % PATHS_A_HOST}`,
      service: index % services,
    };
  });
}

/** A table in two: the route in the middle, which is written where it can be changed alone, and the others in order. */
export function movable(table: RouteTable): { readonly moving: Route; readonly others: readonly Route[] } {
  const others = routesOf(table);
  const [moving] = others.splice(table.count >> 1, 1);
  if (!moving) throw new RangeError('a table without routes');
  return { moving, others };
}

/**
 * What is asked for to reach a route. Servers refuse requests that were not for them, so that a route that leads
 * astray is an answer other than 200. `number` makes requests for one route differ.
 */
export function targetOf({ path, service }: Route, number = 0): string {
  return `${path}?to=${serverOf(service)}&n=${padded(number)}`;
}

function padded(number: number): string {
  return `${number}`.padStart(5, '0');
}
