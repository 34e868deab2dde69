import type { OwnWrites } from '../live/own-writes.ts';
import type { KubeObject } from '../objects/object.ts';
import type { StoreEvent } from '../objects/object-store.ts';

/** Where an object is kept. */
export interface ObjectPlace {
  /** `deployments.apps`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** An object that ends after all that it owns. */
interface Waiting {
  readonly place: ObjectPlace;
  /** What it owned and is gone, while some of what that owned is not: the ReplicaSet of pods that are terminating. */
  readonly gone: Set<string>;
}

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface GarbageCollectorOptions {
  readonly writes: OwnWrites;
  /** Ends an object: at once, or once what it runs has ended. */
  readonly end: (place: ObjectPlace, object: KubeObject) => void;
  /** Hears that an object is gone that was held. */
  readonly gone: (place: ObjectPlace, object: KubeObject) => void;
  /** Lets the dependents of an object go on without it. */
  readonly orphan: (place: ObjectPlace, owner: KubeObject, dependents: readonly ObjectPlace[]) => void;
}

/**
 * Ends what nothing owns any more, and those who wait for what they own (Kubernetes: "Garbage Collection", cascading
 * deletion). It is told of each change, and acts when it is asked to.
 */
export class GarbageCollector {
  readonly #options: GarbageCollectorOptions;
  readonly #alive = new Set<string>();
  /** What each object owns, by its uid. */
  readonly #dependents = new Map<string, Map<string, ObjectPlace>>();
  /** Owners that are gone. */
  readonly #gone: string[] = [];
  /** Objects that end once all that they own has, by uid. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #orphaning: ObjectPlace[] = [];

  constructor(options: GarbageCollectorOptions) {
    this.#options = options;
  }

  /** Takes note of a change. */
  notice({ type, resource, object, previous }: StoreEvent): void {
    const {
      uid,
      name,
      namespace = '',
      ownerReferences = [],
      deletionTimestamp,
      finalizers = [],
    } = object.metadata;
    const place = { resource, namespace, name };
    for (const { uid: owner } of previous?.metadata.ownerReferences ?? []) {
      const owned = this.#dependents.get(owner);
      if (owned?.delete(idOf(place)) && owned.size === 0) this.#dependents.delete(owner);
    }
    if (type === 'DELETED') {
      if (uid === undefined) return;
      this.#alive.delete(uid);
      this.#waiting.delete(uid);
      for (const [waiting, { gone }] of this.#waiting) {
        if (ownerReferences.some((owner) => owner.uid === waiting || gone.has(owner.uid))) gone.add(uid);
      }
      if (this.#dependents.has(uid)) this.#gone.push(uid);
      return;
    }
    if (uid !== undefined) this.#alive.add(uid);
    for (const { uid: owner } of ownerReferences) {
      const owned = this.#dependents.get(owner) ?? new Map<string, ObjectPlace>();
      this.#dependents.set(owner, owned.set(idOf(place), place));
    }
    if (deletionTimestamp === undefined || uid === undefined) return;
    if (finalizers.includes(ORPHAN)) this.#orphaning.push(place);
    if (finalizers.includes(FOREGROUND) && !this.#waiting.has(uid)) {
      this.#waiting.set(uid, { place, gone: new Set() });
    }
  }

  /** Whether there is anything to do. */
  get isIdle(): boolean {
    return this.#gone.length === 0 && this.#orphaning.length === 0 && this.#waiting.size === 0;
  }

  collect(): void {
    for (const place of this.#orphaning.splice(0)) this.#orphan(place);
    for (const uid of this.#gone.splice(0)) this.#endDependents(uid, true);
    for (const [uid, { place, gone }] of [...this.#waiting]) {
      this.#endDependents(uid, false);
      if (![uid, ...gone].some((owner) => this.#dependents.has(owner))) this.#finish(place, FOREGROUND);
    }
  }

  #endDependents(uid: string, isGone: boolean): void {
    for (const place of [...(this.#dependents.get(uid)?.values() ?? [])]) {
      const object = this.#get(place);
      if (!object) continue;
      const { ownerReferences = [] } = object.metadata;
      const others = ownerReferences.filter((owner) => owner.uid !== uid && this.#alive.has(owner.uid));
      if (others.length === 0) this.#options.end(place, object);
      // Others own it still.
      else if (isGone) {
        const metadata = { ...object.metadata, ownerReferences: others };
        this.#options.writes.keep(place.resource, { ...object, metadata });
      }
    }
  }

  #orphan(place: ObjectPlace): void {
    const owner = this.#get(place);
    if (!owner) return;
    const { uid = '' } = owner.metadata;
    const dependents = [...(this.#dependents.get(uid)?.values() ?? [])];
    for (const dependent of dependents) {
      const object = this.#get(dependent);
      if (!object) continue;
      const { ownerReferences = [], ...metadata } = object.metadata;
      const others = ownerReferences.filter((reference) => reference.uid !== uid);
      this.#options.writes.keep(dependent.resource, {
        ...object,
        metadata: { ...metadata, ...(others.length === 0 ? {} : { ownerReferences: others }) },
      });
    }
    this.#options.orphan(place, owner, dependents);
    this.#finish(place, ORPHAN);
  }

  /** What held the object is done; it is gone if nothing else holds it. */
  #finish(place: ObjectPlace, finalizer: string): void {
    const object = this.#get(place);
    if (!object) return;
    const { finalizers = [], ...metadata } = object.metadata;
    const others = finalizers.filter((other) => other !== finalizer);
    if (others.length === 0) {
      this.#options.writes.remove(place.resource, place.namespace, place.name);
      this.#options.gone(place, object);
    } else {
      this.#options.writes.keep(place.resource, { ...object, metadata: { ...metadata, finalizers: others } });
      if (object.metadata.uid !== undefined) this.#waiting.delete(object.metadata.uid);
    }
  }

  #get({ resource, namespace, name }: ObjectPlace): KubeObject | undefined {
    return this.#options.writes.get(resource, namespace, name);
  }
}

function idOf({ resource, namespace, name }: ObjectPlace): string {
  return `${resource}/${namespace}/${name}`;
}
