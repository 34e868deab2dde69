import http, { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { HeaderList } from '../middlewares/message.ts';
import { IpRanges } from '../net/ip-ranges.ts';
import type { Observer } from '../observability/observer.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import type { Arrival, ExchangeServices, HttpSnapshot } from './arrival.ts';
import { ClientConnection, type TlsSession } from './client-connection.ts';
import { HttpExchange } from './exchange.ts';
import { MirrorTasks } from './mirror.ts';
import { BAD_REQUEST, EXPECTATION_FAILED, refusalPage, TOO_LARGE } from './refusal-page.ts';
import { upgradeOf } from './request-head.ts';
import { hasBody } from './upstream-head.ts';
import type { Upstreams } from './upstreams.ts';

/** What Go adds to the limit of a request head. */
const HEAD_SLACK_BYTES = 4096;

/** What an HTTP plane is made of. */
export interface HttpPlaneOptions {
  readonly entryPoint: EntryPoint;
  /** Read once for each request, which keeps what it got. */
  readonly snapshot: () => HttpSnapshot;
  /** Not closed by the plane. */
  readonly upstreams: Upstreams;
  readonly observer?: Observer | undefined;
  /** Host name of the proxy, for X-Forwarded-Server. */
  readonly serverName: string;
  /** Milliseconds, from any origin. */
  readonly now: () => number;
}

/** Speaks HTTP on the connections that an entry point accepted. Owns their sockets from then on. */
export class HttpPlane {
  readonly #entryPoint: EntryPoint;
  readonly #services: ExchangeServices;
  readonly #server: http.Server;
  readonly #connections = new Map<Socket, ClientConnection>();
  readonly #exchanges = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  #closing: Promise<void> | undefined;

  constructor(options: HttpPlaneOptions) {
    const { entryPoint, upstreams, observer } = options;
    const trusted = new IpRanges(entryPoint.forwardedHeaders.trustedIps);
    this.#entryPoint = entryPoint;
    this.#services = {
      ...options,
      entryPoint: entryPoint.name,
      observer,
      mirrors: new MirrorTasks(upstreams, observer),
      trusts: (address) => entryPoint.forwardedHeaders.insecure || trusted.includes(address),
      stopped: this.#stop.signal,
    };
    this.#server = this.#createServer();
  }

  /**
   * Takes a connection over, which may have bytes put back into it. `tls` says what the handshake settled on;
   * undefined for plain connections. The listener must allow half-open sockets, or tunnels lose their last words.
   */
  accept(socket: Socket | TLSSocket, tls: TlsSession | undefined): void {
    if (this.#closing || socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const connection = new ClientConnection(socket, tls, this.#entryPoint);
    this.#connections.set(socket, connection);
    socket.once('close', () => this.#connections.delete(socket));
    socket.setNoDelay(true);
    this.#server.emit('connection', socket);
    // Whoever looked at the first bytes left the socket paused, with the bytes put back.
    socket.resume();
  }

  /**
   * Closes idle connections, lets what is in flight, mirrored copies included, end within `graceMs`
   * milliseconds, and breaks off the rest. Idempotent.
   */
  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    for (const connection of this.#connections.values()) connection.finish();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.#idle(), grace]);
    clearTimeout(timer);
    this.#stop.abort();
    for (const socket of this.#connections.keys()) socket.destroy();
    await this.#services.mirrors.abort();
    await this.#idle();
  }

  async #idle(): Promise<void> {
    while (this.#exchanges.size > 0) await Promise.all(this.#exchanges);
    await this.#services.mirrors.idle();
    const open = [...this.#connections.keys()].map(
      (socket) => new Promise((resolve) => socket.once('close', resolve)),
    );
    await Promise.all(open);
  }

  #createServer(): http.Server {
    const server = http.createServer({
      maxHeaderSize: this.#entryPoint.maxHeaderBytes + HEAD_SLACK_BYTES,
      requireHostHeader: false,
      // The connection keeps time itself.
      keepAliveTimeout: 0,
      // Node hands an upgraded connection over with the body unread: a request with a body stays a plain one.
      shouldUpgradeCallback({ rawHeaders }) {
        const headers = new HeaderList(rawHeaders);
        return upgradeOf(headers) !== undefined && !hasBody(headers);
      },
    });
    server.on('request', (request, response) => this.#serve({ request, response, expectsContinue: false }));
    server.on('checkContinue', (request, response) =>
      this.#serve({ request, response, expectsContinue: true }),
    );
    server.on('checkExpectation', ({ socket }) => this.#connections.get(socket)?.refuse(EXPECTATION_FAILED));
    server.on('upgrade', (request, _socket, early) => this.#takeOver(request, early));
    server.on('connect', (request, _socket, early) => this.#takeOver(request, early));
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      const connection = socket instanceof Socket ? this.#connections.get(socket) : undefined;
      if (!connection || !error.code?.startsWith('HPE_')) socket.destroy();
      else if (error.code === 'HPE_HEADER_OVERFLOW') connection.refuseRest(refusalPage(TOO_LARGE));
      else connection.refuseRest(refusalPage(BAD_REQUEST));
    });
    return server;
  }

  /** A request that leaves HTTP: Node hands its connection over, with an answer still to be made. */
  #takeOver(request: http.IncomingMessage, early: Buffer): void {
    const { socket } = request;
    socket.on('error', () => undefined);
    if (this.#connections.get(socket)?.busy !== false) {
      socket.destroy();
      return;
    }
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.once('finish', () => socket.destroySoon());
    response.assignSocket(socket);
    this.#serve({ request, response, expectsContinue: false, upgrade: { socket, early } });
  }

  #serve(arrival: Omit<Arrival, 'connection'>): void {
    const connection = this.#connections.get(arrival.request.socket);
    if (!connection) {
      arrival.request.socket.destroy();
      return;
    }
    const exchange = new HttpExchange(this.#services, { ...arrival, connection });
    const running = exchange.run().finally(() => this.#exchanges.delete(running));
    this.#exchanges.add(running);
  }
}
