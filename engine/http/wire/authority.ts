import { isIPv6 } from 'node:net';
import { ByteClass, CLASS, COLON, HEX } from './bytes.ts';

const PERCENT = 0x25;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/** Whether the bytes are `uri-host [ ":" port ]` (RFC 9110 §7.2). An empty host and an empty port are in the grammar. */
export function isAuthority(bytes: Buffer, start: number, end: number): boolean {
  const hostEnd = bytes[start] === OPEN ? literalEnd(bytes, start, end) : nameEnd(bytes, start, end);
  if (hostEnd < 0) return false;
  if (hostEnd === end) return true;
  if (bytes[hostEnd] !== COLON) return false;
  for (let at = hostEnd + 1; at < end; at += 1)
    if (((CLASS[bytes[at] ?? 0] ?? 0) & ByteClass.digit) === 0) return false;
  return true;
}

/** Whether the bytes are a host and a port, neither of them empty, as CONNECT wants them (RFC 9112 §3.2.3). */
export function isHostAndPort(bytes: Buffer, start: number, end: number): boolean {
  if (!isAuthority(bytes, start, end)) return false;
  let digits = end;
  while (digits > start && ((CLASS[bytes[digits - 1] ?? 0] ?? 0) & ByteClass.digit) !== 0) digits -= 1;
  return digits < end && digits - 1 > start && bytes[digits - 1] === COLON;
}

/** Where the host name ends, or -1 if it holds a broken escape. */
function nameEnd(bytes: Buffer, start: number, end: number): number {
  let at = start;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (((CLASS[byte] ?? 0) & ByteClass.host) === 0) break;
    if (byte === PERCENT && !(at + 2 < end && isHex(bytes[at + 1]) && isHex(bytes[at + 2]))) return -1;
  }
  return at;
}

/** Where an IP address in brackets ends, or -1 if it is none. Zones are let through (RFC 6874). */
function literalEnd(bytes: Buffer, start: number, end: number): number {
  const close = bytes.indexOf(CLOSE, start);
  if (close === -1 || close >= end) return -1;
  return isIPv6(bytes.toString('latin1', start + 1, close)) ? close + 1 : -1;
}

function isHex(byte: number | undefined): boolean {
  return (HEX[byte ?? 0] ?? -1) >= 0;
}
