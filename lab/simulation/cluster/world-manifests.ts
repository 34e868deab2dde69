import type { ManifestText, Resource } from '../../../engine/core.ts';
import type { World } from '../../worlds/world.ts';

/** What marks an EndpointSlice that a controller keeps (Kubernetes: EndpointSlices, management). */
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';

/**
 * The objects that people applied to a world, as manifests by the files that they came from: without what controllers
 * made of them, and without what tells one run from another.
 */
export function worldManifests(world: Pick<World, 'resourceSet' | 'pods'>): ManifestText[] {
  const ownPods = new Set(
    world
      .pods()
      .flatMap(({ name, namespace, workload }) => (name === workload ? [`${namespace}/${name}`] : [])),
  );
  const files = new Map<string, string[]>();
  for (const resource of world.resourceSet().resources) {
    if (isMade(resource, ownPods)) continue;
    const { file } = resource.origin;
    files.set(file, [...(files.get(file) ?? []), textOf(resource)]);
  }
  return Array.from(files, ([file, texts]) => ({ file, text: texts.join('\n---\n') }));
}

function isMade({ kind, metadata }: Resource, ownPods: ReadonlySet<string>): boolean {
  switch (kind) {
    case 'Pod':
      return !ownPods.has(`${metadata.namespace ?? 'default'}/${metadata.name}`);
    case 'EndpointSlice':
      return Object.hasOwn(metadata.labels, MANAGED_BY);
    default:
      return false;
  }
}

function textOf({ object }: Resource): string {
  const { status: _status, metadata, ...rest } = object;
  const { creationTimestamp: _at, uid: _uid, resourceVersion: _version, ...kept } = Object(metadata);
  return JSON.stringify({ ...rest, metadata: kept });
}
