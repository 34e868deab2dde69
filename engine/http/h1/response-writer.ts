import type { Channel } from '../../transport/channel.ts';
import { chunkPrefix, lastChunk } from '../wire/serialize.ts';

/** How the end of a response's body is told (RFC 9112 §6.3). */
export const Framing = { none: 0, length: 1, chunked: 2, close: 3 } as const;

/** Writes responses to one client, one at a time. A head goes out with the first piece of its body. */
export class ResponseWriter {
  readonly #channel: Channel;
  #pending = '';
  #framing: number = Framing.none;
  #left = 0;
  /** A response has begun. */
  started = false;
  /** Bytes of the response's body so far, chunk framing not counted. */
  bytes = 0;

  /** The end of the connection is the end of the body. */
  get endsWithConnection(): boolean {
    return this.#framing === Framing.close;
  }

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** Forgets the last response. */
  reset(): void {
    this.started = false;
    this.bytes = 0;
    this.#pending = '';
    this.#framing = Framing.none;
  }

  /** `headText`: the whole head. `length`: bytes of the body, where the framing is by length. */
  begin(headText: string, framing: number, length: number): void {
    this.started = true;
    this.#pending = headText;
    this.#framing = framing;
    this.#left = length;
  }

  /** false: wait for the channel to drain. */
  write(bytes: Buffer, start: number, end: number): boolean {
    const size = end - start;
    if (size === 0 || this.#framing === Framing.none) return true;
    this.bytes += size;
    const pending = this.#pending;
    this.#pending = '';
    if (this.#framing === Framing.chunked) {
      return this.#channel.write(pending + chunkPrefix(size), bytes, start, end, '\r\n');
    }
    this.#left -= size;
    // A body longer than its announcement would be read as the next response.
    if (this.#framing === Framing.length && this.#left < 0) {
      this.#channel.reset();
      return true;
    }
    return this.#channel.write(pending, bytes, start, end, '');
  }

  /** Writes the last piece. A body shorter than its announcement breaks the connection. */
  end(bytes: Buffer, start: number, end: number, trailers: readonly string[] | undefined): void {
    const size = end - start;
    if (this.#framing === Framing.chunked) {
      const pending = this.#pending;
      this.#pending = '';
      this.bytes += size;
      const tail = lastChunk(trailers);
      if (size === 0) this.#channel.writeText(pending + tail);
      else this.#channel.write(pending + chunkPrefix(size), bytes, start, end, `\r\n${tail}`);
      return;
    }
    if (size > 0) this.write(bytes, start, end);
    if (this.#framing === Framing.length && this.#left > 0) this.#channel.reset();
    else this.flush();
  }

  /** Sends a head that waits. */
  flush(): void {
    if (this.#pending === '') return;
    const pending = this.#pending;
    this.#pending = '';
    this.#channel.writeText(pending);
  }
}
