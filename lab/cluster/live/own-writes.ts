import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { KubernetesApi } from '../api/kubernetes-api.ts';
import type { KubeObject } from '../objects/object.ts';
import type { ObjectStore, StoreEvent } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import { apiVersionOf, qualifiedName, type ResourceType } from '../objects/resource-type.ts';
import { ApiError } from '../objects/status.ts';

/**
 * Writes the objects that a cluster itself is the author of. What changes nothing is not written, so that nobody hears
 * of it; and the cluster can tell its own changes from those of others. Once there is an API, what is new goes through it
 * and gets what an API fills in: defaults and addresses.
 */
export class OwnWrites {
  readonly #store: ObjectStore;
  readonly #now: () => Date;
  /** Resource versions that listeners may still hear of. */
  readonly #revisions = new Set<number>();
  #api: { readonly api: KubernetesApi; readonly registry: Registry } | undefined;

  constructor(store: ObjectStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Answers whether the change is one of these writes; each is asked about once. */
  isOwn({ revision }: StoreEvent): boolean {
    return this.#revisions.delete(revision);
  }

  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#store.get(resource, namespace, name);
  }

  /**
   * Keeps the object as it is given; what identifies it (uid, time of creation, generation) is taken over from the one
   * before or made.
   */
  keep(resource: string, object: KubeObject): KubeObject {
    const { namespace = '', name } = object.metadata;
    const before = this.#store.get(resource, namespace, name);
    const saysTheSame = before !== undefined && isDeepStrictEqual(contentOf(before), contentOf(object));
    const { resourceVersion: _given, ...given } = object.metadata;
    const metadata = {
      ...given,
      uid: before?.metadata.uid ?? given.uid ?? randomUUID(),
      creationTimestamp:
        before?.metadata.creationTimestamp ?? given.creationTimestamp ?? timestamp(this.#now()),
      ...(hasGeneration(resource) ? { generation: generationOf(before, object, saysTheSame) } : {}),
    };
    const next: KubeObject = { ...object, metadata };
    if (saysTheSame) {
      const { resourceVersion: _version, ...kept } = before.metadata;
      if (isDeepStrictEqual([before['status'], kept], [next['status'], metadata])) return before;
    }
    if (!saysTheSame && before?.metadata.deletionTimestamp === undefined) {
      const type = this.#typeOf(resource, next);
      const kept = type && this.#admit(type, next);
      if (kept) return kept;
    }
    this.#revisions.add(this.#store.revision + 1);
    return this.#store.put(resource, next);
  }

  /** From now on what is new goes through this API, and what is there already does now. */
  useApi(api: KubernetesApi, registry: Registry): void {
    this.#api = { api, registry };
    for (const type of registry.types) {
      for (const object of this.#store.list(type)) {
        if (object.apiVersion === apiVersionOf(type)) this.#admit(type, object);
      }
    }
  }

  #typeOf(resource: string, { apiVersion, kind }: KubeObject): ResourceType | undefined {
    const type = this.#api?.registry.ofKind(apiVersion, kind);
    return type && qualifiedName(type) === resource ? type : undefined;
  }

  /** Undefined if the API refuses: the object asks for something that it cannot have, and is kept as it is. */
  #admit(type: ResourceType, object: KubeObject): KubeObject | undefined {
    const revision = this.#store.revision + 1;
    this.#revisions.add(revision);
    try {
      return this.#api?.api.keep(type, object);
    } catch (error) {
      if (error instanceof ApiError) return undefined;
      throw error;
    } finally {
      if (this.#store.revision < revision) this.#revisions.delete(revision);
    }
  }

  remove(resource: string, namespace: string, name: string): void {
    if (!this.#store.get(resource, namespace, name)) return;
    this.#revisions.add(this.#store.revision + 1);
    this.#store.delete(resource, namespace, name);
  }
}

/** RFC 3339 with whole seconds, as Kubernetes writes times. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, -'.000Z'.length)}Z`;
}

/** Kinds of the core group are not numbered, but for those with a specification that changes. */
function hasGeneration(resource: string): boolean {
  return resource.includes('.');
}

function generationOf(before: KubeObject | undefined, object: KubeObject, saysTheSame: boolean): number {
  if (!before) return object.metadata.generation ?? 1;
  const generation = before.metadata.generation ?? 1;
  return saysTheSame ? generation : generation + 1;
}

/** All that an object says but for its metadata and status. */
export function contentOf(object: KubeObject): Readonly<Record<string, unknown>> {
  const { metadata: _metadata, status: _status, ...content } = object;
  return content;
}
