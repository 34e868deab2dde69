import assert from 'node:assert/strict';
import { constants } from 'node:http2';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { readRequest } from './read-request.ts';
import {
  END_HEADERS,
  END_STREAM,
  FrameType,
  frame,
  headerBlock,
  PREFACE,
  RawPeer,
  ROOT,
} from './test-frames.ts';
import { answerWith, echo, startFront } from './test-front.ts';

type Fields = readonly (readonly [name: string, value: string])[];

const deadline = { timeout: 20_000 };
const PROTOCOL_ERROR = constants.NGHTTP2_PROTOCOL_ERROR;

/** The pseudo fields of a request for `/` with some replaced, or left out by undefined. */
function pseudo(changes: Record<string, string | undefined>): Fields {
  const fields: Record<string, string | undefined> = { ...Object.fromEntries(ROOT), ...changes };
  return Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
}

const refused: Record<string, Fields> = {
  'a name in upper case': [...ROOT, ['X-Upper', '1']],
  Connection: [...ROOT, ['connection', 'close']],
  'Keep-Alive': [...ROOT, ['keep-alive', 'timeout=5']],
  'Proxy-Connection': [...ROOT, ['proxy-connection', 'close']],
  'Transfer-Encoding': [...ROOT, ['transfer-encoding', 'chunked']],
  Upgrade: [...ROOT, ['upgrade', 'websocket']],
  'TE with gzip': [...ROOT, ['te', 'gzip']],
  'an unknown pseudo field': [...ROOT, [':protocol', 'websocket']],
  'a response pseudo field': [...ROOT, [':status', '200']],
  'a pseudo field after a field': [...ROOT.slice(0, 3), ['x-a', '1'], [':path', '/']],
  'a pseudo field twice': [...ROOT, [':path', '/b']],
  'no method': pseudo({ ':method': undefined }),
  'no scheme': pseudo({ ':scheme': undefined }),
  'no path': pseudo({ ':path': undefined }),
  'an empty path': pseudo({ ':path': '' }),
  'a path without slash': pseudo({ ':path': 'http://a.test/' }),
  'an asterisk with GET': pseudo({ ':path': '*' }),
  'an unknown scheme': pseudo({ ':scheme': 'ftp' }),
  'neither authority nor Host': pseudo({ ':authority': undefined }),
  'user information': pseudo({ ':authority': 'me@a.test' }),
  'a broken authority': pseudo({ ':authority': 'a.test:80x' }),
  'a path in the authority': pseudo({ ':authority': 'a.test/b' }),
  'Host that differs': [...ROOT, ['host', 'b.test']],
  'Host twice': [...pseudo({ ':authority': undefined }), ['host', 'a.test'], ['host', 'a.test']],
  'a method that is no token': pseudo({ ':method': 'GET /x HTTP/1.1' }),
  'a line break in the method': pseudo({ ':method': 'GET\r\n' }),
  'a line break in the path': pseudo({ ':path': '/\r\nx: y' }),
  'Content-Length twice': [...ROOT, ['content-length', '1'], ['content-length', '1']],
  'Content-Length with a sign': [...ROOT, ['content-length', '+1']],
  'Content-Length as a list': [...ROOT, ['content-length', '1, 1']],
  'Content-Length without a body': [...ROOT, ['content-length', '1']],
};

describe('a malformed request', deadline, () => {
  for (const [name, fields] of Object.entries(refused)) {
    test(`${name}: reset, and the connection goes on`, async () => {
      await using server = await startFront((arrival) => answerWith(arrival, 200, 'ok'));
      const peer = await RawPeer.connect(server.port);
      peer.request(1, fields);
      peer.request(3, ROOT);
      assert.equal(await peer.resetCode(1), PROTOCOL_ERROR);
      assert.ok(await peer.find(({ type, stream }) => type === FrameType.data && stream === 3));
      assert.deepEqual(
        server.arrivals.map(({ target }) => target),
        ['/'],
      );
      peer.socket.destroy();
    });
  }

  for (const value of ['a\nb', 'a\rb', 'a\0b', 'a\x7fb', ' a', 'a ']) {
    test(`never lets the value ${JSON.stringify(value)} through`, async () => {
      await using server = await startFront((arrival) => answerWith(arrival, 200, 'ok'));
      const peer = await RawPeer.connect(server.port);
      peer.request(1, [...ROOT, ['x-a', value], ['x-b', '1']]);
      await peer.find(
        ({ type, stream }) => (type === FrameType.data || type === FrameType.reset) && stream === 1,
      );
      // node:http2 drops such a line before the front sees it.
      for (const { headers } of server.arrivals) assert.deepEqual(headers.raw(), ['x-b', '1']);
      assert.equal(typeof readRequest([...ROOT.flat(), 'x-a', value], 1e6), 'string');
      peer.socket.destroy();
    });
  }

  const lengths = [
    { announced: '5', sent: 'four', whole: true },
    { announced: '3', sent: 'four', whole: true },
    { announced: '3', sent: 'four', whole: false },
  ];
  for (const { announced, sent, whole } of lengths) {
    test(`${announced} bytes announced, ${sent.length} sent${whole ? '' : ' so far'}: the body never seems complete`, async () => {
      let ended = false;
      const { promise: served, resolve: serve } = Promise.withResolvers<void>();
      await using server = await startFront(({ body }) => {
        serve();
        body?.start({ write: () => true, end: () => (ended = true), abort: () => undefined });
      });
      const peer = await RawPeer.connect(server.port);
      peer.request(1, [...pseudo({ ':method': 'POST' }), ['content-length', announced]], 0);
      await served;
      peer.send(frame(FrameType.data, whole ? END_STREAM : 0, 1, Buffer.from(sent)));
      // Too many bytes cost the client the whole connection.
      assert.notEqual((await peer.resetCode(1)) ?? (await peer.goawayCode()), 0);
      await server.over(1);
      assert.deepEqual([ended, server.outcomes], [false, [false]]);
      peer.socket.destroy();
    });
  }

  const answered: [name: string, fields: Fields, status: number][] = [
    ['a fragment', pseudo({ ':path': '/a#b' }), 400],
    ['bytes above US-ASCII in the path', pseudo({ ':path': '/caf\xe9' }), 400],
    [
      'CONNECT',
      [
        [':method', 'CONNECT'],
        [':authority', 'a.test:443'],
      ],
      501,
    ],
  ];
  for (const [name, fields, status] of answered) {
    test(`${name}: ${status}`, async () => {
      await using server = await startFront(echo);
      const peer = await RawPeer.connect(server.port);
      peer.request(1, fields);
      const head = await peer.find(({ type, stream }) => type === FrameType.headers && stream === 1);
      // 400 is in the static table (RFC 7541, appendix A); 501 comes as a literal, perhaps Huffman coded.
      const literal = Buffer.from([0x48, 0x82, 0x6c, 0x01]);
      if (status === 400) assert.equal(head?.payload[0], 0x8c);
      else assert.deepEqual(head?.payload.subarray(0, 4), literal);
      assert.equal(server.arrivals.length, 0);
      peer.socket.destroy();
    });
  }
});

describe('what passes', () => {
  const cases: [name: string, fields: Fields, host: string][] = [
    ['Host instead of an authority', [...pseudo({ ':authority': undefined }), ['host', 'b.test']], 'b.test'],
    ['Host like the authority', [...ROOT, ['host', 'A.test']], 'a.test'],
    ['an IPv6 address', pseudo({ ':authority': '[::1]:80' }), '[::1]:80'],
    ['OPTIONS *', pseudo({ ':method': 'OPTIONS', ':path': '*' }), 'a.test'],
    ['TE: trailers', [...ROOT, ['te', 'trailers']], 'a.test'],
  ];
  for (const [name, fields, host] of cases) {
    test(name, () => {
      const request = readRequest(fields.flat(), 1e6);
      assert.ok(typeof request === 'object', String(request));
      assert.equal(request.host, host);
    });
  }
});

describe('bytes that are no HTTP/2', deadline, () => {
  const cases: [name: string, bytes: Buffer][] = [
    ['another preface', Buffer.from('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n')],
    ['a request of HTTP/1.1', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['DATA for a stream that is not open', frame(FrameType.data, 0, 1, Buffer.from('x'))],
    ['an even stream', frame(FrameType.headers, END_STREAM | END_HEADERS, 2, headerBlock(ROOT))],
    [
      'a header block that ends within a field',
      frame(FrameType.headers, END_HEADERS, 1, Buffer.from([0, 5, 0x61])),
    ],
    ['a frame above the limit', frame(FrameType.data, 0, 1, Buffer.alloc(20_000))],
    [
      'a frame between the parts of a header block',
      Buffer.concat([
        frame(FrameType.headers, 0, 1, headerBlock(ROOT)),
        frame(FrameType.ping, 0, 0, Buffer.alloc(8)),
      ]),
    ],
  ];
  for (const [name, bytes] of cases) {
    test(`${name}: the connection ends`, async () => {
      await using server = await startFront((arrival) => answerWith(arrival, 200, 'ok'));
      const socket = connect(server.port, '127.0.0.1');
      const peer = new RawPeer(socket);
      const starts = name.startsWith('another') || name.startsWith('a request');
      peer.send(...(starts ? [] : [PREFACE, frame(FrameType.settings, 0, 0)]), bytes);
      assert.notEqual(await peer.goawayCode(), 0);
      if (!peer.ended) await peer.find(() => false);
      assert.equal(server.arrivals.length, 0);
    });
  }

  test('any split of the bytes into packets gives the same request', async () => {
    const bytes = Buffer.concat([
      PREFACE,
      frame(FrameType.settings, 0, 0),
      frame(FrameType.headers, END_HEADERS, 1, headerBlock([...pseudo({ ':method': 'POST' }), ['x-a', '1']])),
      frame(FrameType.data, END_STREAM, 1, Buffer.from('body')),
    ]);
    await using server = await startFront(echo);
    for (let at = 1; at < bytes.length; at += 3) {
      const socket = connect(server.port, '127.0.0.1');
      socket.setNoDelay();
      const peer = new RawPeer(socket);
      peer.send(bytes.subarray(0, at));
      await new Promise((resolve) => setImmediate(resolve));
      peer.send(bytes.subarray(at));
      const data = await peer.find(({ type, stream }) => type === FrameType.data && stream === 1);
      assert.equal(data?.payload.toString(), 'body', `split at ${at}`);
      socket.destroy();
    }
    assert.ok(server.arrivals.every(({ headers }) => headers.raw().join() === 'x-a,1'));
  });
});
