import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { Mirroring } from '../../balancing/service-node.ts';
import { sendAnswer } from '../../middlewares/answer-reply.ts';
import type { HttpMiddleware } from '../../middlewares/middleware.ts';
import type { HttpServer } from '../../routing/targets.ts';
import { clientTls, serveTls } from '../../transport/test-channels.ts';
import {
  exchangeBytes,
  httpServer,
  type RouteSettings,
  readAll,
  service,
  snapshot,
  startProxy,
  startRawBackend,
} from '../test-support.ts';

/** Mirrors get bodies of up to 10 bytes, which are read whole first. */
const mirrored: Mirroring<HttpServer> = {
  mirrors: [],
  mirrorBody: true,
  maxBodySize: 10,
};
const chunked = 'POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n';
const last = 'GET /none HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n';

/** What is on its way through the event loop has arrived. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
}

function proxyOf(route: RouteSettings) {
  const rule = 'Host(`a.test`)';
  return startProxy({ snapshot: () => snapshot([{ rule, ...route }]) });
}

/** Its clients speak TLS. */
function secureProxyOf(route: RouteSettings) {
  return startProxy({
    snapshot: () => snapshot([route]),
    accept(plane, socket) {
      const secured = serveTls(socket);
      secured.once('secure', () => plane.accept(secured, { optionsName: 'default', serverName: 'a.test' }));
    },
  });
}

function bodySize(received: string): number {
  return received.length - received.indexOf('\r\n\r\n') - 4;
}

/** Answers every request with `bytes` bytes, once they are asked for. */
function page(bytes: number): HttpMiddleware {
  return {
    name: 'page',
    wrap: () => ({
      serve(request, reply) {
        const body = 'x'.repeat(bytes);
        void setImmediate().then(() =>
          sendAnswer(reply, { status: 200, headers: [], body }, request.head.method),
        );
      },
    }),
    explain: () => '',
  };
}

test('a body that was answered while it was read into memory is read on and thrown away', async () => {
  await using proxy = await proxyOf({ service: service('main', undefined, [mirrored]) });
  const client = net.connect(proxy.port, '127.0.0.1');
  const all = readAll(client);
  client.write(`${chunked}14\r\n${'x'.repeat(20)}\r\n`);
  await once(client, 'data');
  client.write(`5\r\nabcde\r\n0\r\n\r\n${last}`);
  assert.deepEqual((await all).match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 503', 'HTTP/1.1 404']);
});

test('the rest of a body that was answered for good is read until its client has the answer', async () => {
  await using proxy = await proxyOf({ service: service('main', undefined, [mirrored]) });
  const client = net.connect(proxy.port, '127.0.0.1');
  const all = readAll(client);
  const closing = chunked.replace('Host', 'Connection: close\r\nHost');
  client.write(`${closing}14\r\n${'x'.repeat(20)}\r\n`);
  await once(client, 'data');
  const began = performance.now();
  client.write(`${(8_000_000).toString(16)}\r\n${'x'.repeat(8_000_000)}`, () => client.end());
  assert.equal((await all).match(/HTTP\/1\.1 503/g)?.length, 1);
  assert.ok(performance.now() - began < 400, 'the connection was given up, not ended by its client');
});

test('a client that waits for 100 and gets its answer is told that the connection ends', async () => {
  await using proxy = await proxyOf({});
  const asked = 'POST / HTTP/1.1\r\nHost: b.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n';
  // It may send the body all the same, or ask on as if there were none: nobody can tell which.
  const received = await exchangeBytes(proxy.port, `${asked}GET /`);
  assert.match(received, /^HTTP\/1\.1 404 [\s\S]*\r\nConnection: close\r\n/);
  assert.equal(received.split('HTTP/1.1').length, 2);
});

test('interim answers are counted for each request', async () => {
  const early = 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(6);
  await using backend = await startRawBackend((socket) => {
    socket.on('data', () => socket.write(`${early}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`));
  });
  await using proxy = await proxyOf({ service: service('main', httpServer(backend.port)) });
  const one = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n';
  const received = await exchangeBytes(proxy.port, `${one}${one}${last}`);
  assert.equal(received.split('HTTP/1.1 200 ').length, 3);
  assert.equal(received.split('HTTP/1.1 103 ').length, 13);
});

test('a malformed body that is read into memory gets one answer', async () => {
  await using proxy = await proxyOf({ service: service('main', httpServer(1), [mirrored]) });
  const received = await exchangeBytes(proxy.port, `${chunked}3\r\nabc\r\nzz`);
  assert.equal(received.match(/HTTP\/1\.1 \d+/g)?.length, 1, received);
});

test('an answer survives that the rest of its body is malformed', async () => {
  await using proxy = await proxyOf({});
  const client = net.connect(proxy.port, '127.0.0.1');
  const errors: Error[] = [];
  client.on('error', (error) => errors.push(error));
  client.write(`${chunked.replace('a.test', 'b.test')}3\r\nabc\r\nzz`);
  assert.match(await readAll(client), /^HTTP\/1\.1 404 /);
  assert.deepEqual(errors, []);
});

test('what may be thrown away of a body is counted from its answer on', async () => {
  await using backend = await startRawBackend((socket) => {
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      if (received > 400_000) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      received = received > 400_000 ? Number.NEGATIVE_INFINITY : received;
    });
  });
  await using proxy = await proxyOf({ service: service('main', httpServer(backend.port)) });
  const client = net.connect(proxy.port, '127.0.0.1');
  const all = readAll(client);
  client.write(`${chunked}${(400_000).toString(16)}\r\n${'x'.repeat(400_000)}\r\n`);
  await once(client, 'data');
  client.write('5\r\nabcde\r\n');
  await settled();
  client.write(`0\r\n\r\n${last}`);
  assert.deepEqual((await all).match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404']);
});

test('a client that stops sending while it still reads its answer gets all of it', async () => {
  const size = 24_000_000;
  await using proxy = await proxyOf({ middlewares: [page(size)] });
  const client = net.connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
  client.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
  await proxy.httpEvent();
  client.end();
  await settled();
  const received = await readAll(client);
  assert.equal(bodySize(received), size);
});

for (const protocol of ['plain', 'TLS'] as const) {
  const start = protocol === 'TLS' ? secureProxyOf : proxyOf;
  const connect = (port: number): net.Socket => {
    const socket = net.connect({ port, host: '127.0.0.1' });
    return protocol === 'TLS' ? clientTls(socket) : socket;
  };

  test(`${protocol}: a slow client gets the whole of an answer that came before the end of its body`, async () => {
    const size = 24_000_000;
    await using proxy = await start({ middlewares: [page(size)] });
    const client = connect(proxy.port);
    client.write('POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 1000000\r\n\r\nbegin');
    await proxy.httpEvent();
    // Longer than a refused client may linger.
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.equal(bodySize(await readAll(client)), size);
  });

  test(`${protocol}: who asks on without reading answers waits, and gets all of them once it reads`, async () => {
    const [requests, size] = [300, 100_000];
    await using proxy = await start({ middlewares: [page(size)] });
    const client = connect(proxy.port);
    const one = 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n';
    const final = 'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n';
    client.write(`${one.repeat(requests - 1)}${final}`);
    await proxy.httpEvent();
    for (let served = 0; served < proxy.events.length; await settled()) served = proxy.events.length;
    assert.ok(proxy.events.length < requests, 'the answers to all of them are held in memory');
    const received = await readAll(client);
    assert.equal(received.split('HTTP/1.1 200 OK\r\n').length - 1, requests);
    assert.ok(received.length > requests * size);
  });

  test(`${protocol}: a plane that closes lets a slow client read its answer`, async () => {
    const size = 24_000_000;
    await using proxy = await start({ middlewares: [page(size)] });
    const client = connect(proxy.port);
    client.write('GET / HTTP/1.1\r\nHost: a.test\r\n\r\n');
    await proxy.httpEvent();
    const closed = proxy.plane.close(5000);
    assert.equal(bodySize(await readAll(client)), size);
    await closed;
  });
}

for (const [title, body] of [
  ['whole', gzipSync('hello')],
  ['empty', Buffer.alloc(0)],
] as const) {
  test(`a gzip answer is decoded: ${title}`, async () => {
    const head = 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n';
    await using backend = await startRawBackend((socket) => {
      socket.once('data', () => {
        socket.write(head);
        if (body.length > 0)
          socket.write(`${body.length.toString(16)}\r\n${body.toString('latin1')}\r\n`, 'latin1');
        socket.write('0\r\n\r\n');
      });
    });
    await using proxy = await proxyOf({ service: service('main', httpServer(backend.port)) });
    const received = await exchangeBytes(
      proxy.port,
      'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n',
    );
    assert.match(received, title === 'whole' ? /hello\r\n0\r\n\r\n$/ : /\r\n\r\n0\r\n\r\n$/);
  });
}

test('a plane closes though the server of a tunnel takes nothing more', async () => {
  await using backend = await startRawBackend((socket) => {
    socket.once('data', () => {
      socket.pause();
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    });
  });
  await using proxy = await proxyOf({ service: service('main', httpServer(backend.port)) });
  const client = net.connect(proxy.port, '127.0.0.1');
  client.on('error', () => undefined);
  client.write(
    'GET / HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  await once(client, 'data');
  client.write(Buffer.alloc(24_000_000));
  await settled();
  client.destroy();
  await settled();
  await proxy.plane.close(0);
  assert.equal(proxy.events.length, 1);
});
