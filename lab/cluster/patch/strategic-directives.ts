import { isObject } from './json.ts';

/**
 * A value of a strategic merge patch that meets nothing to merge with: without its nulls and directives; undefined if it
 * is itself nothing but a directive (`$patch: delete`).
 */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.flatMap((item) => withoutDirectives(item) ?? []);
  if (!isObject(value)) return value;
  if (value['$patch'] !== undefined) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      if (field === null || name === '$retainKeys' || name.startsWith('$setElementOrder/')) return [];
      if (name.startsWith('$deleteFromPrimitiveList/')) return [];
      const plain = withoutDirectives(field);
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}
