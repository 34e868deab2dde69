import type { Json } from '../objects/object.ts';

/** What is at a path of an object, step by step; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const step of path) {
    if (!isMapping(found)) return undefined;
    found = found[step];
  }
  return found;
}

/** The text there; empty where there is none. Numbers are texts, too (`IntOrString`). */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' || typeof found === 'number' ? `${found}` : '';
}

/** The number there; 0 where there is none, as of a status that nobody has written yet. */
export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : 0;
}

/** The list there; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The mapping there; empty where there is none. */
export function mapAt(value: unknown, ...path: readonly string[]): Json {
  const found = at(value, ...path);
  return isMapping(found) ? found : {};
}

/** True of an object that has a condition of this type with the status `True`. */
export function hasCondition(object: unknown, type: string): boolean {
  return listAt(object, 'status', 'conditions').some(
    (condition) => textAt(condition, 'type') === type && textAt(condition, 'status') === 'True',
  );
}

function isMapping(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
