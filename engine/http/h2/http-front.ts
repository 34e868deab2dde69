import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { ClientFacts } from '../serve.ts';

/** Speaks one version of HTTP with clients whose connections somebody else accepted. */
export interface HttpFront {
  /**
   * Takes a connection over. It must not be flowing; bytes that were read of it and put back with `unshift` count as
   * received. From here on the front owns the socket.
   */
  accept(socket: Socket | TLSSocket, client: ClientFacts): void;
  /**
   * Takes no new connection and no new request, waits for those in flight up to `graceMs` milliseconds, then breaks
   * off the rest. Resolves when every socket is closed. Calling it again only shortens the wait.
   */
  close(graceMs: number): Promise<void>;
}
