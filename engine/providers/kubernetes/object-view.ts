import { isDeepStrictEqual } from 'node:util';
import type { Diagnostic, ResourceReference } from '../../resources/diagnostic.ts';
import { readObject } from '../../resources/object-resource.ts';
import type { Kind, Resource } from '../../resources/resource.ts';
import { type ApiObject, isJson, type Json } from './api-object.ts';
import { groupOf, type WatchedKind } from './watched-kinds.ts';

/** What a view holds of one object. */
interface Held {
  /** As the API has it now, without what is of no interest. */
  readonly object: ApiObject;
  /** The last version that was valid. It stays the same object while nothing changes that it is read for. */
  readonly resource: Resource | undefined;
  /** Set if the version of now is not valid. */
  readonly rejected: ResourceReference | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** The objects of a view, as an engine takes them. */
export interface ViewedSet {
  readonly resources: readonly Resource[];
  readonly rejected: readonly ResourceReference[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Fields of metadata that change without any effect on traffic. */
const PASSING = ['resourceVersion', 'generation', 'managedFields'] as const;
/** Kinds whose status is read: addresses of nodes, and those that a published Service has. */
const HAS_STATUS: ReadonlySet<Kind> = new Set<Kind>(['Node', 'Service']);
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The objects of an API as resources, kept up to date one by one. An object that does not change stays the same
 * resource, so that an engine compiles only what did. One that is not valid leaves its last valid version in force.
 */
export class ObjectView {
  /** Objects by `namespace/name`, for each of what is watched, in its order. */
  readonly #held: ReadonlyMap<WatchedKind, Map<string, Held>>;
  readonly #unsorted = new Set<WatchedKind>();

  constructor(watched: readonly WatchedKind[]) {
    this.#held = new Map(watched.map((one) => [one, new Map()]));
  }

  /** @returns whether something changed that an engine is to know */
  replace(watched: WatchedKind, objects: readonly ApiObject[]): boolean {
    const map = this.#of(watched);
    const gone = new Set(map.keys());
    let changed = false;
    for (const object of objects) {
      gone.delete(keyOf(object));
      if (this.upsert(watched, object)) changed = true;
    }
    for (const key of gone) map.delete(key);
    return changed || gone.size > 0;
  }

  /** @returns whether something changed that an engine is to know */
  upsert(watched: WatchedKind, received: ApiObject): boolean {
    const map = this.#of(watched);
    const object = trimmed(watched, received);
    const key = keyOf(object);
    const before = map.get(key);
    if (before && saysTheSame(watched.kind, before.object, object)) {
      map.set(key, { ...before, object });
      return false;
    }
    if (!before) this.#unsorted.add(watched);
    const { resource, diagnostics } = readObject(object);
    const reference = {
      kind: watched.kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
    };
    map.set(key, {
      object,
      resource: resource ?? before?.resource,
      rejected: resource ? undefined : reference,
      // What Kubernetes checked itself can have no slips of the pen in it, but fields newer than this program.
      diagnostics: groupOf(watched.apiVersion).startsWith('traefik.')
        ? diagnostics
        : diagnostics.filter(({ severity }) => severity === 'error'),
    });
    return true;
  }

  /** @returns whether it was there */
  remove(watched: WatchedKind, object: ApiObject): boolean {
    return this.#of(watched).delete(keyOf(object));
  }

  /** The newest version of an object that the API has. */
  find(kind: Kind, namespace: string, name: string): ApiObject | undefined {
    for (const object of this.#ofKind(kind, `${namespace}/${name}`)) return object;
    return undefined;
  }

  /** The objects of a kind that are in force, with the newest version of each. */
  *ofKind(kind: Kind): Generator<{ readonly resource: Resource; readonly object: ApiObject }> {
    for (const [watched, map] of this.#held) {
      if (watched.kind !== kind) continue;
      for (const { resource, object } of map.values()) if (resource) yield { resource, object };
    }
  }

  get size(): number {
    let size = 0;
    for (const map of this.#held.values()) size += map.size;
    return size;
  }

  /** Everything, by kind, namespace and name: replicas that see the same objects route alike. */
  get set(): ViewedSet {
    const resources: Resource[] = [];
    const rejected: ResourceReference[] = [];
    const diagnostics: Diagnostic[] = [];
    const seen = new Set<string>();
    for (const [watched, map] of this.#held) {
      if (this.#unsorted.has(watched)) sortKeys(map);
      const isOld = groupOf(watched.apiVersion) === 'traefik.containo.us';
      for (const [key, held] of map) {
        // As Traefik 2 has it: an object of the old group does not count beside one of the new.
        if (watched.apiVersion.startsWith('traefik.io/')) seen.add(`${watched.kind}/${key}`);
        else if (isOld && seen.has(`${watched.kind}/${key}`)) continue;
        if (held.resource) resources.push(held.resource);
        if (held.rejected) rejected.push(held.rejected);
        diagnostics.push(...held.diagnostics);
      }
    }
    this.#unsorted.clear();
    return { resources, rejected, diagnostics };
  }

  *#ofKind(kind: Kind, key: string): Generator<ApiObject> {
    for (const [watched, map] of this.#held) {
      const held = watched.kind === kind ? map.get(key) : undefined;
      if (held) yield held.object;
    }
  }

  #of(watched: WatchedKind): Map<string, Held> {
    const map = this.#held.get(watched);
    if (!map) throw new Error(`${watched.kind} is not watched`);
    return map;
  }
}

function keyOf({ metadata: { namespace = '', name } }: ApiObject): string {
  return `${namespace}/${name}`;
}

function sortKeys(map: Map<string, Held>): void {
  const entries = [...map].sort(([one], [other]) => (one < other ? -1 : 1));
  map.clear();
  for (const [key, held] of entries) map.set(key, held);
}

/** Names its kind, which lists leave out, and leaves out what takes much memory and is never read. */
function trimmed({ kind, apiVersion }: WatchedKind, object: ApiObject): ApiObject {
  const { managedFields: _managedFields, ...metadata } = object.metadata;
  const named = { ...object, apiVersion, kind };
  if (kind === 'Node') {
    // The rest is a hundred times as much, and changes all the time.
    const { name, uid } = metadata;
    const addresses = isJson(object['status']) ? (object['status']['addresses'] ?? []) : [];
    return { apiVersion, kind, metadata: { name, ...(uid !== undefined && { uid }) }, status: { addresses } };
  }
  const annotations = metadata['annotations'];
  if (kind !== 'Secret' || !isJson(annotations) || !(LAST_APPLIED in annotations))
    return { ...named, metadata };
  // Here kubectl keeps a second copy of what is secret.
  const { [LAST_APPLIED]: _lastApplied, ...others } = annotations;
  return { ...named, metadata: { ...metadata, annotations: others } };
}

function saysTheSame(kind: Kind, one: ApiObject, other: ApiObject): boolean {
  return isDeepStrictEqual(essence(kind, one), essence(kind, other));
}

function essence(kind: Kind, object: ApiObject): Json {
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([name]) => !(PASSING as readonly string[]).includes(name)),
  );
  const { status, ...content } = object;
  return { ...content, metadata, ...(HAS_STATUS.has(kind) && { status }) };
}
