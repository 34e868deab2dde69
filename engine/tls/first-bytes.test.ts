import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { type FirstBytes, peekFirstBytes } from './first-bytes.ts';
import { captureClientHello } from './test-support.ts';

/** A connected pair on the loopback; disposing of it closes both ends and the listener. */
async function connectedPair(): Promise<{ client: Socket; server: Socket } & AsyncDisposable> {
  const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const client = connect({ port, host: '127.0.0.1', noDelay: true });
  client.on('error', () => {});
  const [server]: Socket[] = await once(listener, 'connection');
  if (server === undefined) throw new Error('no connection');
  return {
    client,
    server,
    async [Symbol.asyncDispose]() {
      client.destroy();
      server.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}

function listenerCounts(socket: Socket): number[] {
  return ['data', 'end', 'error', 'close', 'readable'].map((event) => socket.listenerCount(event));
}

/** Sends `chunks` one after the other, each once the one before has arrived. */
async function drip(client: Socket, server: Socket, bytes: Buffer, size: number): Promise<void> {
  for (let offset = 0; offset < bytes.length; offset += size) {
    client.write(bytes.subarray(offset, offset + size));
    const wanted = Math.min(bytes.length, offset + size);
    while (server.bytesRead < wanted) await new Promise((resolve) => setImmediate(resolve));
  }
}

async function readAll(socket: Socket, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
  });
  socket.resume();
  while (received < length) await once(socket, 'data');
  return Buffer.concat(chunks);
}

describe('what the first bytes are, with nothing consumed', async () => {
  const tlsHello = await captureClientHello({ servername: 'shop.test' });
  const cases: [title: string, sent: Buffer, size: number, kind: FirstBytes['kind']][] = [
    ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 1000, 'plain'],
    ['one byte', Buffer.from('a'), 1000, 'plain'],
    ['a zero byte', Buffer.from([0]), 1000, 'plain'],
    ['TLS at once', tlsHello, 100_000, 'tls'],
    ['TLS byte by byte', tlsHello, 1, 'tls'],
    ['TLS in pieces of 100', tlsHello, 100, 'tls'],
    ['TLS with more behind it', Buffer.concat([tlsHello, Buffer.from('more')]), 100_000, 'tls'],
    ['broken TLS', Buffer.from([22, 3, 1, 0, 0]), 1000, 'invalid-tls'],
    ['SSL 2.0', Buffer.from([0x80, 46, 1, 0, 2]), 1000, 'invalid-tls'],
  ];
  for (const [title, sent, size, kind] of cases) {
    test(title, async () => {
      await using pair = await connectedPair();
      const before = listenerCounts(pair.server);
      const peeked = peekFirstBytes(pair.server, { timeoutMs: 5000 });
      await drip(pair.client, pair.server, sent, size);
      const result = await peeked;
      assert.equal(result.kind, kind);
      if (result.kind === 'tls') assert.equal(result.hello.serverName, 'shop.test');
      assert.deepEqual(listenerCounts(pair.server), before);
      assert.equal(pair.server.isPaused(), true);
      pair.client.write(' and the rest');
      const expected = Buffer.concat([sent, Buffer.from(' and the rest')]);
      assert.ok((await readAll(pair.server, expected.length)).equals(expected));
    });
  }

  test('bytes that were put back before the peek', async () => {
    await using pair = await connectedPair();
    pair.server.pause();
    pair.server.unshift(tlsHello);
    assert.equal((await peekFirstBytes(pair.server, { timeoutMs: 5000 })).kind, 'tls');
    assert.ok((await readAll(pair.server, tlsHello.length)).equals(tlsHello));
  });

  test('bytes with the end right behind them', async () => {
    await using pair = await connectedPair();
    pair.client.end('bye');
    await once(pair.client, 'finish');
    assert.equal((await peekFirstBytes(pair.server, { timeoutMs: 5000 })).kind, 'plain');
    const ended = once(pair.server, 'end');
    assert.equal((await readAll(pair.server, 3)).toString(), 'bye');
    await ended;
  });
});

describe('nothing usable', () => {
  test('end without a byte', async () => {
    await using pair = await connectedPair();
    const peeked = peekFirstBytes(pair.server, { timeoutMs: 0 });
    pair.client.end();
    assert.deepEqual(await peeked, { kind: 'closed', reason: 'end' });
  });

  test('end in the middle of a ClientHello', async () => {
    await using pair = await connectedPair();
    const peeked = peekFirstBytes(pair.server, { timeoutMs: 0 });
    pair.client.end(Buffer.from([22, 3, 1, 2]));
    assert.deepEqual(await peeked, { kind: 'closed', reason: 'end' });
  });

  test('reset', async () => {
    await using pair = await connectedPair();
    const peeked = peekFirstBytes(pair.server, { timeoutMs: 0 });
    pair.client.resetAndDestroy();
    assert.deepEqual(await peeked, { kind: 'closed', reason: 'error' });
  });

  test('timeout of a silent client, and of one that stops', async () => {
    for (const sent of ['', '\x16\x03\x01']) {
      await using pair = await connectedPair();
      const before = listenerCounts(pair.server);
      pair.client.write(Buffer.from(sent, 'latin1'));
      assert.deepEqual(await peekFirstBytes(pair.server, { timeoutMs: 20 }), {
        kind: 'closed',
        reason: 'timeout',
      });
      assert.deepEqual(listenerCounts(pair.server), before);
    }
  });

  test('a socket that is closed already', async () => {
    await using pair = await connectedPair();
    pair.server.destroy();
    assert.deepEqual(await peekFirstBytes(pair.server, { timeoutMs: 0 }), { kind: 'closed', reason: 'end' });
  });
});
