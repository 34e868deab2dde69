import type { StatusCause } from '../objects/status.ts';
import { breaksFormat } from './formats.ts';
import { isMapping } from './json.ts';
import { matchesPattern } from './patterns.ts';
import type { SchemaLimits, SchemaNode } from './schema-node.ts';

/*
 * Limits of CustomResourceDefinitions, in the words of an API server (kube-openapi, `validation/errors`; apimachinery,
 * `util/validation/field`).
 */

/** A value of another type than the schema's. */
export function typeProblem(node: SchemaNode, value: unknown, at: string): StatusCause | undefined {
  const found = foundType(value);
  if (node.type === 'any' || fits(node, found)) return undefined;
  return {
    reason: 'FieldValueTypeInvalid',
    message: `Invalid value: "${found}": ${at} in body must be of type ${typeName(node)}: "${found}"`,
    field: at,
  };
}

function foundType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function fits({ type }: SchemaNode, found: string): boolean {
  switch (type) {
    case 'map':
      return found === 'object';
    case 'list':
      return found === 'array';
    case 'int-or-string':
      return found === 'integer' || found === 'string';
    case 'number':
      return found === 'integer' || found === 'number';
    default:
      return found === type;
  }
}

function typeName({ type }: SchemaNode): string {
  if (type === 'map') return 'object';
  if (type === 'list') return 'array';
  return type === 'int-or-string' ? 'integer,string' : type;
}

/** Limits that a value of the right type breaks. */
export function brokenLimits(node: SchemaNode, value: unknown, at: string): StatusCause[] {
  if (isEmpty(node.limits)) return [];
  return [...choiceProblems(node, value, at), ...valueProblems(node, value, at)];
}

function isEmpty(limits: SchemaLimits): boolean {
  for (const _ in limits) return false;
  return true;
}

function choiceProblems({ limits }: SchemaNode, value: unknown, at: string): StatusCause[] {
  const choice = limits.enum;
  if (!choice || choice.some((allowed) => JSON.stringify(allowed) === JSON.stringify(value))) return [];
  const supported = choice.map((allowed) => JSON.stringify(allowed)).join(', ');
  return [
    {
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`,
      field: at,
    },
  ];
}

function valueProblems(node: SchemaNode, value: unknown, at: string): StatusCause[] {
  if (typeof value === 'string') return textProblems(node, value, at);
  if (typeof value === 'number') return numberProblems(node, value, at);
  if (Array.isArray(value)) return listProblems(node, value.length, at);
  return isMapping(value) ? mappingProblems(node, Object.keys(value).length, at) : [];
}

function textProblems({ limits }: SchemaNode, value: string, at: string): StatusCause[] {
  const { minLength = 0, maxLength, pattern, format } = limits;
  const length = [...value].length;
  const causes: StatusCause[] = [];
  if (maxLength !== undefined && length > maxLength)
    causes.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${maxLength} bytes`,
      field: at,
    });
  if (length < minLength) causes.push(invalid(value, at, `should be at least ${minLength} chars long`));
  if (pattern !== undefined && !matchesPattern(pattern, value))
    causes.push(invalid(value, at, `should match '${pattern}'`));
  if (format !== undefined && breaksFormat(format, value))
    causes.push({
      ...invalid(value, at, `must be of type ${format}: ${JSON.stringify(value)}`),
      reason: 'FieldValueTypeInvalid',
    });
  return causes;
}

function numberProblems({ limits }: SchemaNode, value: number, at: string): StatusCause[] {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum, exclusiveMaximum, multipleOf } = limits;
  const causes: StatusCause[] = [];
  if (exclusiveMaximum && value >= maximum) causes.push(invalid(value, at, `should be less than ${maximum}`));
  else if (value > maximum) causes.push(invalid(value, at, `should be less than or equal to ${maximum}`));
  if (exclusiveMinimum && value <= minimum)
    causes.push(invalid(value, at, `should be greater than ${minimum}`));
  else if (value < minimum) causes.push(invalid(value, at, `should be greater than or equal to ${minimum}`));
  if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
    causes.push(invalid(value, at, `should be a multiple of ${multipleOf}`));
  return causes;
}

function listProblems({ limits }: SchemaNode, length: number, at: string): StatusCause[] {
  const { minItems = 0, maxItems = Infinity } = limits;
  if (length < minItems) return [invalid(length, at, `should have at least ${minItems} items`)];
  return length > maxItems ? [tooMany(length, maxItems, at)] : [];
}

function mappingProblems({ limits }: SchemaNode, length: number, at: string): StatusCause[] {
  const { minProperties = 0, maxProperties = Infinity } = limits;
  if (length < minProperties)
    return [invalid(length, at, `should have at least ${minProperties} properties`)];
  return length > maxProperties ? [tooMany(length, maxProperties, at)] : [];
}

function tooMany(length: number, most: number, at: string): StatusCause {
  return {
    reason: 'FieldValueTooMany',
    message: `Too many: ${length}: must have at most ${most} items`,
    field: at,
  };
}

function invalid(value: unknown, at: string, what: string): StatusCause {
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: ${at} in body ${what}`,
    field: at,
  };
}
