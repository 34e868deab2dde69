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
    this.#bytes += piece.length;
    const wanted = piece.subarray(0, keptBodyBytes - this.#keptBytes);
    if (wanted.length === 0) return;
    if (this.#keptBytes === 0) this.#kept = wanted;
    else this.#more.push(wanted);
    this.#keptBytes += wanted.length;
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
}
