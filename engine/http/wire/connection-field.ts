import { COMMA, HTAB, isWord, SP } from './bytes.ts';
import { HeadFlag } from './registers.ts';

/**
 * What one line of Connection says, as bits of HeadFlag: close, keepAlive, connectionNames, and upgrade if it has that
 * token (RFC 9110 §7.6.1).
 */
export function connectionFlags(bytes: Buffer, start: number, end: number): number {
  let flags = 0;
  let at = start;
  while (at < end) {
    const tokenEnd = memberEnd(bytes, at, end);
    flags |= flagOf(bytes, skipBlanks(bytes, at, tokenEnd), trimBlanks(bytes, at, tokenEnd));
    at = tokenEnd + 1;
  }
  return flags;
}

/** Whether a comma-separated list has the member `word`, in any case. `word` is in lower case. */
export function hasMember(bytes: Buffer, start: number, end: number, word: string): boolean {
  let at = start;
  while (at < end) {
    const tokenEnd = memberEnd(bytes, at, end);
    if (isWord(bytes, skipBlanks(bytes, at, tokenEnd), trimBlanks(bytes, at, tokenEnd), word)) return true;
    at = tokenEnd + 1;
  }
  return false;
}

/** Whether every member of a comma-separated list is `word`, in any case. `word` is in lower case. */
export function hasOnly(bytes: Buffer, start: number, end: number, word: string): boolean {
  let at = start;
  while (at <= end) {
    const tokenEnd = memberEnd(bytes, at, end);
    if (!isWord(bytes, skipBlanks(bytes, at, tokenEnd), trimBlanks(bytes, at, tokenEnd), word)) return false;
    at = tokenEnd + 1;
  }
  return true;
}

function flagOf(bytes: Buffer, start: number, end: number): number {
  switch (end - start) {
    case 0:
      return 0;
    case 2:
      return isWord(bytes, start, end, 'te') ? 0 : HeadFlag.connectionNames;
    case 5:
      return isWord(bytes, start, end, 'close') ? HeadFlag.close : HeadFlag.connectionNames;
    case 7:
      if (isWord(bytes, start, end, 'upgrade')) return HeadFlag.upgrade;
      return isWord(bytes, start, end, 'trailer') ? 0 : HeadFlag.connectionNames;
    case 10:
      return isWord(bytes, start, end, 'keep-alive') ? HeadFlag.keepAlive : HeadFlag.connectionNames;
    default:
      return HeadFlag.connectionNames;
  }
}

function memberEnd(bytes: Buffer, at: number, end: number): number {
  while (at < end && bytes[at] !== COMMA) at += 1;
  return at;
}

function skipBlanks(bytes: Buffer, at: number, end: number): number {
  while (at < end && (bytes[at] === SP || bytes[at] === HTAB)) at += 1;
  return at;
}

function trimBlanks(bytes: Buffer, at: number, end: number): number {
  while (end > at && (bytes[end - 1] === SP || bytes[end - 1] === HTAB)) end -= 1;
  return end;
}
