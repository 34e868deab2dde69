import type { KubeObject } from '../objects/object.ts';
import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { clone, type Draft, isAlike, isSame, recordAt } from './json.ts';
import { isNamespace } from './namespace-lifecycle.ts';

/** RFC 3339, whole seconds. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** True if an object that is to go has nobody left who holds it. */
export function isAtItsEnd(type: ResourceType, { metadata, ...content }: KubeObject | Draft): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0 || deletionGracePeriodSeconds > 0)
    return false;
  if (!isNamespace(type)) return true;
  const held = recordAt(content, 'spec')['finalizers'];
  return !Array.isArray(held) || held.length === 0;
}

/** Of a write to the status, everything else is as it was. */
export function takeStatusAlone(draft: Draft, before: KubeObject): void {
  const { status } = draft;
  for (const field of Object.keys(draft)) delete draft[field];
  Object.assign(draft, clone(before));
  if (status === undefined) delete draft['status'];
  else draft['status'] = status;
}

/** Where there is a generation it tells what is wanted: all but metadata and status. A Deployment's annotations count, too. */
export function isWantedAnew(type: ResourceType, draft: Draft, before: KubeObject): boolean {
  const hasStatus = type.subresources.includes('status') || !type.definition;
  return (
    !isSame(wantedOf(draft, hasStatus), wantedOf(before, hasStatus)) ||
    (qualifiedName(type) === 'deployments.apps' &&
      !isAlike(draft.metadata.annotations, before.metadata.annotations))
  );
}

function wantedOf(object: KubeObject | Draft, hasStatus: boolean): object {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status, ...wanted } = object;
  return hasStatus ? wanted : { ...wanted, status };
}

/** When a manager last set a field is no change of an object. */
export function isUnchanged(draft: Draft, before: KubeObject): boolean {
  return isSame(withoutTimes(draft), withoutTimes(before));
}

function withoutTimes(object: KubeObject | Draft): object {
  const { managedFields = [], ...metadata } = object.metadata;
  return { ...object, metadata, managedFields: managedFields.map(({ time: _, ...entry }) => entry) };
}
