import { seededRandom } from '../../engine/index.ts';
import { type RouteTable, routesOf, SERVERS, targetOf } from '../subjects/routes/table.ts';

/** Requests that are prepared for any table, so that the load side has as much to do and to hold for each. */
const PREPARED = 10_000;

const SEED = 20_261_127;

/**
 * Requests for `asked` routes all over a table, each as often as any other, in an order that is random and always the
 * same. All have the same length, and no two are the same.
 *
 * @param asked a divisor of the number of routes
 */
export function routeRequests(table: RouteTable, asked: number): string[] {
  const stride = table.count / asked;
  // A step aside each time, so that few routes lead to all servers, too.
  const aside = Math.min(stride, SERVERS);
  const chosen = new Set(Array.from({ length: asked }, (_, index) => index * stride + (index % aside)));
  const routes = routesOf(table).filter((_, index) => chosen.has(index));
  const requests = Array.from({ length: PREPARED }, (_, index) => {
    const route = routes[index % routes.length];
    if (!route) throw new RangeError('a table without routes');
    return `GET ${targetOf(route, index)} HTTP/1.1\r\nHost: ${route.host}\r\n\r\n`;
  });
  const random = seededRandom(SEED);
  for (let last = requests.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [requests[last], requests[other]] = [requests[other] ?? '', requests[last] ?? ''];
  }
  return requests;
}

/** The same as a script for wrk, which sends them one after the other, again and again. */
export function routeScript(table: RouteTable, asked: number): string {
  const requests = routeRequests(table, asked);
  // A text of JSON without letters beyond ASCII is one of Lua.
  return `local requests = {
${requests.map((request) => JSON.stringify(request)).join(',\n')}
}
local at = 0
request = function()
  at = at % ${requests.length} + 1
  return requests[at]
end
`;
}
