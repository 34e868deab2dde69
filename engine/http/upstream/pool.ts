import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Deadlines } from '../../net/deadlines.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { Http1Call } from './http1-call.ts';
import { TlsDialer } from './tls-dialer.ts';
import { type ConnectionPool, UpstreamConnection } from './upstream-connection.ts';
import { UpstreamError } from './upstream-error.ts';
import type { UpstreamServices } from './upstream-services.ts';

/** What Go keeps where the transport says 0. */
const DEFAULT_IDLE_CONNECTIONS = 2;
/** How long a server may take for its part of a TLS handshake, milliseconds (Traefik's transport). */
const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;

/** What all pools share. */
export interface PoolServices extends UpstreamServices {
  readonly deadlines: Deadlines;
  /** What the clock says, without the way through it. */
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
  #dialer: TlsDialer | undefined;

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

  /** Sends a request over a connection that stands already. */
  adopt(socket: TLSSocket, call: Http1Call): void {
    const connection = this.#begin(call);
    connection.connected(this.#services.transport.adopt(socket, connection));
  }

  /** Sends a request over a new connection. */
  dial(call: Http1Call): void {
    const connection = this.#begin(call);
    if (this.server.scheme === 'https') this.#dialTls(connection);
    else this.#dialPlain(connection);
  }

  /** A connection has served its request. */
  keep(connection: UpstreamConnection): void {
    const { transport } = this.server;
    const { maxIdleConnectionsPerHost, idleConnectionTimeoutMs } = transport;
    const full = this.#idle.length >= (maxIdleConnectionsPerHost || DEFAULT_IDLE_CONNECTIONS);
    if (full || !this.#services.inForce.has(transport)) {
      connection.destroy();
      return;
    }
    connection.rest(idleConnectionTimeoutMs);
    this.#idle.push(connection);
  }

  /** Closes the connections that wait for a request, if its transport is no longer in force. */
  sweep(): void {
    if (this.#services.inForce.has(this.server.transport)) return;
    for (const connection of [...this.#idle]) connection.destroy();
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
    const { transport } = this.server;
    this.#dialer ??= new TlsDialer(this.server, this.#services.network);
    const socket = this.#dialer.connect([], {
      onSecure: (secure) => {
        this.#dialled.delete(connection);
        connection.connected(this.#services.transport.adopt(secure, connection));
      },
      onFailed: (error) => {
        this.#dialled.delete(connection);
        connection.dialFailed(error);
      },
    });
    this.#dialled.set(connection, socket);
    socket.once('connect', () => {
      if (this.#dialled.has(connection))
        this.setDeadline(connection, handshakeTimeout(transport.dialTimeoutMs));
    });
  }

  #begin(call: Http1Call): UpstreamConnection {
    const connection = new UpstreamConnection(this);
    this.#connections.add(connection);
    this.#services.deadlines.add(connection);
    connection.dialling(call);
    return connection;
  }
}

/** Milliseconds; a transport that is to connect in less does not wait longer for the handshake. */
export function handshakeTimeout(dialTimeoutMs: number): number {
  return Math.min(dialTimeoutMs || TLS_HANDSHAKE_TIMEOUT_MS, TLS_HANDSHAKE_TIMEOUT_MS);
}

function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}
