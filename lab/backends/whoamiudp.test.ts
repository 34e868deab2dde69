import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import type { Fault } from './backend.ts';
import { type StartedForTest, startForTest } from './test-backend.ts';
import { whoamiudp } from './whoamiudp.ts';

/** A client whose socket is connected, so that it learns of an unreachable port. */
async function client(server: StartedForTest): Promise<Socket & AsyncDisposable> {
  const socket = createSocket('udp4');
  socket.connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function ask(socket: Socket, datagram: string | Buffer): Promise<string> {
  const answer = once(socket, 'message');
  socket.send(datagram);
  const [message] = await answer;
  return String(message);
}

const identity = 'Hostname: pod-1\nIP: 127.0.0.1\nIP: ::1\n';

test('answers WHO with its identity and the rest with an echo', async () => {
  await using server = await startForTest(whoamiudp, { ports: [{ port: 8080, protocol: 'UDP' }] });
  await using socket = await client(server);
  assert.equal(await ask(socket, 'WHO'), identity);
  assert.equal(await ask(socket, 'WHO\n'), identity);
  assert.equal(await ask(socket, 'WHO\r\n'), identity);
  assert.equal(await ask(socket, 'who'), 'Received: who');
  assert.equal(await ask(socket, 'WHO IS\n'), 'Received: WHO IS\n');
  assert.equal(await ask(socket, ''), 'Received: ');
  assert.equal(await ask(socket, 'x'.repeat(1500)), `Received: ${'x'.repeat(1024)}`);
  assert.deepEqual([...server.running.addresses.keys()], [8080]);
  assert.equal(server.running.connectionsAccepted, 7);
  assert.equal(server.running.bytesReceived, 3 + 4 + 5 + 3 + 7 + 0 + 1500);
  const peer = `127.0.0.1:${socket.address().port}`;
  await server.receivedCount(7);
  assert.deepEqual(server.received[1], {
    protocol: 'udp',
    summary: 'WHO',
    bytes: 4,
    body: Buffer.from('WHO\n'),
    peer,
  });
});

test('the name is printed first; without declared ports the flag decides', async () => {
  await using server = await startForTest(whoamiudp, { args: ['-port', ':9999', '-name=ann'] });
  await using socket = await client(server);
  assert.equal(await ask(socket, 'WHO'), `Name: ann\n${identity}`);
  assert.deepEqual([...server.running.addresses.keys()], [9999]);
});

const silent: readonly Fault[] = [{ kind: 'hang' }, { kind: 'reset' }, { kind: 'error', status: 503 }];
for (const fault of silent) {
  test(`the fault ${fault.kind} makes it silent until it ends`, async () => {
    await using server = await startForTest(whoamiudp);
    await using socket = await client(server);
    await server.running.setFault(fault);
    socket.send('lost');
    await server.receivedCount(1);
    await server.running.setFault(undefined);
    // Datagrams between two sockets keep their order on the loopback interface: an answer to the first would be first.
    assert.equal(await ask(socket, 'kept'), 'Received: kept');
    assert.deepEqual(
      server.received.map((datagram) => datagram.summary),
      ['lost', 'kept'],
    );
  });
}

test('the fault slow delays the answer', async () => {
  await using server = await startForTest(whoamiudp);
  await using socket = await client(server);
  await server.running.setFault({ kind: 'slow', delayMs: 30 });
  const start = performance.now();
  assert.equal(await ask(socket, 'a'), 'Received: a');
  assert.ok(performance.now() - start >= 29);
});

test('the fault refuse makes the port unreachable, keeps its number, and ends', async () => {
  await using server = await startForTest(whoamiudp);
  for (let round = 0; round < 2; round += 1) {
    await using socket = await client(server);
    await server.running.setFault({ kind: 'refuse' });
    const refused = once(socket, 'error');
    socket.send('lost');
    const [error] = await refused;
    assert.equal(error.code, 'ECONNREFUSED');
    await server.running.setFault(undefined);
    assert.equal(await ask(socket, 'kept'), 'Received: kept');
  }
  assert.equal(server.received.length, 2);
});

test('a drain pays what is owed and then closes the port', async () => {
  await using server = await startForTest(whoamiudp);
  await using socket = await client(server);
  await server.running.setFault({ kind: 'slow', delayMs: 20 });
  const answer = once(socket, 'message');
  socket.send('a');
  await server.bytesRead(1);
  const drained = once(socket, 'error');
  await server.running.drain(5000);
  assert.equal(String((await answer)[0]), 'Received: a');
  socket.send('b');
  assert.equal((await drained)[0].code, 'ECONNREFUSED');
  await server.running.drain(0);
});

test('a drain answers what arrived before it began', async () => {
  await using server = await startForTest(whoamiudp);
  await using socket = await client(server);
  const sent = new Promise((resolve) => socket.send('a', resolve));
  const answer = once(socket, 'message');
  await sent;
  await server.running.drain(5000);
  assert.equal(server.received.length, 1);
  assert.equal(String((await answer)[0]), 'Received: a');
});

test('a drain gives up after the grace period, and close gives up at once', async () => {
  for (const end of ['drain', 'close'] as const) {
    await using server = await startForTest(whoamiudp);
    await using socket = await client(server);
    await server.running.setFault({ kind: 'slow', delayMs: 60_000 });
    socket.send('a');
    await server.bytesRead(1);
    await (end === 'drain' ? server.running.drain(5) : server.running.close());
    assert.equal(server.received.length, 1);
    await server.running.close();
  }
});
