import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { childOf, isObject } from './json.ts';

/** The patch that a client would send to make one object into another. */
export function strategicDifference(schema: SchemaNode | undefined, from: Json, to: Json): Json {
  const patch: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [old, value] = [from[name], to[name]];
    if (isDeepStrictEqual(old, value)) continue;
    const child = childOf(schema, name);
    if (value === undefined) patch[name] = null;
    else if (isObject(old) && isObject(value)) patch[name] = strategicDifference(child, old, value);
    else if (Array.isArray(old) && Array.isArray(value) && child?.mergeKey !== undefined) {
      const key = child.mergeKey;
      patch[`$setElementOrder/${name}`] = value.map((item) => ({ [key]: item[key] }));
      patch[name] = itemDifferences(child, key, old, value);
    } else if (Array.isArray(old) && Array.isArray(value) && child?.listType === 'set') {
      patch[`$setElementOrder/${name}`] = value;
      patch[`$deleteFromPrimitiveList/${name}`] = old.filter((item) => !value.includes(item));
      patch[name] = value.filter((item) => !old.includes(item));
    } else patch[name] = value;
  }
  return patch;
}

function itemDifferences(
  schema: SchemaNode,
  key: string,
  from: readonly Json[],
  to: readonly Json[],
): Json[] {
  const kept = to.map((item) => {
    const old = from.find((other) => other[key] === item[key]);
    return old ? { [key]: item[key], ...strategicDifference(schema.items, old, item) } : item;
  });
  const gone = from.filter((item) => !to.some((other) => other[key] === item[key]));
  return [...kept, ...gone.map((item) => ({ $patch: 'delete', [key]: item[key] }))];
}
