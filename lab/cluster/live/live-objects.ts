import { type Diagnostic, namespaceOf, type ResourceReference, referenceOf } from '../../../engine/core.ts';
import type { ObjectStore, StoreEvent } from '../objects/object-store.ts';
import { keyOf, type Store, type StoredObject, type StoreSink } from '../store.ts';
import { fromObject, revisedObject } from './from-object.ts';
import { kindAt, storeKeyOf } from './object-keys.ts';
import type { OwnWrites } from './own-writes.ts';
import { toObject } from './to-object.ts';

/** What a write of somebody else was about, that is not valid. */
interface Refusal {
  readonly reference: ResourceReference;
  readonly diagnostics: readonly Diagnostic[];
  /** True if nothing of the object is in force. */
  readonly isError: boolean;
}

/**
 * Keeps the resources in force and the objects of an API in step, in both directions and at once: what is applied here
 * can be read there, and what somebody writes there is in force here if it is valid. What is not is a finding, and the
 * last valid version stays in force.
 */
export class LiveObjects implements StoreSink {
  /** What is in force of the objects. */
  readonly #store: Store;
  readonly #objects: ObjectStore;
  readonly #writes: OwnWrites;
  readonly #refusals = new Map<string, Refusal>();

  constructor(store: Store, objects: ObjectStore, writes: OwnWrites) {
    this.#store = store;
    this.#objects = objects;
    this.#writes = writes;
  }

  /** Objects that somebody wrote by other means than files and that are not valid. */
  get rejected(): readonly ResourceReference[] {
    return [...this.#refusals.values()].filter(({ isError }) => isError).map(({ reference }) => reference);
  }

  /** What is wrong with objects that somebody wrote by other means than files. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#refusals.values()].flatMap(({ diagnostics }) => diagnostics);
  }

  kept(stored: StoredObject, before: StoredObject | undefined): void {
    const key = storeKeyOf(stored.resource);
    if (key === undefined) return;
    const { metadata } = stored.resource;
    const namespace = namespaceOf(stored.resource);
    this.#refusals.delete(keyOf(referenceOf(stored.resource)));
    const beforeKey = before && storeKeyOf(before.resource);
    // The same name in another API group is another object there; here the later one counts.
    if (beforeKey !== undefined && beforeKey !== key)
      this.#writes.remove(beforeKey, namespace, metadata.name);
    let current = this.#objects.get(key, namespace, metadata.name);
    // What waits for the end of what it owns is out of force already: this one is another, that owns nothing yet.
    if (current?.metadata.finalizers?.includes('foregroundDeletion')) {
      this.#writes.remove(key, namespace, metadata.name);
      current = undefined;
    }
    this.#writes.keep(key, toObject(stored, current));
  }

  deleted({ resource }: StoredObject): void {
    const key = storeKeyOf(resource);
    this.#refusals.delete(keyOf(referenceOf(resource)));
    // A pod is gone once its program is.
    if (key !== undefined && resource.kind !== 'Pod')
      this.#writes.remove(key, namespaceOf(resource), resource.metadata.name);
  }

  /** Forgets what is wrong with an object, and with a Namespace all that is in it. */
  forget(reference: ResourceReference): void {
    this.#refusals.delete(keyOf(reference));
    if (reference.kind !== 'Namespace') return;
    for (const [key, { reference: other }] of this.#refusals) {
      if (other.namespace === reference.name) this.#refusals.delete(key);
    }
  }

  /** Takes over a change that somebody else made. Answers whether anything in force or any finding is another now. */
  follow({ type, resource, object, previous }: StoreEvent): boolean {
    const kind = kindAt(resource);
    if (kind === undefined) return false;
    const { name, namespace = '' } = object.metadata;
    const reference = { kind, namespace, name };
    if (type === 'DELETED') return this.#drop(reference, resource);
    const current = this.#store.get(reference);
    const isOfSameGroup = current && storeKeyOf(current.resource) === resource;
    const isRefused = this.#refusals.has(keyOf(reference));
    const read =
      isOfSameGroup && previous && !isRefused ? revisedObject(current, previous, object) : fromObject(object);
    const changed = this.#review(reference, read.diagnostics, read.stored === undefined);
    if (!read.stored || read.stored.resource === current?.resource) {
      if (read.stored) this.#store.take(read.stored);
      return changed;
    }
    this.#store.take(read.stored);
    return true;
  }

  /** Keeps in mind what is wrong, or that nothing is any more. */
  #review(reference: ResourceReference, diagnostics: readonly Diagnostic[], isError: boolean): boolean {
    const key = keyOf(reference);
    if (diagnostics.length === 0 && !isError) return this.#refusals.delete(key);
    this.#refusals.set(key, { reference, diagnostics, isError });
    return true;
  }

  #drop(reference: ResourceReference, resource: string): boolean {
    const wasRefused = this.#refusals.delete(keyOf(reference));
    const current = this.#store.get(reference);
    if (!current || storeKeyOf(current.resource) !== resource) return wasRefused;
    this.#store.drop(reference);
    return true;
  }
}
