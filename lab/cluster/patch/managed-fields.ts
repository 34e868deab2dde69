import type { Json, ManagedFieldsEntry } from '../objects/object.ts';
import { FieldSet } from './field-set.ts';
import { isObject } from './json.ts';

/** What one manager owns of an object. */
export interface Ownership {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** Who owns what, by `identityOf`. */
export type Ownerships = ReadonlyMap<string, Ownership>;

/** Entries of updates that are kept apart; older ones become one (Kubernetes: `DefaultMaxUpdateManagers`). */
const MOST_UPDATES = 10;
const OLD_UPDATES = 'ancient-changes';

/** Names an entry among those of an object. An applier is the same in all API versions. */
export function identityOf(
  entry: Pick<Ownership, 'manager' | 'operation' | 'apiVersion' | 'subresource'>,
): string {
  const { manager, operation, apiVersion, subresource } = entry;
  return JSON.stringify([manager, operation, operation === 'Apply' ? '' : apiVersion, subresource ?? '']);
}

/** Reads `metadata.managedFields`; empty if one of its entries cannot be read, as if nobody owned anything. */
export function ownershipsOf(entries: readonly ManagedFieldsEntry[] | undefined): Ownerships {
  const owners = new Map<string, Ownership>();
  for (const entry of entries ?? []) {
    const owner = ownershipOf(entry);
    if (!owner) return new Map();
    owners.set(identityOf(owner), owner);
  }
  return owners;
}

function ownershipOf(entry: Partial<ManagedFieldsEntry>): Ownership | undefined {
  const { manager = '', operation, apiVersion, time, fieldsType, fieldsV1 = {}, subresource } = entry;
  if ((operation !== 'Apply' && operation !== 'Update') || !apiVersion || fieldsType !== 'FieldsV1')
    return undefined;
  if (!isObject(fieldsV1)) return undefined;
  return { manager, operation, apiVersion, subresource, time, fields: FieldSet.fromJson(fieldsV1) };
}

/** As `metadata.managedFields`, in the order that Kubernetes keeps them: appliers first, then by time and name. */
export function entriesOf(owners: Ownerships): ManagedFieldsEntry[] {
  return [...owners.values()]
    .filter(({ fields }) => !fields.isEmpty)
    .sort(
      (left, right) =>
        order(left.operation, right.operation) ||
        order(left.time ?? '', right.time ?? '') ||
        order(left.manager, right.manager) ||
        order(left.apiVersion, right.apiVersion) ||
        order(left.subresource ?? '', right.subresource ?? ''),
    )
    .map(({ manager, operation, apiVersion, time, fields, subresource }) => ({
      manager,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1' as const,
      fieldsV1: fields.toJson(),
      ...(subresource === undefined ? {} : { subresource }),
    }));
}

/** Whether a client asks for `metadata.managedFields` to be forgotten: an empty list, or one empty entry. */
export function forgetsManagers(entries: unknown): boolean {
  if (!Array.isArray(entries)) return false;
  const [first] = entries;
  return entries.length === 0 || (entries.length === 1 && isObject(first) && Object.keys(first).length === 0);
}

/** The oldest updates as one entry for each API version, where there are too many of them. */
export function withFewUpdates(owners: Ownerships): Ownerships {
  const updates = [...owners.values()]
    .filter(({ operation }) => operation === 'Update')
    .sort(
      (left, right) => order(left.time ?? '', right.time ?? '') || order(identityOf(left), identityOf(right)),
    );
  let left = updates.length;
  if (left <= MOST_UPDATES) return owners;
  const kept = new Map(owners);
  const first = new Map<string, Ownership>();
  for (const update of updates) {
    if (left <= MOST_UPDATES) break;
    const { apiVersion } = update;
    const older = first.get(apiVersion);
    kept.delete(identityOf(update));
    const bucket = { ...update, manager: OLD_UPDATES, subresource: undefined };
    if (older) {
      kept.delete(identityOf(older));
      const held = kept.get(identityOf(bucket)) ?? older;
      kept.set(identityOf(bucket), { ...bucket, fields: held.fields.union(update.fields) });
      left -= 1;
    } else {
      kept.set(identityOf(update), update);
      first.set(apiVersion, update);
    }
  }
  return kept;
}

/** Fields that nobody owns: what an object is, and what the API itself keeps of it. */
const NOBODYS = FieldSet.fromJson({
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
});

export function ownable(fields: FieldSet): FieldSet {
  return fields.difference(NOBODYS);
}

/** An object without who manages it, which is not part of what is managed. */
export function withoutManagers(object: Json): Json {
  const { metadata } = object;
  if (!isObject(metadata) || metadata['managedFields'] === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
