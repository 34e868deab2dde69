import type { Json } from './object.ts';

/** True for a mapping of JSON. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping in a field, or an empty one. */
export function jsonIn(object: Json, field: string): Json {
  const value = object[field];
  return isJson(value) ? value : {};
}

/** The mappings of a list in a field. */
export function jsonListIn(object: Json, field: string): readonly Json[] {
  const value = object[field];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

/** Without fields that are null: to Kubernetes they are the same as absent ones. */
export function withoutNulls(value: Json): Json {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => (field === null ? [] : [[name, strip(field)]])),
  );
}

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  return isJson(value) ? withoutNulls(value) : value;
}
