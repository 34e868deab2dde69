import type { Json } from '../objects/object.ts';
import { isObject } from './json.ts';

/**
 * One step of a path, as `fieldsV1` writes it: `f:image`, `k:{"name":"web"}` for an item of a list that has keys,
 * `v:"x/finalizer"` for one of a set.
 */
export type PathElement = string;

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

/** By the values of its keys, in the order of their names. */
export function keyElement(keys: Json): PathElement {
  const fields = Object.entries(keys).sort(byName);
  return `k:{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`;
}

export function valueElement(value: unknown): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** The element in the one way that it is written here, whoever wrote it; undefined if it is none. */
export function normalElement(text: string): PathElement | undefined {
  const kind = text.slice(0, 2);
  if (kind === 'f:' || kind === 'i:') return text;
  if (kind !== 'k:' && kind !== 'v:') return undefined;
  const value = parsed(text.slice(2));
  if (kind === 'k:' && isObject(value)) return keyElement(value);
  return kind === 'v:' && value !== undefined ? valueElement(value) : undefined;
}

/** As messages name it: `.spec.containers[name="web"].image`. */
export function printPath(path: readonly PathElement[]): string {
  return path.map(printElement).join('');
}

function printElement(element: PathElement): string {
  const rest = element.slice(2);
  if (element.startsWith('f:')) return `.${rest}`;
  if (element.startsWith('v:')) return `[=${rest}]`;
  const keys = parsed(rest);
  if (!isObject(keys)) return `[${rest}]`;
  return `[${Object.entries(keys)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',')}]`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
