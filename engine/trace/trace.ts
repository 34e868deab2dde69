type Protocol = 'http' | 'tcp' | 'udp';

/** What became of one matcher of a rule when its router was chosen. */
export interface TracedBranch {
  /** With its `!`, if there is one: Host(`shop.test`). */
  readonly text: string;
  /** Where it begins in the rule. */
  readonly offset: number;
  /** It spoke for the request or connection. */
  readonly holds: boolean;
}

/** A router was chosen. */
interface RouterTrace {
  readonly kind: 'router';
  readonly protocol: Protocol;
  readonly router: string;
  /** In the order written; none for UDP. */
  readonly branches: readonly TracedBranch[];
}

/** A request or connection came to a middleware. */
interface MiddlewareTrace {
  readonly kind: 'middleware';
  readonly protocol: Protocol;
  readonly middleware: string;
  /** The router or service whose middleware it is. */
  readonly user: string;
}

/** A service tree chose. */
interface ServicesTrace {
  readonly kind: 'services';
  readonly protocol: Protocol;
  /** Services passed, outermost first. */
  readonly services: readonly string[];
  /** The services of which one led to the first of `services` later: for a copy, or because another had failed. */
  readonly from: readonly string[];
}

/** A TLS handshake was begun with these options, whether or not it came to an end. */
interface TlsTrace {
  readonly kind: 'tls';
  readonly options: string;
}

/** One thing of the configuration in force that was put to use. */
export type TraceEvent = RouterTrace | MiddlewareTrace | ServicesTrace | TlsTrace;

/** Hears of everything that is put to use, while that happens. Must not throw. */
export type Trace = (event: TraceEvent) => void;
