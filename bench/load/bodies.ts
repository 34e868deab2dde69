/** What large bodies consist of. */
export const BODY_BYTE = 'a';

const LARGEST = 1 << 20;
const CONTENT = Buffer.alloc(LARGEST, BODY_BYTE);

/** Bodies of one letter. */
export const LargeBody = {
  /** Whether bytes are part of such a body. */
  holds(bytes: Buffer): boolean {
    return bytes.length <= LARGEST && CONTENT.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
  },
};
