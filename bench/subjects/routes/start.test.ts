import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, it } from 'node:test';
import { portOf } from '../../system/ports.ts';
import { engine } from '../node.ts';
import { answered } from './probe.ts';
import { startRouted } from './start.ts';
import { movable, type RouteTable, routesOf, SERVERS } from './table.ts';

const { signal } = new AbortController();

/** A server that answers with the statuses that it is told, and then with 200. */
async function server(...statuses: number[]): Promise<AsyncDisposable & { readonly port: number }> {
  const http = createServer((_request, response) => {
    response.statusCode = statuses.shift() ?? 200;
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    port: portOf(http.address()),
    [Symbol.asyncDispose]: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

describe('who asks for a route', () => {
  const [route] = routesOf({ count: 10, by: 'path' });
  assert.ok(route);

  it('waits until it is served', async () => {
    await using late = await server(404, 404);
    await answered(late.port, route, 1, signal);
  });

  it('fails if it leads astray', async () => {
    await using other = await server(404, 421);
    await assert.rejects(
      answered(other.port, route, 1, signal),
      /h00000\.bench\.local\/p0\?to=0&n=00000 was answered with 421/,
    );
  });
});

describe('the engine with routes', () => {
  it('serves all of them, moves one, and tells about itself', async () => {
    await using backend = await server();
    const table: RouteTable = { count: 20, by: 'path', changing: true };
    const servers = Array.from({ length: SERVERS }, () => backend.port);
    const settings = {
      backends: { web: 1, script: 1, datagrams: 1, servers },
      certificate: { certificate: '', key: '', bundle: '' },
      core: undefined,
    };
    await using running = await startRouted(engine('fast'), settings, table, signal);
    for (const route of routesOf(table)) await answered(running.port, route, 1, signal);
    await running.control.move('moved.bench.local');
    await answered(running.port, { ...movable(table).moving, host: 'moved.bench.local' }, 1, signal);

    const { 'ms text to objects': read = 0, 'ms objects to traffic': compiled = 0 } = running.control.figures;
    assert.ok(read > 0 && compiled > 0 && running.startedMs > read + compiled);
    assert.ok(((await running.control.heapBytes?.()) ?? 0) > 2 ** 20);
  });
});
