import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { systemClock } from '../net/clock.ts';
import { createTransport } from '../transport/index.ts';
import { type SpliceResult, splice } from './splice.ts';
import { Loopback, nextData, received } from './test-loopback.ts';
import { WaitingChannel } from './waiting-channel.ts';

const forEver = -1;
const transports = [await createTransport('fast'), await createTransport('portable')];

interface Spliced {
  readonly client: Socket;
  readonly server: Socket;
  readonly inside: readonly [Socket, Socket];
  readonly result: Promise<SpliceResult>;
}

async function digest(socket: Socket): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) hash.update(chunk);
  return hash.digest('hex');
}

for (const transport of transports) {
  describe(`over the ${transport.name} transport`, () => {
    function join(
      client: Socket,
      server: Socket,
      options: { terminationDelayMs: number },
    ): Promise<SpliceResult> {
      return splice(WaitingChannel.adopt(transport, client), WaitingChannel.adopt(transport, server), {
        clock: systemClock,
        ...options,
      });
    }

    async function spliced(loopback: Loopback, terminationDelayMs: number): Promise<Spliced> {
      const [client, fromClient] = await loopback.pair();
      const [toServer, server] = await loopback.pair();
      const result = join(fromClient, toServer, { terminationDelayMs });
      return { client, server, inside: [fromClient, toServer], result };
    }

    test('ten megabytes pass unchanged in both directions at once', async () => {
      await using loopback = new Loopback();
      const { client, server, result } = await spliced(loopback, forEver);
      const up = randomBytes(10 * 1024 * 1024);
      const down = randomBytes(10 * 1024 * 1024);
      client.end(up);
      server.end(down);
      const [atServer, atClient] = await Promise.all([digest(server), digest(client)]);
      assert.equal(atServer, createHash('sha256').update(up).digest('hex'));
      assert.equal(atClient, createHash('sha256').update(down).digest('hex'));
      assert.deepEqual(await result, { bytesIn: up.length, bytesOut: down.length });
    });

    test('a side is read only as fast as the other takes the bytes', async () => {
      await using loopback = new Loopback();
      const { client, server, inside, result } = await spliced(loopback, forEver);
      server.pause();
      const [fromClient, toServer] = inside;
      const chunk = Buffer.alloc(64 * 1024);
      let sent = 0;
      const total = 640;
      const stalled = once(fromClient, 'pause');
      const sendMore = (): void => {
        while (sent < total) {
          sent += 1;
          if (!client.write(chunk)) break;
        }
        if (sent === total) client.end();
      };
      client.on('drain', sendMore);
      sendMore();
      await stalled;
      assert.ok(toServer.writableLength < 1024 * 1024, `${toServer.writableLength} bytes are held`);
      assert.ok(sent < total, 'the sender was not slowed down');
      let arrived = 0;
      let mostHeld = 0;
      server.on('data', (data) => {
        arrived += data.length;
        mostHeld = Math.max(mostHeld, toServer.writableLength + fromClient.readableLength);
        server.pause();
        setImmediate(() => server.resume());
      });
      server.resume();
      await once(server, 'end');
      server.end();
      assert.equal(arrived, total * chunk.length);
      assert.ok(mostHeld < 1024 * 1024, `${mostHeld} bytes were held`);
      assert.deepEqual(await result, { bytesIn: total * chunk.length, bytesOut: 0 });
    });

    test('a negative termination delay lets late data pass after the client has ended', async () => {
      await using loopback = new Loopback();
      const { client, server, result } = await spliced(loopback, forEver);
      client.end('question');
      assert.equal(await received(server), 'question');
      server.write('late ');
      assert.equal(await nextData(client), 'late ');
      const rest = received(client);
      server.end('answer');
      assert.equal(await rest, 'answer');
      assert.deepEqual(await result, { bytesIn: 8, bytesOut: 11 });
    });

    for (const terminationDelayMs of [0, 20]) {
      test(`a termination delay of ${terminationDelayMs} ms cuts a server that goes on after the client's end`, async () => {
        await using loopback = new Loopback();
        const { client, server, result } = await spliced(loopback, terminationDelayMs);
        const atClient = received(client);
        const serverClosed = once(server, 'close');
        client.end('question');
        assert.equal(await received(server), 'question');
        const outcome = await result;
        assert.deepEqual(outcome, { bytesIn: 8, bytesOut: 0 });
        assert.equal(await atClient, '');
        server.destroy();
        await serverClosed;
      });
    }

    test('a termination delay further away than timers reach is not over at once', async (context) => {
      const timers = context.mock.method(globalThis, 'setTimeout');
      await using loopback = new Loopback();
      const { client, server, result } = await spliced(loopback, 2 ** 40);
      client.end('question');
      assert.equal(await received(server), 'question');
      server.write('late ');
      assert.equal(await nextData(client), 'late ');
      const rest = received(client);
      server.end('answer');
      assert.equal(await rest, 'answer');
      assert.deepEqual(await result, { bytesIn: 8, bytesOut: 11 });
      assert.ok(timers.mock.calls.some(({ arguments: [, milliseconds] }) => milliseconds === 2 ** 31 - 1));
    });

    test('what a server sent before its end arrives, however short the termination delay', async () => {
      await using loopback = new Loopback();
      const { client, server, result } = await spliced(loopback, 0);
      const answer = Buffer.alloc(3 * 1024 * 1024, 'x');
      server.end(answer);
      assert.equal((await received(client)).length, answer.length);
      assert.deepEqual(await result, { bytesIn: 0, bytesOut: answer.length });
    });

    for (const broken of ['client', 'server'] as const) {
      test(`a reset by the ${broken} ends the other side, which gets what was read before`, async () => {
        await using loopback = new Loopback();
        const connection = await spliced(loopback, forEver);
        const other = broken === 'client' ? connection.server : connection.client;
        connection[broken].write('last words');
        assert.equal(await nextData(other), 'last words');
        connection[broken].resetAndDestroy();
        assert.equal(await received(other), '');
        const { error } = await connection.result;
        assert.equal(error, `${broken}: read ECONNRESET`);
      });
    }

    test('a side that had ended before the splice began is passed on', async () => {
      await using loopback = new Loopback();
      const [client, fromClient] = await loopback.pair();
      const [toServer, server] = await loopback.pair();
      client.end();
      fromClient.resume();
      await once(fromClient, 'end');
      const result = join(fromClient, toServer, { terminationDelayMs: forEver });
      assert.equal(await received(server), '');
      server.end('still here');
      assert.equal(await received(client), 'still here');
      assert.deepEqual(await result, { bytesIn: 0, bytesOut: 10 });
    });

    test('a side that had broken before the splice began closes the other', async () => {
      await using loopback = new Loopback();
      const [client, fromClient] = await loopback.pair();
      const [toServer, server] = await loopback.pair();
      fromClient.resume();
      const broken = new Promise((resolve) => fromClient.once('close', resolve));
      client.resetAndDestroy();
      await broken;
      const result = join(fromClient, toServer, { terminationDelayMs: forEver });
      assert.equal(await received(server), '');
      assert.equal((await result).error, 'client: read ECONNRESET');
    });

    test('destroying either socket from outside ends the splice', async () => {
      await using loopback = new Loopback();
      const { client, server, inside, result } = await spliced(loopback, forEver);
      inside[0].destroy();
      assert.deepEqual(await Promise.all([received(client), received(server)]), ['', '']);
      assert.deepEqual(await result, { bytesIn: 0, bytesOut: 0 });
    });
  });
}
