/** A head this short is scanned again with every byte that comes, so that a wrong one is refused at once. */
const SHORT_BYTES = 64;
const LINE_FEED = 10;

/** Keeps the beginning of a message until the rest of it comes. */
export class Stash {
  buffer: Buffer = NONE;
  length = 0;
  /** A line ended in what was added last. */
  #lineEnded = false;

  /** Adds a copy of `bytes[start, end)`. */
  append(bytes: Buffer, start: number, end: number): void {
    const wanted = this.length + end - start;
    if (wanted > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    bytes.copy(this.buffer, this.length, start, end);
    this.length = wanted;
    const feed = bytes.indexOf(LINE_FEED, start);
    this.#lineEnded = feed !== -1 && feed < end;
  }

  /**
   * Whether parsing again can tell more than the last time. A client that drips its head byte by byte must not make us
   * scan all of it for every byte.
   */
  worthScanning(limit: number): boolean {
    return this.#lineEnded || this.length <= SHORT_BYTES || this.length > limit;
  }

  /** What is kept, which the stash then forgets. */
  take(): { readonly buffer: Buffer; readonly length: number } {
    const { buffer, length } = this;
    this.buffer = NONE;
    this.length = 0;
    return { buffer, length };
  }
}

const NONE = Buffer.alloc(0);
