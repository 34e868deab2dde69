import { deserialize, serialize } from 'bson';

/** A BSON document in its JavaScript form: numbers are plain numbers, 64-bit integers beyond 2^53 stay `Long`. */
export type Document = Record<string, unknown>;

/** Largest document a server stores, in bytes. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** True for a plain document; false for arrays, dates, regular expressions and BSON values such as ObjectId. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export function encodeDocument(document: Document): Buffer {
  return Buffer.from(serialize(document, { ignoreUndefined: true }));
}

export function decodeDocument(bytes: Uint8Array): Document {
  return deserialize(bytes);
}

/** A deep copy as it would come back from disk: nothing shared with the original, nothing undefined left. */
export function copyDocument(document: Document): Document {
  return decodeDocument(encodeDocument(document));
}

/** A string that is equal for equal BSON values, fit as a key of a `Map`. */
export function valueKey(value: unknown): string {
  return encodeDocument({ value }).toString('latin1');
}

/** A value as the shell would print it, for error messages. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[ ${value.map(describeValue).join(', ')} ]`;
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([name, field]) => `${name}: ${describeValue(field)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (typeof value === 'object' && '_bsontype' in value && value._bsontype === 'ObjectId') {
    return `ObjectId('${String(value)}')`;
  }
  return String(value);
}
