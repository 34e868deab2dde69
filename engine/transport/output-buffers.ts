/** Room for heads and tails beside a full read. */
const MARGIN_BYTES = 64 * 1024;
const SMALL_BYTES = 80 * 1024;
/** Buffers of one size that are kept for later. */
const MOST_KEPT = 64;

/** Buffers that messages are put together in; each belongs to one write until the system has taken it. */
export class OutputBuffers {
  readonly #largeBytes: number;
  readonly #small: Buffer[] = [];
  readonly #large: Buffer[] = [];

  /** `readBytes`: the most that one read may bring. */
  constructor(readBytes: number) {
    this.#largeBytes = readBytes + MARGIN_BYTES;
  }

  /** A buffer of at least `bytes` bytes, with anything in it. */
  take(bytes: number): Buffer {
    if (bytes <= SMALL_BYTES) return this.#small.pop() ?? Buffer.allocUnsafeSlow(SMALL_BYTES);
    if (bytes <= this.#largeBytes) return this.#large.pop() ?? Buffer.allocUnsafeSlow(this.#largeBytes);
    return Buffer.allocUnsafeSlow(bytes);
  }

  /** Takes a buffer back that nobody uses any more. */
  giveBack(buffer: Buffer): void {
    if (buffer.length === SMALL_BYTES && this.#small.length < MOST_KEPT) this.#small.push(buffer);
    else if (buffer.length === this.#largeBytes && this.#large.length < MOST_KEPT) this.#large.push(buffer);
  }
}
