import { badBody } from './bad-body.ts';

/** What follows a field's number: the wire types that proto2 messages without groups use. */
export type WireValue =
  | { readonly wire: 'varint'; readonly value: bigint }
  | { readonly wire: 'bytes'; readonly value: Buffer }
  | { readonly wire: 'fixed' };

/** A field as it comes: its number, and its value still unread. */
export interface WireField {
  readonly number: number;
  readonly value: WireValue;
}

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
/** 64 bits, seven a byte. */
const LONGEST_VARINT = 10;

/**
 * The fields of a message in the order they were written (Protocol Buffers documentation, "Encoding"). Throws an ApiError
 * (400) where the bytes end too early or are no message.
 */
export function* fieldsOf(message: Buffer): Generator<WireField> {
  const reader = new Reader(message);
  while (!reader.done) {
    const tag = reader.varint();
    const number = Number(tag >> 3n);
    if (number < 1 || number >= 2 ** 29) throw badBody(`illegal field number ${number}`);
    yield { number, value: readValue(reader, Number(tag & 7n)) };
  }
}

/** The numbers of a packed list. */
export function* varintsOf(packed: Buffer): Generator<bigint> {
  const reader = new Reader(packed);
  while (!reader.done) yield reader.varint();
}

function readValue(reader: Reader, wireType: number): WireValue {
  switch (wireType) {
    case VARINT:
      return { wire: 'varint', value: reader.varint() };
    case BYTES:
      return { wire: 'bytes', value: reader.bytes(reader.varint()) };
    case FIXED64:
      reader.bytes(8n);
      return { wire: 'fixed' };
    case FIXED32:
      reader.bytes(4n);
      return { wire: 'fixed' };
    default:
      throw badBody(`illegal wire type ${wireType}`);
  }
}

class Reader {
  readonly #buffer: Buffer;
  #offset = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  get done(): boolean {
    return this.#offset >= this.#buffer.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let index = 0; index < LONGEST_VARINT; index += 1) {
      const byte = this.#buffer[this.#offset];
      if (byte === undefined) throw badBody('unexpected end of the body');
      this.#offset += 1;
      value |= BigInt(byte & 0x7f) << BigInt(7 * index);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw badBody('a number of more than 64 bits');
  }

  bytes(length: bigint): Buffer {
    const left = this.#buffer.length - this.#offset;
    if (length > BigInt(left)) throw badBody(`a value of ${length} bytes where ${left} are left`);
    const start = this.#offset;
    this.#offset += Number(length);
    return this.#buffer.subarray(start, this.#offset);
  }
}
