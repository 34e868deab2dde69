/** Bytes that one read brings (libuv). */
const READ_BYTES = 64 * 1024;

/** Bytes that came for a socket and were not read yet. */
export class InboundBytes {
  #pieces: Buffer[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  /** Up to as many bytes as one read of the system brings, however they were written. */
  take(): Buffer {
    const [first = Buffer.alloc(0)] = this.#pieces;
    let bytes = first;
    if (first.length > READ_BYTES) {
      bytes = first.subarray(0, READ_BYTES);
      this.#pieces[0] = first.subarray(READ_BYTES);
    } else if (this.#pieces.length === 1 || this.#length > READ_BYTES) {
      this.#pieces.shift();
    } else {
      bytes = Buffer.concat(this.#pieces);
      this.#pieces = [];
    }
    this.#length -= bytes.length;
    return bytes;
  }

  /** What was taken and is not wanted yet. */
  putBack(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#pieces.unshift(bytes);
    this.#length += bytes.length;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
  }
}
