import type { Duplex } from 'node:stream';
import {
  type ControlFrame,
  controlFrame,
  type DataFrame,
  dataFrame,
  FIN,
  FRAME,
  readFrames,
} from './frames.ts';
import { HeaderBlocks } from './header-blocks.ts';
import { SpdyStream } from './stream.ts';

/** Status of a stream that nobody wants any more (SPDY/3, section 2.6.3). */
const CANCEL = 5;

const NO_BYTES = Buffer.alloc(0);

/**
 * The side of a connection that streams are opened to (SPDY/3, as Kubernetes' clients speak it: without flow control of
 * its own, so that a stream that is not read holds up the others). Owns the connection.
 */
export class SpdySession {
  readonly #connection: Duplex;
  readonly #onStream: (stream: SpdyStream) => void;
  readonly #streams = new Map<number, SpdyStream>();
  readonly #headers = new HeaderBlocks();

  /** `onStream` hears of each stream that the other side opens. */
  constructor(connection: Duplex, onStream: (stream: SpdyStream) => void) {
    this.#connection = connection;
    this.#onStream = onStream;
    connection.on('error', () => undefined);
    void this.#run();
  }

  async #run(): Promise<void> {
    try {
      for await (const frame of readFrames(this.#connection)) {
        if (frame.kind === 'data') await this.#take(frame);
        else if ((await this.#obey(frame)) === 'over') break;
      }
    } catch {
      // A connection that breaks, or speaks something else, is over.
    }
    for (const stream of this.#streams.values()) stream.receiveReset();
    this.#connection.destroy();
    this.#headers.close();
  }

  async #take({ stream: id, content, flags }: DataFrame): Promise<void> {
    const stream = this.#streams.get(id);
    if (!stream) return;
    if (content.length > 0) await stream.receive(content);
    if (flags & FIN) stream.receiveEnd();
  }

  async #obey({ type, flags, content }: ControlFrame): Promise<'over' | undefined> {
    switch (type) {
      case FRAME.synStream:
        await this.#open(content.readUInt32BE(0), flags, await this.#headers.read(content.subarray(10)));
        return undefined;
      case FRAME.rstStream:
        this.#streams.get(content.readUInt32BE(0))?.receiveReset();
        return undefined;
      case FRAME.ping:
        this.#connection.write(controlFrame(FRAME.ping, content));
        return undefined;
      case FRAME.goAway:
        return 'over';
      default:
        return undefined;
    }
  }

  async #open(id: number, flags: number, headers: ReadonlyMap<string, string>): Promise<void> {
    const write = (frame: Buffer, done: () => void): void => {
      this.#connection.write(frame, () => done());
    };
    const stream = new SpdyStream(headers, {
      send: (content, done) => write(dataFrame(id, content), done),
      end: (done) => write(dataFrame(id, NO_BYTES, FIN), done),
      reset: () => void this.#connection.write(controlFrame(FRAME.rstStream, id, CANCEL)),
    });
    stream.on('error', () => undefined).on('close', () => this.#streams.delete(id));
    this.#streams.set(id, stream);
    this.#connection.write(controlFrame(FRAME.synReply, id, await this.#headers.writeEmpty()));
    if (flags & FIN) stream.receiveEnd();
    this.#onStream(stream);
  }
}
