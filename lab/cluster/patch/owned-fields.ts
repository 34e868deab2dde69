import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { FieldSet } from './field-set.ts';
import { granularityOf, isNamed, itemsByElement } from './granularity.ts';
import { childOf, isObject } from './json.ts';
import { fieldElement, type PathElement } from './path-element.ts';

/** The fields that a configuration sets: what its manager owns. */
export function fieldsOf(schema: SchemaNode | undefined, object: Json): FieldSet {
  const set = new FieldSet();
  collect(set, [], schema, object);
  return set;
}

function collect(
  set: FieldSet,
  path: readonly PathElement[],
  schema: SchemaNode | undefined,
  value: unknown,
): void {
  const granularity = granularityOf(schema, value);
  if (granularity === 'items' && Array.isArray(value)) {
    for (const [element, items] of itemsByElement(schema, value)) {
      const at = [...path, element];
      set.insert(at);
      if (items.length === 1) collect(set, at, schema?.items, items[0]);
    }
  } else if (granularity === 'fields' && isObject(value)) {
    for (const [name, field] of Object.entries(value)) {
      const at = [...path, fieldElement(name)];
      if (!isNamed(schema, name) || field === null || isEmptyObject(field)) set.insert(at);
      collect(set, at, childOf(schema, name), field);
    }
  } else {
    set.insert(path);
  }
}

/** How two states of an object differ. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compare(schema: SchemaNode | undefined, before: Json, after: Json): Comparison {
  const comparison = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  compareAt(comparison, [], schema, before, after);
  return comparison;
}

function compareAt(
  comparison: Comparison,
  path: readonly PathElement[],
  schema: SchemaNode | undefined,
  before: unknown,
  after: unknown,
): void {
  const granularity = commonGranularity(schema, before, after);
  if (granularity === 'leaf') {
    if (before === undefined) comparison.added.insert(path);
    else if (after === undefined) comparison.removed.insert(path);
    else if (!isDeepStrictEqual(before, after)) comparison.modified.insert(path);
    return;
  }
  if (granularity === 'fields') {
    const [old, fresh] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
    for (const name of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
      const at = [...path, fieldElement(name)];
      compareAt(comparison, at, childOf(schema, name), own(old, name), own(fresh, name));
    }
  } else {
    compareItems(comparison, path, schema, asList(before), asList(after));
  }
  if (before === undefined) comparison.added.insert(path);
  else if (after === undefined) comparison.removed.insert(path);
}

function compareItems(
  comparison: Comparison,
  path: readonly PathElement[],
  schema: SchemaNode | undefined,
  before: readonly unknown[],
  after: readonly unknown[],
): void {
  const old = itemsByElement(schema, before);
  const fresh = itemsByElement(schema, after);
  for (const element of new Set([...old.keys(), ...fresh.keys()])) {
    const at = [...path, element];
    const [left = [], right = []] = [old.get(element), fresh.get(element)];
    if (left.length <= 1 && right.length <= 1) {
      compareAt(comparison, at, schema?.items, left[0], right[0]);
    } else if (left.length > 1 && right.length > 1) {
      if (!isDeepStrictEqual(left, right)) comparison.modified.insert(at);
    } else if (left.length > 1) {
      if (right.length === 1) compareAt(comparison, at, schema?.items, undefined, right[0]);
      comparison.removed.insert(at);
    } else {
      if (left.length === 1) compareAt(comparison, at, schema?.items, left[0], undefined);
      comparison.added.insert(at);
    }
  }
}

/** How two values at one place are gone through: what is empty on both sides is a value, so that it can be told from none. */
export function commonGranularity(schema: SchemaNode | undefined, left: unknown, right: unknown): Granular {
  if (isNothing(left) && isNothing(right)) return 'leaf';
  if (left === undefined || left === null) return granularityOf(schema, right);
  if (right === undefined || right === null) return granularityOf(schema, left);
  const granularity = granularityOf(schema, left);
  return granularity === granularityOf(schema, right) ? granularity : 'leaf';
}

type Granular = ReturnType<typeof granularityOf>;

function isNothing(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    isEmptyObject(value) ||
    (Array.isArray(value) && value.length === 0)
  );
}

function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** The set with all fields in it that lead to others and that the schema names: what removes a value removes its holder. */
export function withNamedFields(schema: SchemaNode | undefined, set: FieldSet): FieldSet {
  const named = [...set.branches].filter(
    (element) => element.startsWith('f:') && isNamed(schema, element.slice(2)),
  );
  return set.withMembers(named, (element, below) => {
    const child = element.startsWith('f:') ? childOf(schema, element.slice(2)) : schema?.items;
    return withNamedFields(child, below);
  });
}

export function own(object: Json, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
