import type { ServerHttp2Stream } from 'node:http2';
import type { BodySink, RequestBody } from '../../middlewares/handler.ts';
import type { HeaderList } from '../../middlewares/message.ts';
import { readTrailers } from './fields.ts';

const EMPTY = Buffer.alloc(0);

/** The body of a request that comes in a stream. What the sink does not take waits in the stream's flow-control window. */
export class StreamBody implements RequestBody {
  readonly length: number;
  readonly expectsContinue: boolean;
  complete = false;
  bytesRead = 0;
  readonly #stream: ServerHttp2Stream;
  #sink: BodySink | undefined;
  #trailers: HeaderList | undefined;
  #released = false;

  /** `expectsContinue`: the client waits for `100 Continue` before it sends the body. */
  constructor(stream: ServerHttp2Stream, length: number, expectsContinue: boolean) {
    this.#stream = stream;
    this.length = length;
    this.expectsContinue = expectsContinue;
    stream.on('trailers', (_headers: unknown, _flags: unknown, raw: string[] = []) => {
      this.#trailers = readTrailers(raw);
    });
  }

  start(sink: BodySink): void {
    if (this.#released || this.#sink !== undefined) return;
    this.#sink = sink;
    const stream = this.#stream;
    if (this.expectsContinue && !stream.headersSent && !stream.closed && !stream.destroyed) {
      stream.additionalHeaders({ ':status': 100 });
    }
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.once('end', () => this.#end());
  }

  resume(): void {
    this.#stream.resume();
  }

  /** The stream was reset or lost, or its answer is complete: what did not come yet will not come. Idempotent. */
  release(error: Error): void {
    if (this.#released) return;
    this.#released = true;
    const sink = this.#sink;
    this.#sink = undefined;
    if (!this.complete) sink?.abort(error);
  }

  #take(chunk: Buffer): void {
    this.bytesRead += chunk.length;
    if (this.#sink?.write(chunk, 0, chunk.length) === false) this.#stream.pause();
  }

  #end(): void {
    const stream = this.#stream;
    // Node ends the readable side of a stream that was reset, too.
    if (stream.aborted || (stream.closed && stream.rstCode !== 0)) return;
    const sink = this.#sink;
    if (sink === undefined) return;
    this.complete = true;
    sink.end(EMPTY, 0, 0, this.#trailers);
  }
}
