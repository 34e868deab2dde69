/** Bytes of a connection that wait for more of them. Growing doubles, so that a client that drips costs no more than others. */
export class FirstBytesBuffer {
  #bytes: Buffer;
  #length = 0;

  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(512, end - start));
    this.append(bytes, start, end);
  }

  get length(): number {
    return this.#length;
  }

  /** What is there; valid until the next change. */
  get view(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  append(bytes: Buffer, start: number, end: number): void {
    const length = this.#length + end - start;
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#bytes.length));
      this.#bytes.copy(grown, 0, 0, this.#length);
      this.#bytes = grown;
    }
    bytes.copy(this.#bytes, this.#length, start, end);
    this.#length = length;
  }

  /** Takes the first `length` bytes away. */
  drop(length: number): void {
    this.#bytes.copyWithin(0, length, this.#length);
    this.#length -= length;
  }
}
