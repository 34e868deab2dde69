import { constants, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../net/clock.ts';
import type { EntryPoint } from '../../static/static-configuration.ts';
import type { ClientFacts, Serve } from '../serve.ts';
import { type RequestRefusal, readRequest } from './read-request.ts';
import { StreamBody } from './stream-body.ts';
import { StreamReply } from './stream-reply.ts';

const END_STREAM = constants.NGHTTP2_FLAG_END_STREAM;
/** How long a client may take to close its side after the last stream of a connection that is ending, in milliseconds. */
const LINGER_MS = 5000;

type Limits = Pick<EntryPoint, 'idleTimeoutMs' | 'readTimeoutMs' | 'writeTimeoutMs' | 'maxHeaderBytes'>;

/** One client's connection: owns its socket, its session and its timers. */
export class Http2Connection {
  readonly #socket: Socket | TLSSocket;
  readonly #session: ServerHttp2Session;
  readonly #client: ClientFacts;
  readonly #limits: Limits;
  readonly #serve: Serve;
  readonly #clock: Clock;
  #streams = 0;
  #stopIdleTimer: (() => void) | undefined;
  #stopEndTimer: (() => void) | undefined;

  constructor(
    socket: Socket | TLSSocket,
    session: ServerHttp2Session,
    client: ClientFacts,
    limits: Limits,
    serve: Serve,
    clock: Clock,
  ) {
    this.#socket = socket;
    this.#session = session;
    this.#client = client;
    this.#limits = limits;
    this.#serve = serve;
    this.#clock = clock;
    // What went wrong is the client's affair: its streams hear of it.
    session.on('error', () => undefined);
    session.on('stream', (stream, _headers, flags, raw) => this.#onStream(stream, flags, raw));
    session.once('close', () => socket.destroy());
    session.once('goaway', () => {
      if (this.#streams === 0) this.#endWithin(LINGER_MS);
    });
    // A client that sends no more cannot open windows either: it is gone, as Go's server sees it.
    socket.once('end', () => socket.destroy());
    socket.once('close', () => {
      this.#stopIdleTimer?.();
      this.#stopEndTimer?.();
    });
    this.#idle();
  }

  /** Says GOAWAY and waits for the streams, at most `graceMs` milliseconds. Resolves when the socket is closed. */
  async close(graceMs: number): Promise<void> {
    if (this.#socket.closed) return;
    // Not `events.once`, which an error of the socket makes fail: a connection that breaks is closed as well.
    const closed = new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
    this.#session.close();
    if (graceMs > 0) this.#endWithin(graceMs);
    else this.#destroy();
    await closed;
  }

  #onStream(stream: ServerHttp2Stream, flags: number, raw: readonly string[]): void {
    stream.on('error', () => undefined);
    if (stream.destroyed || stream.closed) return;
    this.#streams += 1;
    this.#stopIdleTimer?.();
    stream.once('close', () => {
      this.#streams -= 1;
      if (this.#streams === 0) this.#idle();
    });
    const request = readRequest(raw, this.#limits.maxHeaderBytes);
    if (typeof request === 'string') {
      refuse(stream, request);
      return;
    }
    const expectsContinue = request.headers.get('expect')?.toLowerCase() === '100-continue';
    const ends = (flags & END_STREAM) !== 0;
    const body = ends ? undefined : new StreamBody(stream, request.length, expectsContinue);
    const reply = new StreamReply(stream, request.method, () => {
      if (body === undefined || body.complete) return;
      // The answer is complete: the rest of the request is not wanted (RFC 9113 §8.1).
      body.release(new Error('the answer was complete before the request was'));
      stream.close(constants.NGHTTP2_NO_ERROR);
    });
    const timers = this.#limit(stream, body);
    const served = this.#serve({
      method: request.method,
      target: request.target,
      host: request.host,
      headers: request.headers,
      version: '2.0',
      client: this.#client,
      body,
      upgrade: undefined,
      reply,
    });
    stream.once('close', () => {
      for (const stop of timers) stop();
      served.done(reply.sent || (reply.ended && stream.rstCode === constants.NGHTTP2_NO_ERROR));
      reply.gone();
      body?.release(new Error('the client went away'));
    });
  }

  /**
   * Limits the times that a request and its answer may take (Go's server resets the stream, not the connection).
   *
   * @returns what ends the limits
   */
  #limit(stream: ServerHttp2Stream, body: StreamBody | undefined): (() => void)[] {
    const { readTimeoutMs, writeTimeoutMs } = this.#limits;
    const reset = (): void => stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    const timers: (() => void)[] = [];
    if (body && readTimeoutMs > 0) {
      timers.push(this.#clock.after(readTimeoutMs, () => body.complete || reset()));
    }
    if (writeTimeoutMs > 0) timers.push(this.#clock.after(writeTimeoutMs, reset));
    return timers;
  }

  #idle(): void {
    this.#stopIdleTimer?.();
    if (this.#session.closed) {
      this.#endWithin(LINGER_MS);
      return;
    }
    const { idleTimeoutMs } = this.#limits;
    if (idleTimeoutMs <= 0 || this.#socket.destroyed) return;
    this.#stopIdleTimer = this.#clock.after(idleTimeoutMs, () => {
      this.#session.close();
      this.#endWithin(LINGER_MS);
    });
  }

  #endWithin(milliseconds: number): void {
    this.#stopEndTimer?.();
    if (this.#socket.destroyed) return;
    this.#stopEndTimer = this.#clock.after(milliseconds, () => this.#destroy());
  }

  #destroy(): void {
    this.#session.destroy();
    this.#socket.destroy();
  }
}

const ANSWERS = {
  bad: { status: 400, body: '400 Bad Request' },
  large: { status: 431, body: '431 Request Header Fields Too Large' },
  connect: { status: 501, body: '' },
} as const;

function refuse(stream: ServerHttp2Stream, refusal: RequestRefusal): void {
  if (refusal === 'malformed') {
    stream.close(constants.NGHTTP2_PROTOCOL_ERROR);
    return;
  }
  const { status, body } = ANSWERS[refusal];
  stream.respond({
    ':status': status,
    ...(body === '' ? {} : { 'content-type': 'text/plain; charset=utf-8', 'content-length': body.length }),
  });
  if (!stream.writableEnded) stream.end(body);
  // A body would be waited for.
  stream.resume();
}
