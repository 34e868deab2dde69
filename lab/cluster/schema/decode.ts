import type { Json } from '../objects/object.ts';
import type { StatusCause } from '../objects/status.ts';
import { fieldPath, isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';
import { problemOf, type StructField } from './unreadable.ts';

/** What became of an object that was read by its schema. */
export interface Decoded {
  /** Without unknown fields and without nulls, in the order it was written. */
  readonly object: Json;
  /** Paths of unknown fields as kubectl prints them, in the order they stand: `spec.routes[0].services[0].prt`. */
  readonly unknown: readonly string[];
  /** Values that an API server cannot read at all, which is a 400: `json: cannot unmarshal string into ...`. */
  readonly problems: readonly StatusCause[];
}

/**
 * Reads an object as an API server does before it looks at what the fields say: fields that the schema does not have are
 * dropped and told; nulls are dropped, or become the zero value where a built-in kind has a list or mapping of values
 * that cannot be null; numbers that stand for a quantity become text. Values of a CustomResourceDefinition that are of
 * another type stay, for `validate` to find.
 */
export function decode(schema: SchemaNode, object: Json): Decoded {
  const reader = new Reader();
  const root = { struct: shortName(schema), path: '' };
  return {
    object: reader.fields(schema, object, '', root),
    unknown: reader.unknown,
    problems: reader.problems,
  };
}

/** The object without what its schema does not have. */
export function prune(schema: SchemaNode, object: Json): Json {
  return decode(schema, object).object;
}

/** `io.k8s.api.apps.v1.Deployment` -> `Deployment`. */
function shortName({ name = '' }: SchemaNode): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

class Reader {
  readonly unknown: string[] = [];
  readonly problems: StatusCause[] = [];

  fields(schema: SchemaNode, object: Json, at: string, holder: StructField): Json {
    const read: Record<string, unknown> = {};
    const struct = shortName(schema) || holder.struct;
    for (const name of Object.keys(object)) {
      const node = schema.fields.get(name);
      const value = object[name];
      const path = fieldPath(at, name);
      if (node) {
        const inner = { struct, path: fieldPath(holder.path, name) };
        if (value !== null || node.nullable) put(read, name, this.#value(node, value, path, inner));
      } else if (schema.preserveUnknown) put(read, name, value);
      else this.unknown.push(path);
    }
    return read;
  }

  #value(node: SchemaNode, value: unknown, at: string, holder: StructField): unknown {
    if (node.type === 'any') return value;
    if (Array.isArray(value) && node.type === 'list') return this.#list(node, value, at, holder);
    if (isMapping(value) && node.type === 'object') return this.fields(node, value, at, holder);
    if (isMapping(value) && node.type === 'map') return this.#map(node, value, at, holder);
    if (!node.builtIn) return value;
    const problem = problemOf(node, value, holder);
    if (problem) this.problems.push({ reason: 'FieldValueTypeInvalid', message: problem, field: at });
    return node.type === 'quantity' && typeof value === 'number' ? quantity(value) : value;
  }

  #list(node: SchemaNode, list: readonly unknown[], at: string, holder: StructField): unknown[] {
    const { items } = node;
    if (!items) return [...list];
    return list.map((item, index) =>
      item === null ? zero(items) : this.#value(items, item, `${at}[${index}]`, holder),
    );
  }

  #map(node: SchemaNode, map: Json, at: string, holder: StructField): Json {
    const { items } = node;
    if (!items) return map;
    const read: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(map)) {
      if (value !== null) put(read, key, this.#value(items, value, fieldPath(at, key), holder));
      else if (items.builtIn || items.nullable) put(read, key, zero(items));
    }
    return read;
  }
}

/** What an API server makes of a null among values that it is compiled with. */
function zero(node: SchemaNode): unknown {
  if (!node.builtIn || node.type === 'any') return null;
  if (node.type === 'string') return '';
  if (node.type === 'boolean') return false;
  if (node.type === 'object' || node.type === 'map') return {};
  if (node.type === 'list') return [];
  return node.type === 'quantity' ? '0' : 0;
}

/** A number as Kubernetes writes quantities: `2`, `500m`. */
function quantity(value: number): string {
  const thousandths = value * 1000;
  return Number.isInteger(value) || !Number.isInteger(thousandths) ? `${value}` : `${thousandths}m`;
}

/** A field that is called `__proto__` is one like any other. */
function put(into: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') into[name] = value;
  else Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}
