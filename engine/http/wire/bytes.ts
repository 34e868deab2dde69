export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const DOT = 0x2e;
export const SLASH = 0x2f;

/** Bits of `CLASS`. */
export const ByteClass = {
  /** `tchar` of RFC 9110 §5.6.2: names of fields and methods. */
  token: 1,
  /** A visible US-ASCII character: all that a request target may hold. */
  visible: 2,
  /** A field value's byte: anything but controls; HTAB is one (RFC 9110 §5.5). */
  value: 4,
  /** Unreserved in a URI (RFC 3986 §2.3), or a slash. */
  path: 8,
  /** A host name's byte: unreserved, a sub-delimiter or `%` (RFC 3986 §3.2.2). */
  host: 16,
  digit: 32,
} as const;

/** For each byte the classes that it belongs to. */
export const CLASS = new Uint8Array(256);

/** For each byte its value as a hexadecimal digit, or -1. */
export const HEX = new Int8Array(256).fill(-1);

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

function classify(characters: string, bit: number): void {
  for (const byte of Buffer.from(characters, 'latin1')) CLASS[byte] = (CLASS[byte] ?? 0) | bit;
}

classify(`!#$%&'*+-.^_\`|~${LETTERS}${DIGITS}`, ByteClass.token);
classify(`-._~/${LETTERS}${DIGITS}`, ByteClass.path);
classify(`-._~!$&'()*+,;=%${LETTERS}${DIGITS}`, ByteClass.host);
classify(DIGITS, ByteClass.digit);
for (let byte = 0; byte < 256; byte += 1) {
  const character = String.fromCharCode(byte);
  if (byte > 0x20 && byte < 0x7f) classify(character, ByteClass.visible);
  if ((byte >= 0x20 && byte !== 0x7f) || byte === HTAB) classify(character, ByteClass.value);
}
for (let digit = 0; digit < 16; digit += 1) {
  HEX[digit.toString(16).charCodeAt(0)] = digit;
  HEX[digit.toString(16).toUpperCase().charCodeAt(0)] = digit;
}

/**
 * Whether the bytes from `start` to `end` are `word`, whatever their case. `word` is in lower case. The bytes hold no
 * controls: under them, bit 5 would tell too little.
 */
export function isWord(bytes: Uint8Array, start: number, end: number, word: string): boolean {
  if (end - start !== word.length) return false;
  for (let index = 0; index < word.length; index += 1)
    if (((bytes[start + index] ?? 0) | 0x20) !== word.charCodeAt(index)) return false;
  return true;
}

/** Whether `bytes` has `word` at `start`, in the same case. */
export function hasAt(bytes: Uint8Array, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index += 1)
    if (bytes[start + index] !== word.charCodeAt(index)) return false;
  return true;
}
