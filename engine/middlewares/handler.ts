import type { Clock } from '../net/clock.ts';
import type { Channel } from '../transport/channel.ts';
import type { HeaderList, RequestHead, ResponseHead } from './message.ts';

/** Takes a body piece by piece. */
export interface BodySink {
  /**
   * `bytes[start, end)` is the next piece, valid during the call only. Returns false if no more is wanted for now: the
   * source stops, and the one who took the piece calls its `resume` later.
   */
  write(bytes: Buffer, start: number, end: number): boolean;
  /** The body is complete. `bytes[start, end)` is its last piece, often empty; valid during the call only. */
  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void;
  /** The body will never be complete: the client went away or broke the protocol. */
  abort(error: Error): void;
}

/** The body of a request, which the client may still be sending. */
export interface RequestBody {
  /** Bytes that the client announced; -1: it did not say. */
  readonly length: number;
  /** true: every byte was delivered to the sink. */
  readonly complete: boolean;
  /** Bytes delivered so far. */
  readonly bytesRead: number;
  /** true: the client sends it only after `100 Continue`, which `start` asks for. */
  readonly expectsContinue?: boolean;
  /** Begins to deliver, once; a client that waits for `100 Continue` gets it. May deliver before it returns. */
  start(sink: BodySink): void;
  /** Goes on after the sink's `write` returned false. */
  resume(): void;
}

/** What a request's handlers note down for its event and for the metrics. */
export interface ExchangeRecord {
  readonly correlationId: string | undefined;
  /** The router that chose the service. */
  router?: string | undefined;
  /** Services passed, outermost first. */
  services: readonly string[];
  server: string | undefined;
  pod: string | undefined;
  /** Services that got a copy. */
  mirrors: readonly string[];
  /** Why a server could not answer, for people. */
  error: string | undefined;
  /**
   * true: forwarding failed before a server got any byte of the request, because connecting was refused or took too
   * long. Set before the answer starts; only then a retry asks again, and resets it.
   */
  unsent?: boolean;
  /** Times that the request was sent again; absent: 0. */
  retries?: number;
}

/** One request on its way through the middlewares of its router. */
export interface HttpRequest {
  /** Middlewares edit it in place. */
  readonly head: RequestHead;
  /** undefined: none. */
  readonly body: RequestBody | undefined;
  /** Protocol that the client wants to change to, as it wrote it: `websocket`. */
  readonly upgrade: string | undefined;
  readonly record: ExchangeRecord;
  /** true: the client's connection is gone, or the answer was broken off. */
  readonly gone: boolean;
  /**
   * Called once when the request is over: `delivered` if the whole answer was handed to the client's connection, false if
   * the client went away or the answer broke off. At once if it is over already. Many may listen.
   */
  onDone(listener: (delivered: boolean) => void): void;
}

/** Whoever produces a body, as seen by who takes it. */
export interface BodySource {
  /** Goes on after `write` returned false. */
  resume(): void;
  /** The rest is not wanted: the client went away. */
  cancel(): void;
}

/** A connection to a server that left HTTP with `101 Switching Protocols`, and what was already read of it. */
export interface TunnelEnd {
  readonly channel: Channel;
  readonly early: Buffer;
}

/**
 * Takes the answer to one request: `interim` any number of times, `start` once, `write` any number of times, `end` once;
 * or `tunnel` once instead of `start`; or `abort`.
 */
export interface HttpReply {
  /** An interim response (RFC 9110 §15.2), other than 100. Only before `start`. */
  interim(head: ResponseHead): void;
  /**
   * The head of the answer, which may wait for the first piece of the body: who starts and has no piece yet calls `flush`.
   * Headers hold Content-Length if the length is known, and no hop-by-hop fields.
   */
  start(head: ResponseHead, source: BodySource): void;
  /** The next piece of the body, valid during the call only. false: wait until `source.resume` is called. */
  write(bytes: Buffer, start: number, end: number): boolean;
  /** The last piece, often empty. */
  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void;
  /** Sends what waits. */
  flush(): void;
  /** The rest will not come: the client must not take what it has for the whole answer. */
  abort(error: Error): void;
  /** The server changed the protocol: `head` is its 101, and bytes flow both ways from now on. */
  tunnel(head: ResponseHead, server: TunnelEnd): void;
}

/** Serves requests: the end of a chain of middlewares is the one that forwards to a server. Never throws. */
export interface HttpHandler {
  serve(request: HttpRequest, reply: HttpReply): void;
}

/** Counts that several workers of one engine share, or one keeps for itself. Keys are any text. */
export interface SharedLimits {
  /** Adds one to the requests in flight of `key` unless they are `limit` already. Every success needs a `release`. */
  acquire(key: string, limit: number): boolean;
  release(key: string): void;
  /**
   * Takes one token of the bucket `key`, which holds at most `burst` and gains `perSecond` each second. Never waits:
   * the tokens may become fewer than none by the number that `maxDelayMs` makes up for.
   *
   * @returns milliseconds to wait before going on, 0 for none. If it would be more than `maxDelayMs`, nothing was taken,
   * and the result is the wait negated.
   */
  take(key: string, perSecond: number, burst: number, maxDelayMs: number): number;
}

/** What the data plane hands to middlewares that do more than edit heads. */
export interface HandlerTools {
  readonly limits: SharedLimits;
  /** Begins the keys of limits: tells routers and their generations apart, for each has limits of its own. */
  readonly scope: string;
  /** A handler that forwards to a service by its qualified name; undefined if it is not in force. */
  forwardTo(service: string): HttpHandler | undefined;
  /** The time that waits are measured by. */
  readonly clock: Clock;
}
