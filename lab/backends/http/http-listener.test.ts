import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { InvalidFaultError } from '../fault.ts';
import { type StartedForTest, startForTest } from '../test-backend.ts';
import { whoami } from '../whoami.ts';

const get = 'GET /bench HTTP/1.1\r\nHost: h\r\n\r\n';

async function open(server: StartedForTest): Promise<Socket> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

/** The head and body so far of one answer on a connection that stays open. */
async function exchange(socket: Socket, bytes: string): Promise<string> {
  socket.write(bytes);
  const [answer] = await once(socket, 'data');
  return String(answer);
}

function connectionError(server: StartedForTest): Promise<string> {
  return new Promise((resolve) => {
    connect(server.port, '127.0.0.1')
      .once('error', (error) => resolve('code' in error ? String(error.code) : ''))
      .once('connect', () => resolve('connected'));
  });
}

test('records a request as it came, with status, correlation id and body', async () => {
  await using server = await startForTest(whoami);
  const socket = await open(server);
  const peer = `127.0.0.1:${socket.localPort}`;
  const body = 'b'.repeat(70_000);
  socket.write(
    'POST /health?q=1 HTTP/1.1\r\nHost: h\r\nX-Correlation-Id: c-1\r\nAccept: a\r\naccept: b\r\n' +
      `__proto__: p\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
  assert.match(await text(socket), /^HTTP\/1\.1 400 /);
  assert.equal(server.received.length, 1);
  const { headers = {}, body: kept, ...rest } = server.received[0] ?? {};
  assert.deepEqual(rest, {
    protocol: 'http',
    correlationId: 'c-1',
    summary: 'POST /health?q=1',
    method: 'POST',
    target: '/health?q=1',
    bytes: 70_000,
    status: 400,
    peer,
  });
  assert.equal(kept?.toString(), 'b'.repeat(65_536));
  assert.equal(headers['accept'], 'a, b');
  assert.ok(Object.hasOwn(headers, '__proto__'));
});

test('counts bytes and connections, also those that never formed a request', async () => {
  await using server = await startForTest(whoami);
  const first = await open(server);
  await exchange(first, get);
  await exchange(first, get);
  const second = await open(server);
  second.write('GET /half');
  await server.bytesRead(2 * get.length + 9);
  assert.equal(server.running.connectionsAccepted, 2);
  first.destroy();
  second.destroy();
  await server.running.close();
  assert.equal(server.running.bytesReceived, 2 * get.length + 9);
  assert.equal(server.received.length, 2);
});

test('a client that goes away is recorded without a status', async () => {
  await using server = await startForTest(whoami);
  const waiting = await open(server);
  waiting.write('GET /?wait=1h HTTP/1.1\r\nHost: h\r\n\r\n');
  await server.bytesRead(1);
  waiting.destroy();
  await server.receivedCount(1);
  const sending = await open(server);
  sending.write('POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc');
  await server.bytesRead(server.running.bytesReceived + 1);
  sending.destroy();
  await server.receivedCount(2);
  assert.deepEqual(
    server.received.map(({ target, bytes, status }) => [target, bytes, status]),
    [
      ['/?wait=1h', 0, undefined],
      ['/', 3, undefined],
    ],
  );
});

test('connections stay open between requests, and say nothing of it', async () => {
  await using server = await startForTest(whoami);
  const socket = await open(server);
  const answer = await exchange(socket, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n');
  const head = answer.slice(0, answer.indexOf('\r\n\r\n'));
  assert.doesNotMatch(head, /connection|keep-alive/i);
  assert.match(
    await exchange(socket, 'GET /bench HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n'),
    /Connection: close/,
  );
  await once(socket, 'close');
});

test('fault slow: the answer comes late', async () => {
  await using server = await startForTest(whoami);
  await server.running.setFault({ kind: 'slow', delayMs: 30 });
  const start = performance.now();
  assert.equal((await fetch(server.origin)).status, 200);
  assert.ok(performance.now() - start >= 29);
});

test('fault slow: each answer comes as late as the fault says for it', async () => {
  await using server = await startForTest(whoami);
  const delays = [40, 0, 20];
  await server.running.setFault({ kind: 'slow', delayMs: () => delays.shift() ?? 0 });
  for (const least of [39, 0, 19]) {
    const start = performance.now();
    assert.equal((await fetch(server.origin)).status, 200);
    assert.ok(performance.now() - start >= least);
  }
  assert.deepEqual(delays, []);
});

test('fault error: the status and no body, until it ends', async () => {
  await using server = await startForTest(whoami);
  for (const status of [503, 200, 204, 304, 404]) {
    await server.running.setFault({ kind: 'error', status });
    const response = await fetch(server.origin);
    assert.deepEqual([response.status, await response.text()], [status, '']);
  }
  await server.running.setFault(undefined);
  assert.notEqual(await (await fetch(server.origin)).text(), '');
  assert.deepEqual(
    server.received.map((received) => received.status),
    [503, 200, 204, 304, 404, 200],
  );
});

test('fault hang: the request is read and never answered', async () => {
  await using server = await startForTest(whoami);
  await server.running.setFault({ kind: 'hang' });
  const socket = await open(server);
  const bytes = 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc';
  let answered = false;
  socket.on('data', () => {
    answered = true;
  });
  socket.write(bytes);
  await server.bytesRead(bytes.length);
  await server.running.setFault(undefined);
  assert.equal((await fetch(server.origin)).status, 200);
  socket.destroy();
  await server.receivedCount(2);
  assert.equal(answered, false);
  assert.deepEqual(
    server.received.map(({ bytes, status }) => [bytes, status]),
    [
      [0, 200],
      [3, undefined],
    ],
  );
});

test('fault reset: the head and half of the body, then a reset', async () => {
  await using server = await startForTest(whoami);
  await server.running.setFault({ kind: 'reset' });
  const client = request({ port: server.port, host: '127.0.0.1', agent: false }).end();
  // The reset shows on the request too; the response is what counts here.
  client.on('error', () => {});
  const [response]: [IncomingMessage] = await new Promise((resolve) => {
    client.once('response', (message) => resolve([message]));
  });
  assert.equal(response.statusCode, 200);
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const [error] = await once(response, 'error');
  assert.equal(error.code, 'ECONNRESET');
  assert.equal(bytes * 2, Number(response.headers['content-length']));
  await server.receivedCount(1);
  const head = await open(server);
  head.write('HEAD / HTTP/1.1\r\nHost: h\r\n\r\n');
  const [headError] = await once(head.resume(), 'error');
  assert.equal(headError.code, 'ECONNRESET');
});

test('fault refuse: connections end, new ones are refused, and the port comes back with its number', async () => {
  await using server = await startForTest(whoami);
  for (let round = 0; round < 2; round += 1) {
    const socket = await open(server);
    await exchange(socket, get);
    const closed = once(socket, 'close');
    await server.running.setFault({ kind: 'refuse' });
    await closed;
    assert.equal(await connectionError(server), 'ECONNREFUSED');
    await server.running.setFault(round === 0 ? undefined : { kind: 'error', status: 500 });
    assert.equal((await fetch(server.origin)).status, round === 0 ? 200 : 500);
  }
  await server.running.setFault({ kind: 'refuse' });
  await server.running.close();
  assert.equal(await connectionError(server), 'ECONNREFUSED');
});

test('faults with impossible numbers are refused, and change nothing', async () => {
  await using server = await startForTest(whoami);
  for (const status of [0, 101, 199, 600, 200.5, Number.NaN]) {
    await assert.rejects(server.running.setFault({ kind: 'error', status }), InvalidFaultError);
  }
  for (const delayMs of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    await assert.rejects(server.running.setFault({ kind: 'slow', delayMs }), InvalidFaultError);
  }
  assert.equal((await fetch(server.origin)).status, 200);
});

test('drain: idle connections end at once, a request in flight is answered, new connections are refused', async () => {
  await using server = await startForTest(whoami);
  const idle = await open(server);
  await exchange(idle, get);
  const fresh = await open(server);
  const busy = await open(server);
  busy.write('GET /?wait=50ms HTTP/1.1\r\nHost: h\r\n\r\n');
  await server.bytesRead(get.length + 1);
  const idleEnded = Promise.all([once(idle, 'close'), once(fresh.resume(), 'close')]);
  const drained = server.running.drain(60_000);
  await idleEnded;
  assert.equal(await connectionError(server), 'ECONNREFUSED');
  assert.equal(server.received.length, 1);
  const answer = await text(busy);
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*Hostname: pod-1/s);
  await drained;
  assert.deepEqual(
    server.received.map((received) => received.status),
    [200, 200],
  );
});

test('drain: an answer that is under way is finished, and its connection then closed', async () => {
  await using server = await startForTest(whoami);
  const socket = await open(server);
  socket.pause().write('GET /data?size=20&unit=MB HTTP/1.1\r\nHost: h\r\n\r\n');
  await once(socket, 'readable');
  const drained = server.running.drain(60_000);
  let bytes = 0;
  for await (const chunk of socket) bytes += chunk.length;
  assert.ok(bytes > 20 * 2 ** 20);
  await drained;
  assert.equal(server.received[0]?.status, 200);
});

test('drain: what a client sent before it began is still answered', async () => {
  await using server = await startForTest(whoami);
  const socket = await open(server);
  await exchange(socket, get);
  socket.write(get);
  const answer = once(socket, 'data');
  const drained = server.running.drain(60_000);
  assert.match(String((await answer)[0]), /^HTTP\/1\.1 200 .*Connection: close/s);
  await drained;
});

test('drain: gives up after the grace period', async () => {
  await using server = await startForTest(whoami);
  await server.running.setFault({ kind: 'hang' });
  const socket = await open(server);
  socket.write(get);
  await server.bytesRead(1);
  const closed = once(socket.resume(), 'close');
  await server.running.drain(10);
  await closed;
  assert.equal(server.received.length, 1);
  assert.equal(server.received[0]?.status, undefined);
});

test('close: ends requests in flight at once, records them, and may be called again, also during a drain', async () => {
  await using server = await startForTest(whoami);
  const socket = await open(server);
  socket.write('GET /?wait=1h HTTP/1.1\r\nHost: h\r\n\r\n');
  await server.bytesRead(1);
  const drained = server.running.drain(60_000);
  await Promise.all([server.running.close(), server.running.close()]);
  await drained;
  assert.equal(server.received.length, 1);
  assert.equal(await connectionError(server), 'ECONNREFUSED');
  await server.running.setFault({ kind: 'hang' });
});
