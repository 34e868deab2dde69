interface Latin1Bytes {
  latin1Slice(start: number, end: number): string;
}

/** What `toString('latin1', ...)` calls in the end; asking for it at once saves the way there. */
const direct = 'latin1Slice' in Buffer.prototype && typeof Buffer.prototype.latin1Slice === 'function';

/** `bytes[start, end)` as text, a character each. */
export const latin1: (bytes: Buffer, start: number, end: number) => string = direct
  ? // The check above is the proof; Node's types do not know it.
    (bytes, start, end) => (bytes as Buffer & Latin1Bytes).latin1Slice(start, end)
  : (bytes, start, end) => bytes.toString('latin1', start, end);
