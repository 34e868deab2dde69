import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { serialize } from 'bson';
import type { Fault, ReceivedRequest, RunningBackend } from '../backend.ts';
import { type Document, decodeDocument } from './document.ts';
import { mongo } from './mongo.ts';
import { MessageSplitter } from './wire.ts';

interface Bench extends AsyncDisposable {
  readonly backend: RunningBackend;
  readonly received: ReceivedRequest[];
  readonly logged: string[];
  /** Resolves when the backend records its next request. */
  nextReceived(): Promise<ReceivedRequest>;
  connect(): Promise<Socket>;
}

async function startBench(): Promise<Bench> {
  const received: ReceivedRequest[] = [];
  const logged: string[] = [];
  let notify = (_request: ReceivedRequest) => {};
  const backend = await mongo.start({
    hostname: 'mongo-1',
    ports: [{ port: 27018, protocol: 'TCP' }],
    args: [],
    env: {},
    onReceived: (request) => {
      received.push(request);
      notify(request);
    },
    onLog: (line) => logged.push(line),
  });
  const port = backend.addresses.get(27018)?.port ?? 0;
  return {
    backend,
    received,
    logged,
    nextReceived: () =>
      new Promise((resolve) => {
        notify = resolve;
      }),
    connect: async () => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      await once(socket, 'connect');
      return socket;
    },
    [Symbol.asyncDispose]: () => backend.close(),
  };
}

function request(command: Document, flags = 0): Buffer {
  const body = serialize({ ...command, $db: 'admin' });
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(1, 4);
  head.writeInt32LE(2013, 12);
  head.writeInt32LE(flags, 16);
  return Buffer.concat([head, body]);
}

/** Reads until `count` answers have come. */
async function replies(socket: Socket, count: number): Promise<Document[]> {
  const splitter = new MessageSplitter();
  const answers: Document[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    answers.push(...splitter.push(chunk).map((message) => decodeDocument(message.subarray(21))));
    if (answers.length >= count) break;
  }
  return answers;
}

const ping = request({ ping: 1 });

describe('the server on a raw socket', () => {
  it('answers a request that comes byte by byte', async () => {
    await using bench = await startBench();
    const socket = await bench.connect();
    for (const byte of ping) socket.write(Buffer.of(byte));
    assert.deepEqual(await replies(socket, 1), [{ ok: 1 }]);
    assert.equal(bench.backend.bytesReceived, ping.length);
    const peer = `127.0.0.1:${socket.localPort}`;
    assert.deepEqual(bench.received, [{ protocol: 'mongodb', summary: 'ping', bytes: ping.length, peer }]);
    socket.destroy();
  });

  it('answers requests sent ahead, in order, and not those that want no answer', async () => {
    await using bench = await startBench();
    const socket = await bench.connect();
    const silent = request({ ping: 1 }, 2);
    socket.write(Buffer.concat([ping, silent, request({ whatsmyuri: 1 }), request({ nope: 1 })]));
    const answers = await replies(socket, 3);
    assert.deepEqual(
      answers.map(({ ok, you, code }) => you ?? code ?? ok),
      [1, `127.0.0.1:${socket.localPort}`, 59],
    );
    assert.equal(bench.received.length, 4);
    socket.destroy();
  });

  const malformed: Record<string, Buffer> = {
    'a TLS ClientHello': Buffer.from('1603010200010001fc0303a1b2c3d4e5f6', 'hex'),
    'an HTTP request': Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    'a length below the header': Buffer.from([5, 0, 0, 0]),
    'an unknown opcode': Buffer.concat([ping.subarray(0, 12), Buffer.from([1, 2, 3, 4]), ping.subarray(16)]),
  };
  for (const [title, bytes] of Object.entries(malformed)) {
    it(`closes the connection on ${title}, and serves the others`, async () => {
      await using bench = await startBench();
      const [bad, good] = [await bench.connect(), await bench.connect()];
      bad.on('error', () => {});
      bad.resume();
      bad.write(bytes);
      await once(bad, 'close');
      assert.deepEqual(bench.received, []);
      assert.equal(bench.backend.bytesReceived, bytes.length);
      assert.ok(bench.logged.some((line) => line.includes('MONGO_WIRE_MALFORMED')));
      good.write(ping);
      assert.deepEqual(await replies(good, 1), [{ ok: 1 }]);
      good.destroy();
    });
  }
});

describe('faults', () => {
  it('slow: answers late', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'slow', delayMs: 30 });
    const socket = await bench.connect();
    const start = performance.now();
    socket.write(ping);
    assert.deepEqual(await replies(socket, 1), [{ ok: 1 }]);
    assert.ok(performance.now() - start >= 29);
    socket.destroy();
  });

  it('slow: gives up when the client leaves', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'slow', delayMs: 1_000_000 });
    const socket = await bench.connect();
    const given = bench.nextReceived();
    socket.end(ping);
    assert.equal((await given).summary, 'ping');
  });

  it('error: fails commands and leaves the handshake alone', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'error', status: 503 });
    const socket = await bench.connect();
    socket.write(Buffer.concat([request({ hello: 1 }), ping]));
    const [hello, failed] = await replies(socket, 2);
    assert.equal(hello?.['ok'], 1);
    assert.deepEqual(failed, { ok: 0, code: 8000, errmsg: 'injected fault' });
    await bench.backend.setFault(undefined);
    socket.write(ping);
    assert.deepEqual(await replies(socket, 1), [{ ok: 1 }]);
    socket.destroy();
  });

  it('hang: reads and never answers', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'hang' });
    const socket = await bench.connect();
    const given = bench.nextReceived();
    socket.write(ping);
    assert.equal((await given).summary, 'ping');
    await bench.backend.setFault(undefined);
    socket.write(request({ whatsmyuri: 1 }));
    const [first] = await replies(socket, 1);
    assert.equal(first?.['you'], `127.0.0.1:${socket.localPort}`);
    socket.destroy();
  });

  it('reset: resets on the first byte', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'reset' });
    const socket = await bench.connect();
    socket.write(ping.subarray(0, 1));
    const [error] = await once(socket, 'error');
    assert.equal(error.code, 'ECONNRESET');
    assert.equal(bench.backend.bytesReceived, 1);
  });

  it('refuse: closes the port and its connections, and opens the same port again', async () => {
    await using bench = await startBench();
    const socket = await bench.connect();
    socket.resume();
    const closed = once(socket, 'close');
    await bench.backend.setFault({ kind: 'refuse' });
    await closed;
    await assert.rejects(bench.connect(), { code: 'ECONNREFUSED' });
    await bench.backend.setFault(undefined);
    const again = await bench.connect();
    again.write(ping);
    assert.deepEqual(await replies(again, 1), [{ ok: 1 }]);
    again.destroy();
  });

  it('refuses a delay that is none', async () => {
    await using bench = await startBench();
    const endless: Fault = { kind: 'slow', delayMs: Number.NaN };
    await assert.rejects(bench.backend.setFault(endless), { code: 'invalid-fault' });
  });
});

describe('stopping', () => {
  it('drain: closes idle connections and lets the request in flight finish', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'slow', delayMs: 40 });
    const [idle, busy] = [await bench.connect(), await bench.connect()];
    idle.resume();
    const idleClosed = once(idle, 'close');
    const half = ping.length - 1;
    busy.write(ping.subarray(0, half));
    busy.write(ping.subarray(half));
    while (bench.backend.bytesReceived < ping.length) await new Promise(setImmediate);
    const draining = bench.backend.drain(10_000);
    await idleClosed;
    await assert.rejects(bench.connect(), { code: 'ECONNREFUSED' });
    assert.deepEqual(await replies(busy, 1), [{ ok: 1 }]);
    await draining;
    assert.equal(bench.received.length, 1);
  });

  it('drain: ends after the grace period whatever is in flight', async () => {
    await using bench = await startBench();
    await bench.backend.setFault({ kind: 'slow', delayMs: 1_000_000 });
    const socket = await bench.connect();
    socket.on('error', () => {});
    socket.resume();
    socket.write(ping);
    while (bench.backend.bytesReceived < ping.length) await new Promise(setImmediate);
    await bench.backend.drain(10);
    assert.equal(bench.received.length, 1);
  });

  it('close: is idempotent and waits for the connections', async () => {
    const bench = await startBench();
    const socket = await bench.connect();
    socket.on('error', () => {});
    socket.resume();
    const closed = once(socket, 'close');
    await Promise.all([bench.backend.close(), bench.backend.close()]);
    await bench.backend.close();
    await closed;
    assert.equal(bench.logged.filter((line) => line.includes('Connection ended')).length, 1);
    await bench.backend.setFault({ kind: 'hang' });
    await bench.backend.drain(1000);
  });
});
