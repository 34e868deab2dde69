import type { KubeObject } from '../objects/object.ts';
import { qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { conflict } from './errors.ts';
import { type Draft, draftOf, valueAt } from './json.ts';
import { isNamespace } from './namespace-lifecycle.ts';
import { timestamp } from './object-changes.ts';
import type { DeleteOptions } from './requests.ts';

/** The finalizers that say what becomes of the objects that an object owns. The garbage collector takes them off. */
const POLICIES = { Foreground: 'foregroundDeletion', Orphan: 'orphan', Background: undefined } as const;

/** @throws ApiError 409 if the object is another than the one that is meant */
export function checkPreconditions(
  type: ResourceType,
  { metadata }: KubeObject,
  { uid, resourceVersion }: { readonly uid?: string; readonly resourceVersion?: string },
): void {
  if (uid !== undefined && uid !== metadata.uid) {
    throw conflict(
      type,
      metadata.name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid ?? ''}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      type,
      metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion ?? ''}`,
    );
  }
}

/**
 * The object as it is once its deletion was asked for. It goes when its finalizers are gone, the time is up that its
 * program has to end (pods), and its namespace is drained (namespaces): who waits for that is not decided here.
 */
export function markedForDeletion(
  type: ResourceType,
  object: KubeObject,
  options: DeleteOptions,
  now: Date,
): Draft {
  const draft = draftOf(object);
  const { metadata } = draft;
  const grace = graceOf(type, object, options);
  const began = object.metadata.deletionTimestamp;
  if (began === undefined) {
    metadata.deletionTimestamp = timestamp(new Date(now.getTime() + grace * 1000));
    metadata.deletionGracePeriodSeconds = grace;
    if (metadata.generation !== undefined) metadata.generation += 1;
  } else {
    // A second request may shorten the time, and never lengthens it.
    const before = metadata.deletionGracePeriodSeconds ?? 0;
    if (grace < before) {
      metadata.deletionTimestamp = timestamp(new Date(Date.parse(began) - (before - grace) * 1000));
      metadata.deletionGracePeriodSeconds = grace;
    }
  }
  const finalizers = finalizersOf(object, options);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  if (isNamespace(type)) draft['status'] = { ...(draft['status'] as object), phase: 'Terminating' };
  return draft;
}

function finalizersOf(
  { metadata: { finalizers = [] } }: KubeObject,
  { propagationPolicy }: DeleteOptions,
): string[] {
  if (propagationPolicy === undefined) return [...finalizers];
  const others = finalizers.filter((one) => one !== POLICIES.Foreground && one !== POLICIES.Orphan);
  const finalizer = POLICIES[propagationPolicy];
  return finalizer === undefined ? others : [...others, finalizer];
}

/** Seconds that a pod has to end: none if it is on no node or has ended already. */
function graceOf(type: ResourceType, object: KubeObject, { gracePeriodSeconds }: DeleteOptions): number {
  if (qualifiedName(type) !== 'pods') return 0;
  const phase = valueAt(object, ['status', 'phase']);
  if (!valueAt(object, ['spec', 'nodeName']) || phase === 'Failed' || phase === 'Succeeded') return 0;
  const own = valueAt(object, ['spec', 'terminationGracePeriodSeconds']);
  return Math.max(0, gracePeriodSeconds ?? (typeof own === 'number' ? own : 30));
}
