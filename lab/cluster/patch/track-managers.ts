import type { Json, KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { FieldSet } from './field-set.ts';
import {
  entriesOf,
  forgetsManagers,
  identityOf,
  type Ownership,
  type Ownerships,
  ownable,
  ownershipsOf,
  withFewUpdates,
  withoutManagers,
} from './managed-fields.ts';
import { type Comparison, compare } from './owned-fields.ts';

/** A write that is no server-side apply: create, update, or another patch. */
interface Tracked {
  /** Absent: the object is new. */
  readonly before?: KubeObject | undefined;
  /** As it will be kept; its `metadata.managedFields` are what the client sent. */
  readonly after: KubeObject;
  readonly manager: string;
  readonly schema: SchemaNode;
  readonly subresource?: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  readonly apiVersion: string;
}

/**
 * Who manages which fields after a write (Kubernetes: server-side apply, "Field management"): what the write changed is
 * the writer's, and what it removed is nobody's. An object that nobody manages, because a client asked for that, stays
 * so until it is applied.
 */
export function trackManagers(write: Tracked): ManagedFieldsEntry[] {
  const { before, after, manager, schema, subresource, now, apiVersion } = write;
  const sent = after.metadata.managedFields;
  const forgotten = subresource === undefined && forgetsManagers(sent);
  if (forgotten && before !== undefined) return [];
  const given = subresource === undefined ? ownershipsOf(sent) : new Map<string, Ownership>();
  const owners = given.size > 0 ? given : ownershipsOf(before?.metadata.managedFields);
  if (before !== undefined && owners.size === 0) return [];
  const who = { manager, operation: 'Update' as const, apiVersion, subresource, time: now };
  return entriesOf(ownersAfterUpdate(owners, who, schema, before ?? {}, after));
}

/** Who owns what after an ordinary write. */
export function ownersAfterUpdate(
  owners: Ownerships,
  who: Omit<Ownership, 'fields'>,
  schema: SchemaNode,
  before: Json,
  after: Json,
): Ownerships {
  const comparison = compare(schema, withoutManagers(before), withoutManagers(after));
  const left = new Map(ownersAfter(owners, comparison));
  const gained = ownable(comparison.modified.union(comparison.added));
  if (!gained.isEmpty) {
    const held = left.get(identityOf(who))?.fields ?? new FieldSet();
    left.set(identityOf(who), { ...who, fields: held.union(gained) });
  }
  return withFewUpdates(left);
}

/** The owners without what a write of somebody else changed or removed. */
export function ownersAfter(owners: Ownerships, { added, modified, removed }: Comparison): Ownerships {
  const lost = added.union(modified).union(removed);
  return new Map(
    [...owners]
      .map(([identity, owner]): [string, Ownership] => [
        identity,
        { ...owner, fields: owner.fields.difference(lost) },
      ])
      .filter(([, { fields }]) => !fields.isEmpty),
  );
}
