import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants } from 'node:http2';
import { describe, test } from 'node:test';
import { HeaderList } from '../../middlewares/message.ts';
import { END_STREAM, type Frame, FrameType, RawPeer, ROOT } from './test-frames.ts';
import { answerWith, ask, NO_BYTES, NO_SOURCE, read, startFront } from './test-front.ts';

const deadline = { timeout: 20_000 };
const pieces = Buffer.alloc(16 * 1024, 'x');

describe('answers', deadline, () => {
  const bodiless = [
    { method: 'HEAD', status: 200, length: '5' },
    { method: 'GET', status: 204, length: undefined },
    { method: 'GET', status: 304, length: '5' },
    { method: 'GET', status: 205, length: undefined },
  ];
  for (const { method, status, length } of bodiless) {
    test(`${method} ${status} has no body`, async () => {
      await using server = await startFront(({ reply }) => {
        const headers = length === undefined ? [] : ['Content-Length', length];
        reply.start({ status, headers: new HeaderList(headers) }, NO_SOURCE);
        reply.flush();
        reply.end(NO_BYTES, 0, 0, undefined);
      });
      const got = await ask(server.connect(), { ':method': method });
      assert.deepEqual([got.status, got.body, got.code], [status, '', 0]);
      assert.equal(got.headers['content-length'], length);
      await server.over(1);
      assert.deepEqual(server.outcomes, [true]);
    });
  }

  test('HEAD with a request body that nobody reads', async () => {
    await using server = await startFront((arrival) => answerWith(arrival, 200, ''));
    const stream = server.connect().request({ ':method': 'HEAD' }, { endStream: false });
    stream.write('never complete');
    const got = await read(stream);
    assert.equal(got.status, 200);
    await server.over(1);
    assert.deepEqual(server.outcomes, [true]);
  });

  test('interim responses come first', async () => {
    await using server = await startFront((arrival) => {
      arrival.reply.interim({ status: 103, headers: new HeaderList(['Link', '</a>', 'Link', '</b>']) });
      answerWith(arrival, 200, 'done');
    });
    const stream = server.connect().request({ ':path': '/' });
    const hints = once(stream, 'headers');
    const got = await read(stream);
    const [early] = await hints;
    assert.deepEqual([early[':status'], early.link, got.body], [103, '</a>, </b>', 'done']);
  });

  test('trailers without a body: one header section or two', async () => {
    await using server = await startFront(({ reply, target }) => {
      const headers = ['Content-Type', 'application/grpc'];
      if (target === '/only') headers.push('Grpc-Status', '5');
      reply.start({ status: 200, headers: new HeaderList(headers) }, NO_SOURCE);
      reply.end(NO_BYTES, 0, 0, target === '/only' ? undefined : new HeaderList(['Grpc-Status', '5']));
    });
    const only = await ask(server.connect(), { ':path': '/only' });
    assert.equal(only.headers['grpc-status'], '5');
    const two = await ask(server.connect(), { ':path': '/two' });
    assert.deepEqual([two.trailers['grpc-status'], two.code], ['5', 0]);
    await server.over(2);
    assert.deepEqual(server.outcomes, [true, true]);
  });

  test('a field that HTTP does not allow is left out', async () => {
    await using server = await startFront((arrival) => {
      answerWith(arrival, 200, '', [
        'x-bad',
        'a\0b\r\nx-new: 1',
        'x bad',
        '1',
        'x-good',
        'čaj',
        'x-latin',
        'caf\xe9',
      ]);
    });
    const { headers } = await ask(server.connect(), {});
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('x')),
      ['x-good', 'x-latin'],
    );
    assert.equal(Buffer.from(String(headers['x-good']), 'latin1').toString('utf8'), 'čaj');
    assert.equal(headers['x-latin'], 'caf\xe9');
  });

  test('an answer that breaks off resets the stream, and only the stream', async () => {
    await using server = await startFront((arrival) => {
      if (arrival.target === '/good') return answerWith(arrival, 200, 'good');
      arrival.reply.start({ status: 200, headers: new HeaderList() }, NO_SOURCE);
      arrival.reply.write(Buffer.from('part'), 0, 4);
      setImmediate(() => arrival.reply.abort(new Error('gone')));
    });
    const client = server.connect();
    const got = await ask(client, { ':path': '/bad' });
    assert.deepEqual([got.status, got.code], [200, constants.NGHTTP2_INTERNAL_ERROR]);
    assert.equal((await ask(client, { ':path': '/good' })).body, 'good');
    await server.over(2);
    assert.deepEqual(server.outcomes, [false, true]);
  });

  test('an answer that breaks off never seems complete', async () => {
    for (const size of [0, 4, 100_000]) {
      await using server = await startFront(({ reply }) => {
        reply.start({ status: 200, headers: new HeaderList() }, NO_SOURCE);
        reply.write(Buffer.alloc(size), 0, size);
        setImmediate(() => reply.abort(new Error('gone')));
      });
      const peer = await RawPeer.connect(server.port);
      peer.request(1, ROOT);
      assert.equal(await peer.resetCode(1), constants.NGHTTP2_INTERNAL_ERROR);
      const ends = ({ type, flags }: Frame): boolean =>
        type <= FrameType.headers && (flags & END_STREAM) !== 0;
      assert.equal(peer.frames.some(ends), false);
      peer.socket.destroy();
    }
  });

  test('an answer before the end of the request is whole, then the request is stopped', async () => {
    for (const trailers of [undefined, new HeaderList(['x-last', '1'])]) {
      let aborted = 0;
      await using server = await startFront(({ body, reply }) => {
        body?.start({ write: () => true, end: () => undefined, abort: () => (aborted += 1) });
        reply.start({ status: 413, headers: new HeaderList() }, NO_SOURCE);
        reply.write(pieces, 0, pieces.length);
        reply.end(pieces, 0, pieces.length, trailers);
      });
      const stream = server.connect().request({ ':method': 'POST' });
      stream.write('more to come');
      const got = await read(stream);
      assert.deepEqual([got.status, got.body.length, got.code], [413, 2 * pieces.length, 0]);
      assert.equal(got.trailers['x-last'], trailers && '1');
      await server.over(1);
      assert.deepEqual([server.outcomes, aborted], [[true], 1]);
    }
  });

  test('a slow reader stops the source', async () => {
    let written = 0;
    let resumed = 0;
    const total = 64 * 1024 * 1024;
    await using server = await startFront(({ reply }) => {
      const pump = (): void => {
        while (written < total) {
          written += pieces.length;
          if (!reply.write(pieces, 0, pieces.length)) return;
        }
        reply.end(NO_BYTES, 0, 0, undefined);
      };
      const resume = (): void => {
        resumed += 1;
        pump();
      };
      reply.start({ status: 200, headers: new HeaderList() }, { resume, cancel: () => undefined });
      pump();
    });
    const client = server.connect();
    const stream = client.request({ ':path': '/' });
    await once(stream, 'response');
    // Other streams go on meanwhile; a ping's way there and back is time enough for what fits the window.
    await new Promise<void>((resolve) => client.ping(() => resolve()));
    await new Promise<void>((resolve) => client.ping(() => resolve()));
    assert.ok(written < 1024 * 1024, `${written} bytes were taken`);
    let received = 0;
    stream.on('data', (chunk: Buffer) => {
      received += chunk.length;
    });
    await once(stream, 'close');
    assert.equal(received, total);
    assert.ok(resumed > 100);
  });

  test('a body that nobody takes stops the client', async () => {
    const taken: { resume?: () => void; bytes: number } = { bytes: 0 };
    await using server = await startFront((arrival) => {
      const { body, reply } = arrival;
      taken.resume = () => body?.resume();
      body?.start({
        write: (_bytes, start, end) => {
          taken.bytes += end - start;
          return taken.bytes > 1024 * 1024;
        },
        end: () => {
          reply.start({ status: 200, headers: new HeaderList() }, NO_SOURCE);
          reply.end(NO_BYTES, 0, 0, undefined);
        },
        abort: () => undefined,
      });
    });
    const client = server.connect();
    const stream = client.request({ ':method': 'POST' });
    stream.write(Buffer.alloc(4 * 1024 * 1024));
    stream.end();
    const answer = read(stream);
    await new Promise<void>((resolve) => client.ping(() => resolve()));
    await new Promise<void>((resolve) => client.ping(() => resolve()));
    assert.ok(taken.bytes <= 256 * 1024, `${taken.bytes} bytes were delivered`);
    while (taken.bytes <= 1024 * 1024) {
      taken.resume?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal((await answer).status, 200);
    assert.equal(server.arrivals[0]?.body?.bytesRead, 4 * 1024 * 1024);
  });
});
