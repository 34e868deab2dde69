import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { ReceivedRequest } from '../../backends/backend.ts';
import { PodRelay } from './pod-relay.ts';

const MEBIBYTE = 1024 * 1024;

/** A relay before a pod that treats its connections so. */
async function relayed(context: TestContext, serve: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const received: ReceivedRequest[] = [];
  const relay = new PodRelay((one) => received.push(one));
  const address = await relay.open({
    containerPort: 80,
    async dial() {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
      await once(socket, 'connect');
      return socket;
    },
  });
  context.after(async () => {
    await relay.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { relay, received, port: address.port };
}

function client(port: number): Socket {
  return connect({ port, host: '127.0.0.1', allowHalfOpen: true });
}

async function all(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes the parts, each when the one before has been taken, and ends. */
async function send(socket: Socket, parts: readonly Uint8Array[]): Promise<void> {
  for (const part of parts) {
    if (!socket.write(part)) await once(socket, 'drain');
  }
  socket.end();
}

function bytes(length: number, seed: number): Buffer {
  const made = Buffer.alloc(length);
  let state = seed >>> 0;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    made[index] = state >>> 24;
  }
  return made;
}

/** Beginnings that look like HTTP and are not, or are, or are something else. */
const beginnings = [
  '',
  'GET ',
  'GET / HTTP/1.1\r\n\r\n',
  'POST /a HTTP/1.1\r\ncontent-length: 9\r\n\r\n',
  '\x16\x03\x01',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
];

test('whatever is sent in whatever parts arrives as it is, both ways, also behind the end of the other side', async (context) => {
  const { port } = await relayed(context, async (socket) => {
    const asked = await all(socket);
    await send(socket, [asked, Buffer.from(`${asked.length}`)]);
  });
  const part = fc.uint8Array({ maxLength: 4000 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...beginnings),
      fc.array(part, { maxLength: 8 }),
      async (beginning, parts) => {
        const sent = [Buffer.from(beginning, 'latin1'), ...parts];
        const socket = client(port);
        const answer = all(socket);
        await send(socket, sent);
        const whole = Buffer.concat(sent);
        assert.ok((await answer).equals(Buffer.concat([whole, Buffer.from(`${whole.length}`)])));
        socket.destroy();
      },
    ),
    { numRuns: 200 },
  );
});

test('10 MiB pass both ways at once, also if both sides are slow to read', async (context) => {
  const down = bytes(10 * MEBIBYTE, 1);
  const up = bytes(10 * MEBIBYTE, 2);
  const arrived = Promise.withResolvers<Buffer>();
  const slowly = async (socket: Socket): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk);
      if (chunks.length % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return Buffer.concat(chunks);
  };
  const { relay, port } = await relayed(context, (socket) => {
    slowly(socket).then(arrived.resolve, arrived.reject);
    void send(socket, [down]);
  });
  const socket = client(port);
  const answer = slowly(socket);
  await send(socket, [up]);
  assert.ok((await answer).equals(down));
  assert.ok((await arrived.promise).equals(up));
  assert.equal(relay.bytesReceived, up.length);
});

test('a pod that has answered may read on: what its client sent is not lost with the client', async (context) => {
  const up = bytes(4 * MEBIBYTE, 3);
  const arrived = Promise.withResolvers<Buffer>();
  const { port } = await relayed(context, (socket) => {
    socket.pause();
    socket.end('done', () => all(socket).then(arrived.resolve, arrived.reject));
  });
  const socket = client(port);
  const answer = all(socket);
  await send(socket, [up]);
  assert.equal(String(await answer), 'done');
  assert.ok((await arrived.promise).equals(up));
});

test('a client that reads nothing holds its pod back', async (context) => {
  let written = 0;
  const { port } = await relayed(context, async (socket) => {
    const part = bytes(MEBIBYTE, 4);
    for (;;) {
      if (socket.destroyed) return;
      const takesMore = socket.write(part);
      written += part.length;
      if (!takesMore) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    }
  });
  const socket = client(port).pause();
  let before = -1;
  // What the system's own buffers take, and no more.
  while (before !== written) {
    before = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(written < 64 * MEBIBYTE, `${written} bytes`);
  socket.destroy();
});

test('1000 connections at once each get their own answer', async (context) => {
  const { relay, port } = await relayed(context, (socket) => socket.pipe(socket));
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => {
      const socket = client(port);
      socket.end(`${index} `.repeat(100));
      return String(await all(socket));
    }),
  );
  for (const [index, answer] of answers.entries()) assert.equal(answer, `${index} `.repeat(100));
  assert.equal(relay.connectionsAccepted, 1000);
});

test('pipelined requests are answered in turn, and heard of one by one', async (context) => {
  const count = 2000;
  const { port, received, relay } = await relayed(context, (socket) => {
    let rest = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      const heads = `${rest}${text}`.split('\r\n\r\n');
      rest = heads.pop() ?? '';
      for (const head of heads) {
        const body = head.split(' ')[1] ?? '';
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      }
    });
    socket.on('end', () => socket.end());
  });
  const socket = client(port);
  const answer = all(socket);
  const requests = Array.from(
    { length: count },
    (_, index) => `GET /${index} HTTP/1.1\r\nhost: a\r\n\r\n`,
  ).join('');
  await send(socket, requests.match(/.{1,777}/gs)?.map((part) => Buffer.from(part)) ?? []);
  const bodies = [...String(await answer).matchAll(/\r\n\r\n\/(\d+)/g)].map(([, index]) => Number(index));
  assert.deepEqual(bodies, [...Array(count).keys()]);
  assert.deepEqual(
    received.map(({ summary, status }) => `${summary} ${status}`),
    bodies.map((index) => `GET /${index} 200`),
  );
  assert.equal(relay.onlySafe, true);
});

test('large answers over one connection do not end what is heard of it', async (context) => {
  const body = 'x'.repeat(300_000);
  const { port, received } = await relayed(context, (socket) => {
    socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`));
  });
  const socket = client(port);
  for (let index = 0; index < 20; index += 1) {
    socket.write(`GET /${index} HTTP/1.1\r\n\r\n`);
    let length = 0;
    while (length < body.length) length += ((await once(socket, 'data'))[0] as Buffer).length;
  }
  socket.destroy();
  assert.deepEqual(
    received.map(({ status }) => status),
    Array(20).fill(200),
  );
});

const ends: [who: string, pod: (socket: Socket) => void][] = [
  ['resets the connection', (socket) => socket.resetAndDestroy()],
  ['takes connections and closes them at once', (socket) => socket.destroy()],
  [
    'resets it in the middle of an answer',
    (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => socket.resetAndDestroy()),
  ],
];
for (const [who, serve] of ends) {
  test(`the client of a pod that ${who} sees the end, and nothing stays open`, async (context) => {
    const { relay, port } = await relayed(context, (socket) => {
      socket.once('data', () => serve(socket));
    });
    for (let round = 0; round < 20; round += 1) {
      const socket = client(port).on('error', () => {});
      socket.resume().write('GET / HTTP/1.1\r\n\r\n');
      socket.on('end', () => socket.end());
      await new Promise((resolve) => socket.on('close', resolve));
    }
    await relay.drain(5000);
  });
}

test('a pod whose client goes away in the middle sees a reset', async (context) => {
  const gone = Promise.withResolvers<string>();
  const { port } = await relayed(context, (socket) => {
    socket.write('x'.repeat(1000));
    socket.resume().on('error', (error: NodeJS.ErrnoException) => gone.resolve(error.code ?? ''));
    socket.on('close', () => gone.resolve('closed'));
  });
  const socket = client(port);
  socket.write('POST / HTTP/1.1\r\ncontent-length: 100\r\n\r\nhalf');
  await once(socket, 'data');
  socket.resetAndDestroy();
  assert.equal(await gone.promise, 'ECONNRESET');
});
