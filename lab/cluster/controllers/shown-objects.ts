import type { Diagnostic, ResourceOf, ResourceReference } from '../../../engine/core.ts';
import type { KubernetesApi } from '../api/kubernetes-api.ts';
import { LiveApi, type LiveApiOptions } from './live-api.ts';
import { UnseenWrites } from './unseen-writes.ts';

interface ShownObjectsOptions extends LiveApiOptions {
  /** true: nothing is shown before somebody looks. */
  readonly late: boolean;
}

/** What an API shows of a cluster, from the beginning or from when somebody looks. */
export class ShownObjects {
  readonly #options: LiveApiOptions;
  readonly #began: Date;
  #live: LiveApi | undefined;
  #unseen: UnseenWrites | undefined;

  constructor({ late, ...options }: ShownObjectsOptions) {
    this.#options = options;
    this.#began = options.now();
    if (late) {
      this.#unseen = new UnseenWrites(options.now, () => this.look());
      options.store.tells(this.#unseen);
    } else this.look();
  }

  /** From now on the objects show what is in force, and what is written there is in force. Answers whether it is the first look. */
  look(): boolean {
    if (this.#live) return false;
    const { store, now } = this.#options;
    let toldAt: Date | undefined = this.#began;
    this.#live = new LiveApi({ ...this.#options, now: () => toldAt ?? now() });
    store.tells(this.#live.sink);
    this.#unseen?.tell(this.#live, (time) => {
      toldAt = time;
    });
    this.#unseen = undefined;
    toldAt = undefined;
    return true;
  }

  /** From now on what is new goes through an API, and what is there has what that fills in. */
  open(api: KubernetesApi): void {
    this.look();
    this.#live?.open(api);
  }

  /** Objects that somebody wrote by other means than files and that are not valid. */
  get rejected(): readonly ResourceReference[] {
    return this.#live?.rejected ?? [];
  }

  /** What is wrong with objects that somebody wrote by other means than files. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#live?.diagnostics ?? [];
  }

  /** Ends what nothing owns any more. Answers whether that leaves something to look at. */
  collect(): boolean {
    return this.#live?.collect() ?? false;
  }

  /** Shows what the controllers did. */
  show(slices: readonly ResourceOf<'EndpointSlice'>[]): void {
    this.#live?.show(slices);
  }

  /** An object was deleted, a namespace with all that is in it. */
  deleted(reference: ResourceReference): void {
    this.#live?.deleted(reference);
    this.#unseen?.forgotten(reference);
  }

  close(): void {
    this.#live?.close();
  }
}
