import type { Duplex } from 'node:stream';

/** Bytes that went through a tunnel. */
interface TunnelBytes {
  readonly fromClient: number;
  readonly fromServer: number;
}

/** A connection and what was already read of it. */
export interface TunnelEnd {
  readonly socket: Duplex;
  readonly early: Buffer;
}

/**
 * Copies bytes both ways until both sides have ended or one breaks. One side's end is passed on; the other may
 * go on sending. Aborting `stopped` closes both. Never rejects.
 */
export async function tunnel(
  client: TunnelEnd,
  server: TunnelEnd,
  stopped: AbortSignal,
): Promise<TunnelBytes> {
  const bytes = { fromClient: 0, fromServer: 0 };
  const giveUp = (): void => {
    client.socket.destroy();
    server.socket.destroy();
  };
  stopped.addEventListener('abort', giveUp, { once: true });
  await Promise.all([
    copy(client, server.socket, (count) => {
      bytes.fromClient += count;
    }),
    copy(server, client.socket, (count) => {
      bytes.fromServer += count;
    }),
  ]);
  stopped.removeEventListener('abort', giveUp);
  return bytes;
}

function copy(from: TunnelEnd, to: Duplex, count: (bytes: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const { socket, early } = from;
    const write = (chunk: Buffer): void => {
      count(chunk.length);
      if (!to.write(chunk)) socket.pause();
    };
    const closed = (): void => {
      // What is still on its way to the other side may arrive; then that side closes too.
      if (to.closed) resolve();
      else to.once('close', resolve).end(() => to.destroy());
    };
    socket.on('error', () => undefined);
    if (early.length > 0) write(early);
    if (socket.closed) {
      closed();
      return;
    }
    socket.on('data', write);
    to.on('drain', () => socket.resume());
    socket.once('end', () => to.end());
    socket.once('close', closed);
    socket.resume();
  });
}
