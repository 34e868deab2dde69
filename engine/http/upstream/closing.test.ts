import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../net/clock.ts';
import { systemNetwork } from '../../net/network.ts';
import { createTransport } from '../../transport/index.ts';
import { httpServer, startRawBackend } from '../test-support.ts';
import { Http1Upstreams } from './http1-upstreams.ts';
import { TransportsInForce } from './transports-in-force.ts';
import type { UpstreamError } from './upstream-error.ts';

test('closing gives up what waits on a kept connection, and does not ask again', async () => {
  let requests = 0;
  const { promise: waiting, resolve: waits } = Promise.withResolvers<void>();
  await using backend = await startRawBackend((socket) => {
    socket.on('data', () => {
      requests += 1;
      if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      else waits();
    });
  });
  const upstreams = new Http1Upstreams({
    transport: await createTransport(),
    network: systemNetwork,
    clock: systemClock,
    inForce: new TransportsInForce(),
  });
  const to = httpServer(backend.port);
  const ask = (): Promise<UpstreamError | undefined> =>
    new Promise((resolve) => {
      upstreams.request({
        to,
        method: 'GET',
        headText: 'GET / HTTP/1.1\r\nHost: a.test\r\n\r\n',
        body: undefined,
        chunked: false,
        awaitContinue: false,
        upgrades: false,
        handler: {
          onInterim() {},
          onHead() {},
          onData: () => true,
          onComplete: () => resolve(undefined),
          onFlush() {},
          onUpgrade() {},
          onBroken: resolve,
        },
      });
    });
  assert.equal(await ask(), undefined);
  const second = ask();
  await waiting;
  await upstreams.close();
  assert.equal((await second)?.status, 502);
  assert.equal(requests, 2);
});
