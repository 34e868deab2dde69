import type { SourcePosition } from '../../engine/core.ts';

/** What is asked about. */
export type Question = HttpQuestion | TcpQuestion | UdpQuestion;

/** A request over HTTP. */
export interface HttpQuestion {
  readonly kind: 'http';
  readonly method: string;
  readonly tls: boolean;
  readonly host: string;
  /** Absent: the scheme's. */
  readonly port?: number;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Address of the client; default 127.0.0.1. */
  readonly clientIp?: string;
  /** Server name of the TLS connection; default the host. */
  readonly serverName?: string;
  /** Absent: each entry point that could take it. */
  readonly entryPoint?: string;
}

/** A TCP connection; with a server name, one that begins with TLS. */
export interface TcpQuestion {
  readonly kind: 'tcp';
  readonly serverName?: string;
  readonly alpnProtocols?: readonly string[];
  readonly clientIp?: string;
  readonly entryPoint?: string;
}

/** A UDP session. */
export interface UdpQuestion {
  readonly kind: 'udp';
  readonly entryPoint?: string;
}

/** The whole answer: one decision for each entry point that could take the request. */
export interface Story {
  readonly question: Question;
  readonly decisions: readonly Decision[];
}

/** What one entry point does with a request. */
export interface Decision {
  readonly entryPoint: string;
  readonly tls?: TlsStory;
  /** Routers in the order they are tried: all that match, and those that do not although their host does. */
  readonly candidates: readonly Candidate[];
  /** Routers left out of the candidates: they ask for other hosts. */
  readonly others: number;
  /** Qualified name; absent: none matches. */
  readonly router?: string;
  /** Why that one, or why none, in a sentence. */
  readonly why: string;
  readonly middlewares: readonly MiddlewareStory[];
  /** The tree below the router; absent: nothing is forwarded. */
  readonly service?: ServiceStory;
  /** Where this and the next requests go, from a fresh configuration on. */
  readonly next: readonly Delivery[];
  /** Set if the proxy itself answers, or ends the connection. */
  readonly answer?: { readonly status?: number; readonly location?: string; readonly why: string };
}

/** One router that was tried, or would have been. */
export interface Candidate {
  readonly router: string;
  readonly position?: SourcePosition;
  readonly rule: string;
  readonly priority: number;
  /** Whether somebody wrote it, or it follows from the rule's length. */
  readonly priorityFrom: 'written' | 'rule length';
  readonly matches: boolean;
  /** Each matcher that was asked, in the order written. */
  readonly matchers: readonly MatcherStory[];
}

/** One matcher of a rule. */
export interface MatcherStory {
  /** As written. */
  readonly matcher: string;
  readonly position?: SourcePosition;
  readonly holds: boolean;
  /** What the request has: `the request's host is shop.test`. */
  readonly observed: string;
}

/** What a handshake is made with. */
export interface TlsStory {
  readonly serverName: string;
  readonly options: { readonly name: string; readonly position?: SourcePosition; readonly why: string };
  /** How clients must show who they are: `RequireAndVerifyClientCert`; absent: they need not. */
  readonly clientAuth?: string;
  readonly certificate: {
    readonly name: string;
    readonly position?: SourcePosition;
    readonly names: readonly string[];
    readonly notAfter?: string;
    readonly why: string;
  };
}

/** A request's line and headers. */
export interface HeadStory {
  readonly method: string;
  readonly host: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What one middleware makes of a request. */
export interface MiddlewareStory {
  readonly name: string;
  readonly type: string;
  readonly position?: SourcePosition;
  readonly before: HeadStory;
  /** Absent: it answers itself. */
  readonly after?: HeadStory;
  readonly answer?: {
    readonly status: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
  };
}

/** A service and what it chooses from. */
export interface ServiceStory {
  readonly name: string;
  readonly kind: string;
  readonly position?: SourcePosition;
  /** Its part of its parent's requests, in words: `weight 3 of 4`, `mirror, 50 %`. */
  readonly share?: string;
  readonly children: readonly ServiceStory[];
  readonly servers: readonly ServerStory[];
}

/** A server of a load balancer. */
export interface ServerStory {
  readonly address: string;
  readonly pod?: string;
  /** The Deployment behind it. */
  readonly workload?: string;
  readonly share?: string;
}

/** Where one request goes. */
export interface Delivery {
  /** Services passed, outermost first. */
  readonly services: readonly string[];
  readonly server: ServerStory;
  /** Services that get a copy. */
  readonly mirrors: readonly string[];
}
