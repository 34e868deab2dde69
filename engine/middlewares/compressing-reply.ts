import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip, createZstdCompress } from 'node:zlib';
import { type Clock, holdTime } from '../net/clock.ts';
import type { Encoding } from './accept-encoding.ts';
import { NO_BYTES, NO_SOURCE } from './answer-reply.ts';
import type { BodySource, HttpReply } from './handler.ts';
import type { HeaderList, ResponseHead } from './message.ts';
import { PassingReply } from './passing-reply.ts';

interface Encoder {
  readonly stream: Transform;
  /** Makes what was written so far readable on the other side. */
  flush(done: (() => void) | undefined): void;
}

const ENCODERS: Readonly<Record<Encoding, () => Encoder>> = {
  gzip() {
    const stream = createGzip();
    return { stream, flush: (done) => stream.flush(constants.Z_SYNC_FLUSH, done) };
  },
  br() {
    // The highest quality, which is the default, is for files that are compressed once.
    const stream = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    return { stream, flush: (done) => stream.flush(constants.BROTLI_OPERATION_FLUSH, done) };
  },
  zstd() {
    const stream = createZstdCompress();
    return { stream, flush: (done) => stream.flush(constants.ZSTD_e_flush, done) };
  },
};

interface CompressionSettings {
  readonly clock: Clock;
  readonly encoding: Encoding;
  readonly minBytes: number;
  /** Whether an answer with this Content-Type is compressed. */
  readonly takes: (contentType: string | undefined) => boolean;
}

/**
 * Compresses an answer if it is worth it. An answer of unknown length waits until there is enough of it, or until the
 * server makes a pause: then it is a stream, and each of its pieces is sent on at once.
 */
export class CompressingReply extends PassingReply {
  readonly #settings: CompressionSettings;
  #state: 'waiting' | 'plain' | 'coded' = 'waiting';
  #head: ResponseHead | undefined;
  #source: BodySource = NO_SOURCE;
  #kept: Buffer[] = [];
  #size = 0;
  #encoder: Encoder | undefined;
  #trailers: HeaderList | undefined;
  #pause: NodeJS.Immediate | undefined;
  #isStream = false;

  constructor(reply: HttpReply, settings: CompressionSettings) {
    super(reply);
    this.#settings = settings;
  }

  override start(head: ResponseHead, source: BodySource): void {
    this.#head = head;
    this.#source = source;
    const { headers } = head;
    const vary = headers.all('Vary').join(',').toLowerCase().split(',');
    if (!vary.some((name) => name.trim() === 'accept-encoding')) headers.append('Vary', 'Accept-Encoding');
    const length = headers.get('Content-Length');
    this.#isStream = length === undefined;
    if (!this.#isEligible(head)) this.#startPlain();
    else if (length !== undefined && Number(length) < this.#settings.minBytes) this.#startPlain();
    else if (length !== undefined) this.#startCoded();
  }

  override write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#state === 'plain') return super.write(bytes, start, end);
    const piece = Buffer.from(bytes.subarray(start, end));
    if (this.#isStream) this.#pause ??= setImmediate(() => this.#onPause());
    if (this.#state === 'coded') return this.#encoder?.stream.write(piece, this.#hold()) ?? true;
    this.#kept.push(piece);
    this.#size += piece.length;
    return this.#size < this.#settings.minBytes || this.#startCoded();
  }

  override end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    clearImmediate(this.#pause);
    if (this.#state === 'plain') {
      super.end(bytes, start, end, trailers);
      return;
    }
    const piece = Buffer.from(bytes.subarray(start, end));
    if (this.#state === 'waiting') {
      const size = this.#size + piece.length;
      if (size < this.#settings.minBytes) {
        if (!trailers) this.#head?.headers.set('Content-Length', String(size));
        this.#startPlain();
        const whole = Buffer.concat([...this.#kept, piece], size);
        super.end(whole, 0, size, trailers);
        return;
      }
      this.#startCoded();
    }
    this.#trailers = trailers;
    const stream = this.#encoder?.stream;
    const release = stream && this.#hold();
    // What zlib does last, it does behind `finish`.
    if (release) stream.once('close', release);
    stream?.end(piece);
  }

  override flush(): void {
    if (this.#state === 'plain') super.flush();
    else if (this.#state === 'coded' || this.#size > 0) this.#onPause();
  }

  override abort(error: Error): void {
    this.release();
    super.abort(error);
  }

  /** Frees the encoder. The answer is over, or not wanted any more. */
  release(): void {
    clearImmediate(this.#pause);
    this.#encoder?.stream.destroy();
    this.#encoder = undefined;
  }

  #isEligible({ status, headers }: ResponseHead): boolean {
    if (status === 204 || status === 304 || status === 206) return false;
    return !headers.has('Content-Encoding') && this.#settings.takes(headers.get('Content-Type'));
  }

  #startPlain(): void {
    this.#state = 'plain';
    if (this.#head) super.start(this.#head, this.#source);
  }

  #onPause(): void {
    this.#pause = undefined;
    if (this.#state === 'waiting') this.#startCoded();
    this.#encoder?.flush(this.#hold());
  }

  #hold(): (() => void) | undefined {
    return holdTime(this.#settings.clock);
  }

  /** @returns whether the encoder wants more */
  #startCoded(): boolean {
    this.#state = 'coded';
    const encoder = ENCODERS[this.#settings.encoding]();
    const { stream } = encoder;
    this.#encoder = encoder;
    if (this.#head) {
      const { headers } = this.#head;
      headers.delete('Content-Length');
      headers.delete('Accept-Ranges');
      headers.set('Content-Encoding', this.#settings.encoding);
      const cancel = (): void => {
        this.release();
        this.#source.cancel();
      };
      super.start(this.#head, { resume: () => stream.resume(), cancel });
    }
    stream.on('drain', () => this.#source.resume());
    stream.on('data', (bytes: Buffer) => {
      if (!this.reply.write(bytes, 0, bytes.length)) stream.pause();
    });
    stream.on('end', () => this.reply.end(NO_BYTES, 0, 0, this.#trailers));
    stream.on('error', (error) => {
      this.#source.cancel();
      this.abort(error);
    });
    let more = true;
    for (const piece of this.#kept) more = stream.write(piece, this.#hold());
    this.#kept = [];
    return more;
  }
}
