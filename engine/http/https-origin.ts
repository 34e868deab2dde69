import type { TLSSocket } from 'node:tls';
import type { HttpServer } from '../routing/targets.ts';
import { UpstreamSession } from './h2/upstream-session.ts';
import { HttpsCall } from './https-call.ts';
import type { RunningCall, UpstreamCall } from './serve.ts';
import type { Http1Upstreams } from './upstream/http1-upstreams.ts';
import { handshakeTimeout } from './upstream/pool.ts';
import { TlsDialer } from './upstream/tls-dialer.ts';
import { UpstreamError, upstreamError } from './upstream/upstream-error.ts';
import type { UpstreamServices } from './upstream/upstream-services.ts';

const PROTOCOLS = ['h2', 'http/1.1'];

/**
 * One address behind TLS, which chooses its protocol by ALPN (RFC 7301). While a handshake is under way that may settle
 * it, further requests wait for it instead of connecting on their own. A server that chose HTTP/1.1 is not asked again as
 * long as there are connections to it.
 */
export class HttpsOrigin {
  readonly #server: HttpServer;
  readonly #http1: Http1Upstreams;
  readonly #services: UpstreamServices;
  readonly #dialer: TlsDialer;
  readonly #sessions = new Set<UpstreamSession>();
  #waiting: HttpsCall[] = [];
  #dialling: TLSSocket | undefined;
  #choseHttp1 = false;
  #closed = false;

  constructor(server: HttpServer, http1: Http1Upstreams, services: UpstreamServices) {
    this.#server = server;
    this.#http1 = http1;
    this.#services = services;
    this.#dialer = new TlsDialer(server, services.network);
  }

  /** true: it has nothing open and nothing to remember. */
  get forgettable(): boolean {
    return this.#sessions.size === 0 && this.#dialling === undefined && !this.#speaksHttp1;
  }

  send(call: UpstreamCall): RunningCall {
    if (this.#speaksHttp1) return this.#http1.send(call);
    const waiting = new HttpsCall(call, this.#services.clock, (one, fresh) => this.#find(one, fresh));
    waiting.exchange.run();
    return waiting;
  }

  /** Closes idle sessions, if the transport is no longer in force. */
  sweep(): void {
    for (const session of [...this.#sessions]) session.sweep();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#dialling?.destroy(this.#stopping());
    await Promise.all([...this.#sessions].map((session) => session.close()));
  }

  get #speaksHttp1(): boolean {
    return this.#choseHttp1 && this.#http1.knows(this.#server);
  }

  #find(waiting: HttpsCall, fresh: boolean): UpstreamSession | undefined {
    if (this.#speaksHttp1) {
      waiting.useHttp1((call) => this.#http1.send(call));
      return undefined;
    }
    for (const session of this.#sessions) {
      if (session.available && !(fresh && session.used)) return session;
    }
    if (this.#closed) queueMicrotask(() => waiting.exchange.refuse(this.#stopping()));
    else {
      this.#waiting.push(waiting);
      if (!this.#dialling) this.#dial();
    }
    return undefined;
  }

  #dial(): void {
    const { url, transport } = this.#server;
    const { dialTimeoutMs } = transport;
    let stopTimer: (() => void) | undefined;
    const limit = (milliseconds: number, what: string): void => {
      stopTimer?.();
      if (milliseconds <= 0) return;
      const error = new UpstreamError(504, `${url}: no ${what} within ${milliseconds} ms`);
      stopTimer = this.#services.clock.after(milliseconds, () => this.#dialling?.destroy(error));
    };
    try {
      this.#dialling = this.#dialer.connect(PROTOCOLS, {
        onSecure: (socket) => {
          stopTimer?.();
          this.#dialling = undefined;
          this.#settle(socket);
        },
        onFailed: (error) => {
          stopTimer?.();
          this.#dialling = undefined;
          this.#fail(error);
        },
      });
    } catch (error) {
      queueMicrotask(() => this.#fail(error));
      return;
    }
    limit(dialTimeoutMs, 'connection');
    this.#dialling.once('connect', () => {
      if (this.#dialling) limit(handshakeTimeout(dialTimeoutMs), 'handshake');
    });
  }

  #settle(socket: TLSSocket): void {
    const calls = this.#waiting.filter(({ cancelled }) => !cancelled);
    this.#waiting = [];
    this.#choseHttp1 = socket.alpnProtocol !== 'h2';
    if (this.#choseHttp1) this.#useHttp1(socket, calls);
    else this.#useHttp2(socket, calls);
  }

  #useHttp1(socket: TLSSocket, [first, ...others]: readonly HttpsCall[]): void {
    if (!first) {
      socket.destroy();
      return;
    }
    first.useHttp1((call) => this.#http1.send(call, socket));
    for (const other of others) other.useHttp1((call) => this.#http1.send(call));
  }

  #useHttp2(socket: TLSSocket, calls: readonly HttpsCall[]): void {
    const onGone = (): void => void this.#sessions.delete(session);
    const session = new UpstreamSession(this.#server, this.#services, onGone, socket);
    this.#sessions.add(session);
    for (const waiting of calls) {
      if (session.available) waiting.exchange.run(session);
      else this.#waiting.push(waiting);
    }
    if (this.#waiting.length > 0 && !this.#dialling) this.#dial();
  }

  #stopping(): UpstreamError {
    return new UpstreamError(502, `${this.#server.url}: the proxy is stopping`);
  }

  #fail(reason: unknown): void {
    const error = upstreamError(reason, this.#server.url);
    error.unsent = true;
    const calls = this.#waiting;
    this.#waiting = [];
    for (const { exchange } of calls) exchange.refuse(error);
  }
}
