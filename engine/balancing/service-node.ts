/** What a balancer may know of the request, connection or session that it chooses for. */
export interface Asker {
  /** The client's address, without port; what forwarding headers claim does not count. */
  readonly clientIp: string;
  /** Values of the request's cookies of that name, in order; none for TCP and UDP. */
  cookies(name: string): readonly string[];
}

/**
 * One node of a service tree: weighted, mirroring and load balancer services nest as Traefik's do.
 * `S` is what a load balancer chooses among: an HTTP server, a TCP or UDP address.
 */
export interface ServiceNode<S> {
  /** Qualified service name, `test-pod-app-wrr@kubernetescrd`. */
  readonly name: string;
  /** Whether it can serve, as parents that heed the health of their children see it. */
  readonly up: boolean;
  /**
   * Chooses a server for one request, connection or session and advances the counters. Synchronous and pure but for
   * those. Without `asker`, balancers that look at the client take it for one that they know nothing of.
   */
  select(asker?: Asker): Selection<S>;
  /**
   * The first half of `select`, of balancers of services: which of them it asks, before that one chooses. For callers who
   * know how that one chooses. Undefined if none can be chosen; absent: it cannot be asked by halves.
   */
  chooseService?(asker?: Asker): ChosenService<S> | undefined;
}

/** A service that a balancer of services chose. */
export interface ChosenService<S> {
  readonly service: ServiceNode<S>;
  /** The Set-Cookie line that names it; undefined: the client's cookie named it, or there are no cookies. */
  readonly cookie: string | undefined;
}

/** What one walk down a service tree decided. */
export interface Selection<S> {
  /** The server, or undefined if nothing can serve: Traefik answers 503 `no available server`. */
  readonly server: S | undefined;
  /** Names of the services passed, outermost first. */
  readonly trail: readonly string[];
  /** Copies to send once the answer was delivered, outermost mirroring service first. */
  readonly mirrorings: readonly Mirroring<S>[];
  /** Set-Cookie lines of sticky balancers that chose anew, outermost first; absent: none. */
  readonly cookies?: readonly string[];
  /** What to answer if there is no server; absent: 503 `no available server`. */
  readonly refusal?: Refusal;
  /** To be told how the server does, by whoever forwards to it; absent: nobody asks. */
  readonly watch?: ServerWatch;
}

/** What a balancer answers that has nothing to choose, as Go's `http.Error` writes it. */
export interface Refusal {
  readonly status: number;
  readonly text: string;
}

/** The mirrorings of a selection without mirroring services. */
export const NO_MIRRORINGS: readonly never[] = [];

/**
 * What a balancer wants to hear of one request to the server that it chose: `began` once when it is forwarded, then
 * `answered` when the head of the answer is there or `failed` when there is none, and `ended` once when all is over,
 * whatever happened.
 */
export interface ServerWatch {
  began(): void;
  /** `status` of the final answer. */
  answered(status: number): void;
  /** `unsent`: no byte of the request reached the server. */
  failed(unsent: boolean): void;
  ended(): void;
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
