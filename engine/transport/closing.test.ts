import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Channel } from './channel.ts';
import { assertSameBytes, over, pattern, readBytes, readToEnd, within } from './test-bytes.ts';
import { cases, closedPort, openPair, Recorder, transports } from './test-channels.ts';

const bulk = pattern(8 * 1024 * 1024);

function codeOf(error: Error | undefined): string {
  return error !== undefined && 'code' in error ? String(error.code) : String(error);
}

/** The events that should not come after a channel is closed have had the time to. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
}

function touchAll(channel: Channel): void {
  assert.equal(channel.writeText('late'), true);
  assert.equal(channel.write('late', bulk, 0, 100_000, 'late'), true);
  channel.pause();
  channel.resume();
  channel.end();
  channel.close();
  channel.reset();
  channel.destroy();
}

for (const { transport, kind, title } of cases) {
  test(`${title}: the peer's FIN leaves the other direction open`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const arrived = readToEnd(peer);
    peer.end('question');
    await owner.seen('end');
    assert.equal(owner.received.toString(), 'question');
    assert.equal(channel.destroyed, false);
    if (!channel.write('', bulk, 0, bulk.length, '')) await owner.seen('drain');
    channel.writeText('done');
    channel.end();
    assertSameBytes(await arrived, Buffer.concat([bulk, Buffer.from('done')]));
    await owner.seen('close');
    assert.equal(owner.error, undefined);
    assert.deepEqual([owner.count('end'), owner.count('close')], [1, 1]);
  });

  test(`${title}: end() leaves the other direction open`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const arrived = readToEnd(peer);
    channel.write('', bulk, 0, bulk.length, '');
    channel.end();
    channel.end();
    assertSameBytes(await arrived, bulk);
    assert.equal(channel.destroyed, false);
    peer.end(bulk);
    await owner.seen('close');
    assertSameBytes(owner.received, bulk);
    assert.equal(owner.error, undefined);
    assert.deepEqual([owner.count('end'), owner.count('close')], [1, 1]);
  });

  test(`${title}: close() sends everything written, then the FIN`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    channel.writeText('head');
    channel.write('', bulk, 0, bulk.length, 'tail');
    channel.close();
    assert.equal(channel.destroyed, true);
    assert.equal(channel.writeText('late'), true);
    assert.equal(channel.write('late', bulk, 0, 100_000, 'late'), true);
    channel.pause();
    channel.resume();
    channel.end();
    channel.close();
    assertSameBytes(await readToEnd(peer), Buffer.concat([Buffer.from('head'), bulk, Buffer.from('tail')]));
    await owner.seen('close');
    await settled();
    assert.equal(owner.error, undefined);
    assert.deepEqual(owner.events, ['close']);
  });

  test(`${title}: after destroy() nothing is sent, and onClose comes once`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    peer.resume();
    peer.write('too late');
    const before = peer.bytesRead;
    channel.destroy();
    channel.destroy(new Error('another'));
    assert.equal(channel.destroyed, true);
    touchAll(channel);
    await owner.seen('close');
    touchAll(channel);
    await settled();
    assert.deepEqual(owner.events, ['close']);
    assert.equal(owner.error, undefined);
    await over(peer);
    assert.equal(peer.bytesRead, before);
  });

  test(`${title}: destroy(error) says why`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner } = pair;
    const error = new Error('reason');
    channel.destroy(error);
    await owner.seen('close');
    assert.equal(owner.error, error);
  });

  test(`${title}: destroy() in the middle of a large write`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    channel.write('', bulk, 0, bulk.length, '');
    assert.equal(channel.write('', bulk, 0, bulk.length, ''), false);
    await readBytes(peer, 1000);
    channel.destroy();
    peer.resume();
    await owner.seen('close');
    await settled();
    assert.deepEqual(owner.events, ['close']);
  });

  test(`${title}: reset() is no end that a peer could take for one`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    peer.write('x');
    await owner.seen('bytes');
    const before = peer.bytesRead;
    const failed = once(peer, 'error').catch((error: Error) => [error]);
    peer.resume();
    channel.reset();
    await owner.seen('close');
    if (kind === 'secure') {
      await over(peer);
      // No close_notify: a TLS client knows that the connection was cut.
      assert.equal(peer.bytesRead, before);
    } else {
      const [error]: Error[] = await within(failed, 'the error of the peer');
      assert.equal(codeOf(error), 'ECONNRESET');
    }
    assert.deepEqual(owner.events, ['bytes', 'close']);
    assert.equal(owner.error, undefined);
  });

  test(`${title}: a peer that resets gives onClose(error)`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer, wire } = pair;
    channel.write('', bulk, 0, bulk.length, '');
    await readBytes(peer, 1000);
    wire.resetAndDestroy();
    await owner.seen('close');
    assert.match(codeOf(owner.error), /ECONNRESET|EPIPE/);
    assert.equal(owner.count('close'), 1);
    assert.equal(channel.destroyed, true);
  });

  for (const event of ['bytes', 'end', 'drain'] as const) {
    test(`${title}: an owner that throws at ${event} loses its channel and nothing else`, async (context) => {
      await using pair = await openPair(transport, kind);
      await using other = await openPair(transport, kind);
      const warned = context.mock.method(process, 'emitWarning', () => undefined);
      const thrown = new Error(`thrown at ${event}`);
      const { channel, owner, peer } = pair;
      const throws = (): never => {
        throw thrown;
      };
      if (event === 'bytes') owner.reactToBytes = throws;
      else if (event === 'end') owner.reactToEnd = throws;
      else owner.reactToDrain = throws;
      channel.write('', bulk, 0, bulk.length, '');
      channel.write('', bulk, 0, bulk.length, '');
      peer.resume();
      if (event === 'bytes') peer.write('x');
      else if (event === 'end') peer.end();
      await owner.seen('close');
      assert.equal(owner.error, thrown);
      assert.deepEqual(owner.count('close'), 1);
      assert.deepEqual(
        warned.mock.calls.map(({ arguments: [warning] }) => warning),
        [thrown],
      );
      other.owner.reactToBytes = () => other.channel.writeText('still here');
      other.peer.write('?');
      assert.equal((await readBytes(other.peer, 10)).toString(), 'still here');
    });
  }
}

for (const transport of transports) {
  test(`${transport.name}: where nobody listens, onClose says why and onConnected never comes`, async () => {
    const owner = new Recorder();
    const target = { host: '127.0.0.1', port: await closedPort() };
    const channel = transport.connect(target, owner, () => assert.fail('connected'));
    await owner.seen('close');
    await settled();
    assert.equal(codeOf(owner.error), 'ECONNREFUSED');
    assert.deepEqual(owner.events, ['close']);
    assert.equal(channel.destroyed, true);
  });

  test(`${transport.name}: a name that is none gives onClose(error)`, async () => {
    const owner = new Recorder();
    transport.connect({ host: 'no such host', port: 1 }, owner, () => assert.fail('connected'));
    await owner.seen('close');
    assert.match(codeOf(owner.error), /ENOTFOUND|EAI_AGAIN|EINVAL/);
  });

  test(`${transport.name}: destroy() before the connection stands`, async () => {
    const owner = new Recorder();
    const target = { host: '127.0.0.1', port: await closedPort() };
    const channel = transport.connect(target, owner, () => assert.fail('connected'));
    channel.destroy();
    touchAll(channel);
    await owner.seen('close');
    await settled();
    assert.deepEqual(owner.events, ['close']);
  });
}
