import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { type Network, systemNetwork } from '../../net/network.ts';
import type { HttpServer } from '../../routing/targets.ts';
import { trustedConnection } from '../../tls/server-trust.ts';

/** Keep-alive probes start after this idle time, milliseconds (Go: `net.Dialer`). */
const KEEP_ALIVE_MS = 15_000;

/** What becomes of a connection in the making; one of the two is called, once. */
export interface Dialling {
  onSecure(socket: TLSSocket): void;
  onFailed(error: Error): void;
}

/** Connects to one server by TLS. */
export class TlsDialer {
  readonly #server: HttpServer;
  readonly #network: Network;
  /** For an abbreviated handshake the next time. */
  #session: Buffer | undefined;

  constructor(server: HttpServer, network: Network) {
    this.#server = server;
    this.#network = network;
  }

  /**
   * Begins to connect; who destroys the socket hears `onFailed`. `protocols`: offered by ALPN; none: no ALPN.
   *
   * @throws Error if OpenSSL refuses the settings of the transport
   */
  connect(protocols: readonly string[], { onSecure, onFailed }: Dialling): TLSSocket {
    const { hostname, port, transport } = this.#server;
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    // An answer that came whole may still wait for a slow client when the server closes.
    const target = { host, port, allowHalfOpen: true };
    // Only a connection that Node makes itself is spoken on without a detour through its streams.
    const way = this.#network === systemNetwork ? target : { socket: this.#network.connect(target) };
    // The types do not know `allowHalfOpen` (Node: tls.connect).
    const options: ConnectionOptions & { readonly allowHalfOpen?: boolean } = {
      ...trustedConnection(transport, host),
      ...way,
      ...(protocols.length > 0 ? { ALPNProtocols: [...protocols] } : {}),
      ...(this.#session === undefined ? {} : { session: this.#session }),
    };
    const socket = connect(options);
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('session', (session: Buffer) => {
      this.#session = session;
    });
    const failed = (error?: Error): void => {
      socket
        .off('error', failed)
        .off('close', closed)
        .on('error', () => undefined);
      socket.destroy();
      onFailed(error ?? new Error('the connection was given up'));
    };
    const closed = (): void => failed();
    socket.once('error', failed).once('close', closed);
    socket.once('secureConnect', () => {
      socket.off('error', failed).off('close', closed);
      onSecure(socket);
    });
    return socket;
  }
}
