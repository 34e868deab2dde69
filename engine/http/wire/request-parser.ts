import { latin1 } from '../../transport/latin1.ts';
import { isAuthority } from './authority.ts';
import { ByteClass, CLASS, CR, isWord, LF, SP } from './bytes.ts';
import { connectionFlags, hasMember, hasOnly } from './connection-field.ts';
import { contentLength } from './content-length.ts';
import { Forgiving, flagsOf, parseFields } from './fields.ts';
import { CHUNKED, FieldId, HeadFlag, head, Refusal } from './registers.ts';
import { knownMethod, LONGEST_METHOD, readTarget, Target, targetEnd } from './request-line.ts';
import { PENDING, VERSION_LENGTH, versionAt } from './start-line.ts';

/** The Host that was accepted last: the next one is most often the same, and then needs no look and no new string. */
let lastHost = '';

/**
 * Reads a request's head (RFC 9112 §2 to §6) from `bytes`, `start` to `end`, into the registers. One empty line before
 * it is skipped (RFC 9112 §2.2). Everything else that the grammar does not allow is refused at its first wrong byte, or
 * at the end of the head where lines contradict each other.
 *
 * @param limit most bytes that a head may have.
 * @returns the bytes of the head with the empty line behind it, and the registers are filled; 0 if it has not come
 *   wholly; a `Refusal`. Other than after success, the registers mean nothing.
 */
export function parseRequestHead(bytes: Buffer, start: number, end: number, limit: number): number {
  const scanEnd = end - start > limit ? start + limit : end;
  const length = parse(bytes, start, scanEnd);
  return length === 0 && end - start >= limit ? Refusal.tooLarge : length;
}

function parse(bytes: Buffer, start: number, end: number): number {
  let base = start;
  if (base < end && bytes[base] === CR) {
    if (base + 1 >= end) return 0;
    if (bytes[base + 1] !== LF) return Refusal.badRequest;
    base += 2;
  }
  let at = base;
  while (at < end && ((CLASS[bytes[at] ?? 0] ?? 0) & ByteClass.token) !== 0) at += 1;
  if (at - base > LONGEST_METHOD) return Refusal.badRequest;
  if (at >= end) return 0;
  if (at === base || bytes[at] !== SP) return Refusal.badRequest;
  const methodLength = at - base;
  const known = knownMethod(bytes, base, at);
  const target = at + 1;
  const form = readTarget(bytes, target, end, known);
  if (form <= 0) return form === Target.pending ? 0 : Refusal.badRequest;
  const behindTarget = targetEnd;
  at = behindTarget + 1;
  const version = versionAt(bytes, at, end);
  if (version < 0) return version === PENDING ? 0 : Refusal.badRequest;
  at += VERSION_LENGTH;
  if (at >= end) return 0;
  if (bytes[at] !== CR) return Refusal.badRequest;
  if (at + 1 >= end) return 0;
  if (bytes[at + 1] !== LF) return Refusal.badRequest;
  if (known === 'PRI' && form === Target.asterisk)
    return version === 20 ? Refusal.http2Preface : Refusal.badRequest;
  if (version !== 11 && version !== 10) return Refusal.badVersion;

  const next = parseFields(bytes, at + 2, end, base, head, Forgiving.no);
  if (next <= 0) return next === 0 ? 0 : Refusal.badRequest;
  head.minor = version - 10;
  const refusal = readFields(bytes, base);
  if (refusal !== 0) return refusal;
  const text = latin1(bytes, base, next);
  head.text = text;
  head.method = known !== '' ? known : text.slice(0, methodLength);
  head.target = text.slice(target - base, behindTarget - base);
  head.plainTarget = form === Target.plain;
  return next - start;
}

/** Reads what the fields say about the message and its connection. Returns 0 or a Refusal. */
function readFields(bytes: Buffer, base: number): number {
  const { ids, offsets, count, minor } = head;
  let flags = flagsOf(head.flags);
  let upgrades = false;
  let hosts = 0;
  let bodyLength = 0;
  let codings = 0;
  for (let line = 0; line < count; line += 1) {
    const id = ids[line] ?? 0;
    if (id === FieldId.other) continue;
    const start = base + (offsets[4 * line + 2] ?? 0);
    const end = base + (offsets[4 * line + 3] ?? 0);
    switch (id) {
      case FieldId.host:
        hosts += 1;
        if (hosts > 1) return Refusal.badRequest;
        if (!readHost(bytes, start, end)) return Refusal.malformedHost;
        break;
      case FieldId.contentLength:
        // Two lines are refused even if they are equal: who reads them next may add or choose.
        if ((flags & HeadFlag.contentLength) !== 0 || codings > 0) return Refusal.badRequest;
        flags |= HeadFlag.contentLength;
        bodyLength = contentLength(bytes, start, end);
        if (bodyLength < 0) return Refusal.badRequest;
        break;
      case FieldId.transferEncoding:
        codings += 1;
        if (minor === 0 || codings > 1 || (flags & HeadFlag.contentLength) !== 0) return Refusal.badRequest;
        if (!isWord(bytes, start, end, 'chunked'))
          return hasOnly(bytes, start, end, 'chunked') ? Refusal.badRequest : Refusal.unsupportedCoding;
        bodyLength = CHUNKED;
        break;
      case FieldId.connection:
        flags |= connectionFlags(bytes, start, end);
        break;
      case FieldId.upgrade:
        if (end > start) upgrades = true;
        if (hasMember(bytes, start, end, 'h2c')) flags |= HeadFlag.h2c;
        break;
      case FieldId.te:
        if (hasMember(bytes, start, end, 'trailers')) flags |= HeadFlag.teTrailers;
        break;
      case FieldId.expect:
        // A 1.0 client cannot wait for 100 (RFC 9110 §10.1.1).
        if (minor === 0) break;
        if (!isWord(bytes, start, end, '100-continue')) return Refusal.expectationFailed;
        flags |= HeadFlag.expectContinue;
        break;
      case FieldId.userAgent:
        if (end === start) flags |= HeadFlag.emptyUserAgent;
        break;
    }
  }
  if (hosts === 0) {
    if (minor === 1) return Refusal.missingHost;
    head.host = '';
  }
  head.flags = upgrades ? flags : flags & ~HeadFlag.upgrade;
  head.bodyLength = bodyLength;
  return 0;
}

function readHost(bytes: Buffer, start: number, end: number): boolean {
  if (!isLastHost(bytes, start, end)) {
    if (!isAuthority(bytes, start, end)) return false;
    lastHost = bytes.toString('latin1', start, end);
  }
  head.host = lastHost;
  return true;
}

function isLastHost(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== lastHost.length) return false;
  for (let at = start; at < end; at += 1) if (bytes[at] !== lastHost.charCodeAt(at - start)) return false;
  return true;
}
