import type { Json } from '../objects/object.ts';
import { isMapping } from './json.ts';
import type { SchemaNode } from './schema-node.ts';

/**
 * The object with the defaults of its CustomResourceDefinition where a field is absent (Kubernetes: "Defaulting"). The
 * same object, if there are none to add.
 */
export function applyDefaults(schema: SchemaNode, object: Json): Json {
  const filled = fill(schema, object);
  return isMapping(filled) ? filled : object;
}

/** Shapes below which no default stands are not looked into a second time. */
const withDefaults = new WeakMap<SchemaNode, boolean>();

/** Built-in kinds have none in their schemas: what is absent there is filled by code of their own. */
function hasDefaults(schema: SchemaNode): boolean {
  if (schema.builtIn) return false;
  const known = withDefaults.get(schema);
  if (known !== undefined) return known;
  const below = [...schema.fields.values(), ...(schema.items ? [schema.items] : [])];
  const found = schema.default !== undefined || below.map(hasDefaults).includes(true);
  withDefaults.set(schema, found);
  return found;
}

function fill(schema: SchemaNode, value: unknown): unknown {
  if (!hasDefaults(schema)) return value;
  const { items } = schema;
  if (Array.isArray(value)) return items ? fillList(items, value) : value;
  if (!isMapping(value)) return value;
  if (schema.type === 'map') return items ? fillMap(items, value) : value;
  const added: Record<string, unknown> = {};
  for (const [name, node] of schema.fields) {
    const given = value[name];
    const filled = fill(node, given === undefined ? structuredClone(node.default) : given);
    if (filled !== given) added[name] = filled;
  }
  return Object.keys(added).length === 0 ? value : { ...value, ...added };
}

function fillList(items: SchemaNode, list: readonly unknown[]): readonly unknown[] {
  const filled = list.map((item) => fill(items, item));
  return filled.some((item, index) => item !== list[index]) ? filled : list;
}

function fillMap(items: SchemaNode, map: Json): Json {
  const filled = Object.entries(map).map(([key, item]) => [key, fill(items, item)] as const);
  return filled.some(([key, item]) => item !== map[key]) ? Object.fromEntries(filled) : map;
}
