import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findInternals, streamHandle } from './internals.ts';
import { assertSameBytes, pattern, readToEnd } from './test-bytes.ts';
import { cases, openPair, socketPair } from './test-channels.ts';

for (const { transport, kind, title } of cases) {
  test(`${title}: writes before and after the first turn of a channel, end and close behind them`, async () => {
    for (const last of ['end', 'close'] as const) {
      await using pair = await openPair(transport, kind);
      const { channel, peer } = pair;
      const bytes = pattern(300_000);
      channel.writeText('a');
      channel.write('', bytes, 0, bytes.length, '');
      // In the next tick the channel has begun to read, and nothing is written yet.
      process.nextTick(() => {
        channel.writeText('b');
        channel.write('', bytes, 0, bytes.length, 'c');
        channel[last]();
      });
      assertSameBytes(
        await readToEnd(peer),
        Buffer.concat([Buffer.from('a'), bytes, Buffer.from('b'), bytes, Buffer.from('c')]),
      );
    }
  });
}

test('a request says whether a write has taken it, whatever became of the queue', async () => {
  const { near, far } = await socketPair();
  const internals = await findInternals();
  const handle = streamHandle(near);
  assert.ok(handle);
  const request = internals.spareRequest();
  assert.equal(handle.writeLatin1String(request, 'done at once'), 0);
  assert.ok(request.getAsyncId() < 0);
  const { promise: written, resolve } = Promise.withResolvers<number>();
  request.oncomplete = resolve;
  const bytes = pattern(24 * 1024 * 1024);
  assert.equal(handle.writeBuffer(request, bytes), 0);
  assert.ok(request.getAsyncId() >= 0, 'the system cannot have taken 24 MiB');
  far.resume();
  assert.equal(await written, 0);
  near.destroy();
  far.destroy();
});
