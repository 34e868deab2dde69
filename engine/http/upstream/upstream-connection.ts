import type { BodySink } from '../../middlewares/handler.ts';
import type { HeaderList } from '../../middlewares/message.ts';
import type { Expiring } from '../../net/deadlines.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { Channel, ChannelOwner } from '../../transport/channel.ts';
import { BodyDecoder } from '../wire/body-decoder.ts';
import { HeadFlag, head, UNTIL_CLOSE } from '../wire/registers.ts';
import { parseResponseHead, ResponseFault } from '../wire/response-parser.ts';
import { chunkPrefix, lastChunk } from '../wire/serialize.ts';
import { Stash } from '../wire/stash.ts';
import type { CallConnection, Http1Call } from './http1-call.ts';
import { isConnectionLoss, UpstreamError, upstreamError } from './upstream-error.ts';

/** How long a server may take to say `100 Continue` before the body is sent anyhow (Traefik's transport). Milliseconds. */
const CONTINUE_TIMEOUT_MS = 1000;
/** A tenth of Go's limit, and as much as requests may have: a server has no reason to say more. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** Interim responses to one request. */
const MAX_INTERIMS = 8;

const State = { connecting: 0, idle: 1, head: 2, body: 3 } as const;

/** Where connections to a server live. */
export interface ConnectionPool {
  /** One server of the address; what is said of connections is the same for all of them. */
  readonly server: HttpServer;
  /** Sends a request over a new connection. */
  dial(call: Http1Call): void;
  /** The connection has served its request. */
  keep(connection: UpstreamConnection): void;
  /** The connection is closed, or no longer the pool's. */
  closed(connection: UpstreamConnection): void;
  /** Gives a connection up that is still being made. */
  abandon(connection: UpstreamConnection): void;
  /** Sets the deadline of a connection; 0: none. */
  setDeadline(connection: UpstreamConnection, milliseconds: number): void;
}

/** One connection to a server: sends one request at a time and reads its answer. */
export class UpstreamConnection implements CallConnection, ChannelOwner, BodySink, Expiring {
  readonly #pool: ConnectionPool;
  deadline = Number.POSITIVE_INFINITY;
  #channel: Channel | undefined;
  #call: Http1Call | undefined;
  #state: number = State.connecting;
  /** It has served a request before. */
  #reused = false;
  /** What the server closed without a byte may be repeated. */
  #receivedAny = false;
  #bodySent = true;
  #awaitsContinue = false;
  /** Head that waits to go out with the first piece of the body. */
  #pendingHead = '';
  #interims = 0;
  #keepAlive = false;
  #untilClose = false;
  #paused = false;
  readonly #decoder = new BodyDecoder();
  readonly #stash = new Stash();

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  get usable(): boolean {
    return this.#state === State.idle && this.#channel?.destroyed === false;
  }

  /** The connection is being made for `call`. */
  dialling(call: Http1Call): void {
    this.#call = call;
    call.connection = this;
    this.#setDeadline(call.request.to.transport.dialTimeoutMs);
  }

  /** The connection stands. */
  connected(channel: Channel): void {
    this.#channel = channel;
    this.#setDeadline(0);
    this.#state = State.idle;
    const call = this.#call;
    this.#call = undefined;
    if (call) this.send(call);
    else this.#pool.keep(this);
  }

  send(call: Http1Call): void {
    const channel = this.#channel;
    const { request } = call;
    if (!channel || channel.destroyed) {
      // Nothing was sent, so another connection may.
      this.#pool.dial(call);
      return;
    }
    this.#call = call;
    call.connection = this;
    this.#state = State.head;
    this.#receivedAny = false;
    this.#interims = 0;
    if (request.body === undefined) {
      this.#bodySent = true;
      channel.writeText(request.headText);
      this.#awaitHead();
      return;
    }
    this.#bodySent = false;
    if (request.awaitContinue) {
      channel.writeText(request.headText);
      this.#awaitsContinue = true;
      this.#setDeadline(CONTINUE_TIMEOUT_MS);
    } else this.#startBody(request.headText);
  }

  /** Stops serving a call whose client has gone. */
  drop(call: Http1Call): void {
    if (this.#call !== call) return;
    this.#call = undefined;
    // A connection that is still being made may serve another request (Go's transport).
    if (this.#state !== State.connecting) this.destroy();
  }

  resumeReading(call: Http1Call): void {
    if (this.#call !== call || !this.#paused) return;
    this.#paused = false;
    this.#channel?.resume();
  }

  destroy(error?: Error): void {
    if (this.#channel) this.#channel.destroy(error);
    else this.#pool.abandon(this);
  }

  /** It waits for its next request; idle for `milliseconds` at most. */
  rest(milliseconds: number): void {
    this.#reused = true;
    this.#state = State.idle;
    this.#setDeadline(milliseconds);
  }

  expire(): void {
    const { url, transport } = this.#call?.request.to ?? this.#pool.server;
    switch (this.#state) {
      case State.connecting:
        this.#failUnsent(
          new UpstreamError(504, `${url}: no connection within ${transport.dialTimeoutMs} ms`),
        );
        this.destroy();
        break;
      case State.head:
        if (this.#awaitsContinue) this.#startBody('');
        else {
          const { responseHeaderTimeoutMs } = transport;
          this.#fail(new UpstreamError(504, `${url}: no answer within ${responseHeaderTimeoutMs} ms`));
          this.destroy();
        }
        break;
      default:
        this.destroy();
    }
  }

  onBytes(bytes: Buffer, start: number, end: number): void {
    this.#receivedAny = true;
    // A server that speaks without being asked would answer the next request with it.
    if (this.#state === State.idle || this.#call === undefined) this.destroy();
    else if (this.#state === State.body) this.#readBody(bytes, start, end);
    else if (this.#stash.length === 0) this.#readHead(bytes, start, end);
    else {
      this.#stash.append(bytes, start, end);
      if (!this.#stash.worthScanning(MAX_HEAD_BYTES)) return;
      const { buffer, length } = this.#stash.take();
      this.#readHead(buffer, 0, length);
    }
  }

  onEnd(): void {
    const call = this.#call;
    if (this.#state === State.body && this.#untilClose && call) {
      this.#keepAlive = false;
      this.#complete(call, EMPTY, 0, 0, undefined, true);
      return;
    }
    if (call) this.#fail(this.#error(502, 'the server broke the connection off'), true);
    this.destroy();
  }

  onDrain(): void {
    this.#call?.request.body?.resume();
  }

  onClose(error: Error | undefined): void {
    const lost = error === undefined || isConnectionLoss(error);
    this.#fail(error ?? this.#error(502, 'the connection broke off'), lost);
    // After the request has found another connection, so that the pool is not empty meanwhile.
    this.#pool.closed(this);
  }

  /** The connection could not be made. */
  dialFailed(error: Error): void {
    this.#failUnsent(error);
    this.#pool.closed(this);
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    const [call, channel] = [this.#call, this.#channel];
    // The answer came without the body, and nobody wants the rest of it.
    if (!call || !channel) return true;
    const pending = this.#pendingHead;
    this.#pendingHead = '';
    if (!call.request.chunked) return channel.write(pending, bytes, start, end, '');
    return channel.write(pending + chunkPrefix(end - start), bytes, start, end, '\r\n');
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    const [call, channel] = [this.#call, this.#channel];
    if (!call || !channel) return;
    const pending = this.#pendingHead;
    this.#pendingHead = '';
    const size = end - start;
    if (call.request.chunked) {
      const tail = lastChunk(trailers?.raw());
      if (size === 0) channel.writeText(pending + tail);
      else channel.write(pending + chunkPrefix(size), bytes, start, end, `\r\n${tail}`);
    } else if (size > 0) channel.write(pending, bytes, start, end, '');
    else if (pending !== '') channel.writeText(pending);
    this.#bodySent = true;
    if (this.#state === State.head) this.#awaitHead();
  }

  /** A body that breaks off must never seem whole. */
  abort(): void {
    this.#call = undefined;
    this.destroy();
  }

  #startBody(headText: string): void {
    this.#awaitsContinue = false;
    this.#setDeadline(0);
    this.#pendingHead = headText;
    this.#call?.request.body?.start(this);
    if (this.#pendingHead === '') return;
    this.#channel?.writeText(this.#pendingHead);
    this.#pendingHead = '';
  }

  #awaitHead(): void {
    this.#setDeadline(this.#pool.server.transport.responseHeaderTimeoutMs);
  }

  #readHead(bytes: Buffer, start: number, end: number): void {
    let position = start;
    for (;;) {
      const call = this.#call;
      if (!call) return;
      const { request } = call;
      const length = parseResponseHead(bytes, position, end, MAX_HEAD_BYTES, request.method);
      if (length === 0) {
        this.#stash.append(bytes, position, end);
        return;
      }
      if (length < 0) {
        const what =
          length === ResponseFault.tooLarge ? 'a head that is too large' : 'no valid HTTP/1.1 response';
        this.#refuse(what);
        return;
      }
      position += length;
      if (head.status >= 200) {
        this.#setDeadline(0);
        this.#receiveHead(call, bytes, position, end);
        return;
      }
      if (head.status === 101) {
        this.#switchProtocols(call, bytes, position, end);
        return;
      }
      this.#interims += 1;
      if (this.#interims > MAX_INTERIMS) {
        this.#refuse(`more than ${MAX_INTERIMS} interim responses`);
        return;
      }
      if (head.status !== 100) request.handler.onInterim();
      else if (this.#awaitsContinue) this.#startBody('');
      if (position === end) return;
    }
  }

  #receiveHead(call: Http1Call, bytes: Buffer, position: number, end: number): void {
    const { flags, minor, bodyLength } = head;
    this.#keepAlive =
      bodyLength !== UNTIL_CLOSE &&
      (minor === 1 ? (flags & HeadFlag.close) === 0 : (flags & HeadFlag.keepAlive) !== 0);
    // Answered without the body: the connection owes it and cannot be kept.
    if (this.#awaitsContinue) {
      this.#awaitsContinue = false;
      this.#keepAlive = false;
    }
    call.headReceived = true;
    call.request.handler.onHead();
    if (this.#call !== call) return;
    if (bodyLength === 0) {
      this.#complete(call, bytes, position, position, undefined, position === end);
      return;
    }
    this.#state = State.body;
    this.#untilClose = bodyLength === UNTIL_CLOSE;
    this.#decoder.reset(bodyLength);
    if (position < end) this.#readBody(bytes, position, end);
    else call.request.handler.onFlush();
  }

  #readBody(bytes: Buffer, start: number, end: number): void {
    const [call, decoder] = [this.#call, this.#decoder];
    if (!call) return;
    if (!decoder.decode(bytes, start, end)) {
      this.#refuse('a malformed body');
      return;
    }
    const { dataStart, dataEnd } = decoder;
    if (decoder.done) {
      this.#complete(call, bytes, dataStart, dataEnd, decoder.trailers, decoder.next === end);
      return;
    }
    if (dataEnd === dataStart) call.request.handler.onFlush();
    else if (!call.request.handler.onData(bytes, dataStart, dataEnd) && this.#call === call) {
      this.#paused = true;
      this.#channel?.pause();
    }
  }

  /** `exact`: nothing came behind the answer. */
  #complete(
    call: Http1Call,
    bytes: Buffer,
    start: number,
    end: number,
    trailers: string[] | undefined,
    exact: boolean,
  ): void {
    const channel = this.#channel;
    const reuse =
      exact && this.#keepAlive && this.#bodySent && channel?.congested === false && !channel.destroyed;
    this.#call = undefined;
    if (this.#paused) {
      this.#paused = false;
      channel?.resume();
    }
    if (reuse) this.#pool.keep(this);
    else this.destroy();
    call.request.handler.onComplete(bytes, start, end, trailers);
  }

  #switchProtocols(call: Http1Call, bytes: Buffer, position: number, end: number): void {
    const channel = this.#channel;
    if (!call.request.upgrades || !channel) {
      this.#refuse('a change of protocol that it was not asked for');
      return;
    }
    const early = Buffer.from(bytes.subarray(position, end));
    this.#call = undefined;
    this.#setDeadline(0);
    call.headReceived = true;
    this.#pool.closed(this);
    call.request.handler.onUpgrade(channel, early);
  }

  #refuse(what: string): void {
    this.#fail(this.#error(502, `the server sent ${what}`));
    this.destroy();
  }

  #error(status: 502 | 504, reason: string): UpstreamError {
    return new UpstreamError(status, `${this.#pool.server.url}: ${reason}`);
  }

  /** `lost`: the server may have closed the connection before it took the request. */
  #fail(error: Error, lost = false): void {
    const call = this.#call;
    this.#call = undefined;
    if (!call || call.cancelled) return;
    if (lost && this.#reused && !this.#receivedAny && call.repeatable) {
      this.#pool.dial(call);
      return;
    }
    call.request.handler.onBroken(upstreamError(error, this.#pool.server.url));
  }

  /** No connection was made. */
  #failUnsent(error: Error): void {
    const failure = upstreamError(error, this.#pool.server.url);
    failure.unsent = true;
    this.#fail(failure);
  }

  #setDeadline(milliseconds: number): void {
    this.#pool.setDeadline(this, milliseconds);
  }
}

const EMPTY = Buffer.alloc(0);
