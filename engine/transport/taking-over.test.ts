import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { assertSameBytes, over, pattern, readToEnd } from './test-bytes.ts';
import {
  cases,
  clientTls,
  openPair,
  Recorder,
  securePair,
  serveTls,
  socketPair,
  transports,
} from './test-channels.ts';

/** What channels and readers listen to. */
const events = ['data', 'end', 'close', 'drain', 'readable'];
const bulk = pattern(4 * 1024 * 1024);

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
}
