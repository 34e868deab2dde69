import { createServer, type Server, type Socket } from 'node:net';
import { formatPeer } from '../net/peer-address.ts';
import type { Observer } from '../observability/observer.ts';
import type { EntryPointRoutes } from '../routing/snapshot.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { dispatch, type HttpAcceptor } from './dispatch.ts';
import { ListenError } from './listen-error.ts';
import { type TlsConfiguration, TlsTermination } from './tls-termination.ts';

/** Keep-alive probes on client connections start after this idle time (Traefik: three minutes). Milliseconds. */
const KEEP_ALIVE_MS = 180_000;

export interface TcpEntryPointOptions {
  readonly entryPoint: EntryPoint;
  /** The routes in force, asked for once for each connection. */
  readonly routes: () => EntryPointRoutes;
  /** The TLS configuration in force, asked for once for each connection. */
  readonly tls: () => TlsConfiguration;
  /** Owns the connections that it accepts; they have an `error` listener already. */
  readonly http: HttpAcceptor;
  /**
   * Hears of connections that TCP routers served, that failed before the HTTP server had them, or that no router
   * of an entry point with TCP routers wanted; of those without a byte only where TCP routers exist.
   */
  readonly observer?: Observer;
}

/**
 * A TCP entry point: listens, sends each connection where its first bytes and the routes say, and pumps those of
 * TCP routers. A connection keeps the routes that it began with.
 */
export class TcpEntryPoint {
  /** Where it listens. */
  readonly address: { readonly host: string; readonly port: number };
  readonly #server: Server;
  readonly #options: TcpEntryPointOptions;
  /** Those not given to the HTTP server, each with whether its route is known. */
  readonly #connections = new Map<Socket, { decided: boolean }>();
  #onDrained: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  /** @throws ListenError */
  static start(options: TcpEntryPointOptions): Promise<TcpEntryPoint> {
    const { entryPoint } = options;
    const server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    return new Promise((resolve, reject) => {
      server.once('error', (error) => reject(new ListenError(entryPoint, error)));
      server.listen(
        { port: entryPoint.port, ...(entryPoint.host !== '' && { host: entryPoint.host }) },
        () => {
          server.removeAllListeners('error');
          resolve(new TcpEntryPoint(server, options));
        },
      );
    });
  }

  private constructor(server: Server, options: TcpEntryPointOptions) {
    this.#server = server;
    this.#options = options;
    const bound = server.address();
    // A string is the path of a Unix socket, which is never asked for here.
    if (bound === null || typeof bound === 'string') throw new TypeError('the server has no TCP address');
    this.address = { host: bound.address, port: bound.port };
    // A failed accept (no file descriptor left) concerns one connection, not the listener.
    server.on('error', () => {});
    server.on('connection', (socket) => void this.#serve(socket));
  }

  /** Connections in this entry point's hands: not yet routed, or of a TCP router. */
  get connections(): number {
    return this.#connections.size;
  }

  /** Frees the address; what is open goes on. */
  stopAccepting(): void {
    if (this.#server.listening) this.#server.close();
  }

  /**
   * Stops to listen, closes the connections that have sent nothing yet, waits up to `graceMs` milliseconds for
   * those of TCP routers and then closes them as well.
   */
  close(graceMs: number): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    this.stopAccepting();
    for (const [socket, { decided }] of this.#connections) if (!decided) socket.destroy();
    if (this.#connections.size === 0) return;
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    const timer = setTimeout(() => {
      for (const socket of this.#connections.keys()) socket.destroy();
    }, graceMs);
    await drained;
    clearTimeout(timer);
  }

  async #serve(socket: Socket): Promise<void> {
    const started = performance.now();
    const { entryPoint, routes, tls, http, observer } = this.#options;
    const client = formatPeer(socket.remoteAddress ?? '', socket.remotePort ?? 0);
    const routesNow = routes();
    const state = { decided: false };
    this.#connections.set(socket, state);
    // Stays for the socket's whole life: between two owners nobody else listens.
    socket.on('error', () => {});
    const outcome = await dispatch(socket, {
      routes: routesNow,
      tls: new TlsTermination(tls()),
      http,
      readTimeoutMs: entryPoint.readTimeoutMs,
      onDecided: () => {
        state.decided = true;
      },
    });
    this.#connections.delete(socket);
    if (
      outcome &&
      (outcome.router !== undefined || outcome.serverName !== undefined || hasTcpRoutes(routesNow))
    ) {
      observer?.({
        kind: 'tcp',
        entryPoint: entryPoint.name,
        client,
        services: [],
        bytesIn: 0,
        bytesOut: 0,
        ...outcome,
        durationMs: performance.now() - started,
      });
    }
    if (this.#connections.size === 0) this.#onDrained?.();
  }
}

function hasTcpRoutes({ tcp }: EntryPointRoutes): boolean {
  return tcp.plain.routes.length > 0 || tcp.secure.routes.length > 0;
}
