import { type ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import type { HttpServer } from '../routing/targets.ts';
import { isConnectionLoss, UpstreamError, upstreamError } from './upstream-error.ts';
import type { UpstreamHead, Upstreams } from './upstreams.ts';

/** How long a server may take to say `100 Continue` before the body is sent anyhow (Traefik's transport). */
const CONTINUE_TIMEOUT_MS = 1000;
/** Methods that Go repeats on a fresh connection. */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** An interim response. */
export interface Interim {
  readonly statusCode: number;
  readonly rawHeaders: string[];
}

/** One request to one server. */
export interface UpstreamCall {
  readonly server: HttpServer;
  readonly head: UpstreamHead;
  /** undefined: the request has none. */
  readonly body: Readable | Buffer | undefined;
  /** Aborting ends the request, and the response if it has begun. */
  readonly signal: AbortSignal;
  /** true: the body waits for the server's `100 Continue`, or for a second. */
  readonly awaitContinue?: boolean;
  /** Called before the first byte of the body is read. */
  readonly onBody?: () => void;
  /** Told the size of each piece of a streamed body. */
  readonly onBodyBytes?: (bytes: number) => void;
  readonly onInterim?: (interim: Interim) => void;
}

/** The server's answer; with `tunnel`, the connection after `101 Switching Protocols`. */
export interface UpstreamAnswer {
  readonly response: IncomingMessage;
  readonly tunnel?: { readonly socket: Duplex; readonly early: Buffer };
}

/** A kept connection that the server had closed before it took the request. */
class StaleConnection extends Error {}

/**
 * Sends a request and waits for the head of the answer. A request without body that met a kept connection
 * which the server had closed is repeated, until the connection is a new one. Throws UpstreamError.
 */
export async function callUpstream(upstreams: Upstreams, call: UpstreamCall): Promise<UpstreamAnswer> {
  for (;;) {
    try {
      return await attempt(upstreams, call);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw upstreamError(error, call.server.url);
    }
  }
}

async function attempt(upstreams: Upstreams, call: UpstreamCall): Promise<UpstreamAnswer> {
  call.signal.throwIfAborted();
  const request = upstreams.open(call.server, call.head);
  const timers = new Timers(request, call.server);
  const abort = (): void => void request.destroy();
  call.signal.addEventListener('abort', abort, { once: true });
  request.once('close', () => call.signal.removeEventListener('abort', abort));
  let bytesBefore = 0;
  request.once('socket', (socket) => {
    bytesBefore = socket.bytesRead;
    timers.dial(socket);
  });
  request.once('finish', () => timers.responseHead());
  request.on('information', (interim) => {
    if (interim.statusCode !== 100) call.onInterim?.(interim);
  });
  try {
    return await new Promise((resolve, reject) => {
      request.once('response', (response) => resolve({ response }));
      request.once('upgrade', (response, socket, early) => resolve({ response, tunnel: { socket, early } }));
      // Stays: an error after the answer is the response's to tell.
      request.on('error', (error) => {
        const untouched = request.reusedSocket && (request.socket?.bytesRead ?? bytesBefore) === bytesBefore;
        const repeatable = call.body === undefined && REPEATABLE.has(call.head.method);
        const stale = untouched && repeatable && isConnectionLoss(error) && !call.signal.aborted;
        reject(stale ? new StaleConnection() : error);
      });
      sendBody(request, call);
    });
  } finally {
    timers.stop();
  }
}

function sendBody(request: ClientRequest, call: UpstreamCall): void {
  const { body } = call;
  if (body === undefined) {
    request.end();
    return;
  }
  const send = (): void => {
    clearTimeout(timer);
    request.off('continue', send);
    if (request.destroyed) return;
    call.onBody?.();
    if (Buffer.isBuffer(body)) request.end(body);
    else pumpBody(body, request, call.onBodyBytes);
  };
  let timer: NodeJS.Timeout | undefined;
  if (call.awaitContinue !== true) {
    send();
    return;
  }
  request.flushHeaders();
  timer = setTimeout(send, CONTINUE_TIMEOUT_MS);
  request.once('continue', send);
  request.once('response', (response) => {
    clearTimeout(timer);
    request.off('continue', send);
    // Answered without the body: the connection still owes it and cannot be kept.
    response.once('close', () => void (request.writableEnded || request.destroy()));
  });
  request.once('close', () => clearTimeout(timer));
}

/** Copies the client's body with its trailers. A body that breaks breaks the request, so that it never seems whole. */
function pumpBody(body: Readable, request: ClientRequest, count: UpstreamCall['onBodyBytes']): void {
  const write = (chunk: Buffer): void => {
    count?.(chunk.length);
    if (!request.write(chunk)) body.pause();
  };
  const resume = (): void => void body.resume();
  const end = (): void => {
    if (body instanceof IncomingMessage && body.rawTrailers.length > 0)
      request.addTrailers(pairs(body.rawTrailers));
    request.end();
  };
  const broken = (): void => void (body.readableEnded || request.destroy());
  body.on('data', write).once('end', end).on('error', broken).once('close', broken);
  request.on('drain', resume);
  request.once('close', () => {
    body.off('data', write).off('end', end).off('close', broken);
    // What the client still sends is read and dropped, or its next request would never be seen.
    body.resume();
  });
  body.resume();
}

/** The two waits of a request: for the connection, and for the answer's head. */
class Timers {
  readonly #request: ClientRequest;
  readonly #server: HttpServer;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(request: ClientRequest, server: HttpServer) {
    this.#request = request;
    this.#server = server;
  }

  dial(socket: Socket): void {
    if (!socket.connecting) return;
    const limit = this.#server.transport.dialTimeoutMs;
    this.#start(limit, `no connection within ${limit} ms`);
    socket.once(this.#server.scheme === 'https' ? 'secureConnect' : 'connect', () =>
      clearTimeout(this.#timer),
    );
  }

  responseHead(): void {
    const limit = this.#server.transport.responseHeaderTimeoutMs;
    this.#start(limit, `no answer within ${limit} ms`);
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #start(limitMs: number, message: string): void {
    if (limitMs <= 0 || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#request.destroy(new UpstreamError(504, `${this.#server.url}: ${message}`));
    }, limitMs);
  }
}

/** Name, value, name, value as pairs. */
export function pairs(raw: readonly string[]): [string, string][] {
  const result: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    result.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return result;
}
