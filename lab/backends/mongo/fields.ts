import { type Document, isDocument } from './document.ts';
import { CommandError } from './errors.ts';

/**
 * Reads the fields of a command or of one of its parts with the types they must have.
 * Every reader throws CommandError TypeMismatch for a wrong type, and Location40414 for a required field that is missing.
 */
export class Fields {
  /** Where the fields are, for messages: `find`, `update.updates`. */
  readonly #where: string;
  readonly #document: Document;

  constructor(where: string, document: Document) {
    this.#where = where;
    this.#document = document;
  }

  names(): string[] {
    return Object.keys(this.#document);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined && this.value(name) !== null;
  }

  value(name: string): unknown {
    return Object.hasOwn(this.#document, name) ? this.#document[name] : undefined;
  }

  text(name: string): string {
    const value = this.value(name);
    if (typeof value !== 'string') throw this.#mismatch(name, 'string');
    return value;
  }

  /** A count or size: an integer, 0 or more. */
  count(name: string, fallback: number): number {
    const value = this.value(name);
    if (value === undefined || value === null) return fallback;
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.#mismatch(name, 'long');
    if (value < 0) {
      throw new CommandError(
        'BadValue',
        `BSON field '${this.#where}.${name}' value must be >= 0, actual value '${value}'`,
      );
    }
    return Math.trunc(value);
  }

  /** A boolean; numbers count as false when 0, as the server reads them. */
  flag(name: string, fallback = false): boolean {
    const value = this.value(name);
    if (value === undefined || value === null) return fallback;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return value !== 0;
    throw this.#mismatch(name, 'bool');
  }

  document(name: string, fallback?: Document): Document {
    const value = this.value(name);
    if ((value === undefined || value === null) && fallback !== undefined) return fallback;
    if (!isDocument(value)) throw this.#mismatch(name, 'object');
    return value;
  }

  documents(name: string, fallback?: readonly Document[]): readonly Document[] {
    const value = this.value(name);
    if ((value === undefined || value === null) && fallback !== undefined) return fallback;
    if (!Array.isArray(value) || !value.every(isDocument)) throw this.#mismatch(name, 'array');
    return value;
  }

  /** The statements of a write command, each with readers of its own. */
  parts(name: string): readonly Fields[] {
    return this.documents(name).map((part) => new Fields(`${this.#where}.${name}`, part));
  }

  #mismatch(name: string, expected: string): CommandError {
    const path = `${this.#where}.${name}`;
    const value = this.value(name);
    if (value === undefined) {
      return new CommandError('Location40414', `BSON field '${path}' is missing but a required field`);
    }
    return new CommandError(
      'TypeMismatch',
      `BSON field '${path}' is the wrong type '${typeName(value)}', expected type '${expected}'`,
    );
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  if (typeof value === 'string') return 'string';
  return 'object';
}
