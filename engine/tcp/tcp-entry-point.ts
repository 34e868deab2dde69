import type { Server, Socket } from 'node:net';
import { type Clock, systemClock } from '../net/clock.ts';
import { Deadlines } from '../net/deadlines.ts';
import { IpRanges } from '../net/ip-ranges.ts';
import { type Network, systemNetwork } from '../net/network.ts';
import { formatPeer, plainAddress } from '../net/peer-address.ts';
import type { Observer } from '../observability/observer.ts';
import type { EntryPointRoutes } from '../routing/snapshot.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { HandshakeServers } from '../tls/handshake-servers.ts';
import type { Transport } from '../transport/channel.ts';
import { ArrivingConnection, type Reception } from './arriving-connection.ts';
import type { HttpAcceptor } from './dispatch.ts';
import { ListenError } from './listen-error.ts';
import type { TcpOutcome } from './tcp-handler.ts';
import type { HandshakeListener, TlsConfiguration } from './tls-termination.ts';

/** Keep-alive probes on client connections start after this idle time (Traefik: three minutes). Milliseconds. */
const KEEP_ALIVE_MS = 180_000;

export interface TcpEntryPointOptions {
  readonly entryPoint: EntryPoint;
  /** Default: the system's. */
  readonly network?: Network;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Others may listen on the same address (`SO_REUSEPORT`). */
  readonly reusePort?: boolean;
  /** The routes in force, asked for once for each connection. */
  readonly routes: () => EntryPointRoutes;
  /** The TLS configuration in force, asked for once for each connection. */
  readonly tls: () => TlsConfiguration;
  /** Whether clients of PostgreSQL that ask for TLS get it (Traefik: since 3.0); default true. */
  readonly answersSslRequests?: boolean;
  /** Owns the connections that it accepts; they have an `error` listener already. */
  readonly http: HttpAcceptor;
  /** What moves the bytes. */
  readonly transport: Transport;
  /** Those of the engine, so that sessions can be resumed on all its entry points; absent: own ones. */
  readonly handshakes?: HandshakeServers;
  readonly onHandshake?: HandshakeListener | undefined;
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
  readonly #reception: Reception;
  /** Those not given to the HTTP server. */
  readonly #connections = new Set<ArrivingConnection>();
  #onDrained: (() => void) | undefined;
  #closed: Promise<void> | undefined;

  /** @throws ListenError */
  static start(options: TcpEntryPointOptions): Promise<TcpEntryPoint> {
    const { entryPoint, network = systemNetwork, reusePort = false } = options;
    const server = network.createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    });
    return new Promise((resolve, reject) => {
      server.once('error', (error) => reject(new ListenError(entryPoint, error)));
      server.listen(
        { port: entryPoint.port, reusePort, ...(entryPoint.host !== '' && { host: entryPoint.host }) },
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
    const { entryPoint, http, transport, clock = systemClock, handshakes = new HandshakeServers() } = options;
    const { insecure = false, trustedIps = [] } = entryPoint.proxyProtocol ?? {};
    const trusted = new IpRanges(trustedIps);
    this.#reception = {
      transport,
      http,
      handshakes,
      onHandshake: options.onHandshake,
      readTimeoutMs: entryPoint.readTimeoutMs,
      deadlines: new Deadlines(clock),
      answersSslRequests: options.answersSslRequests ?? true,
      trustsProxy:
        trustedIps.length === 0 ? () => insecure : (address) => insecure || trusted.includes(address),
      clock,
      finished: (connection, outcome) => this.#finished(connection, outcome),
    };
    const bound = server.address();
    // A string is the path of a Unix socket, which is never asked for here.
    if (bound === null || typeof bound === 'string') throw new TypeError('the server has no TCP address');
    this.address = { host: bound.address, port: bound.port };
    // A failed accept (no file descriptor left) concerns one connection, not the listener.
    server.on('error', () => {});
    server.on('connection', (socket) => this.#accept(socket));
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
    for (const connection of this.#connections) if (!connection.decided) connection.destroy();
    if (this.#connections.size === 0) return;
    const drained = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    const cancel = this.#reception.clock.after(graceMs, () => {
      for (const connection of this.#connections) connection.destroy();
    });
    await drained;
    cancel();
  }

  #accept(socket: Socket): void {
    const { remoteAddress, remotePort = 0 } = socket;
    if (remoteAddress === undefined) {
      // The client is gone already.
      socket.destroy();
      return;
    }
    const { routes, tls } = this.#options;
    const peer = { address: plainAddress(remoteAddress), port: remotePort };
    const connection = new ArrivingConnection(this.#reception, routes(), tls(), socket, peer);
    this.#connections.add(connection);
    connection.begin();
  }

  #finished(connection: ArrivingConnection, outcome: TcpOutcome | undefined): void {
    this.#connections.delete(connection);
    if (outcome) this.#report(connection, outcome);
    if (this.#connections.size === 0) this.#onDrained?.();
  }

  #report({ routes, peer, startedAt }: ArrivingConnection, outcome: TcpOutcome): void {
    const worthTelling =
      outcome.router !== undefined || outcome.serverName !== undefined || hasTcpRoutes(routes);
    if (!worthTelling) return;
    const { entryPoint, observer } = this.#options;
    observer?.({
      kind: 'tcp',
      entryPoint: entryPoint.name,
      client: formatPeer(peer.address, peer.port),
      services: [],
      bytesIn: 0,
      bytesOut: 0,
      ...outcome,
      durationMs: this.#reception.clock.now() - startedAt,
    });
  }
}

function hasTcpRoutes({ tcp }: EntryPointRoutes): boolean {
  return tcp.plain.routes.length > 0 || tcp.secure.routes.length > 0;
}
