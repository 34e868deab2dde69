import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2, { constants } from 'node:http2';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import tls from 'node:tls';
import { HeaderList } from '../../middlewares/message.ts';
import { testCertificate } from '../../tls/test-support.ts';
import { Http2Front } from './front.ts';
import { FrameType, frame, RawPeer, ROOT } from './test-frames.ts';
import { answerWith, ask, echo, listen, read, startFront } from './test-front.ts';

const deadline = { timeout: 20_000 };

describe('requests', deadline, () => {
  test('arrive with method, target, host and headers, and are answered', async () => {
    await using server = await startFront((arrival) => {
      answerWith(arrival, 201, 'hello', [
        'Content-Type',
        'text/plain',
        'Connection',
        'close',
        'X-Two',
        'a',
        'x-two',
        'b',
      ]);
    });
    const headers = {
      ':path': '/a%20b?c=d',
      ':authority': 'shop.test:81',
      'x-a': '1',
      cookie: ['a=1', 'b=2', 'c=3'],
    };
    const got = await ask(server.connect(), headers);
    assert.deepEqual([got.status, got.body, got.headers['content-type']], [201, 'hello', 'text/plain']);
    assert.equal(got.headers['x-two'], 'a, b');
    assert.ok(got.headers['date']);
    assert.equal('connection' in got.headers, false);
    const [arrival] = server.arrivals;
    assert.ok(arrival);
    const { method, target, host, version, body } = arrival;
    assert.deepEqual(
      [method, target, host, version, body],
      ['GET', '/a%20b?c=d', 'shop.test:81', '2.0', undefined],
    );
    assert.deepEqual(arrival.headers.raw(), ['x-a', '1', 'cookie', 'a=1; b=2; c=3']);
    assert.deepEqual(server.outcomes, [true]);
  });

  test('many at a time share a connection', async () => {
    await using server = await startFront(echo);
    const client = server.connect();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => ask(client, { ':method': 'POST' }, `body ${index}`)),
    );
    assert.deepEqual(
      answers.map(({ body }) => body),
      Array.from({ length: 100 }, (_, index) => `body ${index}`),
    );
    assert.equal(server.front.connections, 1);
  });

  test('bodies and trailers pass both ways', async () => {
    await using server = await startFront(echo);
    const stream = server.connect().request({ ':method': 'POST', te: 'trailers' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'x-sum': '42', 'x-forwarded-for': '1.2.3.4' }));
    stream.write('one');
    stream.end('two');
    const got = await read(stream);
    assert.deepEqual([got.body, got.trailers['x-sum']], ['onetwo', '42']);
    assert.equal('x-forwarded-for' in got.trailers, false);
    assert.equal(got.headers['x-length'], '-1');
    assert.equal(server.arrivals[0]?.headers.get('te'), 'trailers');
  });

  test('a client that expects 100 Continue gets it when the body is wanted', async () => {
    await using server = await startFront(echo);
    const stream = server
      .connect()
      .request({ ':method': 'POST', expect: '100-continue', 'content-length': '4' });
    await once(stream, 'continue');
    stream.end('body');
    assert.equal((await read(stream)).body, 'body');
    assert.equal(server.arrivals[0]?.body?.expectsContinue, true);
  });

  test('over TLS, with bytes that were put back', async () => {
    const { certificatePem, keyPem } = testCertificate({ commonName: 'shop', dnsNames: ['shop.test'] });
    const limits = { idleTimeoutMs: 0, readTimeoutMs: 0, writeTimeoutMs: 0, maxHeaderBytes: 65_536 };
    const front = new Http2Front(limits, (arrival) => {
      echo(arrival);
      return { done: () => undefined };
    });
    const server = tls.createServer(
      { cert: certificatePem, key: keyPem, ALPNProtocols: ['h2'] },
      (socket) => {
        socket.once('readable', () => {
          const first: Buffer | null = socket.read();
          if (first) socket.unshift(first);
          front.accept(socket, { clientIp: '127.0.0.1', peer: 'test', tls: undefined });
        });
      },
    );
    const port = await listen(server);
    const client = http2.connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
    const got = await ask(client, { ':method': 'POST' }, 'secret');
    assert.deepEqual([got.status, got.body], [200, 'secret']);
    client.close();
    await front.close(1000);
    server.close();
    await once(server, 'close');
  });
});

describe('clients that go away', deadline, () => {
  const ways = ['cancel', 'no error', 'socket', 'half-close'] as const;
  for (const way of ways) {
    test(`${way}: the body breaks off, the source is cancelled, done says so`, async () => {
      const seen: string[] = [];
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      await using server = await startFront(({ body, reply }) => {
        body?.start({
          write: () => {
            begin();
            return true;
          },
          end: () => seen.push('end'),
          abort: () => seen.push('abort'),
        });
        reply.start(
          { status: 200, headers: new HeaderList() },
          { resume: () => undefined, cancel: () => seen.push('cancel') },
        );
        reply.flush();
      });
      const peer = await RawPeer.connect(server.port);
      peer.request(1, [[':method', 'POST'], ...ROOT.slice(1)], 0);
      peer.send(frame(FrameType.data, 0, 1, Buffer.from('part')));
      await begun;
      if (way === 'socket') peer.socket.destroy();
      else if (way === 'half-close') peer.socket.end();
      else peer.reset(1, way === 'cancel' ? constants.NGHTTP2_CANCEL : constants.NGHTTP2_NO_ERROR);
      await server.over(1);
      assert.deepEqual(server.outcomes, [false]);
      assert.deepEqual(seen.toSorted(), ['abort', 'cancel']);
      peer.socket.destroy();
    });
  }
});

test('a connection that breaks while the front closes does not make that fail', deadline, async (context) => {
  const front = new Http2Front(
    { idleTimeoutMs: 0, readTimeoutMs: 0, writeTimeoutMs: 0, maxHeaderBytes: 65_536 },
    () => ({ done: () => undefined }),
  );
  const server = createServer();
  const client = connect(await listen(server), '127.0.0.1').on('error', () => undefined);
  context.after(() => {
    client.destroy();
    server.close();
  });
  const [socket] = await once(server, 'connection');
  front.accept(socket, { clientIp: '127.0.0.1', peer: 'test', tls: undefined });
  const closed = front.close(10_000);
  socket.destroy(new Error('as node:http2 does it after an error of the protocol'));
  await closed;
  assert.equal(front.connections, 0);
});
