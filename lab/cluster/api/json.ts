import type { KubeObject, ObjectMeta } from '../objects/object.ts';

/** An object that is being made. Nobody else holds it or a part of it: it may be changed in place. */
export interface Draft {
  apiVersion: string;
  kind: string;
  metadata: DraftMeta;
  [field: string]: unknown;
}

type DraftMeta = { -readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] };

/** The object as a draft that shares nothing with it. */
export function draftOf(object: KubeObject): Draft {
  return {
    ...cloneFields(object),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: clone(object.metadata),
  };
}

/** A copy that shares nothing with the value, which is JSON. */
export function clone<T>(value: T): T;
export function clone(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clone);
  return isRecord(value) ? cloneFields(value) : value;
}

function cloneFields(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const field of Object.keys(value)) set(copy, field, clone(value[field]));
  return copy;
}

/** A field called `__proto__` is a field like any other. */
function set(target: Record<string, unknown>, field: string, value: unknown): void {
  if (field === '__proto__') {
    Object.defineProperty(target, field, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[field] = value;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The mapping at a field, or an empty one. */
export function recordAt(value: unknown, field: string): Readonly<Record<string, unknown>> {
  const found = isRecord(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  return isRecord(found) ? found : {};
}

/** The value below a chain of fields: `valueAt(pod, ['spec', 'nodeName'])`. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const field of path) {
    if (!isRecord(found) || !Object.hasOwn(found, field)) return undefined;
    found = found[field];
  }
  return found;
}

/** True if two values are the same JSON; the order of fields says nothing. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, index) => isSame(item, other[index]))
    );
  }
  if (!isRecord(one) || !isRecord(other)) return false;
  const fields = Object.keys(one).filter((field) => one[field] !== undefined);
  const others = Object.keys(other).filter((field) => other[field] !== undefined);
  return (
    fields.length === others.length &&
    fields.every((field) => Object.hasOwn(other, field) && isSame(one[field], other[field]))
  );
}

/** As `isSame`; what is empty counts as what is absent, as where an API compares objects. */
export function isAlike(one: unknown, other: unknown): boolean {
  return isSame(one, other) || (isEmpty(one) && isEmpty(other));
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || (isRecord(value) && Object.keys(value).length === 0);
}
