import { latin1 } from '../../transport/latin1.ts';
import { ByteClass, CLASS, CR, isWord, LF, SP } from './bytes.ts';
import { connectionFlags, hasMember } from './connection-field.ts';
import { contentLength } from './content-length.ts';
import { Forgiving, flagsOf, parseFields } from './fields.ts';
import { CHUNKED, FieldId, HeadFlag, head, UNTIL_CLOSE } from './registers.ts';
import { PENDING, VERSION_LENGTH, versionAt } from './start-line.ts';

/** Why a response head is refused: negative results of `parseResponseHead`. */
export const ResponseFault = {
  malformed: -1,
  /** Longer than the limit. */
  tooLarge: -2,
} as const;

/**
 * Reads a response's head (RFC 9112 §4 to §6) from `bytes`, `start` to `end`, into the registers. Blanks before a colon
 * and folded lines are made good in `bytes` itself, as RFC 9112 §5.1 and §5.2 tell a proxy to, so that `text` may be
 * copied as it is. Of several Content-Length lines that say the same, only the first is kept (RFC 9110 §8.6).
 *
 * @param limit most bytes that a head may have.
 * @param requestMethod method of the request that is answered: HEAD has no body.
 * @returns the bytes of the head with the empty line behind it, and the registers are filled; 0 if it has not come
 *   wholly; a `ResponseFault`. Other than after success, the registers mean nothing.
 */
export function parseResponseHead(
  bytes: Buffer,
  start: number,
  end: number,
  limit: number,
  requestMethod: string,
): number {
  const scanEnd = end - start > limit ? start + limit : end;
  const length = parse(bytes, start, scanEnd, requestMethod);
  return length === 0 && end - start >= limit ? ResponseFault.tooLarge : length;
}

/** How many lines of Content-Length there are beside the first. */
let repeatedLengths = 0;

function parse(bytes: Buffer, start: number, end: number, requestMethod: string): number {
  const version = versionAt(bytes, start, end);
  if (version < 0) return version === PENDING ? 0 : ResponseFault.malformed;
  if (version !== 11 && version !== 10) return ResponseFault.malformed;
  let at = start + VERSION_LENGTH;
  if (at >= end) return 0;
  if (bytes[at] !== SP) return ResponseFault.malformed;
  let status = 0;
  for (let digits = 0; digits < 3; digits += 1) {
    at += 1;
    if (at >= end) return 0;
    const digit = (bytes[at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return ResponseFault.malformed;
    status = 10 * status + digit;
    if (status === 0) return ResponseFault.malformed;
  }
  at += 1;
  if (at >= end) return 0;
  // Without a reason, many servers leave out the blank as well.
  if (bytes[at] === SP) while (at < end && ((CLASS[bytes[at] ?? 0] ?? 0) & ByteClass.value) !== 0) at += 1;
  if (at >= end) return 0;
  if (bytes[at] !== CR) return ResponseFault.malformed;
  if (at + 1 >= end) return 0;
  if (bytes[at + 1] !== LF) return ResponseFault.malformed;

  const next = parseFields(bytes, at + 2, end, start, head, Forgiving.response);
  if (next <= 0) return next === 0 ? 0 : ResponseFault.malformed;
  head.minor = version - 10;
  head.status = status;
  if (!readFields(bytes, start)) return ResponseFault.malformed;
  if (requestMethod === 'HEAD' || status < 200 || status === 204 || status === 304) head.bodyLength = 0;
  head.text = latin1(bytes, start, next);
  if (repeatedLengths > 0) dropRepeatedLengths();
  return next - start;
}

/** Takes every line of Content-Length but the first out of the registers and their text. */
function dropRepeatedLengths(): void {
  const { offsets, ids } = head;
  let cut = 0;
  let kept = 0;
  let lengths = 0;
  for (let line = 0; line < head.count; line += 1) {
    const id = ids[line] ?? 0;
    const start = (offsets[4 * line] ?? 0) - cut;
    if (id === FieldId.contentLength) lengths += 1;
    if (id === FieldId.contentLength && lengths > 1) {
      const behind = head.text.indexOf('\r\n', start) + 2;
      head.text = head.text.slice(0, start) + head.text.slice(behind);
      cut += behind - start;
    } else {
      for (let slot = 0; slot < 4; slot += 1)
        offsets[4 * kept + slot] = (offsets[4 * line + slot] ?? 0) - cut;
      ids[kept] = id;
      kept += 1;
    }
  }
  head.count = kept;
}

/** Reads what the fields say about the message and its connection. false: they contradict each other. */
function readFields(bytes: Buffer, base: number): boolean {
  const { ids, offsets, count, minor } = head;
  const found = head.flags;
  let flags = flagsOf(found);
  let bodyLength: number = UNTIL_CLOSE;
  let upgrades = false;
  let contentCodings = 0;
  repeatedLengths = 0;
  for (let line = 0; line < count; line += 1) {
    const id = ids[line] ?? 0;
    if (id === FieldId.other) continue;
    const start = base + (offsets[4 * line + 2] ?? 0);
    const end = base + (offsets[4 * line + 3] ?? 0);
    switch (id) {
      case FieldId.contentLength: {
        const length = contentLength(bytes, start, end);
        if (length < 0 || (bodyLength !== UNTIL_CLOSE && bodyLength !== length)) return false;
        bodyLength = length;
        if ((flags & HeadFlag.contentLength) !== 0) repeatedLengths += 1;
        flags |= HeadFlag.contentLength;
        break;
      }
      case FieldId.transferEncoding:
        if (minor === 0 || bodyLength !== UNTIL_CLOSE || !isWord(bytes, start, end, 'chunked')) return false;
        bodyLength = CHUNKED;
        break;
      case FieldId.connection:
        flags |= connectionFlags(bytes, start, end);
        break;
      case FieldId.upgrade:
        if (end > start) upgrades = true;
        if (hasMember(bytes, start, end, 'h2c')) flags |= HeadFlag.h2c;
        break;
      case FieldId.contentEncoding:
        contentCodings += 1;
        if (isWord(bytes, start, end, 'gzip')) flags |= HeadFlag.gzip;
        break;
    }
  }
  // Several lines are several codings, one on top of the other.
  if (contentCodings > 1) flags &= ~HeadFlag.gzip;
  head.flags = upgrades ? flags : flags & ~HeadFlag.upgrade;
  head.bodyLength = bodyLength;
  return true;
}
