import type { KubeObject } from '../../objects/object.ts';
import type { StatusCause } from '../../objects/status.ts';
import type { Draft } from '../json.ts';
import type { NameRule } from '../name-rules.ts';

/** What one built-in kind demands beyond the shape of its fields. Where a rule is absent there is nothing to say. */
export interface KindRules {
  /** What its names look like. Default: a DNS subdomain. */
  readonly name?: NameRule;
  /** Fills in what was left out, in place. Done to each write, so it may not change what it did before. */
  readonly defaults?: (draft: Draft) => void;
  /** Sets what clients may not, before the first validation: the status that an object begins with. */
  readonly begin?: (draft: Draft) => void;
  /** Takes over from the object before what an update may leave out or may not touch. */
  readonly carryOver?: (draft: Draft, before: KubeObject) => void;
  readonly validate?: (object: KubeObject) => StatusCause[];
  /** What is looked at when an object is made, and no longer when it changes. */
  readonly validateNew?: (object: KubeObject) => StatusCause[];
  readonly validateChange?: (object: KubeObject, before: KubeObject) => StatusCause[];
  /** What people should know, though it is taken. */
  readonly warnings?: (object: KubeObject) => string[];
}

/**
 * A part of a draft as the type that its kind gives it; made if it is absent. What was decoded has the JSON types of its
 * schema, so the fields that a rule reads are of the types it names.
 */
export function part<T extends object>(owner: object, field: string): T {
  const fields = owner as Record<string, unknown>;
  fields[field] ??= {};
  return fields[field] as T;
}

/** The spec as the type that the kind gives it, for reading. */
export function specOf<T extends object>(object: KubeObject): Readonly<T> {
  return (object['spec'] ?? {}) as T;
}
