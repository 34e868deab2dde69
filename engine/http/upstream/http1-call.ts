import type { RequestBody } from '../../middlewares/handler.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { Channel } from '../../transport/channel.ts';
import type { UpstreamError } from './upstream-error.ts';

/**
 * Takes the answer of a server as it comes off the wire. In `onInterim`, `onHead` and `onUpgrade` the registers
 * (`wire/registers.ts`) hold the head, until the call returns.
 */
export interface ResponseHandler {
  onInterim(): void;
  onHead(): void;
  /** `bytes[start, end)`, decoded, is valid during the call. false: no more until the call's `resume`. */
  onData(bytes: Buffer, start: number, end: number): boolean;
  /** The last piece, often empty. */
  onComplete(bytes: Buffer, start: number, end: number, trailers: string[] | undefined): void;
  /** All that came in one read was delivered, and the answer is not complete. */
  onFlush(): void;
  /** The server answered 101; the channel is the handler's now. */
  onUpgrade(channel: Channel, early: Buffer): void;
  /** There is no answer, or, after `onHead`, no whole one. */
  onBroken(error: UpstreamError): void;
}

/** What one request to one server says and wants. */
export interface Http1Request {
  readonly to: HttpServer;
  readonly method: string;
  /** The whole head as it goes on the wire. */
  readonly headText: string;
  readonly body: RequestBody | undefined;
  /** The body goes out in chunks. */
  readonly chunked: boolean;
  /** The body waits for the server's `100 Continue`, or for a second. */
  readonly awaitContinue: boolean;
  /** The request asks for another protocol. */
  readonly upgrades: boolean;
  readonly handler: ResponseHandler;
}

/** The connection that a call is on. */
export interface CallConnection {
  /** Reads the answer on. */
  resumeReading(call: Http1Call): void;
  /** Stops serving a call whose client has gone. */
  drop(call: Http1Call): void;
}

/** Methods that are repeated when a kept connection turns out to be closed (RFC 9110 §9.2.2, as Go's transport). */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** One request to one server, on its way over one connection or, after the first was stale, another. */
export class Http1Call {
  readonly request: Http1Request;
  connection: CallConnection | undefined;
  cancelled = false;
  headReceived = false;

  constructor(request: Http1Request) {
    this.request = request;
  }

  /** true: sending it twice does no harm. */
  get repeatable(): boolean {
    return this.request.body === undefined && REPEATABLE.has(this.request.method);
  }

  /** Reads on after `onData` returned false. */
  resume(): void {
    this.connection?.resumeReading(this);
  }

  /** Gives up. The handler hears nothing more. Idempotent. */
  cancel(): void {
    if (this.cancelled) return;
    this.cancelled = true;
    this.connection?.drop(this);
  }
}
