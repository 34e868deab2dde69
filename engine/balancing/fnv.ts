const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
/** The prime is 2^40 and this. */
const PRIME = 0x1b3;

/** FNV-1a with 64 bits, as a number from 0 to 2^64: exact to the 53 bits of a double, rounded as Go's float64. */
export function fnv1a64(text: string): number {
  const { high, low } = hash(Buffer.from(text), true);
  return high * 2 ** 32 + low;
}

/** FNV-1 with 64 bits, in hexadecimal without leading zeros. */
export function fnv1Hex64(text: string): string {
  return hexadecimal(hash(Buffer.from(text), false));
}

/** FNV-1a with 64 bits, in hexadecimal without leading zeros. */
export function fnv1aHex64(text: string): string {
  return hexadecimal(hash(Buffer.from(text), true));
}

/** FNV-1a with 32 bits, as a signed whole number. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5 | 0;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash;
}

function hexadecimal({ high, low }: { readonly high: number; readonly low: number }): string {
  return high === 0 ? low.toString(16) : `${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

function hash(bytes: Uint8Array, bytesFirst: boolean): { high: number; low: number } {
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  for (const byte of bytes) {
    if (bytesFirst) low = (low ^ byte) >>> 0;
    const product = low * PRIME;
    high = (high * PRIME + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
    if (!bytesFirst) low = (low ^ byte) >>> 0;
  }
  return { high, low };
}
