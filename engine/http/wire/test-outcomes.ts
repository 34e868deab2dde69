import assert from 'node:assert/strict';
import { FieldId, HeadFlag, head, Refusal } from './registers.ts';
import { parseRequestHead } from './request-parser.ts';
import { parseResponseHead, ResponseFault } from './response-parser.ts';

/** What a parser makes of some bytes: the name of the refusal, `incomplete`, or all that the registers say. */
export type Outcome = string | ReadHead;

export interface ReadHead {
  readonly length: number;
  readonly text: string;
  readonly lines: readonly string[];
  readonly ids: readonly string[];
  readonly flags: readonly string[];
  readonly minor: number;
  readonly bodyLength: number;
  /** Method, target, whether that is plain, and host; or the status. */
  readonly start: readonly (string | number | boolean)[];
}

const LIMIT = 1024;

/** Parses `bytes` from `start` to `end` as the head of one kind of message. */
export type Parse = (bytes: Buffer, start: number, end: number) => Outcome;

export function requestWithin(limit: number): Parse {
  return (bytes, start, end) => {
    const length = parseRequestHead(bytes, start, end, limit);
    if (length < 0) return nameOf(Refusal, length);
    return length === 0
      ? 'incomplete'
      : read(length, [head.method, head.target, head.plainTarget, head.host]);
  };
}

export function responseWithin(limit: number, requestMethod = 'GET'): Parse {
  return (bytes, start, end) => {
    const length = parseResponseHead(bytes, start, end, limit, requestMethod);
    if (length < 0) return nameOf(ResponseFault, length);
    return length === 0 ? 'incomplete' : read(length, [head.status]);
  };
}

export const asRequest = requestWithin(LIMIT);
export const asResponse = responseWithin(LIMIT);

/** The outcome for a whole text. */
export function outcomeOf(parse: Parse, text: string): Outcome {
  const bytes = Buffer.from(text, 'latin1');
  return parse(bytes, 0, bytes.length);
}

/** The head that a text holds. Throws if it is refused. */
export function headOf(parse: Parse, text: string): ReadHead {
  const outcome = outcomeOf(parse, text);
  assert.ok(typeof outcome === 'object', `${JSON.stringify(text)}: ${String(outcome)}`);
  return outcome;
}

/**
 * Asserts that a message gives the same outcome wherever it is split: each part of it is read before the whole is, at
 * any alignment, with the bytes of another message behind it, and all of them one after the other in one buffer.
 */
export function assertSplits(parse: Parse, text: string): void {
  const whole = outcomeOf(parse, text);
  const parts = Array.from({ length: text.length + 1 }, (_, length) => length);
  for (const part of parts) {
    const start = part % 5;
    const bytes = place(text, start);
    const early = parse(bytes, start, start + part);
    const late = early === 'incomplete' ? parse(bytes, start, start + text.length) : early;
    assert.deepEqual(late, whole, `split at ${part} of ${JSON.stringify(text)}`);
  }
  const bytes = place(text, 3);
  let outcome: Outcome = 'incomplete';
  for (const part of parts) if (outcome === 'incomplete') outcome = parse(bytes, 3, 3 + part);
  assert.deepEqual(outcome, whole, `byte by byte: ${JSON.stringify(text)}`);
}

/** `text` in the middle of bytes that would end any head or line early. */
function place(text: string, start: number): Buffer {
  return Buffer.concat([
    Buffer.alloc(start, '\r'),
    Buffer.from(text, 'latin1'),
    Buffer.from('\r\n\r\n: x\r\n'),
  ]);
}

function read(length: number, start: readonly (string | number | boolean)[]): ReadHead {
  return {
    length,
    text: head.text,
    lines: head.raw(),
    ids: Array.from(head.ids.subarray(0, head.count), (id) => nameOf(FieldId, id)),
    flags: Object.entries(HeadFlag)
      .filter(([, bit]) => (head.flags & bit) !== 0)
      .map(([name]) => name),
    minor: head.minor,
    bodyLength: head.bodyLength,
    start,
  };
}

function nameOf(names: Readonly<Record<string, number>>, value: number): string {
  return Object.entries(names).find(([, candidate]) => candidate === value)?.[0] ?? `unknown ${value}`;
}
