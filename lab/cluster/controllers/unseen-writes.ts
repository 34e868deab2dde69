import type { ResourceReference } from '../../../engine/core.ts';
import { jsonIn } from '../objects/json.ts';
import type { StoredObject, StoreSink } from '../store.ts';
import type { LiveApi } from './live-api.ts';

/** A write, as it is told to who shows objects. */
type Telling = (live: LiveApi) => void;

/** More than scenarios write. Who writes on and on has them shown, so that what is no longer in force is forgotten. */
const MOST_WRITES = 1000;

/**
 * What was written while nobody looked at the objects of a cluster, in order and with its times: whoever looks then sees
 * what they would have seen all along. Most clusters of scenarios come and go without anybody looking.
 */
export class UnseenWrites implements StoreSink {
  readonly #now: () => Date;
  readonly #look: () => void;
  readonly #writes: { readonly at: Date; readonly tell: Telling }[] = [];

  /** `look`: called when the objects have to be shown: one was written that goes when another does, or very many were. */
  constructor(now: () => Date, look: () => void) {
    this.#now = now;
    this.#look = look;
  }

  kept(object: StoredObject, before: StoredObject | undefined): void {
    this.#note((live) => live.sink.kept(object, before));
    const isOwned = jsonIn(object.resource.object, 'metadata')['ownerReferences'] !== undefined;
    if (isOwned || this.#writes.length > MOST_WRITES) this.#look();
  }

  deleted(object: StoredObject): void {
    this.#note((live) => live.sink.deleted(object));
  }

  /** An object was deleted, a namespace with all that is in it. */
  forgotten(reference: ResourceReference): void {
    this.#note((live) => live.deleted(reference));
  }

  /** Tells all of it, `at` before each its time. */
  tell(live: LiveApi, at: (time: Date) => void): void {
    for (const write of this.#writes) {
      at(write.at);
      write.tell(live);
    }
  }

  #note(tell: Telling): void {
    this.#writes.push({ at: this.#now(), tell });
  }
}
