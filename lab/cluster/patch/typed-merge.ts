import type { Json } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { FieldSet } from './field-set.ts';
import { elementOf, granularityOf, itemsByElement } from './granularity.ts';
import { childOf, isObject } from './json.ts';
import { asList, commonGranularity, own } from './owned-fields.ts';
import { fieldElement, type PathElement } from './path-element.ts';

/** The live object with all that the configuration sets. */
export function mergeConfiguration(schema: SchemaNode | undefined, live: Json, applied: Json): Json {
  const merged = merge(schema, live, applied);
  return isObject(merged) ? merged : {};
}

function merge(schema: SchemaNode | undefined, live: unknown, applied: unknown): unknown {
  const granularity = commonGranularity(schema, live, applied);
  if (granularity === 'leaf') return applied === undefined ? live : applied;
  if (granularity === 'items') return mergeItems(schema, asList(live), asList(applied));
  const [old, fresh] = [isObject(live) ? live : {}, isObject(applied) ? applied : {}];
  const names = new Set([...Object.keys(old), ...Object.keys(fresh)]);
  return Object.fromEntries(
    [...names].map((name) => [name, merge(childOf(schema, name), own(old, name), own(fresh, name))]),
  );
}

/**
 * Items of the configuration stay in its order; those of the live list alone stay before what they were before, as far
 * as both orders allow.
 */
function mergeItems(
  schema: SchemaNode | undefined,
  live: readonly unknown[],
  applied: readonly unknown[],
): unknown[] {
  const old = itemsByElement(schema, live);
  const fresh = itemsByElement(schema, applied);
  const left = live.map((item) => ({ element: elementOf(schema, item) ?? '', item }));
  const right = [...fresh.keys()];
  const shared = right.filter((element) => old.has(element));
  const taken = new Set<PathElement>();
  const merged: unknown[] = [];
  const takeApplied = (element: PathElement) => {
    right.shift();
    taken.add(element);
    if (element === shared[0]) shared.shift();
    const held = old.get(element) ?? [];
    // Several live items of one name are none to merge with: the applied one takes their place.
    merged.push(merge(schema?.items, held.length === 1 ? held[0] : undefined, fresh.get(element)?.[0]));
  };
  while (left.length > 0 || right.length > 0) {
    const [a, b] = [left[0], right[0]];
    if (a !== undefined && a.element === b) {
      left.shift();
      takeApplied(b);
    } else if (a !== undefined && !fresh.has(a.element)) {
      left.shift();
      merged.push(a.item);
    } else if (a !== undefined && b !== undefined && shared.length > 0 && shared[0] !== a.element) {
      // The configuration has it elsewhere.
      left.shift();
    } else {
      if (a !== undefined && taken.has(a.element)) left.shift();
      if (b !== undefined) takeApplied(b);
    }
  }
  return merged;
}

/** The object without the fields of the set; a list or mapping that is left with nothing is null. */
export function removeFields(schema: SchemaNode | undefined, object: Json, fields: FieldSet): Json {
  const left = remove(schema, object, fields);
  return isObject(left) ? left : {};
}

function remove(schema: SchemaNode | undefined, value: unknown, fields: FieldSet): unknown {
  const granularity = granularityOf(schema, value);
  if (granularity === 'items' && Array.isArray(value)) {
    const kept = value.flatMap((item) => {
      const element = elementOf(schema, item) ?? '';
      if (fields.has(element)) return [];
      const below = fields.below(element);
      return [below.isEmpty ? item : remove(schema?.items, item, below)];
    });
    return kept.length > 0 ? kept : null;
  }
  if (granularity === 'fields' && isObject(value)) {
    const kept = Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
      const element = fieldElement(name);
      if (fields.has(element)) return [];
      const below = fields.below(element);
      return [[name, below.isEmpty ? field : remove(childOf(schema, name), field, below)]];
    });
    return kept.length > 0 ? Object.fromEntries(kept) : null;
  }
  return typeof value === 'object' ? null : value;
}

/**
 * The object without the nulls that removals leave, wherever the schema knows what they stand for; what somebody owns by
 * itself stays, and is empty.
 */
export function withoutNulls(schema: SchemaNode | undefined, object: Json, owned = new FieldSet()): Json {
  const clean = dropNulls(schema, object, owned);
  return isObject(clean) ? clean : {};
}

function dropNulls(schema: SchemaNode | undefined, value: unknown, owned: FieldSet): unknown {
  if (schema === undefined || schema.type === 'any') return value;
  if (Array.isArray(value)) {
    return value.map((item) => dropNulls(schema.items, item, owned.below(elementOf(schema, item) ?? '')));
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
      const child = childOf(schema, name);
      const element = fieldElement(name);
      if (field !== null || child === undefined || child.type === 'any') {
        return [[name, dropNulls(child, field, owned.below(element))]];
      }
      if (!owned.has(element)) return [];
      if (child.type === 'object' || child.type === 'map') return [[name, {}]];
      return child.type === 'list' ? [[name, []]] : [];
    }),
  );
}
