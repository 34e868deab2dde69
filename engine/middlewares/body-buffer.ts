import { BodyReplay } from './body-replay.ts';
import type { BodySink, RequestBody } from './handler.ts';
import type { HeaderList } from './message.ts';

/** Bytes that are handed to a sink at once. */
const PIECE = 65_536;

/** What became of a body that was to be read into memory. */
export type ReadResult =
  | { readonly kind: 'whole'; readonly bytes: Buffer; readonly trailers: HeaderList | undefined }
  /** `replay` begins with what was read and goes on with the rest. */
  | { readonly kind: 'too-long'; readonly replay: RequestBody }
  | { readonly kind: 'broken'; readonly error: Error };

/** A body from memory. For another attempt make another one. */
export function bufferedBody(bytes: Buffer, trailers?: HeaderList): RequestBody {
  return new BufferedBody(bytes, trailers);
}

/**
 * Starts `body` and reads it into memory. `done` is called once, perhaps before this returns. A body that announces more
 * than `limit` bytes is too long at once and is not started.
 *
 * @param limit bytes, the longest body that is read whole; -1: no limit.
 */
export function readRequestBody(body: RequestBody, limit: number, done: (result: ReadResult) => void): void {
  if (limit >= 0 && body.length > limit) done({ kind: 'too-long', replay: body });
  else body.start(new BodyReader(body, limit, done));
}

class BodyReader implements BodySink {
  readonly #body: RequestBody;
  readonly #limit: number;
  readonly #done: (result: ReadResult) => void;
  #pieces: Buffer[] = [];
  #size = 0;
  #replay: BodyReplay | undefined;

  constructor(body: RequestBody, limit: number, done: (result: ReadResult) => void) {
    this.#body = body;
    this.#limit = limit;
    this.#done = done;
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    if (this.#replay) return this.#replay.write(bytes, start, end);
    this.#keep(bytes, start, end);
    if (!this.#tooLong()) return true;
    return this.#startReplay().flowing(() => this.#done({ kind: 'too-long', replay: this.#startReplay() }));
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#replay) {
      this.#replay.end(bytes, start, end, trailers);
      return;
    }
    this.#keep(bytes, start, end);
    if (this.#tooLong()) {
      const replay = this.#startReplay();
      replay.end(bytes, end, end, trailers);
      this.#done({ kind: 'too-long', replay });
      return;
    }
    const [only, second] = this.#pieces;
    const whole = only && !second ? only : Buffer.concat(this.#pieces, this.#size);
    this.#pieces = [];
    this.#done({ kind: 'whole', bytes: whole, trailers });
  }

  abort(error: Error): void {
    if (this.#replay) this.#replay.abort(error);
    else this.#done({ kind: 'broken', error });
  }

  #tooLong(): boolean {
    return this.#limit >= 0 && this.#size > this.#limit;
  }

  #keep(bytes: Buffer, start: number, end: number): void {
    if (end === start) return;
    this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.#size += end - start;
  }

  #startReplay(): BodyReplay {
    if (!this.#replay) {
      this.#replay = new BodyReplay(this.#body, this.#pieces);
      this.#pieces = [];
    }
    return this.#replay;
  }
}

class BufferedBody implements RequestBody {
  readonly length: number;
  complete = false;
  bytesRead = 0;
  readonly #bytes: Buffer;
  readonly #trailers: HeaderList | undefined;
  #sink: BodySink | undefined;
  #running = false;
  #blocked = false;

  constructor(bytes: Buffer, trailers: HeaderList | undefined) {
    this.length = trailers ? -1 : bytes.length;
    this.#bytes = bytes;
    this.#trailers = trailers;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.resume();
  }

  resume(): void {
    this.#blocked = false;
    if (!this.#sink || this.#running || this.complete) return;
    this.#running = true;
    while (!this.#blocked && this.#bytes.length - this.bytesRead > PIECE) {
      const from = this.bytesRead;
      this.bytesRead += PIECE;
      this.#blocked = true;
      // `resume` may come while the sink still writes, and then counts.
      if (this.#sink.write(this.#bytes, from, this.bytesRead)) this.#blocked = false;
    }
    this.#running = false;
    if (this.#blocked) return;
    const from = this.bytesRead;
    this.bytesRead = this.#bytes.length;
    this.complete = true;
    this.#sink.end(this.#bytes, from, this.bytesRead, this.#trailers);
  }
}
