/**
 * One node of a service tree: weighted, mirroring and load balancer services nest as Traefik's do.
 * `S` is what a load balancer chooses among: an HTTP server, a TCP or UDP address.
 */
export interface ServiceNode<S> {
  /** Qualified service name, `test-pod-app-wrr@kubernetescrd`. */
  readonly name: string;
  /** Chooses a server for one request, connection or session and advances the counters. Synchronous and pure but for those. */
  select(): Selection<S>;
}

/** What one walk down a service tree decided. */
export interface Selection<S> {
  /** The server, or undefined if nothing can serve: Traefik answers 503 `no available server`. */
  readonly server: S | undefined;
  /** Names of the services passed, outermost first. */
  readonly trail: readonly string[];
  /** Copies to send once the answer was delivered, outermost mirroring service first. */
  readonly mirrorings: readonly Mirroring<S>[];
}

/** The mirrors that one request was selected for at one mirroring service. */
export interface Mirroring<S> {
  /** Called one after another, in this order; each chooses its own server then. */
  readonly mirrors: readonly ServiceNode<S>[];
  readonly mirrorBody: boolean;
  /** Bytes; a longer body suppresses the mirrors. -1: no limit. */
  readonly maxBodySize: number;
}

/** A source of randomness in [0, 1), handed in so that a run can be repeated. */
export type Random = () => number;
