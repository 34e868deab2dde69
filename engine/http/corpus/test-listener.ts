import { once } from 'node:events';
import net from 'node:net';

/** A server of raw connections on 127.0.0.1. Owns its sockets. */
export interface RawServer extends AsyncDisposable {
  readonly port: number;
  /** Connections that are open. */
  readonly open: number;
  /** Connections taken so far. */
  readonly taken: number;
  /** Breaks every open connection; new ones are still taken. */
  dropAll(): void;
}

/** Starts a server that leaves each connection to `onConnection`. Errors of sockets are left to their `close`. */
export async function listen(onConnection: (socket: net.Socket) => void): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  let taken = 0;
  const server = net.createServer({ noDelay: true, allowHalfOpen: false }, (socket) => {
    taken += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 2000 });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  const dropAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    get open() {
      return sockets.size;
    },
    get taken() {
      return taken;
    },
    dropAll,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      dropAll();
      await closed;
    },
  };
}
