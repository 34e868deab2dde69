import type { Json } from '../objects/object.ts';
import type { StatusCause } from '../objects/status.ts';
import { combinedProblems } from './alternatives.ts';
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
  if (value === null && node.nullable) return;
  if (!node.builtIn && !checkDefined(node, value, at, causes)) return;
  if (Array.isArray(value)) {
    const { items } = node;
    if (items) for (const [index, item] of value.entries()) check(items, item, `${at}[${index}]`, causes);
  } else if (isMapping(value)) {
    const { items } = node;
    if (items) for (const key of Object.keys(value)) check(items, value[key], fieldPath(at, key), causes);
    else checkFields(node, value, at, causes);
  }
}

/** What a definition says of the value itself. False if it is of a type that nothing below is to be expected of. */
function checkDefined(node: SchemaNode, value: unknown, at: string, causes: StatusCause[]): boolean {
  const problem = typeProblem(node, value, at);
  if (problem) causes.push(problem);
  if (problem) return false;
  causes.push(...brokenLimits(node, value, at));
  if (node.combined) causes.push(...combinedProblems(node.combined, at, (part) => judge(part, value, at)));
  if (Array.isArray(value)) causes.push(...duplicatesOf(node, value, at));
  return true;
}

function judge(node: SchemaNode, value: unknown, at: string): StatusCause[] {
  const causes: StatusCause[] = [];
  check(node, value, at, causes);
  return causes;
}
