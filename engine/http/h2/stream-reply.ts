import { constants, type ServerHttp2Stream } from 'node:http2';
import type { BodySource, HttpReply, TunnelEnd } from '../../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../../middlewares/message.ts';
import { fieldsObject, pushFields, trailersObject } from './fields.ts';

/** Answers one stream. The head waits for the first piece of the body, so that a short answer is written at once. */
export class StreamReply implements HttpReply {
  readonly #stream: ServerHttp2Stream;
  readonly #head: boolean;
  /** Called once, when the stream handed everything to the connection. */
  readonly #onSent: () => void;
  #waiting: ResponseHead | undefined;
  #source: BodySource | undefined;
  #trailers: HeaderList | undefined;
  #bodyless = false;
  #waitsForTrailers = false;
  #ended = false;
  #sent = false;
  /** true: nothing more is taken. */
  #over = false;

  constructor(stream: ServerHttp2Stream, method: string, onSent: () => void) {
    this.#stream = stream;
    this.#head = method === 'HEAD';
    this.#onSent = onSent;
    stream.on('drain', () => {
      if (!this.#over) this.#source?.resume();
    });
  }

  /** true: the answer is complete, but some of it may still wait for the client's window. */
  get ended(): boolean {
    return this.#ended;
  }

  /** true: the stream handed the whole answer to the connection. */
  get sent(): boolean {
    return this.#sent;
  }

  interim({ status, headers }: ResponseHead): void {
    if (this.#unusable() || this.#stream.headersSent || status <= 100 || status === 101 || status > 199)
      return;
    this.#stream.additionalHeaders({ ':status': status, ...fieldsObject(headers) });
  }

  start(head: ResponseHead, source: BodySource): void {
    if (this.#unusable()) {
      source.cancel();
      return;
    }
    this.#source = source;
    this.#waiting = head;
    // 205 has no content either (RFC 9110 §15.3.6).
    this.#bodyless = this.#head || [204, 205, 304].includes(head.status);
    if (head.status < 200 || head.status > 599) {
      // Node refuses to send them.
      this.abort(new Error(`a status of ${head.status} cannot be sent`));
    }
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#unusable()) return false;
    if (this.#waiting) this.#respond(false, true);
    if (this.#bodyless || start === end) return true;
    return this.#stream.write(Buffer.from(bytes.subarray(start, end)));
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#unusable()) return;
    this.#over = true;
    this.#ended = true;
    this.#trailers = trailers;
    const empty = start === end;
    const headOnly = this.#bodyless || (this.#waiting !== undefined && empty && trailers === undefined);
    if (this.#waiting) this.#respond(headOnly, trailers !== undefined);
    if (headOnly) {
      this.#finished();
      return;
    }
    if (!this.#waitsForTrailers) this.#stream.once('finish', () => this.#finished());
    if (empty) this.#stream.end();
    else this.#stream.end(Buffer.from(bytes.subarray(start, end)));
  }

  flush(): void {
    if (!this.#unusable() && this.#waiting) this.#respond(false, true);
  }

  abort(_error: Error): void {
    if (this.#sent || this.#unusable()) return;
    this.#over = true;
    this.#source?.cancel();
    this.#stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  }

  /** HTTP/2 has no such change of protocol (RFC 9113 §8.6). */
  tunnel(_head: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.abort(new Error('HTTP/2 cannot change the protocol'));
  }

  /** The stream is closed. */
  gone(): void {
    if (this.#over) return;
    this.#over = true;
    this.#source?.cancel();
  }

  #unusable(): boolean {
    return this.#over || this.#stream.closed || this.#stream.destroyed;
  }

  #respond(endStream: boolean, mayHaveTrailers: boolean): void {
    const head = this.#waiting;
    if (!head) return;
    this.#waiting = undefined;
    const raw = [':status', String(head.status)];
    pushFields(raw, head.headers, head.status === 204 || head.status === 205 ? 'content-length' : '');
    // Waiting for trailers also keeps Node from ending a stream that is closed with an error within its body.
    this.#waitsForTrailers = mayHaveTrailers && !this.#bodyless;
    if (this.#waitsForTrailers) this.#stream.once('wantTrailers', () => this.#sendTrailers());
    this.#stream.respond(raw, {
      endStream: endStream || this.#bodyless,
      waitForTrailers: this.#waitsForTrailers,
    });
  }

  #sendTrailers(): void {
    if (this.#stream.closed || this.#stream.destroyed) return;
    // Without trailers this sends an empty last DATA frame.
    this.#stream.sendTrailers(trailersObject(this.#trailers));
    // Node submits them in an immediate of its own, before this one.
    setImmediate(() => this.#finished());
  }

  #finished(): void {
    if (this.#sent) return;
    this.#sent = true;
    this.#onSent();
  }
}
