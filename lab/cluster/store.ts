import {
  namespaceOf,
  type Resource,
  type ResourceOf,
  type ResourceReference,
  referenceOf,
} from '../../engine/core.ts';
import { isWorkload, type Workload } from './workload.ts';

/** An object in force. */
export interface StoredObject {
  /** As it is in force: as written, with what was set since. */
  readonly resource: Resource;
  /** As it was applied last; absent for a namespace that nobody wrote. */
  readonly written?: Resource;
}

/** Hears of what is written to a store, and keeps it in another form. */
export interface StoreSink {
  kept(object: StoredObject, before: StoredObject | undefined): void;
  deleted(object: StoredObject): void;
}

/** One text per object, to index by. */
export function keyOf({ kind, namespace, name }: ResourceReference): string {
  return `${kind}/${namespace}/${name}`;
}

/** The objects in force that people wrote, in the order they came. */
export class Store {
  readonly #objects = new Map<string, StoredObject>();
  #sink: StoreSink | undefined;
  #list: readonly Resource[] | undefined;

  /** What is written from now on is told to this one, and to nobody else. */
  tells(sink: StoreSink): void {
    this.#sink = sink;
  }

  get(reference: ResourceReference): StoredObject | undefined {
    return this.#objects.get(keyOf(reference));
  }

  /** An object already there keeps its place. */
  set(object: StoredObject): void {
    const before = this.get(referenceOf(object.resource));
    this.take(object);
    this.#sink?.kept(object, before);
  }

  /** As `set`, of what the sink has already. */
  take(object: StoredObject): void {
    this.#objects.set(keyOf(referenceOf(object.resource)), object);
    this.#list = undefined;
  }

  /** Deletes the object, and with a Namespace all that is in it. */
  delete(reference: ResourceReference): void {
    if (reference.kind === 'Namespace') {
      for (const { resource } of [...this.#objects.values()]) {
        if (namespaceOf(resource) === reference.name) this.#delete(referenceOf(resource));
      }
    }
    this.#delete(reference);
  }

  /** As `delete` of this object alone, of what the sink has no longer. */
  drop(reference: ResourceReference): StoredObject | undefined {
    const object = this.get(reference);
    this.#objects.delete(keyOf(reference));
    this.#list = undefined;
    return object;
  }

  #delete(reference: ResourceReference): void {
    const object = this.drop(reference);
    if (object) this.#sink?.deleted(object);
  }

  /** All objects. */
  list(): readonly Resource[] {
    this.#list ??= [...this.#objects.values()].map(({ resource }) => resource);
    return this.#list;
  }

  get workloads(): Workload[] {
    return this.list().filter(isWorkload);
  }

  get services(): ResourceOf<'Service'>[] {
    return this.list().filter((resource) => resource.kind === 'Service');
  }

  get pods(): ResourceOf<'Pod'>[] {
    return this.list().filter((resource) => resource.kind === 'Pod');
  }
}
