import {
  type Asker,
  type Mirroring,
  NO_MIRRORINGS,
  type Refusal,
  type Selection,
  type ServiceNode,
} from './service-node.ts';

/** How a node chooses among its children or servers. */
interface Chooser<T> {
  next(): T | undefined;
}

/** Chooses a server of one Service. */
export class LoadBalancerNode<S> implements ServiceNode<S> {
  readonly name: string;
  readonly #chooser: Chooser<S>;
  readonly #trail: readonly string[];
  readonly #refusal: Refusal | undefined;

  /** @param refusal what is answered without a server; absent: 503 `no available server` */
  constructor(name: string, chooser: Chooser<S>, refusal?: Refusal) {
    this.name = name;
    this.#chooser = chooser;
    this.#trail = [name];
    this.#refusal = refusal;
  }

  get up(): boolean {
    return true;
  }

  select(): Selection<S> {
    const server = this.#chooser.next();
    const selection = { server, trail: this.#trail, mirrorings: NO_MIRRORINGS };
    return server === undefined && this.#refusal ? { ...selection, refusal: this.#refusal } : selection;
  }
}

/** Chooses a child service by weight. A child without servers keeps its share and answers 503, as in Traefik. */
export class WeightedNode<S> implements ServiceNode<S> {
  readonly name: string;
  readonly #chooser: Chooser<ServiceNode<S>>;
  readonly #refusal: Refusal | undefined;

  /** @param refusal what is answered if there is no child; absent: 503 `no available server` */
  constructor(name: string, chooser: Chooser<ServiceNode<S>>, refusal?: Refusal) {
    this.name = name;
    this.#chooser = chooser;
    this.#refusal = refusal;
  }

  get up(): boolean {
    return true;
  }

  select(asker?: Asker): Selection<S> {
    const selection = this.#chooser.next()?.select(asker);
    if (!selection) {
      const nothing = { server: undefined, trail: [this.name], mirrorings: NO_MIRRORINGS };
      return this.#refusal ? { ...nothing, refusal: this.#refusal } : nothing;
    }
    return { ...selection, trail: [this.name, ...selection.trail] };
  }
}

interface MirrorCounter<S> {
  readonly service: ServiceNode<S>;
  /** 0 to 100. */
  readonly percent: number;
  count: number;
}

/**
 * Sends each request to the main service and a share of them to the mirrors too
 * (Traefik: `pkg/server/service/loadbalancer/mirror`). A mirror takes request number n if
 * `count * 100 < n * percent`: the first request always, then evenly spread; after n requests it has
 * received exactly ceil(n * percent / 100). The counters advance at selection, whatever happens next.
 */
export class MirroringNode<S> implements ServiceNode<S> {
  readonly name: string;
  readonly #main: ServiceNode<S>;
  readonly #mirrors: readonly MirrorCounter<S>[];
  readonly #mirrorBody: boolean;
  readonly #maxBodySize: number;
  readonly #tellsHealth: boolean;
  #total = 0;

  constructor(
    name: string,
    main: ServiceNode<S>,
    mirrors: readonly { readonly service: ServiceNode<S>; readonly percent: number }[],
    settings: { readonly mirrorBody: boolean; readonly maxBodySize: number; readonly healthCheck?: true },
  ) {
    this.name = name;
    this.#main = main;
    this.#mirrors = mirrors.map((mirror) => ({ ...mirror, count: 0 }));
    this.#mirrorBody = settings.mirrorBody;
    this.#maxBodySize = settings.maxBodySize;
    this.#tellsHealth = settings.healthCheck ?? false;
  }

  /** Whether parents hear of the main service's health. */
  get up(): boolean {
    return !this.#tellsHealth || this.#main.up;
  }

  select(asker?: Asker): Selection<S> {
    this.#total += 1;
    const active: ServiceNode<S>[] = [];
    for (const mirror of this.#mirrors) {
      if (mirror.count * 100 < this.#total * mirror.percent) {
        mirror.count += 1;
        active.push(mirror.service);
      }
    }
    const selection = this.#main.select(asker);
    const trail = [this.name, ...selection.trail];
    if (active.length === 0) return { ...selection, trail };
    const mirroring: Mirroring<S> = {
      mirrors: active,
      mirrorBody: this.#mirrorBody,
      maxBodySize: this.#maxBodySize,
    };
    return { ...selection, trail, mirrorings: [mirroring, ...selection.mirrorings] };
  }
}
