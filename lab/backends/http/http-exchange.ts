import type { ReceivedRequest } from '../backend.ts';
import type { ProgramResponse } from './program-response.ts';
import type { RequestHead } from './request-head.ts';

/** Bodies are kept up to this many bytes; the rest is counted and dropped. */
const keptBodyBytes = 64 * 1024;

const EMPTY = Buffer.alloc(0);

/** A request that a backend reads and answers. */
export class HttpExchange {
  readonly request: RequestHead;
  readonly response: ProgramResponse;
  /** `address:port` of the client. */
  readonly peer: string;
  #kept: Buffer = EMPTY;
  readonly #more: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  constructor(request: RequestHead, response: ProgramResponse, peer: string) {
    this.request = request;
    this.response = response;
    this.peer = peer;
  }

  /** The body as far as it is kept: its first 64 KiB. */
  get body(): Buffer {
    if (this.#more.length > 0) this.#kept = Buffer.concat([this.#kept, ...this.#more.splice(0)]);
    return this.#kept;
  }

  /** A piece of the body, which nobody changes any more. */
  take(piece: Buffer): void {
    this.#keep(piece.subarray(0, this.#count(piece.length)));
  }

  /** A piece of the body whose bytes are others after the call. */
  takeCopy(bytes: Buffer, start: number, end: number): void {
    const wanted = this.#count(end - start);
    if (wanted > 0) this.#keep(Buffer.from(bytes.subarray(start, start + wanted)));
  }

  /** What the backend received, with the status if the head of an answer was sent. */
  received(): ReceivedRequest {
    return {
      ...this.request.describe('http'),
      bytes: this.#bytes,
      body: this.body,
      peer: this.peer,
      ...(this.response.headSent ? { status: this.response.status } : {}),
    };
  }

  /** Counts a piece; answers how much of it is kept. */
  #count(size: number): number {
    this.#bytes += size;
    return Math.min(size, keptBodyBytes - this.#keptBytes);
  }

  #keep(wanted: Buffer): void {
    if (wanted.length === 0) return;
    if (this.#keptBytes === 0) this.#kept = wanted;
    else this.#more.push(wanted);
    this.#keptBytes += wanted.length;
  }
}
