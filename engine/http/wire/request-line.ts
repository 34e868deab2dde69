import { isAuthority, isHostAndPort } from './authority.ts';
import { ByteClass, CLASS, DOT, hasAt, SLASH, SP } from './bytes.ts';

/** Longest method token, in bytes. */
export const LONGEST_METHOD = 32;

/** What a request target looks like, or why there is none: results of `readTarget`. */
export const Target = {
  pending: 0,
  malformed: -1,
  /** `/a?b`, with an escape, a query, an empty or a dot segment or anything else that may have to be normalised. */
  origin: 1,
  /** A path that is normalised already. */
  plain: 2,
  /** `http://host/path`. */
  absolute: 3,
  /** `host:port`, for CONNECT only. */
  authority: 4,
  /** `*`, for OPTIONS only. */
  asterisk: 5,
} as const;

const ASTERISK = 0x2a;
const COLON = 0x3a;
const AT = 0x40;
const QUESTION = 0x3f;
const HASH = 0x23;

/** The methods whose strings are shared, by length. */
const METHODS: readonly (readonly string[])[] = [
  [],
  [],
  [],
  ['GET', 'PUT', 'PRI'],
  ['POST', 'HEAD'],
  ['PATCH', 'TRACE'],
  ['DELETE'],
  ['OPTIONS', 'CONNECT'],
];

/** A common method, or '' for any other. */
export function knownMethod(bytes: Buffer, start: number, end: number): string {
  const candidates = METHODS[end - start];
  if (candidates === undefined) return '';
  for (let index = 0; index < candidates.length; index += 1) {
    const method = candidates[index] ?? '';
    if (hasAt(bytes, start, method)) return method;
  }
  return '';
}

/** Offset of the blank behind the target that `readTarget` accepted last. */
export let targetEnd = 0;

/** Reads a request target and the blank behind it (RFC 9112 §3.2): US-ASCII without blanks and controls. */
export function readTarget(bytes: Buffer, start: number, end: number, method: string): number {
  if (start >= end) return Target.pending;
  const first = bytes[start];
  if (method === 'CONNECT') return readAuthority(bytes, start, end);
  if (first === SLASH) return readOrigin(bytes, start, end);
  if (first === ASTERISK) {
    if (method !== 'OPTIONS' && method !== 'PRI') return Target.malformed;
    if (start + 1 >= end) return Target.pending;
    if (bytes[start + 1] !== SP) return Target.malformed;
    targetEnd = start + 1;
    return Target.asterisk;
  }
  return readAbsolute(bytes, start, end);
}

function readOrigin(bytes: Buffer, start: number, end: number): number {
  let at = start + 1;
  let before = SLASH;
  let dotted = false;
  let doubled = false;
  for (; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    if (((CLASS[byte] ?? 0) & ByteClass.path) === 0) break;
    if (before === SLASH) {
      if (byte === DOT) dotted = true;
      else if (byte === SLASH) doubled = true;
    }
    before = byte;
  }
  if (at < end && bytes[at] === SP) {
    targetEnd = at;
    return doubled || (dotted && hasDotSegment(bytes, start, at)) ? Target.origin : Target.plain;
  }
  return readRest(bytes, at, end, Target.origin);
}

function hasDotSegment(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== SLASH) continue;
    let dots = at + 1;
    while (dots < end && bytes[dots] === DOT) dots += 1;
    const length = dots - at - 1;
    if ((length === 1 || length === 2) && (dots === end || bytes[dots] === SLASH)) return true;
  }
  return false;
}

function readRest(bytes: Buffer, at: number, end: number, form: number): number {
  while (at < end && ((CLASS[bytes[at] ?? 0] ?? 0) & ByteClass.visible) !== 0) at += 1;
  if (at >= end) return Target.pending;
  if (bytes[at] !== SP) return Target.malformed;
  targetEnd = at;
  return form;
}

function readAuthority(bytes: Buffer, start: number, end: number): number {
  const form = readRest(bytes, start, end, Target.authority);
  if (form !== Target.authority) return form;
  return isHostAndPort(bytes, start, targetEnd) ? form : Target.malformed;
}

function readAbsolute(bytes: Buffer, start: number, end: number): number {
  const http = schemeAt(bytes, start, end, 'http://');
  const scheme = http === Target.malformed ? schemeAt(bytes, start, end, 'https://') : http;
  if (scheme <= 0) return scheme;
  const form = readRest(bytes, scheme, end, Target.absolute);
  if (form !== Target.absolute) return form;
  let host = scheme;
  let at = scheme;
  for (; at < targetEnd; at += 1) {
    const byte = bytes[at];
    if (byte === SLASH || byte === QUESTION || byte === HASH) break;
    if (byte === AT) {
      // A second @ could be read either way.
      if (host !== scheme) return Target.malformed;
      host = at + 1;
    }
  }
  // A URI of these schemes has a host (RFC 9110 §4.2.1).
  if (host === at || bytes[host] === COLON) return Target.malformed;
  return isAuthority(bytes, host, at) ? form : Target.malformed;
}

/** Returns the offset behind `scheme`, which is in lower case; Target.pending; Target.malformed. */
function schemeAt(bytes: Buffer, start: number, end: number, scheme: string): number {
  const length = Math.min(scheme.length, end - start);
  for (let index = 0; index < length; index += 1) {
    const byte = bytes[start + index] ?? 0;
    const letter = scheme.charCodeAt(index);
    if ((letter >= 0x61 ? byte | 0x20 : byte) !== letter) return Target.malformed;
  }
  return length === scheme.length ? start + length : Target.pending;
}
