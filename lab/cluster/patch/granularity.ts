import type { SchemaNode } from '../schema/schema-node.ts';
import { isObject } from './json.ts';
import { keyElement, type PathElement, valueElement } from './path-element.ts';

/** How managers share a value: as a whole, field by field, or item by item. */
export type Granularity = 'leaf' | 'fields' | 'items';

/**
 * How a value is shared (Kubernetes: server-side apply, "Merge strategy"). What a schema does not describe is shared by
 * fields, its lists as a whole; a list whose items cannot be told apart is one value, too.
 */
export function granularityOf(schema: SchemaNode | undefined, value: unknown): Granularity {
  if (Array.isArray(value)) {
    const shared = schema !== undefined && schema.type === 'list' && schema.listType !== 'atomic';
    return shared && value.every((item) => elementOf(schema, item) !== undefined) ? 'items' : 'leaf';
  }
  if (!isObject(value)) return 'leaf';
  if (schema === undefined) return 'fields';
  if (schema.type === 'any') return schema.builtIn ? 'leaf' : 'fields';
  return schema.mapType === 'atomic' ? 'leaf' : 'fields';
}

/** Items by their names. More than one of a name: an object that nobody validated. */
export function itemsByElement(
  schema: SchemaNode | undefined,
  list: readonly unknown[],
): ReadonlyMap<PathElement, readonly unknown[]> {
  return Map.groupBy(list, (item) => elementOf(schema, item) ?? '');
}

/** Whether the field is one that the schema names; the keys of a map are not, and are owned like values. */
export function isNamed(schema: SchemaNode | undefined, field: string): boolean {
  return schema?.fields.has(field) ?? false;
}

/** Keys that Kubernetes gives a value where an item has none: `protocol` of the ports of pods and services. */
const KEY_DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

/** What names an item among the others; undefined if nothing does. */
export function elementOf(schema: SchemaNode | undefined, item: unknown): PathElement | undefined {
  if (schema?.listType === 'set') return typeof item === 'object' ? undefined : valueElement(item);
  if (!isObject(item)) return undefined;
  const keys = (schema?.listKeys ?? []).map((name): [string, unknown] => [
    name,
    item[name] ??
      schema?.items?.fields.get(name)?.default ??
      (schema?.builtIn ? KEY_DEFAULTS[name] : undefined),
  ]);
  const known = keys.filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : keyElement(Object.fromEntries(known));
}
