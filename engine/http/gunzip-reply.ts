import { createGunzip, type Gunzip } from 'node:zlib';
import { NO_BYTES } from '../middlewares/answer-reply.ts';
import type { BodySource, HttpReply, TunnelEnd } from '../middlewares/handler.ts';
import type { HeaderList, ResponseHead } from '../middlewares/message.ts';
import { type Clock, holdTime } from '../net/clock.ts';

/** Whether an answer to a client that did not ask for gzip came in gzip. */
export function comesInGzip({ status, headers }: ResponseHead, method: string): boolean {
  const bodiless =
    method === 'HEAD' || status === 204 || status === 304 || headers.get('Content-Length') === '0';
  return !bodiless && headers.get('Content-Encoding')?.toLowerCase() === 'gzip';
}

/**
 * Decodes an answer on its way to a client that did not ask for gzip; its head no longer speaks of gzip
 * (Go: `net/http`, Transport.DisableCompression).
 */
export class GunzipReply implements HttpReply {
  readonly #reply: HttpReply;
  readonly #clock: Clock;
  readonly #gunzip: Gunzip = createGunzip();
  #trailers: HeaderList | undefined;
  #empty = true;
  #over = false;

  constructor(reply: HttpReply, clock: Clock) {
    this.#reply = reply;
    this.#clock = clock;
  }

  interim(head: ResponseHead): void {
    this.#reply.interim(head);
  }

  start({ status, headers }: ResponseHead, source: BodySource): void {
    const gunzip = this.#gunzip;
    headers.delete('Content-Encoding');
    headers.delete('Content-Length');
    gunzip.on('data', (piece: Buffer) => {
      if (!this.#reply.write(piece, 0, piece.length)) gunzip.pause();
    });
    gunzip.once('end', () => {
      this.#over = true;
      this.#reply.end(NO_BYTES, 0, 0, this.#trailers);
    });
    gunzip.on('drain', () => source.resume());
    gunzip.on('error', (error) => {
      source.cancel();
      this.abort(error);
    });
    const decoded: BodySource = {
      resume: () => void gunzip.resume(),
      cancel: () => {
        this.#over = true;
        gunzip.destroy();
        source.cancel();
      },
    };
    this.#reply.start({ status, headers }, decoded);
    this.#reply.flush();
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (end > start) this.#empty = false;
    if (this.#over) return true;
    return this.#gunzip.write(Buffer.from(bytes.subarray(start, end)), holdTime(this.#clock));
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#over) return;
    // Go takes no bytes at all for a whole answer; the decoder would miss the end of the file.
    if (this.#empty && end === start) {
      this.#over = true;
      this.#gunzip.destroy();
      this.#reply.end(NO_BYTES, 0, 0, trailers);
      return;
    }
    this.#trailers = trailers;
    const release = holdTime(this.#clock);
    // What zlib does last, it does behind `finish`.
    if (release) this.#gunzip.once('close', release);
    this.#gunzip.end(Buffer.from(bytes.subarray(start, end)));
  }

  flush(): void {
    // What the decoder holds back is not complete.
  }

  abort(error: Error): void {
    if (this.#over) return;
    this.#over = true;
    this.#gunzip.destroy();
    this.#reply.abort(error);
  }

  tunnel(head: ResponseHead, server: TunnelEnd): void {
    this.#reply.tunnel(head, server);
  }
}
