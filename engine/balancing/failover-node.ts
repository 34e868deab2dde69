import { type Asker, NO_MIRRORINGS, type Selection, type ServiceNode } from './service-node.ts';

export interface FailoverSettings<S> {
  readonly name: string;
  readonly main: ServiceNode<S>;
  readonly fallback: ServiceNode<S>;
  /** Where requests go while the main service is up, if its answers decide too. */
  readonly watched?: S;
  /** true: the fallback's health counts, and parents hear of both. */
  readonly tellsHealth: boolean;
}

/** The main service while it is up, else the fallback (Traefik: routing/services#failover-service). */
export class FailoverNode<S> implements ServiceNode<S> {
  readonly name: string;
  readonly #main: ServiceNode<S>;
  readonly #fallback: ServiceNode<S>;
  readonly #watched: S | undefined;
  readonly #tellsHealth: boolean;

  constructor({ name, main, fallback, watched, tellsHealth }: FailoverSettings<S>) {
    this.name = name;
    this.#main = main;
    this.#fallback = fallback;
    this.#watched = watched;
    this.#tellsHealth = tellsHealth;
  }

  get up(): boolean {
    return !this.#tellsHealth || this.#main.up || this.#fallback.up;
  }

  select(asker?: Asker): Selection<S> {
    if (this.#main.up) {
      if (this.#watched === undefined) return this.#through(this.#main, asker);
      return { server: this.#watched, trail: [this.name], mirrorings: NO_MIRRORINGS };
    }
    if (!this.#tellsHealth || this.#fallback.up) return this.#through(this.#fallback, asker);
    return {
      server: undefined,
      trail: [this.name],
      mirrorings: NO_MIRRORINGS,
      refusal: { status: 503, text: 'Service Unavailable' },
    };
  }

  #through(service: ServiceNode<S>, asker: Asker | undefined): Selection<S> {
    const selection = service.select(asker);
    return { ...selection, trail: [this.name, ...selection.trail] };
  }
}
