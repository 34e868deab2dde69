import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { END_HEADERS, END_STREAM, FrameType, frame, headerBlock } from './test-frames.ts';
import { ask, listen, read, startFront, type TestFront } from './test-front.ts';
import { forwardTo, h2cServer, startH2cServer, startRawServer, type TestH2cServer } from './test-upstream.ts';
import { Http2Upstreams } from './upstream.ts';

const deadline = { timeout: 30_000 };

/** A front that forwards everything to one server. */
async function startProxy(port: number): Promise<TestFront & { readonly upstreams: Http2Upstreams }> {
  const upstreams = new Http2Upstreams();
  const serve = forwardTo(upstreams, h2cServer(port));
  const front = await startFront(serve);
  const dispose = front[Symbol.asyncDispose].bind(front);
  return Object.assign(front, {
    upstreams,
    async [Symbol.asyncDispose]() {
      await dispose();
      await upstreams.close();
    },
  });
}

/** A message of gRPC: not compressed, four bytes of length. */
function message(text: string): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

const GRPC = {
  ':method': 'POST',
  ':path': '/shop.Cart/Add',
  'content-type': 'application/grpc',
  te: 'trailers',
};

/** A service of gRPC: /Unary answers one message, /Stream three, /Fail none; /Chat echoes message by message. */
function startGrpc(): Promise<TestH2cServer> {
  return startH2cServer((stream, headers) => {
    const path = String(headers[':path']);
    const begin = { ':status': 200, 'content-type': 'application/grpc' };
    if (path === '/Fail') {
      stream.respond({ ...begin, 'grpc-status': '5', 'grpc-message': 'no such cart' }, { endStream: true });
      return;
    }
    stream.respond(begin, { waitForTrailers: true });
    stream.once('wantTrailers', () =>
      stream.sendTrailers({ 'grpc-status': '0', 'x-te': String(headers['te']) }),
    );
    if (path === '/Chat') {
      stream.on('data', (chunk: Buffer) => stream.write(chunk));
      stream.once('end', () => stream.end());
      return;
    }
    stream.resume();
    stream.once('end', () => {
      for (const text of path === '/Stream' ? ['one', 'two', 'three'] : ['one']) stream.write(message(text));
      stream.end();
    });
  });
}

describe('gRPC through both', deadline, () => {
  test('unary and server streaming, with the status in trailers', async () => {
    await using server = await startGrpc();
    await using proxy = await startProxy(server.port);
    const client = proxy.connect();
    for (const [path, texts] of [
      ['/Unary', ['one']],
      ['/Stream', ['one', 'two', 'three']],
    ] as const) {
      const got = await ask(client, { ...GRPC, ':path': path }, message('hi').toString('latin1'));
      assert.equal(got.body, Buffer.concat(texts.map(message)).toString('utf8'));
      assert.deepEqual([got.trailers['grpc-status'], got.trailers['x-te'], got.code], ['0', 'trailers', 0]);
      assert.equal(got.headers['content-type'], 'application/grpc');
    }
    assert.equal(server.sessions.length, 1);
  });

  test('a failure is one header section', async () => {
    await using server = await startGrpc();
    await using proxy = await startProxy(server.port);
    const stream = proxy.connect().request({ ...GRPC, ':path': '/Fail' });
    stream.end(message('hi'));
    const [headers, flags] = await once(stream, 'response');
    assert.deepEqual([headers['grpc-status'], headers['grpc-message']], ['5', 'no such cart']);
    assert.equal(flags & constants.NGHTTP2_FLAG_END_STREAM, constants.NGHTTP2_FLAG_END_STREAM);
    stream.resume();
    await once(stream, 'close');
  });

  test('both sides talk by turns; the head comes before the first message', async () => {
    await using server = await startGrpc();
    await using proxy = await startProxy(server.port);
    const stream = proxy.connect().request({ ...GRPC, ':path': '/Chat' });
    await once(stream, 'response');
    for (const text of ['a', 'b', 'c']) {
      stream.write(message(text));
      const [chunk] = await once(stream, 'data');
      assert.deepEqual(chunk, message(text));
    }
    const trailers = once(stream, 'trailers');
    stream.end();
    assert.equal((await trailers)[0]['grpc-status'], '0');
  });
});

describe('through both', deadline, () => {
  test('large bodies, both ways at once, many streams', async () => {
    await using server = await startH2cServer((stream) => {
      stream.respond({ ':status': 200 });
      stream.pipe(stream);
    });
    await using proxy = await startProxy(server.port);
    const client = proxy.connect();
    const body = 'x'.repeat(1024 * 1024);
    const got = await Promise.all(
      Array.from({ length: 8 }, (_, index) => ask(client, { ':method': 'POST' }, `${index}${body}`)),
    );
    for (const [index, answer] of got.entries()) {
      assert.equal(answer.body.length, body.length + 1);
      assert.equal(answer.body[0], String(index));
    }
  });

  test('a slow reader holds the server back, and nobody else', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const total = 32 * 1024 * 1024;
    await using server = await startH2cServer((stream, headers) => {
      stream.respond({ ':status': 200 });
      if (headers[':path'] === '/small') return void stream.end('small');
      const pump = (): void => {
        while (sent < total) {
          sent += chunk.length;
          if (!stream.write(chunk)) return void stream.once('drain', pump);
        }
        stream.end();
      };
      pump();
    });
    await using proxy = await startProxy(server.port);
    const stream = proxy.connect().request({ ':path': '/large' });
    await once(stream, 'response');
    const other = proxy.connect();
    for (let count = 0; count < 20; count += 1) {
      assert.equal((await ask(other, { ':path': '/small' })).body, 'small');
    }
    assert.ok(sent < 2 * 1024 * 1024, `${sent} bytes left the server`);
    let received = 0;
    stream.on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    await once(stream, 'close');
    assert.equal(received, total);
  });

  test('a client that resets its stream resets the one to the server', async () => {
    const { promise, resolve } = Promise.withResolvers<number>();
    await using server = await startH2cServer((stream) => {
      stream.once('close', () => resolve(stream.rstCode ?? 0));
      stream.respond({ ':status': 200 });
      stream.write('part');
    });
    await using proxy = await startProxy(server.port);
    const stream = proxy.connect().request({ ':path': '/' });
    await once(stream, 'data');
    stream.close(constants.NGHTTP2_CANCEL);
    assert.equal(await promise, constants.NGHTTP2_CANCEL);
    await proxy.over(1);
    assert.deepEqual(proxy.outcomes, [false]);
  });

  test('a server that resets within the body resets the client', async () => {
    await using server = await startH2cServer((stream) => {
      // Without it, Node would end the stream before it resets it.
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.write('part', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    });
    await using proxy = await startProxy(server.port);
    const got = await ask(proxy.connect(), {});
    assert.deepEqual([got.status, got.body, got.code], [200, 'part', constants.NGHTTP2_INTERNAL_ERROR]);
  });

  test('an answer before the end of the request reaches the client whole', async () => {
    await using server = await startH2cServer((stream) => {
      stream.respond({ ':status': 413 });
      stream.end('too much');
    });
    await using proxy = await startProxy(server.port);
    const stream = proxy.connect().request({ ':method': 'POST' });
    stream.write('more to come');
    const got = await read(stream);
    assert.deepEqual([got.status, got.body], [413, 'too much']);
    await proxy.over(1);
    assert.deepEqual(proxy.outcomes, [true]);
  });

  test('an answer that came whole outlives the connection to the server', async () => {
    const size = 200_000;
    await using server = await startRawServer((peer) => {
      peer.send(frame(FrameType.settings, 0, 0));
      void peer
        .find(({ type }) => type === FrameType.headers)
        .then(() => {
          // Acknowledged, or the client's larger window would not be in force.
          peer.send(frame(FrameType.settings, 1, 0));
          peer.send(frame(FrameType.headers, END_HEADERS, 1, headerBlock([[':status', '200']])));
          for (let sent = 0; sent < size; sent += 10_000) {
            const last = sent + 10_000 === size;
            peer.send(frame(FrameType.data, last ? END_STREAM : 0, 1, Buffer.alloc(10_000)));
          }
          peer.socket.end();
        });
    });
    await using proxy = await startProxy(server.port);
    const client = proxy.connect();
    const stream = client.request({ ':path': '/' });
    await once(stream, 'response');
    for (let count = 0; count < 50; count += 1) await new Promise((resolve) => client.ping(resolve));
    let received = 0;
    stream.on('data', (bytes: Buffer) => {
      received += bytes.length;
    });
    await once(stream, 'close');
    assert.equal(received, size);
  });

  test('HEAD, 204 and 304', async () => {
    await using server = await startH2cServer((stream, headers) => {
      stream.respond(
        { ':status': Number(String(headers[':path']).slice(1)), 'x-a': '1' },
        { endStream: true },
      );
    });
    await using proxy = await startProxy(server.port);
    const client = proxy.connect();
    for (const [method, status] of [
      ['HEAD', 200],
      ['GET', 204],
      ['GET', 304],
    ] as const) {
      const got = await ask(client, { ':method': method, ':path': `/${status}` });
      assert.deepEqual([got.status, got.headers['x-a'], got.body, got.code], [status, '1', '', 0]);
    }
  });

  test('a server that is not there: 502, and the connection of the client stays', async () => {
    const unused = createServer();
    const port = await listen(unused);
    unused.close();
    await using proxy = await startProxy(port);
    const client = proxy.connect();
    assert.equal((await ask(client, {})).status, 502);
    assert.equal((await ask(client, { ':method': 'POST' }, 'body')).status, 502);
    assert.equal(proxy.front.connections, 1);
  });
});
