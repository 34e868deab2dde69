import type { BodySink, RequestBody } from './handler.ts';
import type { HeaderList } from './message.ts';

/** How a body ended while nobody was there to take it. */
type Ending = { readonly trailers: HeaderList | undefined } | { readonly error: Error };

/** A body whose beginning was read already: delivers that, then the rest as it comes. Sink of the body that it goes on with. */
export class BodyReplay implements RequestBody, BodySink {
  readonly length: number;
  complete = false;
  bytesRead = 0;
  readonly #source: RequestBody;
  readonly #pieces: Buffer[];
  #sink: BodySink | undefined;
  #ending: Ending | undefined;
  /** The sink wants no more for now. */
  #blocked = false;
  #running = false;
  /** The source is inside a call to us, and goes on or stops by what we return. */
  #inSource = false;

  constructor(source: RequestBody, pieces: Buffer[]) {
    this.length = source.length;
    this.#source = source;
    this.#pieces = pieces;
  }

  start(sink: BodySink): void {
    this.#sink = sink;
    this.resume();
  }

  resume(): void {
    this.#blocked = false;
    if (!this.#deliver() || this.#inSource || this.#ending) return;
    this.#source.resume();
  }

  /** Runs `action`, which may start this body, from within the source's call; false: the source has to wait. */
  flowing(action: () => void): boolean {
    this.#inSource = true;
    action();
    this.#inSource = false;
    return this.#sink !== undefined && !this.#blocked && this.#pieces.length === 0;
  }

  write(bytes: Buffer, start: number, end: number): boolean {
    return this.flowing(() => {
      if (!this.#sink || this.#blocked || this.#pieces.length > 0) {
        this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
        return;
      }
      this.#give(this.#sink, bytes, start, end);
    });
  }

  end(bytes: Buffer, start: number, end: number, trailers: HeaderList | undefined): void {
    if (this.#sink && !this.#blocked && this.#pieces.length === 0) {
      this.#ending = { trailers };
      this.bytesRead += end - start;
      this.complete = true;
      this.#sink.end(bytes, start, end, trailers);
      return;
    }
    if (end > start) this.#pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.#ending = { trailers };
  }

  abort(error: Error): void {
    this.#ending = { error };
    this.#pieces.length = 0;
    this.#sink?.abort(error);
  }

  /** Hands on what is kept; true if the sink has it all and wants more. */
  #deliver(): boolean {
    const sink = this.#sink;
    if (!sink || this.#running) return false;
    this.#running = true;
    for (let piece = this.#pieces.shift(); piece; piece = this.#blocked ? undefined : this.#pieces.shift()) {
      this.#give(sink, piece, 0, piece.length);
    }
    this.#running = false;
    if (this.#blocked || this.#pieces.length > 0) return false;
    this.#finish(sink);
    return true;
  }

  #give(sink: BodySink, bytes: Buffer, start: number, end: number): void {
    this.bytesRead += end - start;
    this.#blocked = true;
    // `resume` may come while the sink still writes, and then counts.
    if (sink.write(bytes, start, end)) this.#blocked = false;
  }

  #finish(sink: BodySink): void {
    if (!this.#ending || this.complete) return;
    if ('error' in this.#ending) {
      sink.abort(this.#ending.error);
      return;
    }
    this.complete = true;
    const nothing = Buffer.alloc(0);
    sink.end(nothing, 0, 0, this.#ending.trailers);
  }
}
