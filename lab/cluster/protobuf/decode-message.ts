import { badBody } from './bad-body.ts';
import { type MessageField, messageOf } from './message-table.ts';
import { SPECIAL_VALUES } from './special-values.ts';
import { fieldsOf, varintsOf, type WireValue } from './wire.ts';

/** An object of JSON while it is read. A Map takes any key, `__proto__` too, as text. */
type Fields = Map<string, unknown>;

/**
 * The JSON that the sender of a message would have sent instead, but for nulls: what Go's encoder always writes is left
 * out where JSON would leave it out. Fields that the table does not know are skipped. Throws an ApiError (400) if the
 * bytes are no such message.
 */
export function decodeMessage(name: string, message: Buffer): Record<string, unknown> {
  const fields: Fields = new Map();
  readInto(fields, name, message);
  return toJson(fields);
}

function readInto(fields: Fields, name: string, bytes: Buffer): void {
  const message = messageOf(name);
  if (!message) throw new Error(`the table of protobuf messages has no ${name}`);
  for (const { number, value } of fieldsOf(bytes)) {
    const field = message.get(number);
    if (field) readField(fields, field, value);
  }
}

function readField(fields: Fields, field: MessageField, value: WireValue): void {
  const { name, type, shape } = field;
  if (name === '') {
    readInto(fields, type, bytesOf(field, value));
    return;
  }
  if (shape === 'list') {
    const list = listOf(fields, name);
    for (const item of itemsOf(field, value)) list.push(item);
    return;
  }
  if (shape === 'map') {
    fields.set(name, mapOf(fields.get(name), field, bytesOf(field, value)));
    return;
  }
  if (isMessage(type)) {
    // proto2: a message that comes a second time adds to the first.
    const held = fields.get(name);
    const inner: Fields = held instanceof Map ? held : new Map();
    readInto(inner, type, bytesOf(field, value));
    if (inner.size > 0 || field.keepsZero) fields.set(name, inner);
    return;
  }
  const read = plainValue(field, value);
  if (read !== undefined && (field.keepsZero || !isZero(read))) fields.set(name, read);
}

function listOf(fields: Fields, name: string): unknown[] {
  const held = fields.get(name);
  if (Array.isArray(held)) return held;
  const list: unknown[] = [];
  fields.set(name, list);
  return list;
}

/** One item, or all the numbers of a packed list. */
function itemsOf(field: MessageField, value: WireValue): unknown[] {
  if (field.type === 'i' && value.wire === 'bytes') return [...varintsOf(value.value)].map(toInteger);
  const item = itemOf(field, value);
  return item === undefined ? [] : [item];
}

/** An entry of a map is {1: key, 2: value}, both of bytes in all of Kubernetes' maps; what is not there is empty. */
function mapOf(held: unknown, field: MessageField, entry: Buffer): Fields {
  const map: Fields = held instanceof Map ? held : new Map();
  let key = '';
  let value = itemOf(field, { wire: 'bytes', value: Buffer.alloc(0) });
  for (const part of fieldsOf(entry)) {
    if (part.number === 1) key = bytesOf(field, part.value).toString('utf8');
    if (part.number === 2) value = itemOf(field, part.value);
  }
  if (value !== undefined) map.set(key, value);
  return map;
}

function itemOf(field: MessageField, value: WireValue): unknown {
  if (!isMessage(field.type)) return plainValue(field, value);
  const inner: Fields = new Map();
  readInto(inner, field.type, bytesOf(field, value));
  return inner;
}

function plainValue(field: MessageField, value: WireValue): unknown {
  switch (field.type) {
    case 's':
      return bytesOf(field, value).toString('utf8');
    case 'y':
      return bytesOf(field, value).toString('base64');
    case 'i':
      return toInteger(numberOf(field, value));
    case 'b':
      return numberOf(field, value) !== 0n;
    default:
      return SPECIAL_VALUES.get(field.type)?.(bytesOf(field, value));
  }
}

function isMessage(type: string): boolean {
  return type.includes('.');
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false;
}

function toInteger(value: bigint): number {
  return Number(BigInt.asIntN(64, value));
}

function bytesOf(field: MessageField, value: WireValue): Buffer {
  if (value.wire === 'bytes') return value.value;
  throw badBody(`wrong wire type for field ${field.name || field.type}`);
}

function numberOf(field: MessageField, value: WireValue): bigint {
  if (value.wire === 'varint') return value.value;
  throw badBody(`wrong wire type for field ${field.name || field.type}`);
}

function toJson(fields: Fields): Record<string, unknown> {
  return Object.fromEntries([...fields].map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): unknown {
  if (value instanceof Map) return toJson(value);
  return Array.isArray(value) ? value.map(plain) : value;
}
