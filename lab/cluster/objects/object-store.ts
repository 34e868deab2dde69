import type { KubeObject } from './object.ts';
import { qualifiedName, type ResourceType } from './resource-type.ts';

/** One change of one object. */
export interface StoreEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `deployments.apps`: whose objects it is one of. */
  readonly resource: string;
  /** As it is now; as it was last, with the resource version of its end, if it was deleted. */
  readonly object: KubeObject;
  /** As it was before; absent if it was added. */
  readonly previous?: KubeObject;
  /** The resource version that the change made. */
  readonly revision: number;
}

/** What a store is made with. */
interface ObjectStoreOptions {
  /**
   * Resource versions count from here. Default: the time in milliseconds, so that a store that takes the place of
   * another gives no number a second time and clients notice.
   */
  readonly firstRevision?: number;
  /** Changes that can be replayed to who missed them; from 1, default 10,000. */
  readonly history?: number;
}

type Name = Pick<ResourceType, 'group' | 'plural'> | string;

/**
 * The objects of a cluster, of all kinds, and their latest changes. One counter numbers the changes of all objects.
 * Everything happens at once: who has written reads what was written, and listeners hear of a change before the
 * writer goes on.
 */
export class ObjectStore {
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #history: number;
  /** A ring that grows to its length: the change of a revision is at how many came before it, modulo that length. */
  readonly #changes: (StoreEvent | undefined)[] = [];
  readonly #listeners = new Set<(event: StoreEvent) => void>();
  readonly #queue: StoreEvent[] = [];
  #telling = false;
  readonly #first: number;
  #revision: number;

  constructor({ firstRevision = Date.now(), history = 10_000 }: ObjectStoreOptions = {}) {
    this.#first = firstRevision;
    this.#revision = firstRevision;
    this.#history = history;
  }

  /** The resource version of the latest change. */
  get revision(): number {
    return this.#revision;
  }

  /** The oldest resource version after which all changes are still known. */
  get floor(): number {
    return Math.max(this.#first, this.#revision - this.#history);
  }

  get(resource: Name, namespace: string, name: string): KubeObject | undefined {
    return this.#objects.get(keyOf(resource))?.get(`${namespace}/${name}`);
  }

  /** The objects of a kind, in one namespace or in all, in the order they came. */
  list(resource: Name, namespace?: string): KubeObject[] {
    const all = this.#objects.get(keyOf(resource));
    if (!all) return [];
    if (namespace === undefined) return [...all.values()];
    return [...all.values()].filter(({ metadata }) => metadata.namespace === namespace);
  }

  count(resource: Name): number {
    return this.#objects.get(keyOf(resource))?.size ?? 0;
  }

  /** Keeps the object in place of the one of its name, with a new resource version, and answers it as it is kept. */
  put(resource: Name, object: KubeObject): KubeObject {
    const key = keyOf(resource);
    const objects = this.#objects.get(key) ?? new Map<string, KubeObject>();
    this.#objects.set(key, objects);
    const { namespace = '', name } = object.metadata;
    const previous = objects.get(`${namespace}/${name}`);
    const revision = this.#next();
    const kept = versioned(object, revision);
    objects.set(`${namespace}/${name}`, kept);
    this.#tell(
      previous
        ? { type: 'MODIFIED', resource: key, object: kept, previous, revision }
        : { type: 'ADDED', resource: key, object: kept, revision },
    );
    return kept;
  }

  /** Answers the object as it was last, with the resource version of its end; undefined if there was none. */
  delete(resource: Name, namespace: string, name: string): KubeObject | undefined {
    const key = keyOf(resource);
    const previous = this.#objects.get(key)?.get(`${namespace}/${name}`);
    if (!previous) return undefined;
    this.#objects.get(key)?.delete(`${namespace}/${name}`);
    const revision = this.#next();
    const object = versioned(previous, revision);
    this.#tell({ type: 'DELETED', resource: key, object, previous, revision });
    return object;
  }

  /**
   * The changes after a resource version, oldest first; undefined if some of them are no longer known (HTTP 410 to a
   * client) or the number is of the future.
   */
  since(revision: number): StoreEvent[] | undefined {
    if (revision < this.floor || revision > this.#revision) return undefined;
    const events: StoreEvent[] = [];
    for (let next = revision + 1; next <= this.#revision; next += 1) {
      const event = this.#changes[this.#at(next)];
      if (event) events.push(event);
    }
    return events;
  }

  /**
   * Calls the listener with each change from now on, in order; a listener that writes is told of that after all have
   * heard of the change before. What a listener throws, the writer gets when all have heard. Returns how to stop that.
   */
  subscribe(listener: (event: StoreEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #next(): number {
    this.#revision += 1;
    return this.#revision;
  }

  #at(revision: number): number {
    return (revision - this.#first - 1) % this.#history;
  }

  #tell(event: StoreEvent): void {
    this.#changes[this.#at(event.revision)] = event;
    this.#queue.push(event);
    if (this.#telling) return;
    this.#telling = true;
    const faults: unknown[] = [];
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      for (const listener of [...this.#listeners]) {
        // The fault of one is no reason for others to miss a change, or for what they write to be told to nobody.
        try {
          listener(next);
        } catch (fault) {
          faults.push(fault);
        }
      }
    }
    this.#telling = false;
    if (faults.length > 0) throw faults[0];
  }
}

function keyOf(resource: Name): string {
  return typeof resource === 'string' ? resource : qualifiedName(resource);
}

function versioned(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: `${revision}` } };
}
