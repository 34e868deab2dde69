import { type IncomingMessage, ServerResponse } from 'node:http';
import { constants, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock } from '../../../engine/index.ts';
import { pause } from '../pause.ts';
import { HttpExchange } from './http-exchange.ts';
import type { ProgramResponse } from './program-response.ts';
import { RequestHead } from './request-head.ts';

/** A request over HTTP/1.1 or HTTP/2, as Node has it. */
export type SocketRequest = IncomingMessage | Http2ServerRequest;

/** The answer to it. */
export type SocketResponse = ServerResponse | Http2ServerResponse;

/** A request that came over a connection. */
export class SocketExchange extends HttpExchange {
  /** The answer as Node has it. */
  readonly message: SocketResponse;
  /** Kept apart, because the response forgets its socket when it ends. */
  readonly socket: Socket;

  /** `socket`: the connection, which over HTTP/2 other requests share. `clock`: default: the system's. */
  constructor(request: SocketRequest, response: SocketResponse, socket: Socket, clock?: Clock) {
    super(headOf(request), new SocketAnswer(response, socket, clock), peerOf(socket));
    this.message = response;
    this.socket = socket;
    request.on('data', (chunk: Buffer) => this.take(chunk));
  }
}

export function headOf(request: SocketRequest): RequestHead {
  return new RequestHead(request.method ?? '', request.url ?? '', request.httpVersion, request.rawHeaders);
}

/** `address:port` of the other side, with IPv6 addresses in brackets. */
export function peerOf(socket: Socket): string {
  const address = plainAddress(socket.remoteAddress ?? 'unknown');
  return `${address.includes(':') ? `[${address}]` : address}:${socket.remotePort ?? 0}`;
}

/** An IPv4 address as such where a socket for both families knows it mapped into IPv6 (RFC 4291 §2.5.5.2). */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}

/** An answer that goes over a connection. */
class SocketAnswer implements ProgramResponse {
  readonly #response: SocketResponse;
  readonly #socket: Socket;
  readonly #clock: Clock | undefined;

  constructor(response: SocketResponse, socket: Socket, clock: Clock | undefined) {
    this.#response = response;
    this.#socket = socket;
    this.#clock = clock;
  }

  get status(): number {
    return this.#response.statusCode;
  }

  set status(status: number) {
    this.#response.statusCode = status;
  }

  get headSent(): boolean {
    return this.#response.headersSent;
  }

  get finished(): boolean {
    return this.#response.writableFinished;
  }

  setHeader(name: string, value: string | number): void {
    this.#response.setHeader(name, value);
  }

  hasHeader(name: string): boolean {
    return this.#response.hasHeader(name);
  }

  header(name: string): string | number | undefined {
    const value = this.#response.getHeader(name);
    return Array.isArray(value) ? value.join(', ') : value;
  }

  end(body?: string | Buffer): void {
    if (body === undefined) this.#response.end();
    else this.#response.end(body);
  }

  async endWith(pieces: Iterable<Buffer>): Promise<void> {
    const response = this.#response;
    await pipeline(Readable.from(pieces, { objectMode: false }), response).catch((error: unknown) => {
      if (!response.closed && !response.destroyed) throw error;
    });
  }

  pause(milliseconds: number): Promise<boolean> {
    return pause(milliseconds, this.#response, this.#clock);
  }

  reset(half: string): void {
    const response = this.#response;
    // Not before the half is with the system, which throws away what a reset overtakes.
    if (response instanceof ServerResponse) {
      response.flushHeaders();
      response.write(half, () => this.#socket.resetAndDestroy());
    } else response.write(half, () => response.stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
