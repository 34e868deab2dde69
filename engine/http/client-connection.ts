import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { formatPeer, plainAddress } from '../net/peer-address.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { BAD_REQUEST, refusalPage } from './refusal-page.ts';

/** How long a refused client may take to read its answer, in milliseconds (Go's server). */
const LINGER_MS = 500;

/** What TLS settled on before HTTP began. */
export interface TlsSession {
  /** Name of the TLS options that the server name led to. */
  readonly optionsName: string;
  /** Server name of the ClientHello; empty if there was none. */
  readonly serverName: string;
}

/** One client's connection: owns its socket and its timers. */
export class ClientConnection {
  readonly socket: Socket | TLSSocket;
  readonly tls: TlsSession | undefined;
  /** Without port. */
  readonly clientIp: string;
  /** `127.0.0.1:40312`. */
  readonly peer: string;
  readonly #limits: Pick<EntryPoint, 'readTimeoutMs' | 'writeTimeoutMs' | 'idleTimeoutMs'>;
  /** One for each request in flight: called if the connection closes. */
  readonly #inFlight = new Set<() => void>();
  #firstRequest = true;
  #reading = false;
  #last = false;
  #readTimer: NodeJS.Timeout | undefined;
  #writeTimer: NodeJS.Timeout | undefined;
  #refusal: string | undefined;

  constructor(socket: Socket | TLSSocket, tls: TlsSession | undefined, limits: EntryPoint) {
    this.socket = socket;
    this.tls = tls;
    this.#limits = limits;
    const address = socket.remoteAddress ?? '';
    this.clientIp = plainAddress(address);
    this.peer = formatPeer(address, socket.remotePort ?? 0);
    socket.once('close', () => {
      clearTimeout(this.#readTimer);
      clearTimeout(this.#writeTimer);
      for (const gone of this.#inFlight) gone();
    });
    this.#limitReading(limits.readTimeoutMs);
  }

  /** true: the answer in the making is the last one. */
  get last(): boolean {
    return this.#last;
  }

  /** true: a request is being answered. */
  get busy(): boolean {
    return this.#inFlight.size > 0;
  }

  /** A request's head was read. `gone` is called if the connection closes before `requestEnded(gone)`. */
  requestStarted(gone: () => void, hasBody: boolean): void {
    this.#inFlight.add(gone);
    // The first request's time began when the connection did.
    if (!this.#firstRequest) this.#limitReading(this.#limits.readTimeoutMs);
    this.#firstRequest = false;
    if (this.#limits.writeTimeoutMs > 0 && !this.socket.destroyed) {
      clearTimeout(this.#writeTimer);
      this.#writeTimer = setTimeout(() => this.socket.destroy(), this.#limits.writeTimeoutMs);
    }
    this.#reading = true;
    if (!hasBody) this.requestRead();
  }

  /** A request's body was read to its end. */
  requestRead(): void {
    this.#reading = false;
    if (this.busy) clearTimeout(this.#readTimer);
    // The rest of a body may be read, and dropped, after the answer.
    else if (this.#refusal === undefined) this.#limitReading(this.#limits.idleTimeoutMs);
  }

  /** The connection became a tunnel, which has no limits. */
  becameTunnel(): void {
    clearTimeout(this.#readTimer);
    clearTimeout(this.#writeTimer);
  }

  /** A request was answered. */
  requestEnded(gone: () => void): void {
    this.#inFlight.delete(gone);
    if (this.busy) return;
    clearTimeout(this.#writeTimer);
    if (this.#refusal !== undefined) this.#sendRefusal(this.#refusal);
    else if (this.#last) this.socket.destroySoon();
    else if (!this.#reading) this.#limitReading(this.#limits.idleTimeoutMs);
  }

  /** Answers what is in flight, then closes; at once if nothing is. */
  finish(): void {
    this.#last = true;
    if (!this.busy) this.socket.destroy();
  }

  /** Refuses a request whose head was read, or bytes that are none, after what is in flight is answered. `page` goes out as it is. */
  refuse(page: string): void {
    this.#refusal ??= page;
    if (!this.busy) this.#sendRefusal(this.#refusal);
  }

  /** Refuses bytes that cannot be read on. */
  refuseRest(page: string): void {
    // A body that breaks off in the middle leaves its request without an end: nothing can be answered in order.
    if (this.busy && this.#reading && this.#refusal === undefined) this.socket.destroy();
    else this.refuse(page);
  }

  #sendRefusal(page: string): void {
    if (this.socket.writableEnded) return;
    this.socket.end(page, 'latin1');
    this.socket.resume();
    // Closing at once, with bytes unread, would reset the connection and take the page from the client.
    this.#limitReading(LINGER_MS);
  }

  #limitReading(milliseconds: number): void {
    clearTimeout(this.#readTimer);
    if (milliseconds <= 0 || this.socket.destroyed) return;
    this.#readTimer = setTimeout(() => this.#giveUp(), milliseconds);
  }

  /** Go answers a first request whose head stays incomplete; a client that sent nothing gets nothing. */
  #giveUp(): void {
    const partialHead = this.#firstRequest && !this.tls && this.socket.bytesRead > 0;
    if (partialHead && this.#refusal === undefined) this.refuse(refusalPage(BAD_REQUEST));
    else this.socket.destroy();
  }
}
