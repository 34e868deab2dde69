import {
  type BodySink,
  type BodySource,
  type Clock,
  HeaderList,
  type RunningCall,
  type UpstreamCall,
  UpstreamError,
} from '../../../engine/index.ts';
import type { DirectClient, DirectConnection } from '../../backends/direct.ts';
import type { PodConnections } from './pod-connections.ts';

/** Methods that are repeated when a kept connection turns out to be closed, as the engine does (RFC 9110 §9.2.2). */
const REPEATABLE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * One request to a pod and its answer, as values. What it reports of failures is what the engine's connections report of
 * theirs, in the same words.
 */
export class PodCall implements RunningCall, BodySource, BodySink, DirectClient {
  readonly #call: UpstreamCall;
  readonly #connections: PodConnections;
  readonly #clock: Clock;
  #connection: DirectConnection | undefined;
  #reused = false;
  #started = false;
  /** Nothing of the reply is called any more. */
  #over = false;
  #bodySent: boolean;
  #forgetDeadline: (() => void) | undefined;

  /** Begins the request; nothing of the answer comes before this returns. */
  static send(call: UpstreamCall, connections: PodConnections, clock: Clock): PodCall {
    const sent = new PodCall(call, connections, clock);
    sent.#begin(connections.takeIdle());
    return sent;
  }

  private constructor(call: UpstreamCall, connections: PodConnections, clock: Clock) {
    this.#call = call;
    this.#connections = connections;
    this.#clock = clock;
    this.#bodySent = call.body === undefined;
  }

  cancel(): void {
    if (this.#over) return;
    this.#end();
    this.#connection?.close();
  }

  /** The client takes more of the answer. */
  resume(): void {
    this.#connection?.resume();
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    this.#connection?.write(bytes, start, end);
    return true;
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    this.#connection?.write(bytes, start, end);
    this.#connection?.end(trailers?.raw());
    this.#bodySent = true;
    this.#awaitHead();
  }

  /** A body that breaks off must never seem whole. */
  abort(): void {
    this.cancel();
  }

  onHead(status: number, rawHeaders: string[]): void {
    if (this.#over) return;
    this.#started = true;
    this.#forgetDeadline?.();
    this.#call.reply.start({ status, headers: HeaderList.checked(rawHeaders) }, this);
  }

  onData(piece: Buffer): boolean {
    return this.#over || this.#call.reply.write(piece, 0, piece.length);
  }

  onEnd(piece: Buffer): void {
    if (this.#over) return;
    this.#end();
    // Answered without the body, the connection owes it and cannot be kept.
    if (this.#bodySent && this.#connection) this.#connections.keep(this.#connection, this.#call);
    else this.#connection?.close();
    this.#call.reply.end(piece, 0, piece.length, undefined);
  }

  onBroken(how: 'reset' | 'closed'): void {
    if (this.#over) return;
    const { body, head } = this.#call;
    if (!this.#started && this.#reused && body === undefined && REPEATABLE.has(head.method)) {
      this.#begin(undefined);
      return;
    }
    const what = how === 'reset' ? 'read ECONNRESET' : 'the server broke the connection off';
    this.#fail(this.#error(502, what));
  }

  /** `idle`: a connection that has served before; undefined: a new one is made. */
  #begin(idle: DirectConnection | undefined): void {
    const { server, head, body } = this.#call;
    this.#reused = idle !== undefined;
    const connection = idle ?? this.#connections.connect();
    this.#connection = connection;
    if (!connection) {
      const refused = this.#error(502, `connect ECONNREFUSED ${server.hostname}:${server.port}`);
      refused.unsent = true;
      queueMicrotask(() => this.#fail(refused));
      return;
    }
    const { method, target, headers } = head;
    connection.send({ method, target, rawHeaders: headers.raw(), hasBody: body !== undefined }, this);
    // Node's server asks for a body that waits for `100 Continue` at once.
    if (body) body.start(this);
    else this.#awaitHead();
  }

  #awaitHead(): void {
    const { responseHeaderTimeoutMs } = this.#call.server.transport;
    if (responseHeaderTimeoutMs <= 0 || this.#over || this.#started) return;
    this.#forgetDeadline?.();
    this.#forgetDeadline = this.#clock.after(responseHeaderTimeoutMs, () => {
      this.#fail(this.#error(504, `no answer within ${responseHeaderTimeoutMs} ms`));
      this.#connection?.close();
    });
  }

  #fail(error: UpstreamError): void {
    if (this.#over) return;
    this.#end();
    if (this.#started) this.#call.reply.abort(error);
    else this.#call.reply.fail(error);
  }

  #end(): void {
    this.#over = true;
    this.#forgetDeadline?.();
  }

  #error(status: 502 | 504, reason: string): UpstreamError {
    return new UpstreamError(status, `${this.#call.server.url}: ${reason}`);
  }
}
