import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import type { Socket } from 'node:net';
import type { HttpServer } from '../../routing/targets.ts';
import { UpstreamError } from '../upstream/upstream-error.ts';
import type { UpstreamServices } from '../upstream/upstream-services.ts';
import { PingWatch } from './ping-watch.ts';

/** Streams that a server is trusted with until it has said how many it takes (Go's transport). */
const STREAMS_BEFORE_SETTINGS = 100;
/** Bytes of one answer that may wait for a slow client. */
const STREAM_WINDOW = 256 * 1024;
/** A slow client must not hold up the answers of others, so the session's own window is as good as none (Go: 1 GiB). */
const CONNECTION_WINDOW = 2 ** 30;
/** Megabytes that a session may hold: pieces of uploads that the server does not read. */
const SESSION_MEGABYTES = 256;
/** Go's limit of a response head. */
const MAX_RESPONSE_HEAD_BYTES = 10 * 1024 * 1024;
const MAX_HEADER_LINES = 1024;

/** What sessions with servers are made of and measured by. */
export type SessionServices = Pick<UpstreamServices, 'network' | 'clock' | 'inForce'>;

/** One connection to a server: owns its socket. */
export class UpstreamSession {
  readonly #session: ClientHttp2Session;
  readonly #socket: Socket;
  readonly #server: HttpServer;
  readonly #services: SessionServices;
  #pings: PingWatch | undefined;
  readonly #streams = new Set<ClientHttp2Stream>();
  #capacity = STREAMS_BEFORE_SETTINGS;
  #ended = false;
  #stopIdleTimer: (() => void) | undefined;
  /** true: a stream was opened on it, once. */
  used = false;
  /** What broke it. */
  failure: Error | undefined;
  /** Streams above this number were not looked at by the server; undefined: it did not say GOAWAY. */
  lastStreamId: number | undefined;

  /**
   * `onGone`: it takes no more requests and is closed; called once. `given`: a connection that stands already; without it
   * one is made in clear.
   */
  constructor(server: HttpServer, services: SessionServices, onGone: () => void, given?: Socket) {
    const host = server.hostname.replace(/^\[(.*)\]$/, '$1');
    const authority = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}`;
    this.#server = server;
    this.#services = services;
    // Half-open: an answer that came whole may still wait for a slow client when the server closes.
    this.#socket = given ?? services.network.connect({ host, port: server.port, allowHalfOpen: true });
    const options = {
      createConnection: () => this.#socket,
      settings: {
        enablePush: false,
        initialWindowSize: STREAM_WINDOW,
        maxHeaderListSize: MAX_RESPONSE_HEAD_BYTES,
      },
      maxHeaderListPairs: MAX_HEADER_LINES,
      maxSessionMemory: SESSION_MEGABYTES,
      peerMaxConcurrentStreams: STREAMS_BEFORE_SETTINGS,
      maxSettings: 32,
      // Otherwise Node would refuse to send what clients may send twice.
      strictSingleValueFields: false,
    };
    this.#session = connect(authority, options);
    if (!given) this.#limitDial(server);
    this.#session.on('error', (error) => {
      this.failure ??= error;
    });
    this.#session.once('connect', () => this.#onConnect());
    this.#session.on('remoteSettings', ({ maxConcurrentStreams }) => {
      if (maxConcurrentStreams !== undefined) this.#capacity = maxConcurrentStreams;
    });
    this.#session.on('goaway', (_code, lastStreamId) => {
      this.lastStreamId = lastStreamId;
    });
    this.#socket.once('error', (error) => {
      this.failure ??= error;
    });
    this.#socket.once('end', () => this.#onEnd());
    this.#socket.once('close', () => {
      this.#stopIdleTimer?.();
      this.#pings?.stop();
      onGone();
    });
    this.#idle();
  }

  /** true: a request may be sent on it. */
  get available(): boolean {
    return (
      !this.#session.closed && !this.#session.destroyed && !this.#ended && this.#streams.size < this.#capacity
    );
  }

  /** Opens a stream. `raw`: name, value, name, value, pseudo fields first. Throws what node:http2 finds wrong with it. */
  open(raw: string[], hasBody: boolean): ClientHttp2Stream {
    // Waiting for trailers also keeps Node from ending a stream that is closed with an error within its body.
    const stream = this.#session.request(raw, { endStream: !hasBody, waitForTrailers: hasBody });
    this.used = true;
    this.#streams.add(stream);
    this.#stopIdleTimer?.();
    stream.once('close', () => {
      this.#streams.delete(stream);
      if (this.#streams.size === 0) this.#idle();
    });
    return stream;
  }

  /** Closes it if nothing is on it and its transport is no longer in force. */
  sweep(): void {
    if (this.#streams.size === 0 && this.used) this.#idle();
  }

  /** Breaks off everything. Idempotent. */
  async close(): Promise<void> {
    if (this.#socket.closed) return;
    const closed = once(this.#socket, 'close');
    this.#destroy();
    await closed.catch(() => undefined);
  }

  #destroy(error?: Error): void {
    this.failure ??= error;
    if (error) this.#session.destroy(error);
    else this.#session.destroy();
    this.#socket.destroy();
  }

  /** The server closed its side. */
  #onEnd(): void {
    this.#ended = true;
    const lost = Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' });
    this.failure ??= lost;
    for (const stream of this.#streams) if (!stream.closed) stream.destroy(lost);
    if (this.#streams.size === 0) this.#destroy();
  }

  #onConnect(): void {
    this.#session.setLocalWindowSize(CONNECTION_WINDOW);
    const { url, transport } = this.#server;
    if (transport.readIdleTimeoutMs <= 0) return;
    this.#pings = new PingWatch(this.#session, this.#socket, transport, this.#services.clock, () => {
      this.#destroy(
        new UpstreamError(500, `${url}: no answer to a ping within ${transport.pingTimeoutMs} ms`),
      );
    });
  }

  #idle(): void {
    this.#stopIdleTimer?.();
    const { transport } = this.#server;
    const { clock, inForce } = this.#services;
    if (this.#ended || (this.used && !inForce.has(transport))) this.#destroy();
    else if (this.#session.closed) {
      // It ends by itself, unless the server keeps its side open.
      this.#stopIdleTimer = clock.after(1000, () => this.#destroy());
    } else if (transport.idleConnectionTimeoutMs > 0) {
      this.#stopIdleTimer = clock.after(transport.idleConnectionTimeoutMs, () => this.#destroy());
    }
  }

  #limitDial({ url, transport: { dialTimeoutMs } }: HttpServer): void {
    if (dialTimeoutMs <= 0) return;
    const cancel = this.#services.clock.after(dialTimeoutMs, () => {
      this.#destroy(new UpstreamError(504, `${url}: no connection within ${dialTimeoutMs} ms`));
    });
    this.#socket.once('connect', cancel).once('close', cancel);
  }
}
