import { badBody } from './bad-body.ts';
import { fieldsOf, type WireValue } from './wire.ts';

/** What a message of its own means one plain value of JSON; undefined: it has none (a time that is not set). */
export const SPECIAL_VALUES: ReadonlyMap<string, (message: Buffer) => unknown> = new Map<
  string,
  (message: Buffer) => unknown
>([
  ['Time', (message) => timeOf(message)?.replace(/\.\d+Z$/, 'Z')],
  ['MicroTime', timeOf],
  ['Quantity', (message) => textAt(message, 1)],
  ['IntOrString', intOrString],
  ['FieldsV1', rawJson],
  ['RawExtension', rawJson],
  // A list that Go has a type for, so that a map of lists is possible.
  ['ExtraValue', (message) => [...fieldsOf(message)].flatMap(({ value }) => textOf(value) ?? [])],
]);

/** {1: seconds since 1970, 2: nanoseconds}, as RFC 3339 with microseconds; empty is no time. */
function timeOf(message: Buffer): string | undefined {
  if (message.length === 0) return undefined;
  const seconds = integerAt(message, 1);
  const microseconds = Math.floor(integerAt(message, 2) / 1_000);
  const date = new Date(seconds * 1_000);
  if (Number.isNaN(date.getTime()) || microseconds < 0 || microseconds > 999_999) {
    throw badBody(`a time of ${seconds} seconds and ${microseconds} microseconds`);
  }
  // The zero of Go's times: not set.
  if (seconds === -62_135_596_800) return undefined;
  return date.toISOString().replace(/\.\d+Z$/, `.${`${microseconds}`.padStart(6, '0')}Z`);
}

/** {1: 0 for a number and 1 for text, 2: the number, 3: the text}. */
function intOrString(message: Buffer): unknown {
  return integerAt(message, 1) === 0 ? integerAt(message, 2) : textAt(message, 3);
}

/** {1: the JSON of it}. */
function rawJson(message: Buffer): unknown {
  const text = textAt(message, 1);
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badBody('raw JSON that is none');
  }
}

function integerAt(message: Buffer, number: number): number {
  const value = last(message, number);
  return value?.wire === 'varint' ? Number(BigInt.asIntN(64, value.value)) : 0;
}

function textAt(message: Buffer, number: number): string {
  const value = last(message, number);
  return value ? (textOf(value) ?? '') : '';
}

function textOf(value: WireValue): string | undefined {
  return value.wire === 'bytes' ? value.value.toString('utf8') : undefined;
}

function last(message: Buffer, number: number): WireValue | undefined {
  return [...fieldsOf(message)].findLast((field) => field.number === number)?.value;
}
