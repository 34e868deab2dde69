import { isDeepStrictEqual } from 'node:util';
import type { Resource, ResourceOf } from '../../engine/decisions.ts';
import type { Labels } from './selector.ts';
import type { StoredObject } from './store.ts';

/** Fields of an object's metadata to set. */
interface MetadataFields {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly creationTimestamp?: string;
}

/** The resource with other metadata, in its typed form and as an object alike. */
export function withMetadata<R extends Resource>(resource: R, fields: MetadataFields): R {
  const object = { ...resource.object, metadata: { ...mapping(resource.object['metadata']), ...fields } };
  return { ...resource, metadata: { ...resource.metadata, ...fields }, object };
}

/** Labels and annotations to set; `undefined` removes one. */
export interface MetadataChanges {
  readonly labels?: Readonly<Record<string, string | undefined>>;
  readonly annotations?: Readonly<Record<string, string | undefined>>;
}

/** The resource with some labels and annotations set or removed. */
export function changeMetadata<R extends Resource>(resource: R, { labels, annotations }: MetadataChanges): R {
  return withMetadata(resource, {
    ...(labels ? { labels: changeMap(resource.metadata.labels, labels) } : {}),
    ...(annotations ? { annotations: changeMap(resource.metadata.annotations, annotations) } : {}),
  });
}

/** The Deployment with another number of replicas. */
export function withReplicas(
  deployment: ResourceOf<'Deployment'>,
  replicas: number,
): ResourceOf<'Deployment'> {
  const object = { ...deployment.object, spec: { ...mapping(deployment.object['spec']), replicas } };
  return { ...deployment, spec: { ...deployment.spec, replicas }, object };
}

/**
 * What `kubectl apply` makes of an object in force: what the manifest says holds, what it said before and no longer
 * says is gone, and what was set by other means (labels, annotations, the number of replicas) stays.
 */
export function revise(
  current: StoredObject | undefined,
  written: Resource,
  createdAt: string,
): StoredObject {
  const live = current?.resource;
  const last = current?.written;
  let resource = withMetadata(written, {
    creationTimestamp: live?.metadata.creationTimestamp ?? createdAt,
    ...nonEmpty('labels', mergeMaps(last?.metadata.labels, live?.metadata.labels, written.metadata.labels)),
    ...nonEmpty(
      'annotations',
      mergeMaps(last?.metadata.annotations, live?.metadata.annotations, written.metadata.annotations),
    ),
  });
  if (resource.kind === 'Deployment' && resource.spec.replicas === undefined) {
    const scaledTo = live?.kind === 'Deployment' ? live.spec.replicas : undefined;
    const lastWritten = last?.kind === 'Deployment' ? last.spec.replicas : undefined;
    if (scaledTo !== undefined && lastWritten === undefined) resource = withReplicas(resource, scaledTo);
  }
  return { resource, written };
}

/** True if applying changed nothing: the manifest says what it said, and nothing in force differs from it. */
export function isUnchanged(current: StoredObject, next: StoredObject): boolean {
  return (
    isDeepStrictEqual(current.written?.object, next.written?.object) &&
    isDeepStrictEqual(current.resource.object, next.resource.object)
  );
}

function mergeMaps(last: Labels = {}, live: Labels = {}, next: Labels = {}): Record<string, string> {
  const setByOthers = Object.entries(live).filter(([key]) => !Object.hasOwn(last, key));
  return { ...Object.fromEntries(setByOthers), ...next };
}

function changeMap(
  map: Labels,
  changes: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const changed: Record<string, string> = { ...map };
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) delete changed[key];
    else changed[key] = value;
  }
  return changed;
}

function nonEmpty(name: 'labels' | 'annotations', map: Record<string, string>): MetadataFields {
  return Object.keys(map).length === 0 ? {} : { [name]: map };
}

function mapping(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
