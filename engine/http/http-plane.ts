import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SharedLimits } from '../middlewares/handler.ts';
import type { Clock } from '../net/clock.ts';
import { Deadlines } from '../net/deadlines.ts';
import { IpRanges } from '../net/ip-ranges.ts';
import { formatPeer, plainAddress } from '../net/peer-address.ts';
import type { Observer } from '../observability/observer.ts';
import type { HttpCounters } from '../observability/request-counters.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import type { Channel, ChannelOwner, Transport } from '../transport/channel.ts';
import { createServe } from './exchange.ts';
import { ClientTextCache } from './h1/client-texts.ts';
import { type ConnectionHome, Http1Connection } from './h1/http1-connection.ts';
import type { HttpFront } from './h2/http-front.ts';
import { HandedIn } from './handed-in.ts';
import { destinationHandlers, targetHandlers } from './handlers.ts';
import { MirrorTasks } from './mirror.ts';
import type { Arrival, ClientFacts, Serve, Served, TlsSession } from './serve.ts';
import type { ConnectionServices, HttpSnapshot } from './services.ts';
import type { Upstreams } from './upstreams.ts';

/** What an HTTP plane is made of. */
export interface HttpPlaneOptions {
  readonly entryPoint: EntryPoint;
  readonly transport: Transport;
  /** Read once for each request, which keeps what it got. */
  readonly snapshot: () => HttpSnapshot;
  /** Not closed by the plane. */
  readonly upstreams: Upstreams;
  readonly observer?: Observer | undefined;
  /** Whether the observer wants an event of every request; default: yes. */
  readonly observesRequests?: boolean;
  /** Whether the events tell what an access log needs; default: no. */
  readonly detailsRequests?: boolean;
  readonly counters: HttpCounters;
  readonly limits: SharedLimits;
  /** Host name of the proxy, for X-Forwarded-Server. */
  readonly serverName: string;
  readonly clock: Clock;
  /** Hears of each client that finished its TLS handshake, before HTTP begins. */
  readonly onSession?: ((client: ClientFacts) => void) | undefined;
  /** Makes what speaks HTTP/2 with the clients that want it. */
  readonly http2: (serve: Serve) => HttpFront;
}

/** Whom a connection came from. */
export interface PlanePeer {
  readonly address: string;
  readonly port: number;
}

/** Speaks HTTP on the connections that an entry point accepted. Owns them from then on. */
export class HttpPlane {
  readonly #transport: Transport;
  readonly #services: ConnectionServices;
  readonly #home: ConnectionHome;
  readonly #serve: Serve;
  readonly #http2: HttpFront;
  readonly #onSession: ((client: ClientFacts) => void) | undefined;
  readonly #connections = new Set<Http1Connection>();
  /** Requests that came without a connection. */
  readonly #handedIn = new Set<HandedIn>();
  readonly #onHandedInOver = (request: HandedIn): void => {
    this.#handedIn.delete(request);
    this.#lookIfEmpty();
  };
  #onEmpty: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: HttpPlaneOptions) {
    const { entryPoint, upstreams, observer, counters } = options;
    const trusted = new IpRanges(entryPoint.forwardedHeaders.trustedIps);
    this.#transport = options.transport;
    const services: ConnectionServices = {
      ...options,
      now: options.clock.now,
      entryPoint: entryPoint.name,
      observer,
      observesRequests: observer !== undefined && options.observesRequests !== false,
      entryPointCounters: counters.entryPoint(entryPoint.name),
      mirrors: new MirrorTasks(upstreams, observer, (destination) =>
        services.destinationHandler(destination),
      ),
      trusts: (address) => entryPoint.forwardedHeaders.insecure || trusted.includes(address),
      clientTexts: new ClientTextCache(options.serverName),
      handlerOf: targetHandlers(() => services),
      destinationHandler: destinationHandlers(() => services),
    };
    this.#services = services;
    this.#onSession = options.onSession;
    this.#serve = createServe(services);
    this.#http2 = options.http2(this.#serve);
    this.#home = {
      entryPoint,
      services,
      deadlines: new Deadlines(options.clock),
      closed: (connection) => this.#closed(connection),
      http2: (connection) => {
        this.#closed(connection);
        this.#http2.accept(connection.channel.socket, connection.client);
      },
    };
  }

  /**
   * Takes a connection over, which may have bytes put back into it. `tls` says what the handshake settled on;
   * undefined for plain connections. The listener must allow half-open sockets, or tunnels lose their last words.
   */
  accept(socket: Socket | TLSSocket, tls: TlsSession | undefined, peer: PlanePeer = peerOf(socket)): void {
    if (this.#closing || peer.address === '') {
      socket.destroy();
      return;
    }
    const client = clientFacts(peer, tls);
    if (tls) this.#onSession?.(client);
    if (socket instanceof TLSSocket && socket.alpnProtocol === 'h2') this.#http2.accept(socket, client);
    else this.#take(this.#transport.adopt(socket, NOBODY), client);
  }

  /**
   * Takes a plain connection over with its first bytes, which are valid during the call only; called from within the
   * channel's `onBytes`.
   */
  acceptChannel(channel: Channel, peer: PlanePeer, bytes: Buffer, start: number, end: number): void {
    if (this.#closing) channel.destroy();
    else this.#take(channel, clientFacts(peer, undefined)).onBytes(bytes, start, end);
  }

  /** Serves a request that came without a connection; undefined: the plane is closing and takes none. */
  serve(arrival: Arrival): Served | undefined {
    if (this.#closing) return undefined;
    const request = new HandedIn(arrival.reply, this.#onHandedInOver);
    this.#handedIn.add(request);
    request.served = this.#serve(arrival);
    return request;
  }

  /**
   * Closes idle connections, lets what is in flight, mirrored copies included, end within `graceMs`
   * milliseconds, and breaks off the rest. Idempotent.
   */
  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  #take(channel: Channel, client: ClientFacts): Http1Connection {
    const connection = new Http1Connection(channel, client, this.#home);
    channel.owner = connection;
    this.#connections.add(connection);
    return connection;
  }

  #closed(connection: Http1Connection): void {
    this.#connections.delete(connection);
    this.#lookIfEmpty();
  }

  #lookIfEmpty(): void {
    if (this.#connections.size === 0 && this.#handedIn.size === 0) this.#onEmpty?.();
  }

  async #close(graceMs: number): Promise<void> {
    for (const connection of this.#connections) connection.finish();
    const { promise: grace, resolve } = Promise.withResolvers<void>();
    const cancel = this.#services.clock.after(graceMs, resolve);
    const http2 = this.#http2.close(graceMs);
    await Promise.race([Promise.all([this.#idle(), http2]), grace]);
    cancel();
    for (const connection of this.#connections) connection.destroy();
    for (const request of this.#handedIn) request.breakOff();
    await this.#services.mirrors.abort();
    await Promise.all([this.#idle(), http2]);
  }

  async #idle(): Promise<void> {
    if (this.#connections.size > 0 || this.#handedIn.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onEmpty = resolve;
      });
    }
    await this.#services.mirrors.idle();
  }
}

function clientFacts({ address, port }: PlanePeer, tls: TlsSession | undefined): ClientFacts {
  return { clientIp: plainAddress(address), peer: formatPeer(address, port), tls };
}

function peerOf(socket: Socket): PlanePeer {
  return { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
}

/** Owns a channel between two lines of code. */
const NOBODY: ChannelOwner = { onBytes() {}, onEnd() {}, onDrain() {}, onClose() {} };
