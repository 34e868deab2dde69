import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2, { constants } from 'node:http2';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { Http2Front } from './front.ts';
import { FrameType, RawPeer, ROOT } from './test-frames.ts';
import { answerWith, ask, echo, listen, startFront } from './test-front.ts';

const deadline = { timeout: 20_000 };

describe('limits', deadline, () => {
  test('an idle connection ends by GOAWAY', async () => {
    await using server = await startFront((arrival) => answerWith(arrival, 200, 'ok'), { idleTimeoutMs: 30 });
    const client = server.connect();
    const goaway = once(client, 'goaway');
    await ask(client, {});
    assert.equal((await goaway)[0], constants.NGHTTP2_NO_ERROR);
    await once(client, 'close');
  });

  test('a request that is being answered keeps its connection', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    await using server = await startFront(
      (arrival) => {
        setTimeout(() => answerWith(arrival, 200, 'slow'), 120);
        resolve();
      },
      { idleTimeoutMs: 20 },
    );
    const got = ask(server.connect(), {});
    await promise;
    assert.equal((await got).body, 'slow');
  });

  for (const limit of ['readTimeoutMs', 'writeTimeoutMs'] as const) {
    test(`${limit}: the stream is reset`, async () => {
      await using server = await startFront(() => undefined, { [limit]: 50 });
      const peer = await RawPeer.connect(server.port);
      peer.request(1, [[':method', 'POST'], ...ROOT.slice(1)], 0);
      assert.equal(await peer.resetCode(1), constants.NGHTTP2_INTERNAL_ERROR);
      assert.ok(!peer.frames.some(({ type }) => type === FrameType.headers));
      await server.over(1);
      assert.deepEqual(server.outcomes, [false]);
      peer.socket.destroy();
    });
  }

  test('a paused connection is read again', async () => {
    const limits = { idleTimeoutMs: 0, readTimeoutMs: 0, writeTimeoutMs: 0, maxHeaderBytes: 65_536 };
    const front = new Http2Front(limits, (arrival) => {
      echo(arrival);
      return { done: () => undefined };
    });
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      socket.once('data', (first) => {
        socket.pause();
        socket.unshift(first);
        setImmediate(() => front.accept(socket, { clientIp: '127.0.0.1', peer: 'test', tls: undefined }));
      });
    });
    const client = http2.connect(`http://127.0.0.1:${await listen(server)}`);
    assert.equal((await ask(client, { ':method': 'POST' }, 'x'.repeat(100_000))).body.length, 100_000);
    client.close();
    await front.close(1000);
    server.close();
    await once(server, 'close');
  });

  test('streams above the limit are refused', async () => {
    await using server = await startFront(() => undefined, { maxConcurrentStreams: 2 });
    const peer = await RawPeer.connect(server.port);
    for (const stream of [1, 3, 5]) {
      peer.request(stream, ROOT);
    }
    assert.equal(await peer.resetCode(5), constants.NGHTTP2_REFUSED_STREAM);
    assert.equal(server.arrivals.length, 2);
    peer.socket.destroy();
  });

  test('a header section above the limit is refused', async () => {
    await using server = await startFront((arrival) => answerWith(arrival, 200, 'ok'), {
      maxHeaderBytes: 4096,
    });
    const client = server.connect();
    const got = await ask(client, { 'x-long': 'x'.repeat(8000) });
    assert.equal(got.status, 431);
    assert.equal(server.arrivals.length, 0);
    assert.equal((await ask(client, { 'x-short': 'x'.repeat(2000) })).status, 200);
  });

  test('streams that are reset as fast as they are opened end the connection', async () => {
    await using server = await startFront(() => undefined);
    const peer = await RawPeer.connect(server.port);
    for (let stream = 1; stream < 4000; stream += 2) {
      peer.request(stream, ROOT);
      peer.reset(stream, constants.NGHTTP2_CANCEL);
    }
    assert.equal(await peer.goawayCode(), constants.NGHTTP2_INTERNAL_ERROR);
    peer.socket.destroy();
  });

  test('a close lets the requests in flight end, up to its time', async () => {
    for (const slow of [false, true]) {
      const { promise, resolve } = Promise.withResolvers<() => void>();
      await using server = await startFront((arrival) => resolve(() => answerWith(arrival, 200, 'last')));
      const client = server.connect();
      const answer = ask(client, {});
      const finish = await promise;
      const closed = server.front.close(slow ? 50 : 10_000);
      if (!slow) finish();
      const { status, code } = await answer;
      assert.deepEqual([status, code === 0], slow ? [0, false] : [200, true]);
      await closed;
      assert.equal(server.front.connections, 0);
      assert.deepEqual(server.outcomes, [!slow]);
    }
  });
});
