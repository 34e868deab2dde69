import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { assertSameBytes, pattern, readBytes, readToEnd } from './test-bytes.ts';
import { Recorder, securePair, socketPair, transports } from './test-channels.ts';

const bulk = pattern(4 * 1024 * 1024);

/** Waits until a FIN has arrived at a socket that nobody reads. */
async function finArrived(socket: Socket): Promise<void> {
  socket.read(0);
  while (!Reflect.get(socket, '_readableState').ended) await setImmediate();
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

for (const transport of transports) {
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
