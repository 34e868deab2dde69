import { CR, LF } from './bytes.ts';

/** A head this short is scanned again with every byte that comes, so that a wrong one is refused at once. */
const SHORT_BYTES = 64;
/** A head this short is scanned again with every line that comes. */
const MEDIUM_BYTES = 8192;
/** So much at once is worth a scan, whatever it holds. */
const LARGE_PIECE = 4096;

/** Keeps the beginning of a message until the rest of it comes. */
export class Stash {
  buffer: Buffer = NONE;
  length = 0;
  /** A line ended in what was added last. */
  #lineEnded = false;
  /** The empty line behind a head may have come with what was added last. */
  #headEnded = false;
  /** How much was kept when it was scanned last. */
  #scanned = 0;

  /** Adds a copy of `bytes[start, end)`. */
  append(bytes: Buffer, start: number, end: number): void {
    const wanted = this.length + end - start;
    if (wanted > this.buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(wanted, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    bytes.copy(this.buffer, this.length, start, end);
    // Whoever begins to keep bytes has just looked at them.
    if (this.length === 0) this.#scanned = wanted;
    const large = end - start >= LARGE_PIECE;
    this.#lineEnded = large;
    this.#headEnded = large;
    for (let at = large ? wanted : this.length; at < wanted; at += 1) {
      if (this.buffer[at] !== LF) continue;
      this.#lineEnded = true;
      if (at > 1 && this.buffer[at - 1] === CR && this.buffer[at - 2] === LF) this.#headEnded = true;
    }
    this.length = wanted;
  }

  /**
   * Whether parsing again can tell more than the last time. A client that drips its head byte by byte, or line by line,
   * must not make us scan all of it each time: a long head is scanned when it ends, and when it has doubled.
   */
  worthScanning(limit: number): boolean {
    const { length } = this;
    if (length <= SHORT_BYTES || length > limit || this.#headEnded) return true;
    return this.#lineEnded && (length <= MEDIUM_BYTES || length >= 2 * this.#scanned);
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
