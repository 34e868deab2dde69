import { ByteClass, CLASS, DOT } from './bytes.ts';

/** The line has not come wholly yet: result of `versionAt`. */
export const PENDING = -1;
/** No HTTP version: result of `versionAt`. */
const NO_VERSION = -2;

/** Bytes of a version. */
export const VERSION_LENGTH = 8;

const NAME = Buffer.from('HTTP/', 'latin1');

/** Reads `HTTP/d.d`. Returns ten times the major plus the minor version; PENDING; NO_VERSION at the first wrong byte. */
export function versionAt(bytes: Buffer, at: number, end: number): number {
  for (let index = 0; index < NAME.length; index += 1) {
    if (at + index >= end) return PENDING;
    if (bytes[at + index] !== NAME[index]) return NO_VERSION;
  }
  if (at + 5 >= end) return PENDING;
  if (!isDigit(bytes[at + 5])) return NO_VERSION;
  if (at + 6 >= end) return PENDING;
  if (bytes[at + 6] !== DOT) return NO_VERSION;
  if (at + 7 >= end) return PENDING;
  if (!isDigit(bytes[at + 7])) return NO_VERSION;
  return 10 * ((bytes[at + 5] ?? 0) - 0x30) + (bytes[at + 7] ?? 0) - 0x30;
}

function isDigit(byte: number | undefined): boolean {
  return ((CLASS[byte ?? 0] ?? 0) & ByteClass.digit) !== 0;
}
