import { performServerHandshake, type ServerHttp2Session, type ServerOptions } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Clock, systemClock } from '../../net/clock.ts';
import type { EntryPoint } from '../../static/static-configuration.ts';
import type { ClientFacts, Serve } from '../serve.ts';
import { Http2Connection } from './connection.ts';
import type { HttpFront } from './http-front.ts';

/** What a client may do on one connection. */
export interface Http2Limits
  extends Pick<EntryPoint, 'idleTimeoutMs' | 'readTimeoutMs' | 'writeTimeoutMs' | 'maxHeaderBytes'> {
  /** Requests at a time (Traefik: `http2.maxConcurrentStreams`). Default 250. */
  readonly maxConcurrentStreams?: number;
}

const DEFAULT_CONCURRENT_STREAMS = 250;
/** Header lines of one request. Clients may split cookies, so it is more than HTTP/1.1 needs. */
const MAX_HEADER_LINES = 512;
/**
 * Megabytes that a connection may hold before new streams are refused: each stream holds at most a piece of an answer
 * that its client does not read.
 */
const SESSION_MEGABYTES = 64;
/** As much as servers may send (see `upstream/upstream-connection.ts`), and something for HPACK. */
const MAX_ANSWER_HEAD_BYTES = 2 * 1024 * 1024;
/** Bytes of a request body that may wait for a slow server. */
const STREAM_WINDOW = 256 * 1024;
/** Bytes of all request bodies of a connection that may wait (Go: 1 MiB). */
const CONNECTION_WINDOW = 1024 * 1024;

/**
 * HTTP/2 towards clients, on node:http2. The caller has found out that the client speaks it: by ALPN, or by the first
 * bytes of its preface (RFC 9113 §3.3), which it put back with `unshift`.
 */
export class Http2Front implements HttpFront {
  readonly #limits: Http2Limits;
  readonly #serve: Serve;
  readonly #clock: Clock;
  readonly #connections = new Set<Http2Connection>();
  #closing = false;

  constructor(limits: Http2Limits, serve: Serve, clock: Clock = systemClock) {
    this.#limits = limits;
    this.#serve = serve;
    this.#clock = clock;
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#connections.size;
  }

  accept(socket: Socket | TLSSocket, client: ClientFacts): void {
    socket.on('error', () => undefined);
    if (this.#closing || socket.destroyed) {
      socket.destroy();
      return;
    }
    const session = this.#shakeHands(socket);
    const connection = new Http2Connection(socket, session, client, this.#limits, this.#serve, this.#clock);
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  async close(graceMs: number): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#connections].map((connection) => connection.close(graceMs)));
  }

  #shakeHands(socket: Socket | TLSSocket): ServerHttp2Session {
    const options: ServerOptions = {
      settings: {
        maxConcurrentStreams: this.#limits.maxConcurrentStreams ?? DEFAULT_CONCURRENT_STREAMS,
        maxHeaderListSize: this.#limits.maxHeaderBytes,
        initialWindowSize: STREAM_WINDOW,
        enableConnectProtocol: false,
      },
      maxHeaderListPairs: MAX_HEADER_LINES,
      maxSendHeaderBlockLength: MAX_ANSWER_HEAD_BYTES,
      maxSessionMemory: SESSION_MEGABYTES,
      // A client that resets streams faster than this gets a GOAWAY (CVE-2023-44487).
      streamResetBurst: 1000,
      streamResetRate: 33,
      maxSessionInvalidFrames: 100,
      maxSessionRejectedStreams: 100,
      maxSettings: 32,
      maxOutstandingPings: 10,
      // Otherwise Node would refuse to send what servers may send twice.
      strictSingleValueFields: false,
    };
    const session = performServerHandshake(socket, options);
    session.setLocalWindowSize(CONNECTION_WINDOW);
    return session;
  }
}
