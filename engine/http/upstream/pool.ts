import { isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { Deadlines } from '../../net/deadlines.ts';
import type { HttpServer, ServersTransport } from '../../routing/targets.ts';
import type { Transport } from '../../transport/channel.ts';
import type { Http1Call } from './http1-call.ts';
import { type ConnectionPool, UpstreamConnection } from './upstream-connection.ts';
import { UpstreamError } from './upstream-error.ts';

/** What Go keeps where the transport says 0. */
const DEFAULT_IDLE_CONNECTIONS = 2;
/** Keep-alive probes start after this idle time, milliseconds (Go: `net.Dialer`). */
const KEEP_ALIVE_MS = 15_000;

/** What all pools share. */
export interface PoolServices {
  readonly transport: Transport;
  readonly deadlines: Deadlines;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** The pool has no connection left. */
  readonly onEmpty: (pool: Pool) => void;
}

/** The connections to one address by one servers transport. The one used last is taken first. */
export class Pool implements ConnectionPool {
  /** It was empty once and is forgotten: another pool serves its address. */
  retired = false;
  readonly server: HttpServer;
  readonly #services: PoolServices;
  readonly #idle: UpstreamConnection[] = [];
  readonly #connections = new Set<UpstreamConnection>();
  /** The sockets of connections in the making, which have no channel yet. */
  readonly #dialled = new Map<UpstreamConnection, Socket>();
  #secureContext: SecureContext | undefined;
  /** For an abbreviated handshake the next time. */
  #session: Buffer | undefined;

  constructor(server: HttpServer, services: PoolServices) {
    this.server = server;
    this.#services = services;
  }

  /** Sends a request over a kept connection or a new one. */
  send(call: Http1Call): void {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined) break;
      if (!connection.usable) continue;
      connection.send(call);
      return;
    }
    this.dial(call);
  }

  /** Sends a request over a new connection. */
  dial(call: Http1Call): void {
    const connection = new UpstreamConnection(this);
    this.#connections.add(connection);
    this.#services.deadlines.add(connection);
    connection.dialling(call);
    if (this.server.scheme === 'https') this.#dialTls(connection);
    else this.#dialPlain(connection);
  }

  /** A connection has served its request. */
  keep(connection: UpstreamConnection): void {
    const { maxIdleConnectionsPerHost, idleConnectionTimeoutMs } = this.server.transport;
    if (this.#idle.length >= (maxIdleConnectionsPerHost || DEFAULT_IDLE_CONNECTIONS)) {
      connection.destroy();
      return;
    }
    connection.rest(idleConnectionTimeoutMs);
    this.#idle.push(connection);
  }

  /** A connection is closed, or no longer the pool's. */
  closed(connection: UpstreamConnection): void {
    if (!this.#connections.delete(connection)) return;
    this.#services.deadlines.delete(connection);
    const index = this.#idle.indexOf(connection);
    if (index !== -1) this.#idle.splice(index, 1);
    if (this.#connections.size === 0) this.#services.onEmpty(this);
  }

  /** Gives a connection up that is still being made. */
  abandon(connection: UpstreamConnection): void {
    this.#dialled.get(connection)?.destroy();
  }

  /** Sets the deadline of a connection; 0: none. */
  setDeadline(connection: UpstreamConnection, milliseconds: number): void {
    const { deadlines, now } = this.#services;
    if (milliseconds > 0) deadlines.set(connection, now() + milliseconds);
    else connection.deadline = Number.POSITIVE_INFINITY;
  }

  destroy(): void {
    // An error that is no loss of a connection: what is lost may be asked for again, over a new connection.
    const error = new UpstreamError(502, `${this.server.url}: the proxy is stopping`);
    for (const connection of this.#connections) connection.destroy(error);
  }

  #dialPlain(connection: UpstreamConnection): void {
    const { hostname, port } = this.server;
    let connected = false;
    const owner = {
      onBytes: (bytes: Buffer, start: number, end: number) => connection.onBytes(bytes, start, end),
      onEnd: () => connection.onEnd(),
      onDrain: () => connection.onDrain(),
      onClose: (error: Error | undefined) => {
        this.#dialled.delete(connection);
        if (connected) connection.onClose(error);
        else connection.dialFailed(error ?? new Error('the connection was given up'));
      },
    };
    const channel = this.#services.transport.connect({ host: bare(hostname), port }, owner, () => {
      connected = true;
      this.#dialled.delete(connection);
      channel.owner = connection;
      connection.connected(channel);
    });
    this.#dialled.set(connection, channel.socket);
  }

  #dialTls(connection: UpstreamConnection): void {
    const { hostname, port, transport } = this.server;
    const host = bare(hostname);
    this.#secureContext ??= createSecureContext(contextOptions(transport));
    const socket = connectTls({
      host,
      port,
      secureContext: this.#secureContext,
      rejectUnauthorized: !transport.insecureSkipVerify,
      // An address is no server name (RFC 6066 §3).
      servername: transport.serverName ?? (isIP(host) === 0 ? host : ''),
      ...(this.#session === undefined ? {} : { session: this.#session }),
    });
    socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    this.#dialled.set(connection, socket);
    socket.on('session', (session: Buffer) => {
      this.#session = session;
    });
    const failed = (error?: Error): void => {
      this.#dialled.delete(connection);
      connection.dialFailed(error ?? new Error('the connection was given up'));
    };
    const closed = (): void => failed();
    socket.once('error', failed).once('close', closed);
    socket.once('secureConnect', () => {
      socket.off('error', failed).off('close', closed);
      this.#dialled.delete(connection);
      connection.connected(this.#services.transport.adopt(socket, connection));
    });
  }
}

/** Connections that may serve each other's requests have equal keys. */
export function poolKey({ scheme, hostname, port, transport }: HttpServer): string {
  return JSON.stringify([scheme, hostname, port, transport]);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function contextOptions({
  rootCas,
  certificates,
}: ServersTransport): Parameters<typeof createSecureContext>[0] {
  return {
    ...(rootCas.length > 0 ? { ca: [...rootCas] } : {}),
    ...(certificates.length > 0
      ? {
          cert: certificates.map(({ certificatePem }) => certificatePem),
          key: certificates.map(({ keyPem }) => keyPem),
        }
      : {}),
  };
}
