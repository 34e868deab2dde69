import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { UpstreamError } from '../upstream/upstream-error.ts';
import { END_HEADERS, END_STREAM, FrameType, frame, headerBlock, type RawPeer } from './test-frames.ts';
import { listen } from './test-front.ts';
import { bodyOf, callServer, h2cServer, startH2cServer, startRawServer } from './test-upstream.ts';
import { Http2Upstreams } from './upstream.ts';

const deadline = { timeout: 20_000 };

/** A client that is closed at the end of the test. */
function startUpstreams(): Http2Upstreams & AsyncDisposable {
  const upstreams = new Http2Upstreams();
  return Object.assign(upstreams, { [Symbol.asyncDispose]: () => upstreams.close() });
}

const SETTINGS = frame(FrameType.settings, 0, 0);
const OK = headerBlock([[':status', '200']]);
const isRequest = ({ type }: { type: number }): boolean => type === FrameType.headers;

describe('requests to servers', deadline, () => {
  test('say what they are asked to, without what belongs to a connection', async () => {
    let raw: readonly string[] = [];
    await using server = await startH2cServer((stream, _headers, received) => {
      raw = received;
      stream.respond({ ':status': 200, 'x-a': ['1', '2'] });
      stream.end('hello');
    });
    await using upstreams = startUpstreams();
    const outcome = await callServer(upstreams, h2cServer(server.port), {
      method: 'DELETE',
      target: '/a?b',
      headers: ['X-A', '1', 'Transfer-Encoding', 'chunked', 'Te', 'trailers', 'Connection', 'x', 'x-a', '2'],
    });
    assert.deepEqual([outcome.how, outcome.status, outcome.body], ['end', 200, 'hello']);
    assert.deepEqual(outcome.headers.all('x-a'), ['1', '2']);
    assert.deepEqual(raw.slice(0, 8), [
      ':method',
      'DELETE',
      ':scheme',
      'http',
      ':authority',
      'a.test',
      ':path',
      '/a?b',
    ]);
    assert.deepEqual(raw.slice(8), ['x-a', '1', 'te', 'trailers', 'x-a', '2']);
  });

  test('share a session; a second one is opened at the limit of streams', async () => {
    const waiting: (() => void)[] = [];
    await using server = await startH2cServer(
      (stream) => {
        waiting.push(() => stream.end('x'));
        stream.respond({ ':status': 200 });
      },
      { settings: { maxConcurrentStreams: 2 } },
    );
    await using upstreams = startUpstreams();
    const target = h2cServer(server.port);
    const first = callServer(upstreams, target);
    while (waiting.length < 1) await new Promise((resolve) => setImmediate(resolve));
    const rest = [callServer(upstreams, target), callServer(upstreams, target)];
    while (waiting.length < 3) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(server.sessions.length, 2);
    for (const end of waiting) end();
    assert.deepEqual(
      (await Promise.all([first, ...rest])).map(({ how }) => how),
      ['end', 'end', 'end'],
    );
  });

  test('a session that was not used for long is closed', async () => {
    await using server = await startH2cServer((stream) =>
      stream.respond({ ':status': 204 }, { endStream: true }),
    );
    await using upstreams = startUpstreams();
    assert.equal(
      (await callServer(upstreams, h2cServer(server.port, { idleConnectionTimeoutMs: 20 }))).status,
      204,
    );
    const [session] = server.sessions;
    if (session && !session.destroyed) await once(session, 'close');
  });

  test('interim responses are passed on; 100 lets the body go', async () => {
    await using server = await startH2cServer((stream) => {
      stream.additionalHeaders({ ':status': 103, link: '</a>' });
      stream.additionalHeaders({ ':status': 100 });
      stream.on('data', (chunk: Buffer) => {
        stream.respond({ ':status': 200 });
        stream.end(chunk);
      });
    });
    await using upstreams = startUpstreams();
    const request = {
      method: 'POST',
      headers: ['Expect', '100-continue'],
      body: bodyOf('late'),
      awaitContinue: true,
    };
    const startedAt = performance.now();
    const outcome = await callServer(upstreams, h2cServer(server.port), request);
    assert.equal(outcome.body, 'late');
    assert.deepEqual(
      outcome.interims.map(({ status, headers }) => [status, headers.get('link')]),
      [[103, '</a>']],
    );
    assert.ok(performance.now() - startedAt < 900);
  });

  test('a cancelled call resets its stream and says nothing', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: closed, resolve: close } = Promise.withResolvers<number>();
    await using server = await startH2cServer((stream) => {
      stream.once('close', () => close(stream.rstCode ?? 0));
      stream.respond({ ':status': 200 });
      stream.write('part', () => arrive());
    });
    await using upstreams = startUpstreams();
    const outcome = callServer(upstreams, h2cServer(server.port));
    let said = false;
    void outcome.then(() => {
      said = true;
    });
    await arrived;
    outcome.call.cancel();
    outcome.call.cancel();
    assert.equal(await closed, constants.NGHTTP2_CANCEL);
    assert.equal(said, false);
  });
});

describe('failures', deadline, () => {
  const fails = async (outcome: ReturnType<typeof callServer>, status: number): Promise<UpstreamError> => {
    const { how, error } = await outcome;
    assert.equal(how, 'fail');
    assert.ok(error instanceof UpstreamError);
    assert.equal(error.status, status, error.message);
    return error;
  };

  test('a refused connection: 502', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await once(server, 'close');
    await using upstreams = startUpstreams();
    const error = await fails(callServer(upstreams, h2cServer(port)), 502);
    assert.match(error.message, /^h2c:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/);
  });

  test('an answer in HTTP/1.1: 500', async () => {
    await using server = await startRawServer((peer) =>
      peer.send(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await using upstreams = startUpstreams();
    await fails(callServer(upstreams, h2cServer(server.port)), 500);
  });

  test('a server that hangs up: 502', async () => {
    await using server = await startRawServer((peer) => {
      void peer.find(isRequest).then(() => peer.socket.end());
      peer.send(SETTINGS);
    });
    await using upstreams = startUpstreams();
    await fails(callServer(upstreams, h2cServer(server.port)), 502);
  });

  test('a server that breaks the connection: 502', async () => {
    await using server = await startRawServer((peer) => {
      void peer.find(isRequest).then(() => peer.socket.resetAndDestroy());
    });
    await using upstreams = startUpstreams();
    await fails(callServer(upstreams, h2cServer(server.port)), 502);
  });

  test('a stream that is reset: 500', async () => {
    await using server = await startH2cServer((stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
    await using upstreams = startUpstreams();
    await fails(callServer(upstreams, h2cServer(server.port)), 500);
  });

  test('no answer in time: 504', async () => {
    await using server = await startH2cServer(() => undefined);
    await using upstreams = startUpstreams();
    const target = h2cServer(server.port, { responseHeaderTimeoutMs: 30 });
    assert.match((await fails(callServer(upstreams, target), 504)).message, /no answer within 30 ms/);
    assert.match(
      (await fails(callServer(upstreams, target, { body: bodyOf('x') }), 504)).message,
      /no answer/,
    );
  });

  test('a stopped client: 502', async () => {
    const upstreams = new Http2Upstreams();
    await upstreams.close();
    await fails(callServer(upstreams, h2cServer(1)), 502);
  });

  for (const [name, end] of [
    ['a reset', (peer: RawPeer) => peer.reset(1, constants.NGHTTP2_INTERNAL_ERROR)],
    ['the end of the connection', (peer: RawPeer) => peer.socket.end()],
    ['a broken connection', (peer: RawPeer) => peer.socket.resetAndDestroy()],
    ['fewer bytes than announced', (peer: RawPeer) => peer.send(frame(FrameType.data, END_STREAM, 1))],
  ] as const) {
    test(`${name} within the body breaks the answer off`, async () => {
      await using server = await startRawServer((peer) => {
        const block = headerBlock([
          [':status', '200'],
          ['content-length', '10'],
        ]);
        const part = frame(FrameType.data, 0, 1, Buffer.from('part'));
        peer.send(SETTINGS);
        void peer.find(isRequest).then(() => {
          peer.send(frame(FrameType.headers, END_HEADERS, 1, block), part);
          setTimeout(() => end(peer), 20);
        });
      });
      await using upstreams = startUpstreams();
      const { how, status, body } = await callServer(upstreams, h2cServer(server.port));
      assert.deepEqual([how, status, body], ['abort', 200, 'part']);
    });
  }

  test('too many interim responses: 500', async () => {
    await using server = await startRawServer((peer) => {
      const early = headerBlock([[':status', '103']]);
      peer.send(SETTINGS);
      void peer.find(isRequest).then(() => {
        for (let count = 0; count < 20; count += 1)
          peer.send(frame(FrameType.headers, END_HEADERS, 1, early));
      });
    });
    await using upstreams = startUpstreams();
    await fails(callServer(upstreams, h2cServer(server.port)), 500);
  });
});

describe('sending again', deadline, () => {
  /** Refuses the second stream of its first connection in one of the ways; answers all others. */
  const startRefusing = (refuse: (peer: RawPeer) => void): ReturnType<typeof startRawServer> =>
    startRawServer((peer, index) => {
      peer.send(SETTINGS);
      const serve = async (): Promise<void> => {
        for (let stream = 1; ; stream += 2) {
          const request = await peer.find((found) => isRequest(found) && found.stream === stream);
          if (!request) return;
          if (index === 0 && stream === 3) refuse(peer);
          else peer.send(frame(FrameType.headers, END_STREAM | END_HEADERS, stream, OK));
        }
      };
      void serve();
    });

  const goaway = (last: number): Buffer =>
    frame(FrameType.goaway, 0, 0, Buffer.from([0, 0, 0, last, 0, 0, 0, 0]));
  const ways = [
    ['REFUSED_STREAM', (peer: RawPeer) => peer.reset(3, constants.NGHTTP2_REFUSED_STREAM), true],
    ['GOAWAY before it', (peer: RawPeer) => peer.socket.end(goaway(1)), true],
    ['a connection that was closed', (peer: RawPeer) => peer.socket.end(), true],
    ['a reset', (peer: RawPeer) => peer.reset(3, constants.NGHTTP2_INTERNAL_ERROR), false],
  ] as const;
  for (const [name, refuse, again] of ways) {
    test(`${name}: ${again ? 'sent again' : 'not sent again'}`, async () => {
      await using server = await startRefusing(refuse);
      await using upstreams = startUpstreams();
      const target = h2cServer(server.port);
      assert.equal((await callServer(upstreams, target)).status, 200);
      const { how, status } = await callServer(upstreams, target);
      assert.deepEqual([how, status], again ? ['end', 200] : ['fail', 0]);
    });
  }

  test('a request with a body that was begun is not sent again', async () => {
    await using server = await startRefusing((peer) => peer.socket.end());
    await using upstreams = startUpstreams();
    const target = h2cServer(server.port);
    const body = bodyOf('once');
    await callServer(upstreams, target);
    assert.equal((await callServer(upstreams, target, { method: 'POST', body })).how, 'fail');
    assert.equal(body.starts, 1);
  });

  test('only once', async () => {
    let requests = 0;
    await using server = await startH2cServer((stream) => {
      requests += 1;
      stream.close(constants.NGHTTP2_REFUSED_STREAM);
    });
    await using upstreams = startUpstreams();
    assert.equal((await callServer(upstreams, h2cServer(server.port))).how, 'fail');
    assert.equal(requests, 2);
  });
});
