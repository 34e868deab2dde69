import type { ResourceReference } from '../../../engine/core.ts';
import { jsonIn } from '../objects/json.ts';
import type { StoredObject, StoreSink } from '../store.ts';
import type { LiveApi } from './live-api.ts';

/** A write, as it is told to who shows objects. */
type Telling = (live: LiveApi) => void;

/**
 * What was written while nobody looked at the objects of a cluster, in order and with its times: whoever looks then sees
 * what they would have seen all along. Most clusters of scenarios come and go without anybody looking.
 */
export class UnseenWrites implements StoreSink {
  readonly #now: () => Date;
  readonly #owned: () => void;
  readonly #writes: { readonly at: Date; readonly tell: Telling }[] = [];

  /** `owned`: called when an object was written that goes when another does, which has to be looked at. */
  constructor(now: () => Date, owned: () => void) {
    this.#now = now;
    this.#owned = owned;
  }

  kept(object: StoredObject, before: StoredObject | undefined): void {
    this.#note((live) => live.sink.kept(object, before));
    if (jsonIn(object.resource.object, 'metadata')['ownerReferences'] !== undefined) this.#owned();
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
