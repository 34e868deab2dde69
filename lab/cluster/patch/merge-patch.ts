import type { Json } from '../objects/object.ts';
import { isObject } from './json.ts';

/** Applies a JSON merge patch (RFC 7396, section 2): null removes, objects are merged, all else replaces. */
export function applyMergePatch(object: Json, patch: Json): Json {
  const merged = new Map(Object.entries(object));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      merged.delete(name);
    } else if (isObject(value)) {
      const old = merged.get(name);
      merged.set(name, applyMergePatch(isObject(old) ? old : {}, value));
    } else {
      merged.set(name, value);
    }
  }
  return Object.fromEntries(merged);
}
