import { randomBytes } from 'node:crypto';

/**
 * A first serial number of 8 bytes, greater than 0. It is random because authorities of the same name (each run of
 * the lab makes one) must not use a number twice: clients that remember issuer and serial refuse the second.
 */
export function firstSerialNumber(): bigint {
  const bytes = randomBytes(8);
  // 0x40 to 0x7f first: always 8 bytes, never negative, and room to count up from there.
  bytes[0] = 0x40 | ((bytes[0] ?? 0) & 0x3f);
  return bytes.readBigUInt64BE();
}

/** Upper-case hexadecimal of whole bytes, as OpenSSL and Node print a serial number. */
export function formatSerialNumber(serialNumber: bigint): string {
  const digits = serialNumber.toString(16).toUpperCase();
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}
