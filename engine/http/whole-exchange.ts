import type { BodySource, HttpReply, TunnelEnd } from '../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../middlewares/message.ts';
import { removeHopByHop } from './hop-by-hop.ts';
import type { Served } from './serve.ts';

/** An answer as a client of HTTP/1.1 sees it. */
export interface WholeAnswer {
  readonly status: number;
  /** With Date, and with the framing that it would have had on a connection. */
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** A request that was handed in, and its answer to come. */
export interface WholeExchange {
  /** Rejects if the answer breaks off: on a connection the client would see it closed or reset. */
  readonly answer: Promise<WholeAnswer>;
  /** The client goes away. Idempotent. */
  cancel(): void;
}

/**
 * Does for a request that is handed in what the front of HTTP/1.1 does for one that came over a connection: finishes the
 * head, measures the body, and tells when all is over.
 *
 * @param method of the request
 * @param serve hands the request in with this reply
 * @param onProgress called at the head of the answer and at each piece of its body
 */
export function wholeExchange(
  method: string,
  serve: (reply: HttpReply) => Served,
  onProgress?: () => void,
): WholeExchange {
  const reply = new WholeReply(method, onProgress);
  reply.served = serve(reply);
  return reply;
}

class WholeReply implements HttpReply, WholeExchange {
  readonly answer: Promise<WholeAnswer>;
  readonly #method: string;
  readonly #onProgress: (() => void) | undefined;
  readonly #resolve: (answer: WholeAnswer) => void;
  readonly #reject: (error: Error) => void;
  readonly #pieces: Buffer[] = [];
  #served: Served | undefined;
  #source: BodySource | undefined;
  #head: ResponseHead | undefined;
  /** Bytes announced; undefined: the body ends when it ends. */
  #length: number | undefined;
  #size = 0;
  /** Whether the answer was delivered, once it is over. */
  #delivered: boolean | undefined;

  constructor(method: string, onProgress: (() => void) | undefined) {
    this.#method = method;
    this.#onProgress = onProgress;
    const { promise, resolve, reject } = Promise.withResolvers<WholeAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** The answer may be over before who serves the request is known. */
  set served(served: Served) {
    this.#served = served;
    if (this.#delivered !== undefined) served.done(this.#delivered);
  }

  cancel(): void {
    this.#breakOff(new Error('the client gave up'));
  }

  interim(): void {}
  flush(): void {}

  start(head: ResponseHead, source: BodySource): void {
    if (this.#delivered !== undefined || this.#head) {
      source.cancel();
      return;
    }
    this.#source = source;
    this.#head = head;
    const { status, headers } = head;
    const trailers = headers.all('Trailer').join(', ');
    removeHopByHop(headers);
    headers.delete('Te');
    // Neither has a body to measure (RFC 9110 §8.6).
    const unmeasured = status === 204 || status === 304;
    if (unmeasured) headers.delete('Content-Length');
    const length = headers.get('Content-Length');
    if (this.#method === 'HEAD' || unmeasured) this.#length = 0;
    else if (length !== undefined) this.#length = Number(length);
    else {
      if (trailers !== '') headers.append('Trailer', trailers);
      headers.append('Transfer-Encoding', 'chunked');
    }
    if (!headers.has('Date')) headers.append('Date', new Date().toUTCString());
    this.#onProgress?.();
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#delivered === undefined && end > start && !this.#isBodiless) {
      this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
      this.#size += end - start;
      if (this.#length !== undefined && this.#size > this.#length) {
        this.#breakOff(new Error('the body is longer than it was announced'));
      } else this.#onProgress?.();
    }
    return true;
  }

  end(bytes: Buffer, start: number, end: number): void {
    this.write(bytes, start, end);
    if (this.#delivered !== undefined || !this.#head) return;
    if (this.#length !== undefined && this.#size < this.#length) {
      this.#breakOff(new Error('the body is shorter than it was announced'));
      return;
    }
    const { status, headers } = this.#head;
    this.#finish(true);
    this.#resolve({ status, headers, body: Buffer.concat(this.#pieces, this.#size) });
  }

  abort(error: Error): void {
    if (this.#delivered !== undefined) return;
    this.#finish(false);
    this.#reject(error);
  }

  /** Nobody asked for another protocol. */
  tunnel(_head: ResponseHead, server: TunnelEnd): void {
    server.channel.destroy();
    this.abort(new Error('the server changed the protocol'));
  }

  get #isBodiless(): boolean {
    const status = this.#head?.status;
    return this.#method === 'HEAD' || status === 204 || status === 304;
  }

  #breakOff(error: Error): void {
    if (this.#delivered !== undefined) return;
    const source = this.#source;
    this.abort(error);
    source?.cancel();
  }

  #finish(delivered: boolean): void {
    this.#delivered = delivered;
    this.#source = undefined;
    this.#served?.done(delivered);
  }
}
