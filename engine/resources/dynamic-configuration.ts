import { z } from 'zod';
import type { SourcePosition } from './diagnostic.ts';
import { isMapping, type Mapping } from './json.ts';
import type { FieldPath, SourceEditor, WrittenOrigin } from './origin.ts';

const PARTS: readonly string[] = ['http', 'tcp', 'udp', 'tls'];

/** Whether a document is in the format of Traefik's file provider, and not an object of Kubernetes. */
export function isDynamicConfiguration(value: Mapping): boolean {
  if ('kind' in value || 'apiVersion' in value) return false;
  return Object.keys(value).some((key) => PARTS.includes(key.toLowerCase()));
}

/**
 * Such a document as an object: everything it says is its specification, and it is named after its file. `schema`: of
 * the specification; field names are spelled as it does, for the file provider does not regard their case, and values have
 * the type that it asks for, where they can be read as one: the file provider turns all into text first.
 */
export function asObject(value: Mapping, file: string, schema: z.ZodType): Mapping {
  return {
    apiVersion: 'traefik.io/file',
    kind: 'DynamicConfiguration',
    metadata: { name: objectName(file) },
    spec: canonical(schema, value),
  };
}

/** A name that an object may have. */
function objectName(file: string): string {
  const name = file.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  return (
    name
      .split('.')
      .map((label) => label.replace(/^-+|-+$/g, ''))
      .filter((label) => label !== '')
      .join('.') || 'dynamic'
  );
}

function canonical(schema: z.core.$ZodType, value: unknown): unknown {
  const required = unwrap(schema);
  if (required instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => canonical(required.element, item));
  }
  if (!isMapping(value)) return readAs(required, value);
  if (required instanceof z.ZodRecord) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, canonical(required.valueType, item)]),
    );
  }
  if (!(required instanceof z.ZodObject)) return value;
  const names = new Map(Object.keys(required.shape).map((name) => [name.toLowerCase(), name]));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = names.get(key.toLowerCase()) ?? key;
      const field = Object.hasOwn(required.shape, name) ? required.shape[name] : undefined;
      return [name, field ? canonical(field, item) : item];
    }),
  );
}

const TRUE = /^(?:1|t|true)$/i;
const FALSE = /^(?:0|f|false)$/i;

/** A list of texts may be one text with commas, and a number or a truth may be in quotes or be meant as text. */
function readAs(schema: z.core.$ZodType, value: unknown): unknown {
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value);
  if (isNumber || typeof value === 'boolean') return schema instanceof z.ZodString ? String(value) : value;
  if (typeof value !== 'string' || value === '') return value;
  if (schema instanceof z.ZodArray && unwrap(schema.element) instanceof z.ZodString) {
    return value.split(',').map((item) => item.trim());
  }
  if (schema instanceof z.ZodNumber) return /^[+-]?\d+$/.test(value) ? Number(value) : value;
  if (!(schema instanceof z.ZodBoolean)) return value;
  return TRUE.test(value) || (FALSE.test(value) ? false : value);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;
}

/** Where the fields of such an object are written: its specification is the document itself. */
export class DocumentOrigin implements WrittenOrigin {
  readonly #document: WrittenOrigin;

  constructor(document: WrittenOrigin) {
    this.#document = document;
  }

  get file(): string {
    return this.#document.file;
  }

  get editor(): SourceEditor | undefined {
    const { editor } = this.#document;
    return (
      editor && {
        rename: (path, name) => editor.rename(inDocument(path), name),
        rewrite: (path, from, to, text) => editor.rewrite(inDocument(path), from, to, text),
        replace: (path, word) => editor.replace(inDocument(path), word),
        remove: (path) => editor.remove(inDocument(path)),
      }
    );
  }

  position(path: FieldPath = [], offset?: number): SourcePosition {
    const inside = inDocument(path);
    return this.#document.position(inside, inside.length === 0 ? undefined : offset);
  }

  keyPosition(path: FieldPath): SourcePosition {
    return this.#document.keyPosition(inDocument(path));
  }
}

function inDocument([first, ...rest]: FieldPath): FieldPath {
  return first === 'spec' ? rest : [];
}
