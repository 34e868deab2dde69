import { isDeepStrictEqual } from 'node:util';
import { type Diagnostic, type Resource, readObject } from '../../../engine/core.ts';
import { jsonIn } from '../objects/json.ts';
import type { KubeObject } from '../objects/object.ts';
import { withMetadata, withReplicas } from '../revise.ts';
import type { StoredObject } from '../store.ts';
import { readLastApplied } from './last-applied.ts';
import { contentOf } from './own-writes.ts';
import { visible } from './to-object.ts';

/** What somebody else's write says. */
interface ReadWrite {
  /** Absent if it is not valid. */
  readonly stored?: StoredObject;
  readonly diagnostics: readonly Diagnostic[];
}

/** An object that an API holds, as it is in force. */
export function fromObject(object: KubeObject): ReadWrite {
  const { resource: read, diagnostics } = readObject(object);
  if (!read) return { diagnostics };
  const resource = withVisibleMetadata(read, object);
  const applied = readLastApplied(object.metadata.annotations ?? {});
  const written = applied && readObject(applied).resource;
  // What nobody applied has nothing that a file could take away from it.
  const bare = withMetadata(resource, { labels: {}, annotations: {} });
  return { stored: { resource, written: written ?? bare }, diagnostics };
}

/**
 * What is in force once an object has changed; the same object as before if nothing that counts has. As long as it says
 * what it said, it is still written where it was.
 */
export function revisedObject(current: StoredObject, before: KubeObject, object: KubeObject): ReadWrite {
  const [old, now] = [contentOf(before), contentOf(object)];
  const isSame = isDeepStrictEqual(old, now);
  const { kind } = current.resource;
  if (!isSame && !(kind === 'Deployment' && isDeepStrictEqual(unscaled(old), unscaled(now)))) {
    return fromObject(object);
  }
  if (kind === 'Node' && !isDeepStrictEqual(before['status'], object['status'])) return fromObject(object);
  let resource = current.resource;
  const replicas = jsonIn(now, 'spec')['replicas'];
  if (!isSame && resource.kind === 'Deployment' && typeof replicas === 'number') {
    resource = withReplicas(resource, replicas);
  }
  resource = withVisibleMetadata(resource, object);
  const applied = readLastApplied(object.metadata.annotations ?? {});
  const isReapplied =
    applied !== undefined && !isDeepStrictEqual(applied, readLastApplied(before.metadata.annotations ?? {}));
  const written = isReapplied ? readObject(applied).resource : undefined;
  return { stored: written ? { resource, written } : { ...current, resource }, diagnostics: [] };
}

function unscaled(content: Readonly<Record<string, unknown>>): unknown {
  const { replicas: _replicas, ...spec } = jsonIn(content, 'spec');
  return { ...content, spec };
}

function withVisibleMetadata<R extends Resource>(resource: R, { metadata }: KubeObject): R {
  const labels = visible(metadata.labels);
  const annotations = visible(metadata.annotations);
  const isSame =
    isDeepStrictEqual(labels, resource.metadata.labels) &&
    isDeepStrictEqual(annotations, resource.metadata.annotations);
  return isSame ? resource : withMetadata(resource, { labels, annotations });
}
