import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import {
  exchangeBytes,
  httpServer,
  readAll,
  service,
  snapshot,
  startBackend,
  startProxy,
  startRawBackend,
} from './test-support.ts';

const handshake =
  'GET /chat HTTP/1.1\r\nHost: a.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

function to(port: number) {
  return () => snapshot([{ service: service('app', httpServer(port)) }]);
}

/** Resolves when `socket` has received text that fits. */
function receive(socket: net.Socket, fits: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    const take = (chunk: Buffer): void => {
      received += chunk.toString('latin1');
      if (!fits.test(received)) return;
      socket.off('data', take);
      resolve(received);
    };
    socket.on('data', take);
  });
}

test('an upgrade becomes a tunnel that loses no byte of either side', async () => {
  await using backend = await startBackend(() => undefined);
  const seen = Promise.withResolvers<IncomingMessage>();
  backend.http.on('upgrade', (request: IncomingMessage, socket: net.Socket, early: Buffer) => {
    seen.resolve(request);
    // The first words of the server come with the head, those of the client came with theirs.
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-A: 1\r\n\r\nhello `,
    );
    socket.write(early);
    socket.on('data', (chunk) => socket.write(chunk));
    socket.once('end', () => socket.end('bye'));
  });
  await using proxy = await startProxy({
    snapshot: to(backend.port),
    entryPoint: { readTimeoutMs: 50, idleTimeoutMs: 50 },
  });
  const client = net.connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  client.write(`${handshake}early `);
  const head = await receive(client, /early /);
  assert.match(head, /^HTTP\/1\.1 101 Switching Protocols\r\n[\s\S]*X-A: 1\r\n[\s\S]*\r\n\r\nhello early $/);
  assert.match(head, /\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/);
  const echoed = receive(client, /ping/);
  client.write('ping');
  await echoed;
  const rest = readAll(client);
  client.end();
  assert.equal(await rest, 'bye');

  const request = await seen.promise;
  assert.equal(request.headers.connection, 'Upgrade');
  assert.equal(request.headers['x-forwarded-proto'], 'ws');
  assert.equal(request.headers['sec-websocket-key'], 'dGhlIHNhbXBsZSBub25jZQ==');
  const event = await proxy.httpEvent();
  assert.deepEqual([event.status, event.requestBytes, event.responseBytes], [101, 10, 19]);
});

test('a server that refuses an upgrade is heard', async () => {
  await using backend = await startBackend((_, response) => response.writeHead(403).end('no'));
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const answer = await exchangeBytes(proxy.port, handshake);
  assert.match(answer, /^HTTP\/1\.1 403 Forbidden\r\n/);
  assert.match(answer, /\r\n\r\nno$|2\r\nno\r\n0\r\n\r\n$/);
  assert.equal((await proxy.httpEvent()).status, 403);
});

test('an upgrade without a router is answered 404', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]) });
  assert.match(await exchangeBytes(proxy.port, handshake), /^HTTP\/1\.1 404 /);
});

test('an upgrade to h2c is not passed on', async () => {
  await using backend = await startBackend((request, response) =>
    response.end(`upgrade: ${request.headers.upgrade}`),
  );
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const answer = await exchangeBytes(
    proxy.port,
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n',
  );
  assert.match(answer, /upgrade: undefined/);
});

test('a server that changes the protocol unasked gives 502', async () => {
  await using backend = await startRawBackend((socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ),
  );
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const answer = await exchangeBytes(proxy.port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(answer, /^HTTP\/1\.1 502 /);
});

test('closing the plane ends a tunnel, and the server sees it', async () => {
  await using backend = await startBackend(() => undefined);
  const tunnels = Promise.withResolvers<net.Socket>();
  backend.http.on('upgrade', (_: IncomingMessage, socket: net.Socket) => {
    socket
      .on('error', () => undefined)
      .once('end', () => socket.end())
      .resume();
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    tunnels.resolve(socket);
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const client = net.connect(proxy.port, '127.0.0.1');
  const ended = readAll(client);
  client.write(handshake);
  const socket = await tunnels.promise;
  const finished = once(socket, 'end');
  await proxy.plane.close(10);
  await finished;
  await ended;
});
