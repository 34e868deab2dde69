import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { networksUnderTest, TestConnection, TestServer } from './test-networks.ts';

for (const { name, network, wait } of networksUnderTest()) {
  describe(`connections over ${name}`, () => {
    test('bytes reach the other side and come back', async () => {
      await using server = (await wait(TestServer.open(network))).echo();
      await using client = new TestConnection(network, { port: server.port });
      client.socket.write('before it stands, ');
      await wait(client.has('connect'));
      client.socket.write('after');
      await wait(client.until(({ text }) => text === 'before it stands, after'));
      assert.deepEqual([client.socket.bytesWritten, client.socket.bytesRead], [23, 23]);
    });

    test('both sides know the addresses of each other', async () => {
      await using server = await wait(TestServer.open(network));
      await using client = new TestConnection(network, { port: server.port, localAddress: '127.0.0.9' });
      await wait(client.has('connect'));
      const accepted = await wait(server.accepted());
      const { localAddress, localPort, remoteAddress, remotePort, remoteFamily } = client.socket;
      assert.deepEqual([localAddress, remoteAddress, remotePort], ['127.0.0.9', '127.0.0.1', server.port]);
      assert.deepEqual(
        [accepted.remoteAddress, accepted.remotePort, accepted.localAddress, accepted.localPort],
        [localAddress, localPort, remoteAddress, remotePort],
      );
      assert.deepEqual(client.socket.address(), {
        address: localAddress,
        port: localPort,
        family: remoteFamily,
      });
      assert.deepEqual([client.socket.pending, client.socket.connecting], [false, false]);
    });

    test('a server at all addresses sees IPv4 clients in the form of IPv6', async () => {
      await using server = await wait(TestServer.open(network, {}, '::'));
      await using client = new TestConnection(network, { port: server.port });
      await wait(client.has('connect'));
      assert.equal((await wait(server.accepted())).remoteAddress, '::ffff:127.0.0.1');
    });

    test('a side that ended still hears the other, if half open is allowed', async () => {
      await using server = await wait(TestServer.open(network, { allowHalfOpen: true }));
      await using client = new TestConnection(network, { port: server.port, allowHalfOpen: true });
      const accepted = await wait(server.accepted());
      accepted.on('end', () => accepted.end('heard the end')).resume();
      client.socket.end('last words');
      await wait(client.has('close'));
      assert.equal(client.text, 'heard the end');
      assert.deepEqual(client.events, ['connect', 'end', 'close']);
    });

    test('a side that may not be half open ends when the other does', async () => {
      await using server = await wait(TestServer.open(network));
      await using client = new TestConnection(network, { port: server.port });
      (await wait(server.accepted())).end('bye');
      await wait(client.has('close'));
      assert.equal(client.text, 'bye');
      assert.deepEqual(client.events, ['connect', 'end', 'close']);
    });

    test('a reset is an error behind the bytes that came before it', async () => {
      await using server = await wait(TestServer.open(network));
      await using client = new TestConnection(network, { port: server.port });
      const accepted = await wait(server.accepted());
      await wait(client.has('connect'));
      accepted.write('half of it', () => accepted.resetAndDestroy());
      await wait(client.has('close'));
      assert.equal(client.text, 'half of it');
      assert.deepEqual(client.events, ['connect', 'error', 'close']);
      assert.deepEqual([client.error?.code, client.error?.syscall], ['ECONNRESET', 'read']);
    });

    test('who goes away without having read all resets the connection', async () => {
      await using server = await wait(TestServer.open(network, { pauseOnConnect: true }));
      await using client = new TestConnection(network, { port: server.port });
      const accepted = await wait(server.accepted());
      await wait(new Promise((resolve) => client.socket.write('nobody reads this', resolve)));
      await nextTurn();
      accepted.destroy();
      await wait(client.has('close'));
      assert.equal(client.error?.code, 'ECONNRESET');
    });

    test('a closed port refuses', async () => {
      const server = await wait(TestServer.open(network));
      await wait(server[Symbol.asyncDispose]());
      await using client = new TestConnection(network, { port: server.port });
      await wait(client.has('close'));
      assert.equal(client.error?.message, `connect ECONNREFUSED 127.0.0.1:${server.port}`);
      assert.deepEqual(
        [client.error?.code, client.error?.syscall, client.error?.errno],
        ['ECONNREFUSED', 'connect', -111],
      );
      assert.deepEqual(client.events, ['error', 'close']);
    });

    test('a port that is taken cannot be listened at, and can afterwards', async () => {
      const first = await wait(TestServer.open(network));
      const second = network.createServer({});
      second.listen(first.port, '127.0.0.1');
      const [error] = await wait(once(second, 'error'));
      assert.equal(error.message, `listen EADDRINUSE: address already in use 127.0.0.1:${first.port}`);
      assert.deepEqual([error.code, error.port, second.listening], ['EADDRINUSE', first.port, false]);
      await wait(first[Symbol.asyncDispose]());
      second.listen(first.port, '127.0.0.1');
      await wait(once(second, 'listening'));
      assert.deepEqual(second.address(), { address: '127.0.0.1', port: first.port, family: 'IPv4' });
      second.close();
      await wait(once(second, 'close'));
    });

    test('a socket that is connected to itself holds a port that refuses', async () => {
      const server = await wait(TestServer.open(network));
      await wait(server[Symbol.asyncDispose]());
      const { port } = server;
      await using holder = new TestConnection(network, { port, localAddress: '127.0.0.1', localPort: port });
      await wait(holder.has('connect'));
      await using client = new TestConnection(network, { port });
      await wait(client.has('close'));
      assert.equal(client.error?.code, 'ECONNREFUSED');
    });

    test('close waits for the connections', async () => {
      const { server, port, accepted } = await wait(opened());
      await using client = new TestConnection(network, { port });
      await wait(client.has('connect'));
      const order: string[] = [];
      const closed = new Promise<void>((resolve) => {
        server.close(() => {
          order.push('closed');
          resolve();
        });
      });
      assert.equal(server.listening, false);
      await nextTurn();
      order.push('the connection ends');
      (await accepted).destroy();
      await wait(closed);
      assert.deepEqual(order, ['the connection ends', 'closed']);
    });

    test('10 MB wait for a slow reader, not in its memory', async () => {
      await using server = await wait(TestServer.open(network));
      await using client = new TestConnection(network, { port: server.port });
      await wait(client.has('connect'));
      client.socket.pause();
      const accepted = await wait(server.accepted());
      const bytes = Buffer.alloc(64 * 1024, 'x');
      let sent = 0;
      // The system grants its buffers a few megabytes, depending on how it is set up.
      while (sent < 160 && (await written(accepted, bytes))) sent += 1;
      assert.ok(sent < 160, 'all of it was taken at once');
      assert.ok(client.socket.readableLength <= 128 * 1024);
      const drained = once(accepted, 'drain');
      client.socket.resume();
      await wait(drained);
      const all = 10 * 1024 * 1024;
      accepted.end(Buffer.alloc(all - accepted.bytesWritten, 'x'));
      await wait(client.has('close'));
      assert.equal(client.text.length, all);
      assert.equal(accepted.bytesWritten, all);
    });

    test('one buffer takes what is read, until its owner has enough', async () => {
      await using server = await wait(TestServer.open(network));
      let text = '';
      const buffer = Buffer.alloc(4);
      const reads: number[] = [];
      const ended = Promise.withResolvers<void>();
      const socket = network.connect({
        host: '127.0.0.1',
        port: server.port,
        onread: {
          buffer,
          callback(length) {
            text += buffer.toString('latin1', 0, length);
            reads.push(length);
            return text.length < 8 || text.length > 12;
          },
        },
      });
      socket.on('end', ended.resolve);
      (await wait(server.accepted())).end('one two three four');
      while (text.length < 8) await nextTurn();
      for (let turn = 0; turn < 3; turn += 1) await nextTurn();
      assert.equal(text, 'one two ');
      socket.resume();
      while (text.length < 12) await nextTurn();
      socket.resume();
      await wait(ended.promise);
      assert.equal(text, 'one two three four');
      assert.deepEqual(reads, [4, 4, 4, 4, 2]);
      assert.equal(socket.bytesRead, 18);
      socket.destroy();
    });

    async function opened() {
      const { server, port, sockets } = await TestServer.open(network);
      const accepted = sockets[0] ?? once(server, 'connection').then(([socket]): Socket => socket);
      return { server, port, accepted };
    }

    /** Whether the socket took the bytes, at once or within a few turns. */
    async function written(socket: Socket, bytes: Buffer): Promise<boolean> {
      if (socket.write(bytes)) return true;
      for (let turn = 0; turn < 20 && socket.writableNeedDrain; turn += 1) await nextTurn();
      return !socket.writableNeedDrain;
    }
  });
}
