import type { Json } from '../objects/object.ts';

export function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The strings of a list; none if it is no list. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The mappings of a list; none if it is no list. */
export function mappings(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isMapping) : [];
}

/** A field of an object: `spec.routes`, `metadata`. */
export function fieldPath(parent: string, name: string): string {
  return parent === '' ? name : `${parent}.${name}`;
}
