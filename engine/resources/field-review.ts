import { z } from 'zod';
import { isMapping, type Mapping } from './json.ts';
import type { FieldPath } from './origin.ts';
import { effectiveValues, typeNouns } from './schemas/fields.ts';

/** A field that a schema does not have. */
export interface UnknownField {
  readonly path: FieldPath;
  /** The fields that the mapping may have. */
  readonly known: readonly string[];
  /** Set if the field stands where a type must be named, and no other field names one: what such a type is called. */
  readonly typeNoun?: string;
}

/** A field whose value is accepted and does nothing. */
interface IneffectiveField {
  readonly path: FieldPath;
  /** The values that would do something. */
  readonly values: readonly string[];
}

export interface FieldReview {
  readonly unknown: UnknownField[];
  readonly ineffective: IneffectiveField[];
  /** Mappings of the specification that are written without a value: `tls:` is not `tls: {}`. */
  readonly empty: FieldPath[];
}

/** Compares the fields that are written with those a schema has: what validation alone lets pass. */
export function reviewFields(schema: z.core.$ZodType, value: unknown): FieldReview {
  const review: FieldReview = { unknown: [], ineffective: [], empty: [] };
  visit(schema, value, [], review);
  return review;
}

function visit(schema: z.core.$ZodType, value: unknown, path: FieldPath, review: FieldReview): void {
  const required = unwrap(schema);
  if (value === null) {
    const isMappingSchema = required instanceof z.ZodObject || required instanceof z.ZodRecord;
    if (isMappingSchema && required !== schema && path[0] === 'spec') review.empty.push(path);
  } else if (required instanceof z.ZodObject && isMapping(value)) {
    visitMapping(required, value, path, review);
  } else if (required instanceof z.ZodRecord && isMapping(value)) {
    for (const [name, item] of Object.entries(value))
      visit(required.valueType, item, [...path, name], review);
  } else if (required instanceof z.ZodArray && Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(required.element, item, [...path, index], review);
  } else if (typeof value === 'string') {
    const values = effectiveValues.get(required)?.values;
    if (values && !values.includes(value)) review.ineffective.push({ path, values });
  }
}

function visitMapping(schema: z.ZodObject, value: Mapping, path: FieldPath, review: FieldReview): void {
  const known = Object.keys(schema.shape);
  const open = schema.def.catchall !== undefined;
  const typeNoun = Object.keys(value).some((name) => known.includes(name))
    ? undefined
    : typeNouns.get(schema)?.noun;
  for (const [name, field] of Object.entries(value)) {
    const fieldSchema = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    if (fieldSchema) visit(fieldSchema, field, [...path, name], review);
    else if (!open) {
      review.unknown.push({ path: [...path, name], known, ...(typeNoun === undefined ? {} : { typeNoun }) });
    }
  }
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrap(schema.unwrap()) : schema;
}
