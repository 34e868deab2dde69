import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';

/** How long a test waits for something that has to come, milliseconds. */
export const DEADLINE_MS = 10_000;

/** Bytes that tell where they belong: no part is like another. */
export function pattern(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let state = seed >>> 0 || 1;
  for (let at = 0; at + 4 <= size; at += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes.writeInt32LE(state | 0, at);
  }
  for (let at = size - (size % 4); at < size; at += 1) bytes[at] = at & 255;
  return bytes;
}

/** Fails with sizes and the first difference, not with megabytes. */
export function assertSameBytes(actual: Buffer, expected: Buffer): void {
  if (actual.equals(expected)) return;
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at += 1;
  const digest = (bytes: Buffer): string => createHash('sha1').update(bytes).digest('hex').slice(0, 8);
  assert.fail(
    `${actual.length} bytes (${digest(actual)}) instead of ${expected.length} (${digest(expected)}); first difference at ${at}`,
  );
}

/** All that comes until the FIN; the socket flows from now on. */
export async function readToEnd(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).resume();
  await within(once(socket, 'end'), 'the end');
  return Buffer.concat(chunks);
}

/** So many bytes and not more; the socket is paused then. */
export async function readBytes(socket: Socket, count: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= count) resolve();
  };
  socket.on('data', onData).resume();
  if (count > 0) await within(promise, `${count} bytes`);
  socket.off('data', onData);
  socket.pause();
  return Buffer.concat(chunks);
}

/** Rejects if something takes longer than ten seconds. */
export async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the socket got a FIN, or is closed. It flows from now on. */
export async function over(socket: Socket): Promise<void> {
  socket.resume();
  if (socket.closed || socket.readableEnded) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('end', resolve).once('close', resolve);
  await within(promise, 'the end of the peer');
}
