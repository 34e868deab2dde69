import {
  namespaceOf,
  type Resource,
  type ResourceOf,
  type ResourceReference,
  referenceOf,
} from '../../engine/decisions.ts';

/** An object in force. */
export interface StoredObject {
  /** As it is in force: as written, with what was set since. */
  readonly resource: Resource;
  /** As it was applied last; absent for a namespace that nobody wrote. */
  readonly written?: Resource;
}

/** One text per object, to index by. */
export function keyOf({ kind, namespace, name }: ResourceReference): string {
  return `${kind}/${namespace}/${name}`;
}

/** The objects in force that people wrote, in the order they came. */
export class Store {
  readonly #objects = new Map<string, StoredObject>();

  get(reference: ResourceReference): StoredObject | undefined {
    return this.#objects.get(keyOf(reference));
  }

  /** An object already there keeps its place. */
  set(object: StoredObject): void {
    this.#objects.set(keyOf(referenceOf(object.resource)), object);
  }

  /** Deletes the object, and with a Namespace all that is in it. */
  delete(reference: ResourceReference): void {
    this.#objects.delete(keyOf(reference));
    if (reference.kind !== 'Namespace') return;
    for (const { resource } of [...this.#objects.values()]) {
      if (namespaceOf(resource) === reference.name) this.#objects.delete(keyOf(referenceOf(resource)));
    }
  }

  /** All objects. */
  list(): Resource[] {
    return [...this.#objects.values()].map(({ resource }) => resource);
  }

  get deployments(): ResourceOf<'Deployment'>[] {
    return this.list().filter((resource) => resource.kind === 'Deployment');
  }

  get services(): ResourceOf<'Service'>[] {
    return this.list().filter((resource) => resource.kind === 'Service');
  }

  get pods(): ResourceOf<'Pod'>[] {
    return this.list().filter((resource) => resource.kind === 'Pod');
  }
}
