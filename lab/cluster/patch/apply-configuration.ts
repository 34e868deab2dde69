import { isDeepStrictEqual } from 'node:util';
import type { Json, KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { type Conflict, conflictError } from './apply-conflict.ts';
import { FieldSet } from './field-set.ts';
import { isObject } from './json.ts';
import { fieldsOfLastApplied, withLastApplied } from './last-applied.ts';
import {
  entriesOf,
  identityOf,
  type Ownership,
  type Ownerships,
  ownable,
  ownershipsOf,
  withoutManagers,
} from './managed-fields.ts';
import { compare, fieldsOf, withNamedFields } from './owned-fields.ts';
import { ownersAfter, ownersAfterUpdate } from './track-managers.ts';
import { mergeConfiguration, removeFields, withoutNulls } from './typed-merge.ts';

/** A server-side apply. */
interface Applied {
  /** Absent: the object is new. */
  readonly live?: KubeObject | undefined;
  /** What the manager wants, and all that it wants. */
  readonly applied: KubeObject;
  readonly manager: string;
  /** Takes fields from whoever else owns them. */
  readonly force: boolean;
  readonly schema: SchemaNode;
  readonly subresource?: string | undefined;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  /** Whether `status` is written by its subresource alone. Default: true. */
  readonly separateStatus?: boolean;
}

/** The manager of what was there before an object that nobody managed was applied for the first time. */
const BEFORE_FIRST_APPLY = 'before-first-apply';
/** The manager that may take over what client-side apply set. */
const KUBECTL = 'kubectl';

/**
 * Server-side apply (Kubernetes: "Server-Side Apply"): the live object with the configuration merged in, without what
 * this manager applied before and does not any more (unless somebody else owns it too), and with new
 * `metadata.managedFields`. The arguments stay as they are. Throws an ApiError: 409 with a cause for each field that
 * another manager owns and the configuration changes, unless it is forced; 400 if the configuration is none.
 */
export function applyConfiguration(request: Applied): KubeObject {
  const { live, applied, manager, force, schema, subresource, now, separateStatus = true } = request;
  if (applied.metadata.managedFields !== undefined) {
    throw new ApiError(400, 'BadRequest', 'metadata.managedFields must be nil');
  }
  const wanted = withoutNulls(schema, partOf(applied, subresource, separateStatus));
  const before = withoutManagers(live ?? { apiVersion: applied.apiVersion, kind: applied.kind });
  const who = {
    manager,
    operation: 'Apply' as const,
    apiVersion: applied.apiVersion,
    subresource,
    time: now,
  };
  const owners = live ? ownersOf(live, schema, now) : new Map<string, Ownership>();

  const set = fieldsOf(schema, wanted);
  const last = owners.get(identityOf(who));
  const others = new Map(owners);
  others.delete(identityOf(who));
  const merged = mergeConfiguration(schema, before, wanted);
  const held = [...others.values()].reduce((all, { fields }) => all.union(fields), set);
  const pruned = last ? prune(schema, merged, last.fields, held) : merged;

  const comparison = compare(schema, before, pruned);
  const changed = comparison.modified.union(comparison.added);
  const conflicts = [...others.values()]
    .map((owner): Conflict => ({ owner, fields: owner.fields.intersection(changed) }))
    .filter(({ fields }) => !fields.isEmpty);
  const left = force ? [] : unsolved(conflicts, request);
  if (left.length > 0) throw conflictError(left);

  const object = withoutNulls(schema, pruned, held);
  const time = isDeepStrictEqual(object, before) ? (last?.time ?? now) : now;
  const mine = ownable(set);
  const entries = entriesOf(
    new Map([...ownersAfter(others, comparison), [identityOf(who), { ...who, time, fields: mine }]]),
  );
  const annotated = manager === KUBECTL ? withLastApplied(object, applied) : object;
  return withEntries(annotated, applied, entries);
}

/** Who owns what of the live object. Of one that nobody manages, all is said to be of a time before. */
function ownersOf(live: KubeObject, schema: SchemaNode, now: string): Ownerships {
  const owners = ownershipsOf(live.metadata.managedFields);
  if (owners.size > 0) return owners;
  const { apiVersion } = live;
  const who = {
    manager: BEFORE_FIRST_APPLY,
    operation: 'Update' as const,
    apiVersion,
    subresource: undefined,
    time: now,
  };
  return ownersAfterUpdate(owners, who, schema, {}, live);
}

/** What the manager no longer applies and nobody holds is removed; what was never its own stays, and what holds it. */
function prune(schema: SchemaNode, merged: Json, last: FieldSet, held: FieldSet): Json {
  const named = (set: FieldSet) => withNamedFields(schema, set);
  const all = named(fieldsOf(schema, merged));
  const without = removeFields(schema, merged, named(last));
  const kept = named(fieldsOf(schema, without)).union(named(held));
  const restored = removeFields(schema, merged, all.difference(kept));
  const gone = all.difference(named(fieldsOf(schema, restored)));
  return removeFields(schema, merged, gone.intersection(named(last)));
}

/** The conflicts that are left when kubectl moves from client-side to server-side apply: none, if they are all of that. */
function unsolved(conflicts: readonly Conflict[], { live, manager, schema }: Applied): readonly Conflict[] {
  if (conflicts.length === 0 || manager !== KUBECTL || !live) return conflicts;
  const allowed = fieldsOfLastApplied(schema, live) ?? new FieldSet();
  return conflicts
    .map(({ owner, fields }) => ({ owner, fields: fields.difference(allowed) }))
    .filter(({ fields }) => !fields.isEmpty);
}

/** What of a configuration is applied at all: the status at its subresource, everything else at the object. */
function partOf(applied: KubeObject, subresource: string | undefined, separateStatus: boolean): Json {
  const { status, ...rest } = applied;
  if (subresource !== 'status') return separateStatus ? rest : applied;
  const { apiVersion, kind, metadata } = applied;
  const { name, namespace } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
    ...(status === undefined ? {} : { status }),
  };
}

function withEntries(object: Json, applied: KubeObject, entries: readonly ManagedFieldsEntry[]): KubeObject {
  const { apiVersion, kind, metadata } = applied;
  const merged = isObject(object['metadata']) ? object['metadata'] : {};
  return {
    ...object,
    apiVersion,
    kind,
    metadata: { ...merged, name: metadata.name, ...(entries.length === 0 ? {} : { managedFields: entries }) },
  };
}
