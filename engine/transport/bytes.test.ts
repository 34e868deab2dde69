import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { Channel } from './channel.ts';
import { assertSameBytes, pattern, readBytes, readToEnd } from './test-bytes.ts';
import { cases, openPair } from './test-channels.ts';

const MIB = 1024 * 1024;
const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** Writes bytes in pieces of different sizes, as the channel takes them. Calls `done` behind the last piece. */
function pump(channel: Channel, bytes: Buffer, done: () => void): () => void {
  const sizes = [1, 100, 2047, 2049, 70_000, 300_000];
  let at = 0;
  let piece = 0;
  return () => {
    while (at < bytes.length) {
      const end = Math.min(bytes.length, at + (sizes[piece % sizes.length] ?? 1));
      const start = at;
      at = end;
      piece += 1;
      if (!channel.write('', bytes, start, end, '')) return;
    }
    done();
  };
}

for (const { transport, kind, title } of cases) {
  test(`${title}: text and bytes arrive in the order of writing, each character one byte`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, peer } = pair;
    const text = everyByte.toString('latin1');
    const large = pattern(5000);
    const reused = Buffer.from(everyByte);
    channel.writeText(text);
    channel.write('', everyByte, 0, 256, '');
    channel.write(text, everyByte, 10, 20, text);
    channel.write(text, large, 1, 4999, text);
    channel.writeText('');
    channel.write('', reused, 0, 256, '');
    reused.fill(0);
    channel.write('head', everyByte, 7, 7, 'tail');
    channel.end();
    const expected = [
      ...[everyByte, everyByte, everyByte, everyByte.subarray(10, 20), everyByte],
      ...[everyByte, large.subarray(1, 4999), everyByte, everyByte, Buffer.from('headtail')],
    ];
    assertSameBytes(await readToEnd(peer), Buffer.concat(expected));
  });

  test(`${title}: to a slow reader writes return false, and onDrain says when to go on`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const bytes = pattern(24 * MIB);
    const { promise: written, resolve } = Promise.withResolvers<void>();
    const write = pump(channel, bytes, resolve);
    owner.reactToDrain = () => {
      assert.equal(channel.congested, false);
      write();
    };
    write();
    assert.equal(channel.congested, true, 'the system cannot have taken 24 MiB');
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    assert.equal(channel.congested, true);
    assert.equal(owner.count('drain') < 100, true);
    const first = await readBytes(peer, 3 * MIB);
    const rest = readToEnd(peer);
    await written;
    channel.end();
    assertSameBytes(Buffer.concat([first, await rest]), bytes);
    assert.ok(owner.count('drain') >= 1);
  });

  test(`${title}: a reader that pauses in onBytes gets nothing until it resumes, and all in order`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const bytes = pattern(3 * MIB);
    let paused = false;
    let unasked = 0;
    owner.reactToBytes = () => {
      if (paused) unasked += 1;
      paused = true;
      channel.pause();
      channel.pause();
      void setImmediate().then(() => {
        paused = false;
        channel.resume();
        channel.resume();
      });
    };
    owner.reactToEnd = () => {
      if (paused) unasked += 1;
    };
    peer.end(bytes);
    await owner.seen('end');
    assertSameBytes(owner.received, bytes);
    assert.equal(unasked, 0);
  });

  test(`${title}: a peer that sends to a paused channel has to wait`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const bytes = pattern(16 * MIB);
    channel.pause();
    peer.write('x');
    peer.end(bytes);
    for (let turn = 0; turn < 50; turn += 1) await setImmediate();
    assert.deepEqual(owner.events, []);
    assert.ok(peer.writableLength > 0, 'somebody holds 16 MiB that nobody asked for');
    channel.resume();
    await owner.seen('end');
    assertSameBytes(owner.received, Buffer.concat([Buffer.from('x'), bytes]));
  });

  test(`${title}: large transfers both ways at once`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const [there, back] = [pattern(8 * MIB, 2), pattern(8 * MIB, 3)];
    const write = pump(channel, back, () => channel.end());
    owner.reactToDrain = write;
    const arrived = readToEnd(peer);
    write();
    peer.end(there);
    await owner.seen('end');
    assertSameBytes(owner.received, there);
    assertSameBytes(await arrived, back);
  });

  test(`${title}: an echo with backpressure gives every byte back`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    const bytes = pattern(6 * MIB);
    owner.reactToBytes = (buffer, start, end) => {
      if (!channel.write('', buffer, start, end, '')) channel.pause();
      // What was read may be changed, and what was written is not looked at again.
      buffer.fill(0x21, start, end);
    };
    owner.reactToDrain = () => channel.resume();
    owner.reactToEnd = () => channel.end();
    peer.end(bytes);
    assertSameBytes(await readToEnd(peer), bytes);
  });

  test(`${title}: many small messages, each answered`, async () => {
    await using pair = await openPair(transport, kind);
    const { channel, owner, peer } = pair;
    owner.reactToBytes = (buffer, start, end) =>
      channel.writeText(buffer.toString('latin1', start, end).toUpperCase());
    for (let turn = 0; turn < 200; turn += 1) {
      peer.write(`m${turn};`);
      const expected = `M${turn};`;
      assert.equal((await readBytes(peer, expected.length)).toString(), expected);
    }
  });

  test(`${title}: a new owner gets what comes from then on`, async () => {
    await using first = await openPair(transport, kind);
    await using second = await openPair(transport, kind);
    first.owner.reactToBytes = () => {
      first.channel.owner = second.owner;
    };
    first.peer.write('one');
    await first.owner.seen('bytes');
    first.peer.end('two');
    await second.owner.seen('end');
    assert.equal(first.owner.received.toString(), 'one');
    assert.equal(second.owner.received.toString(), 'two');
  });
}
