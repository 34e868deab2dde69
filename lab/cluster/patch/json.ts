import type { Json } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';

/** Whether a value is a mapping: neither a list nor null. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The shape of one field of an object, or of one value of a map; undefined where no schema says any. */
export function childOf(schema: SchemaNode | undefined, field: string): SchemaNode | undefined {
  return schema?.fields.get(field) ?? (schema?.type === 'map' ? schema.items : undefined);
}
