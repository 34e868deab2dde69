import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { HttpServer } from '../routing/targets.ts';
import { callServer, startH2cServer } from './h2/test-upstream.ts';
import { httpsServer, startHttps, startUpstreams } from './test-https.ts';
import { httpServer, startBackend } from './test-support.ts';
import type { Upstreams } from './upstreams.ts';

/** A server of one kind, how to get at it, and how many connections to it are open. */
interface Kind {
  readonly title: string;
  start(): Promise<AsyncDisposable & { readonly server: HttpServer; opened(): number; release(): void }>;
}

const kinds: readonly Kind[] = [
  {
    title: 'HTTP/1.1 in clear',
    async start() {
      const held: (() => void)[] = [];
      const backend = await startBackend((request, response) => {
        if (request.url === '/held') held.push(() => response.end());
        else response.end();
      });
      const open = new Set<object>();
      backend.http.on('connection', (socket) => {
        open.add(socket);
        socket.once('close', () => open.delete(socket));
      });
      return Object.assign(backend, {
        server: httpServer(backend.port),
        opened: () => open.size,
        release: () => held.splice(0).forEach((end) => void end()),
      });
    },
  },
  {
    title: 'h2c',
    async start() {
      const held: (() => void)[] = [];
      const server = await startH2cServer((stream, headers) => {
        if (headers[':path'] === '/held')
          held.push(() => stream.respond({ ':status': 200 }, { endStream: true }));
        else stream.respond({ ':status': 200 }, { endStream: true });
      });
      return Object.assign(server, {
        server: httpServer(server.port, { scheme: 'h2c' }),
        opened: () => server.sessions.filter(({ destroyed }) => !destroyed).length,
        release: () => held.splice(0).forEach((end) => void end()),
      });
    },
  },
  ...[
    { title: 'HTTP/2 by TLS', options: {} },
    { title: 'HTTP/1.1 by TLS', options: { ALPNProtocols: ['http/1.1'] } },
  ].map(
    ({ title, options }): Kind => ({
      title,
      async start() {
        const held: (() => void)[] = [];
        const backend = await startHttps((request, response) => {
          if (request.url === '/held') held.push(() => response.end());
          else response.end();
        }, options);
        return Object.assign(backend, {
          server: httpsServer(backend.port),
          opened: () => backend.open.size,
          release: () => held.splice(0).forEach((end) => void end()),
        });
      },
    }),
  ),
];

async function get(upstreams: Upstreams, server: HttpServer, target = '/'): Promise<void> {
  const { status, error } = await callServer(upstreams, server, { target });
  assert.equal(status, 200, String(error));
}

for (const { title, start } of kinds) {
  test(`${title}: an idle connection is closed when its transport is no longer in force, and kept while it is`, async () => {
    await using upstreams = await startUpstreams();
    await using backend = await start();
    const { server } = backend;
    await get(upstreams, server);
    upstreams.retain([{ ...server.transport }]);
    await get(upstreams, server);
    assert.equal(backend.opened(), 1);
    upstreams.retain([{ ...server.transport, serverName: 'renewed.test' }]);
    while (backend.opened() > 0) await setImmediate();
  });

  test(`${title}: a connection in use is closed when its request is over, also one that was made later`, async () => {
    await using upstreams = await startUpstreams();
    await using backend = await start();
    const { server } = backend;
    const before = get(upstreams, server, '/held');
    while (backend.opened() === 0) await setImmediate();
    upstreams.retain([]);
    const after = get(upstreams, server);
    await after;
    backend.release();
    await before;
    while (backend.opened() > 0) await setImmediate();
  });
}

test('a transport that is written elsewhere or called otherwise is the same', async () => {
  await using upstreams = await startUpstreams();
  await using backend = await startBackend((_, response) => response.end());
  const server = httpServer(backend.port);
  await get(upstreams, server);
  const renamed = { ...server.transport, name: 'renamed', path: ['elsewhere'] };
  upstreams.retain([renamed]);
  await get(upstreams, { ...server, transport: renamed });
  assert.equal(backend.connections, 1);
});
