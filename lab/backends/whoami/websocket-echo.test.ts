import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { type StartedForTest, startForTest } from '../test-backend.ts';
import { whoami } from '../whoami.ts';

async function open(server: StartedForTest): Promise<WebSocket> {
  const webSocket = new WebSocket(`ws://127.0.0.1:${server.port}/echo`, {
    headers: { 'X-Correlation-Id': 'c-1' },
  });
  await once(webSocket, 'open');
  return webSocket;
}

test('echoes text as text and binary as binary, and records handshake and messages', async () => {
  await using server = await startForTest(whoami);
  const webSocket = await open(server);
  const messages: readonly (string | Buffer)[] = ['hello', Buffer.from([0, 1, 2]), '', 'x'.repeat(200_000)];
  for (const message of messages) {
    webSocket.send(message);
    const [data, isBinary] = await once(webSocket, 'message');
    assert.deepEqual(isBinary ? data : String(data), message);
  }
  webSocket.close(1000);
  assert.equal((await once(webSocket, 'close'))[0], 1000);
  await server.receivedCount(5);
  const [handshake, first, second, , last] = server.received;
  assert.equal(handshake?.protocol, 'websocket');
  assert.equal(handshake.summary, 'GET /echo');
  assert.equal(handshake.status, 101);
  assert.equal(handshake.correlationId, 'c-1');
  const { peer } = handshake;
  const common = { protocol: 'websocket', correlationId: 'c-1', peer };
  assert.deepEqual(first, {
    ...common,
    summary: 'text message of 5 bytes',
    bytes: 5,
    body: Buffer.from('hello'),
  });
  assert.deepEqual(second, {
    ...common,
    summary: 'binary message of 3 bytes',
    bytes: 3,
    body: Buffer.from([0, 1, 2]),
  });
  assert.equal(last?.bytes, 200_000);
  assert.equal(last.body?.length, 65_536);
  assert.equal(server.running.connectionsAccepted, 1);
  assert.ok(server.running.bytesReceived > 200_000);
});

test('without a proper handshake there is no WebSocket', async () => {
  await using server = await startForTest(whoami);
  assert.equal((await fetch(`${server.origin}/echo`)).status, 400);
  const socket = connect(server.port, '127.0.0.1');
  socket.write('GET /echo HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  assert.match(await text(socket), /^HTTP\/1\.1 400 /);
  await server.receivedCount(2);
  assert.deepEqual(
    server.received.map(({ protocol, status }) => [protocol, status]),
    [
      ['http', 400],
      ['websocket', 400],
    ],
  );
  const elsewhere = new WebSocket(`ws://127.0.0.1:${server.port}/`);
  assert.match(String((await once(elsewhere, 'error'))[0]), /Unexpected server response: 200/);
});

test('faults hold for the handshake', async () => {
  await using server = await startForTest(whoami);
  const attempt = () => new WebSocket(`ws://127.0.0.1:${server.port}/echo`);
  await server.running.setFault({ kind: 'error', status: 503 });
  assert.match(String((await once(attempt(), 'error'))[0]), /Unexpected server response: 503/);
  await server.running.setFault({ kind: 'reset' });
  assert.match(String((await once(attempt(), 'error'))[0]), /ECONNRESET/);
  await server.running.setFault({ kind: 'slow', delayMs: 20 });
  const start = performance.now();
  const slow = attempt();
  await once(slow, 'open');
  assert.ok(performance.now() - start >= 19);
  slow.terminate();
  await server.running.setFault({ kind: 'hang' });
  const before = server.running.bytesReceived;
  const hanging = attempt();
  await server.bytesRead(before + 1);
  const failed = once(hanging, 'error');
  hanging.terminate();
  await failed;
  await server.receivedCount(4);
  assert.deepEqual(
    server.received.map((handshake) => handshake.status),
    [503, undefined, 101, undefined],
  );
});

test('faults hold for messages of open sessions', async () => {
  await using server = await startForTest(whoami);
  const webSocket = await open(server);
  await server.running.setFault({ kind: 'hang' });
  webSocket.send('lost');
  await server.receivedCount(2);
  await server.running.setFault({ kind: 'slow', delayMs: 20 });
  const start = performance.now();
  webSocket.send('late');
  assert.equal(String((await once(webSocket, 'message'))[0]), 'late');
  assert.ok(performance.now() - start >= 19);
  await server.running.setFault({ kind: 'error', status: 500 });
  webSocket.send('wrong');
  assert.equal((await once(webSocket, 'close'))[0], 1011);
  await server.running.setFault(undefined);
  const other = await open(server);
  await server.running.setFault({ kind: 'reset' });
  other.on('error', () => {});
  other.send('reset');
  assert.equal((await once(other, 'close'))[0], 1006);
});

test('a session outlives the begin of a drain and ends with the grace period', async () => {
  await using server = await startForTest(whoami);
  const webSocket = await open(server);
  const closed = once(webSocket, 'close');
  const drained = server.running.drain(30);
  webSocket.send('still here');
  assert.equal(String((await once(webSocket, 'message'))[0]), 'still here');
  await drained;
  assert.equal((await closed)[0], 1006);
});
