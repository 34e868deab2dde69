import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import {
  assertSameBytes,
  cases,
  clientTls,
  openPair,
  over,
  pattern,
  Recorder,
  readBytes,
  readToEnd,
  securePair,
  serveTls,
  socketPair,
  transports,
} from './test-channels.ts';

/** What channels and readers listen to. */
const events = ['data', 'end', 'close', 'drain', 'readable'];
const bulk = pattern(4 * 1024 * 1024);

/** Waits until a FIN has arrived at a socket that nobody reads. */
async function finArrived(socket: Socket): Promise<void> {
  socket.read(0);
  while (!Reflect.get(socket, '_readableState').ended) await setImmediate();
}

for (const { transport, kind, title } of cases) {
  test(`${title}: after release() bytes put back and those that follow come to a data listener`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const { promise: taken, resolve } = Promise.withResolvers<Buffer>();
    owner.reactToBytes = (buffer, start, end) => {
      const held = Buffer.from(buffer.subarray(start, end));
      channel.release();
      channel.socket.unshift(held);
      void readToEnd(channel.socket).then(resolve);
    };
    peer.write('first');
    await owner.seen('bytes');
    peer.end(bulk);
    assertSameBytes(await taken, Buffer.concat([Buffer.from('first'), bulk]));
    const answer = readToEnd(peer);
    channel.socket.write('answer');
    channel.socket.end(bulk);
    assertSameBytes(await answer, Buffer.concat([Buffer.from('answer'), bulk]));
    if (!channel.socket.closed) await once(channel.socket, 'close');
    assert.deepEqual(owner.events, ['bytes']);
  });

  test(`${title}: what comes between release() and the next reader is not lost`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    owner.reactToBytes = () => channel.release();
    peer.write('first');
    await owner.seen('bytes');
    peer.end(bulk);
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    assert.equal(channel.socket.isPaused(), true);
    assertSameBytes(await readToEnd(channel.socket), bulk);
    assert.deepEqual(owner.events, ['bytes']);
  });

  test(`${title}: release() leaves no listener but the one for errors`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer, wire } = pair;
    peer.write('x');
    await owner.seen('bytes');
    channel.release();
    const counts = Object.fromEntries(events.map((event) => [event, channel.socket.listenerCount(event)]));
    assert.deepEqual(
      counts,
      kind === 'secure' ? await listenersOfTls() : { data: 0, end: 1, close: 0, drain: 0, readable: 0 },
    );
    // Nobody else listens for errors yet, and that must not end the process.
    wire.resetAndDestroy();
    channel.socket.resume();
    await over(channel.socket);
    assert.deepEqual(owner.events, ['bytes']);
  });

  test(`${title}: a released paused channel gives its bytes to the next reader in order`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    owner.reactToBytes = () => channel.pause();
    peer.end(bulk);
    await owner.seen('bytes');
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    const begun = owner.received;
    channel.release();
    assertSameBytes(Buffer.concat([begun, await readToEnd(channel.socket)]), bulk);
  });
}

interface Sockets extends AsyncDisposable {
  readonly near: Socket;
  readonly far: Socket;
}

function ended(near: Socket, far: Socket): Sockets {
  return {
    near,
    far,
    async [Symbol.asyncDispose]() {
      near.destroy();
      far.destroy();
    },
  };
}

/** The listeners of a TLS socket that never was a channel. */
async function listenersOfTls(): Promise<Record<string, number>> {
  const { near, far } = await socketPair();
  const { secureNear, secureFar } = await securePair(near, far);
  const counts = Object.fromEntries(events.map((event) => [event, secureNear.listenerCount(event)]));
  secureNear.destroy();
  secureFar.destroy();
  return counts;
}

for (const transport of transports) {
  for (const kind of ['adopted', 'connected'] as const) {
    test(`${transport.name}, ${kind}: TLS takes a released connection over, and becomes a channel`, async () => {
      await using pair = await openPair(transport, kind);
      const { channel, owner, peer } = pair;
      const { promise: hello, resolve } = Promise.withResolvers<Buffer>();
      owner.reactToBytes = (buffer, start, end) => {
        const held = Buffer.from(buffer.subarray(start, end));
        channel.release();
        resolve(held);
      };
      const client = clientTls(peer);
      client.on('error', () => undefined);
      channel.socket.unshift(await hello);
      assert.equal(channel.socket.isPaused(), true);
      const server = serveTls(channel.socket);
      await Promise.all([once(server, 'secure'), once(client, 'secureConnect')]);
      const secureOwner = new Recorder();
      const secure = transport.adopt(server, secureOwner);
      const arrived = readToEnd(client);
      client.end(bulk);
      await secureOwner.seen('end');
      assertSameBytes(secureOwner.received, bulk);
      if (!secure.write('', bulk, 0, bulk.length, '')) await secureOwner.seen('drain');
      secure.end();
      assertSameBytes(await arrived, bulk);
      await secureOwner.seen('close');
      assert.equal(secureOwner.error, undefined);
      assert.deepEqual(owner.events, ['bytes']);
    });
  }

  for (const secure of [false, true]) {
    const title = `${transport.name}${secure ? ', TLS' : ''}`;
    const sockets = async (): Promise<Sockets> => {
      const pair = await socketPair();
      if (!secure) return ended(pair.near, pair.far);
      const { secureNear, secureFar } = await securePair(pair.near, pair.far);
      return ended(secureNear, secureFar);
    };

    test(`${title}: adopt() with bytes put back gives them first`, async () => {
      await using pair = await sockets();
      const { near, far } = pair;
      far.write('second');
      near.unshift(await readBytes(near, 6));
      near.unshift(Buffer.from('first '));
      const owner = new Recorder();
      transport.adopt(near, owner);
      assert.deepEqual(owner.events, [], 'before the caller has its channel');
      await owner.until(() => owner.bytes >= 12, 'what was put back');
      far.end(' third');
      await owner.seen('end');
      assert.equal(owner.received.toString(), 'first second third');
    });

    test(`${title}: adopt() with bytes and a FIN that are there already`, async () => {
      await using pair = await sockets();
      const { near, far } = pair;
      far.end('all');
      await finArrived(near);
      const owner = new Recorder();
      const channel = transport.adopt(near, owner);
      await owner.seen('end');
      assert.equal(owner.received.toString(), 'all');
      assert.deepEqual(owner.events, ['bytes', 'end']);
      const answer = readToEnd(far);
      channel.writeText('answer');
      channel.end();
      assert.equal((await answer).toString(), 'answer');
      await owner.seen('close');
      assert.equal(owner.count('close'), 1);
    });

    test(`${title}: adopt() with bytes and a FIN, paused at once, gives nothing before resume()`, async () => {
      await using pair = await sockets();
      const { near, far } = pair;
      far.end('all');
      await finArrived(near);
      const owner = new Recorder();
      const channel = transport.adopt(near, owner);
      channel.pause();
      for (let turn = 0; turn < 20; turn += 1) await setImmediate();
      assert.deepEqual(owner.events, []);
      channel.resume();
      await owner.seen('end');
      assert.equal(owner.received.toString(), 'all');
    });

    test(`${title}: what is written right after adopt() comes before what is written later`, async () => {
      await using pair = await sockets();
      const { near, far } = pair;
      const owner = new Recorder();
      const channel = transport.adopt(near, owner);
      const arrived = readToEnd(far);
      channel.writeText('one ');
      channel.write('', bulk, 0, bulk.length, '');
      process.nextTick(() => channel.writeText(' two '));
      await setImmediate();
      channel.write('', bulk, 0, 100_000, ' three');
      if (channel.congested) await owner.seen('drain');
      channel.end();
      const expected = ['one ', bulk, ' two ', bulk.subarray(0, 100_000), ' three'];
      assertSameBytes(await arrived, Buffer.concat(expected.map((part) => Buffer.from(part))));
    });

    test(`${title}: release() right after adopt() leaves the socket as it was`, async () => {
      await using pair = await sockets();
      const { near, far } = pair;
      const owner = new Recorder();
      transport.adopt(near, owner).release();
      far.end(bulk);
      assertSameBytes(await readToEnd(near), bulk);
      assert.deepEqual(owner.events, []);
    });

    test(`${title}: adopt() of a socket that is closed already gives onClose`, async () => {
      await using pair = await sockets();
      const { near } = pair;
      near.destroy();
      if (!near.closed) await once(near, 'close');
      const owner = new Recorder();
      const channel = transport.adopt(near, owner);
      assert.deepEqual(owner.events, []);
      await owner.seen('close');
      assert.deepEqual(owner.events, ['close']);
      assert.equal(channel.destroyed, true);
    });
  }
}
