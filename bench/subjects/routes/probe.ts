import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Route, targetOf } from './table.ts';

/** Milliseconds until a route that is not served is given up. */
const DEADLINE_MS = 20_000;

/**
 * Asks for a route until it is served, each time over a new connection.
 *
 * @param everyMs between two requests
 * @throws Error if it leads to the wrong server, fails in another way than by 404, or is not served in time
 */
export async function answered(
  port: number,
  route: Route,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + DEADLINE_MS;
  for (;;) {
    const status = await statusOf(port, route, signal);
    if (status === 200) return;
    if (status !== 404) throw new Error(`${route.host}${targetOf(route)} was answered with ${status}`);
    if (performance.now() > end) throw new Error(`${route.host} was not served within ${DEADLINE_MS} ms`);
    await delay(everyMs, undefined, { signal });
  }
}

async function statusOf(port: number, route: Route, signal: AbortSignal): Promise<number | undefined> {
  const headers = { host: route.host };
  const request = get({ host: '127.0.0.1', port, path: targetOf(route), headers, agent: false, signal });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return response.statusCode;
}
