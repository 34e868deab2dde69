import type { Json } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { childOf, isObject } from './json.ts';
import { orderLike, splitBy } from './list-order.ts';
import { withoutDirectives } from './strategic-directives.ts';

const SET_ORDER = '$setElementOrder/';
const DELETE_FROM = '$deleteFromPrimitiveList/';

/**
 * Applies a strategic merge patch (Kubernetes: API concepts, "Strategic merge patch"): like a JSON merge patch, but lists
 * that the schema names a merge key for, and sets of scalars, are merged item by item; `$patch`, `$retainKeys`,
 * `$setElementOrder/x` and `$deleteFromPrimitiveList/x` say more. Throws an ApiError: 400 if a directive is none, 422 if
 * a list cannot be merged.
 */
export function applyStrategicMerge(schema: SchemaNode | undefined, object: Json, patch: Json): Json {
  const { $patch: directive, $retainKeys: retained, ...changes } = patch;
  if (directive === 'replace') return toObject(withoutDirectives(changes));
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') throw badDirective('$patch', directive);

  const merged = new Map(Object.entries(object));
  if (retained !== undefined) retainKeys(merged, retained, changes);
  const left = new Map(Object.entries(changes));
  for (const [key, order] of Object.entries(changes)) {
    if (!key.startsWith(SET_ORDER)) continue;
    const name = key.slice(SET_ORDER.length);
    left.delete(key);
    setOrder(merged, left, name, order, childOf(schema, name));
  }
  for (const [key, value] of left) {
    if (key.startsWith(DELETE_FROM)) deleteFrom(merged, key.slice(DELETE_FROM.length), value);
    else mergeField(merged, key, value, childOf(schema, key));
  }
  return Object.fromEntries(merged);
}

function mergeField(
  merged: Map<string, unknown>,
  name: string,
  value: unknown,
  schema: SchemaNode | undefined,
): void {
  const old = merged.get(name);
  if (value === null) {
    merged.delete(name);
  } else if (isObject(old) && isObject(value)) {
    merged.set(name, applyStrategicMerge(schema, old, value));
  } else if (Array.isArray(old) && Array.isArray(value)) {
    merged.set(name, mergeList(schema, name, old, value));
  } else {
    const plain = withoutDirectives(value);
    if (plain === undefined) merged.delete(name);
    else merged.set(name, plain);
  }
}

/** A list as the patch leaves it: merged where the schema says how items are told apart, else replaced. */
function mergeList(
  schema: SchemaNode | undefined,
  name: string,
  old: readonly unknown[],
  patch: readonly unknown[],
): unknown[] {
  const key = schema?.mergeKey;
  if (key !== undefined) return mergeItems(schema?.items, name, key, old, patch);
  if (!isPrimitiveSet(schema)) return patch.flatMap((item) => withoutDirectives(item) ?? []);
  const all = [...new Set([...old, ...patch])];
  const { inside, outside } = splitBy(all, patch);
  return orderLike(inside, outside, patch, old);
}

function mergeItems(
  schema: SchemaNode | undefined,
  name: string,
  key: string,
  old: readonly unknown[],
  patch: readonly unknown[],
): unknown[] {
  let items: Json[] = old.map((item) => keyed(item, key, name));
  const changes: Json[] = [];
  let replaced = false;
  for (const item of patch) {
    const change = isObject(item) ? item : keyed(item, key, name);
    const directive = change['$patch'];
    if (directive === 'replace') replaced = true;
    else if (directive === undefined) changes.push(keyed(change, key, name));
    else if (directive !== 'delete') throw badDirective('$patch', directive);
    else items = items.filter((held) => held[key] !== keyed(change, key, name)[key]);
  }
  if (replaced) return changes.flatMap((item) => withoutDirectives(item) ?? []);

  const merged = [...items];
  for (const change of changes) {
    const index = merged.findIndex((item) => item[key] === change[key]);
    const held = merged[index];
    if (held) merged[index] = applyStrategicMerge(schema, held, change);
    else merged.push(toObject(withoutDirectives(change)));
  }
  const { inside, outside } = splitBy(merged, changes, key);
  return orderLike(inside, outside, changes, items, key);
}

/** `$setElementOrder/x`: the list x, merged with what the patch says of it, in the order given; what else is in it keeps its place. */
function setOrder(
  merged: Map<string, unknown>,
  changes: Map<string, unknown>,
  name: string,
  order: unknown,
  schema: SchemaNode | undefined,
): void {
  const old = merged.get(name);
  const change = changes.get(name);
  if (!Array.isArray(order) || !isListOrAbsent(old) || !isListOrAbsent(change)) {
    // A list that is deleted, or no list yet: the order has nothing to say.
    if (Array.isArray(order) && (change === null || !isListOrAbsent(old))) return;
    throw badDirective(SET_ORDER + name, order);
  }
  if (old === undefined && change === undefined) return;
  const key = schema?.mergeKey;
  if (key === undefined && !isPrimitiveSet(schema)) return;
  if (change !== undefined) requireOrder(name, change, order, key);
  changes.delete(name);
  const list = change === undefined ? [...(old ?? [])] : mergeList(schema, name, old ?? [], change);
  const { inside, outside } = splitBy(list, order, key);
  merged.set(name, orderLike(inside, outside, order, placesOf(old ?? [], change ?? [], key), key));
}

/**
 * What the order before a merge is taken to be: the items that are left, and then new ones in place of as many deleted
 * ones, which is what Kubernetes comes to (it merges in the list that it compares with).
 */
function placesOf(
  old: readonly unknown[],
  changes: readonly unknown[],
  key: string | undefined,
): readonly unknown[] {
  const items = changes.filter(isObject);
  if (key === undefined || items.some((item) => item['$patch'] === 'replace')) return old;
  const { outside: left } = splitBy(
    old,
    items.filter((item) => item['$patch'] === 'delete'),
    key,
  );
  const { outside: added } = splitBy(
    items.filter((item) => item['$patch'] === undefined),
    left,
    key,
  );
  return [...left, ...added].slice(0, old.length);
}

/** The items of a patch are in the order that the patch asks for, or it contradicts itself. */
function requireOrder(
  name: string,
  changes: readonly unknown[],
  order: readonly unknown[],
  key: string | undefined,
): void {
  if (order.length === 0) return;
  const identity = (item: unknown) => (key !== undefined && isObject(item) ? item[key] : item);
  const places = changes
    .filter((item) => !isObject(item) || item['$patch'] === undefined)
    .map((item) => order.findIndex((other) => identity(other) === identity(item)));
  if (places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1))) return;
  throw badRequest(`the items of ${name} are not in the order of ${SET_ORDER}${name}`);
}

/** `$retainKeys`: fields that are not listed are removed; the patch may set none of those. */
function retainKeys(merged: Map<string, unknown>, retained: unknown, changes: Json): void {
  if (!Array.isArray(retained)) throw badDirective('$retainKeys', retained);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || name.startsWith(SET_ORDER) || name.startsWith(DELETE_FROM)) continue;
    if (!retained.includes(name)) throw badRequest(`$retainKeys does not list ${name}, which the patch sets`);
  }
  for (const name of [...merged.keys()]) if (!retained.includes(name)) merged.delete(name);
}

function deleteFrom(merged: Map<string, unknown>, name: string, items: unknown): void {
  if (!Array.isArray(items) || items.some((item) => typeof item === 'object')) {
    throw badDirective(DELETE_FROM + name, items);
  }
  const list = merged.get(name);
  if (Array.isArray(list))
    merged.set(
      name,
      list.filter((item) => !items.includes(item)),
    );
}

function keyed(item: unknown, key: string, name: string): Json {
  if (isObject(item) && item[key] !== undefined) return item;
  throw new ApiError(
    422,
    'Invalid',
    `an item of ${name} has no ${key}, by which a strategic merge patch tells items apart: ${JSON.stringify(item)}`,
  );
}

/** `metadata.finalizers`: a set of scalars, which has no merge key and is merged all the same. */
function isPrimitiveSet(schema: SchemaNode | undefined): boolean {
  return schema?.listType === 'set' && schema.items?.type !== 'object';
}

function isListOrAbsent(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function toObject(value: unknown): Json {
  return isObject(value) ? value : {};
}

function badDirective(directive: string, value: unknown): ApiError {
  return badRequest(`${directive} cannot be ${JSON.stringify(value)}`);
}

function badRequest(problem: string): ApiError {
  return new ApiError(400, 'BadRequest', `invalid strategic merge patch: ${problem}`);
}
