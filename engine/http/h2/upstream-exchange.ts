import { type ClientHttp2Stream, constants } from 'node:http2';
import type { BodySource } from '../../middlewares/handler.ts';
import type { HeaderList } from '../../middlewares/message.ts';
import type { Clock } from '../../net/clock.ts';
import type { RunningCall, UpstreamCall } from '../serve.ts';
import { UpstreamError, upstreamError } from '../upstream/upstream-error.ts';
import { parseLength, pushFields, readFields, readTrailers } from './fields.ts';
import type { UpstreamSession } from './upstream-session.ts';
import { UpstreamUpload } from './upstream-upload.ts';

const END_STREAM = constants.NGHTTP2_FLAG_END_STREAM;
const EMPTY = Buffer.alloc(0);
/** How many interim responses a server may send; Go's transport has such a limit, too. */
const MAX_INTERIM = 8;
/** Methods that may be repeated although the server may have seen them (Go's transport). */
const REPEATABLE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** One request on its way to a server, and its answer. */
export class UpstreamExchange implements RunningCall {
  readonly #call: UpstreamCall;
  readonly #clock: Clock;
  readonly #session: (fresh: boolean) => UpstreamSession | undefined;
  #stream: ClientHttp2Stream | undefined;
  #upload: UpstreamUpload | undefined;
  #stopHeaderTimer: (() => void) | undefined;
  #retried = false;
  #interims = 0;
  #started = false;
  #over = false;
  /** Bytes that the server announced; -1: it did not say. */
  #announced = -1;
  #received = 0;
  #trailers: HeaderList | undefined;

  /**
   * `session` finds one to send on, or takes care that the exchange is run again when there is one; `fresh`: one that was
   * never used.
   */
  constructor(call: UpstreamCall, clock: Clock, session: (fresh: boolean) => UpstreamSession | undefined) {
    this.#call = call;
    this.#clock = clock;
    this.#session = session;
  }

  /** Sends the request. `given`: over this session. */
  run(given?: UpstreamSession): void {
    const session = this.#over ? undefined : (given ?? this.#session(this.#retried));
    if (!session) return;
    const reused = session.used;
    let stream: ClientHttp2Stream;
    try {
      stream = session.open(requestSection(this.#call), this.#call.body !== undefined);
    } catch (error) {
      const refusal = upstreamError(error, this.#call.server.url);
      queueMicrotask(() => this.refuse(refusal));
      return;
    }
    this.#stream = stream;
    let failure: Error | undefined;
    stream.on('error', (error) => {
      failure = error;
    });
    stream.once('close', () => this.#onClose(stream, session, reused, failure));
    stream.on('headers', (_headers: unknown, _flags: unknown, raw: string[] = []) => this.#onInterim(raw));
    stream.once('response', (_headers: unknown, flags: number, raw: string[] = []) =>
      this.#onResponse(stream, raw, (flags & END_STREAM) !== 0),
    );
    stream.once('trailers', (_headers: unknown, _flags: unknown, raw: string[] = []) => {
      this.#trailers = readTrailers(raw);
    });
    const onSent = (): void => this.#awaitHead();
    this.#upload = new UpstreamUpload(stream, this.#call, this.#clock, onSent, () => this.#onClientGone());
    this.#upload.run();
  }

  /** Tells the reply that there is no answer. */
  refuse(error: UpstreamError): void {
    if (this.#over) return;
    this.#finish();
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    if (this.#started) this.#call.reply.abort(error);
    else this.#call.reply.fail(error);
  }

  cancel(): void {
    if (this.#over) return;
    this.#finish();
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#stream?.resume();
  }

  #finish(): void {
    this.#over = true;
    this.#upload?.stop();
    this.#stopHeaderTimer?.();
  }

  #onClientGone(): void {
    this.refuse(new UpstreamError(502, `${this.#call.server.url}: the request broke off`));
  }

  /** The request was sent: the server's time to answer begins. */
  #awaitHead(): void {
    const { url, transport } = this.#call.server;
    const limit = transport.responseHeaderTimeoutMs;
    if (limit <= 0 || this.#started || this.#over) return;
    this.#stopHeaderTimer = this.#clock.after(limit, () => {
      this.refuse(new UpstreamError(504, `${url}: no answer within ${limit} ms`));
    });
  }

  #onInterim(raw: readonly string[]): void {
    if (this.#over || this.#started) return;
    const status = statusOf(raw);
    if (status === 100) return;
    this.#interims += 1;
    if (this.#interims > MAX_INTERIM) {
      this.refuse(
        new UpstreamError(500, `${this.#call.server.url}: more than ${MAX_INTERIM} interim responses`),
      );
    } else {
      this.#call.reply.interim({ status, headers: readFields(raw) });
    }
  }

  #onResponse(stream: ClientHttp2Stream, raw: readonly string[], ends: boolean): void {
    if (this.#over) return;
    this.#stopHeaderTimer?.();
    this.#started = true;
    const headers = readFields(raw);
    const status = statusOf(raw);
    const bodyless = this.#call.head.method === 'HEAD' || status === 204 || status === 304;
    if (!bodyless) this.#announced = parseLength(headers.get('content-length') ?? '') ?? -1;
    const source: BodySource = { resume: () => stream.resume(), cancel: () => this.cancel() };
    const { reply } = this.#call;
    reply.start({ status, headers }, source);
    stream.on('data', (chunk: Buffer) => {
      if (this.#over) return;
      this.#received += chunk.length;
      if (!reply.write(chunk, 0, chunk.length)) stream.pause();
    });
    stream.once('end', () => this.#onEnd(stream));
    // A stream of events may be long in coming; its head is not to wait.
    if (!ends && !this.#over && stream.readableLength === 0) reply.flush();
  }

  #onEnd(stream: ClientHttp2Stream): void {
    // Node ends the readable side of a stream that was reset, too.
    const reset = stream.closed && stream.rstCode !== constants.NGHTTP2_NO_ERROR;
    const short = this.#announced !== -1 && this.#received !== this.#announced;
    if (this.#over || reset || short) return;
    this.#finish();
    this.#call.reply.end(EMPTY, 0, 0, this.#trailers);
    // Answered before the request was complete: the rest of it will not come.
    if (!stream.writableEnded) stream.close(constants.NGHTTP2_CANCEL);
  }

  #onClose(
    stream: ClientHttp2Stream,
    session: UpstreamSession,
    reused: boolean,
    failure: Error | undefined,
  ): void {
    if (this.#over || stream !== this.#stream) return;
    if (this.#mayRepeat(stream, session, reused)) {
      this.#retried = true;
      this.#upload?.stop();
      this.#stopHeaderTimer?.();
      this.run();
      return;
    }
    const reason = session.failure ?? rootOf(failure) ?? lost();
    this.refuse(upstreamError(reason, this.#call.server.url));
  }

  /** Whether the request may be sent once more: nobody has looked at it, or looking twice does no harm. */
  #mayRepeat(stream: ClientHttp2Stream, session: UpstreamSession, reused: boolean): boolean {
    if (this.#retried || this.#started || this.#interims > 0 || this.#upload?.begun === true) return false;
    // The engine itself broke it off.
    if (session.failure instanceof UpstreamError) return false;
    if (stream.rstCode === constants.NGHTTP2_REFUSED_STREAM) return true;
    if (!reused) return false;
    if (stream.id === undefined) return true;
    if (session.lastStreamId !== undefined && stream.id > session.lastStreamId) return true;
    const lostSession = stream.session === undefined && !session.available;
    return lostSession && this.#call.body === undefined && REPEATABLE.has(this.#call.head.method);
  }
}

/** The header section of a request, pseudo fields first. */
function requestSection({ head, server }: UpstreamCall): string[] {
  const authority = head.headers.get('Host') ?? `${server.hostname}:${server.port}`;
  const scheme = server.scheme === 'https' ? 'https' : 'http';
  const raw = [':method', head.method, ':scheme', scheme, ':authority', authority, ':path', head.target];
  pushFields(raw, head.headers, 'host');
  return raw;
}

function statusOf(raw: readonly string[]): number {
  const at = raw.indexOf(':status');
  return at === -1 ? 0 : Number(raw[at + 1]);
}

/** Node wraps what broke a session in an error of its own for streams that wait for it. */
function rootOf(failure: Error | undefined): Error | undefined {
  return failure?.cause instanceof Error ? failure.cause : failure;
}

function lost(): Error {
  return Object.assign(new Error('the server closed the connection'), { code: 'ECONNRESET' });
}
