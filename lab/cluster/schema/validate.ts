import type { Json } from '../objects/object.ts';
import type { StatusCause } from '../objects/status.ts';
import { duplicatesOf } from './duplicates.ts';
import { fieldPath, isMapping } from './json.ts';
import { brokenLimits, typeProblem } from './limits.ts';
import type { SchemaNode } from './schema-node.ts';

/**
 * What is wrong with an object that was decoded and has its defaults, in the words of an API server: all of it. Of
 * built-in kinds only what is missing is found here; their values are judged by rules of their own, and their status is
 * written by controllers.
 */
export function validate(schema: SchemaNode, object: Json): StatusCause[] {
  const causes: StatusCause[] = [];
  checkFields(schema, object, '', causes);
  return causes;
}

function checkFields(schema: SchemaNode, object: Json, at: string, causes: StatusCause[]): void {
  for (const name of schema.missed) {
    if (!isMissing(object[name], schema.builtIn)) continue;
    causes.push({ reason: 'FieldValueRequired', message: 'Required value', field: fieldPath(at, name) });
  }
  for (const name of Object.keys(object)) {
    const node = schema.fields.get(name);
    if (!node || (schema.builtIn && at === '' && name === 'status')) continue;
    check(node, object[name], fieldPath(at, name), causes);
  }
}

/** A server that is compiled with a shape cannot tell absent from empty there. */
function isMissing(value: unknown, builtIn: boolean): boolean {
  if (value === undefined) return true;
  return builtIn && (value === null || value === '' || (Array.isArray(value) && value.length === 0));
}

function check(node: SchemaNode, value: unknown, at: string, causes: StatusCause[]): void {
  if (node.type === 'any' && node.limits.enum === undefined) return;
  if (value === null && node.nullable) return;
  if (!node.builtIn) {
    const problem = typeProblem(node, value, at);
    if (problem) {
      causes.push(problem);
      return;
    }
    causes.push(...brokenLimits(node, value, at));
  }
  if (Array.isArray(value)) {
    const { items } = node;
    if (!items) return;
    if (!node.builtIn) causes.push(...duplicatesOf(node, value, at));
    for (const [index, item] of value.entries()) check(items, item, `${at}[${index}]`, causes);
  } else if (isMapping(value)) {
    const { items } = node;
    if (node.type === 'object') checkFields(node, value, at, causes);
    else if (items)
      for (const key of Object.keys(value)) check(items, value[key], fieldPath(at, key), causes);
  }
}
