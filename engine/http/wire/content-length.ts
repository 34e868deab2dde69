/** 15 digits stay exact as a number. */
const MOST_DIGITS = 15;

/** Value of Content-Length: digits only, at most 15; otherwise -1 (RFC 9110 §8.6). */
export function contentLength(bytes: Buffer, start: number, end: number): number {
  if (end === start || end - start > MOST_DIGITS) return -1;
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    length = 10 * length + digit;
  }
  return length;
}
