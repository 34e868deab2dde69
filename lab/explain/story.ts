import type { SourcePosition } from '../../engine/core.ts';

/** Where something is written; without the text of the line, which may hold a key or the hash of a password. */
export type Place = Omit<SourcePosition, 'lineText'>;

/** What is asked about. */
export type Question = HttpQuestion | TcpQuestion | UdpQuestion;

/** A request over HTTP. */
export interface HttpQuestion {
  readonly kind: 'http';
  readonly method: string;
  readonly tls: boolean;
  readonly host: string;
  /** As the URL says it; absent: the scheme's. */
  readonly port?: number;
  /** Path and query, as sent. */
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
  /** Absent: any. */
  readonly port?: number;
  /** Address of the client; default 127.0.0.1. */
  readonly clientIp?: string;
  readonly entryPoint?: string;
}

/** A UDP session. */
interface UdpQuestion {
  readonly kind: 'udp';
  /** Absent: any. */
  readonly port?: number;
  readonly entryPoint?: string;
}

/** The whole answer: one decision for each entry point that could take the request. */
export interface Story {
  readonly question: Question;
  /** How the entry points were chosen, in a sentence. */
  readonly entryPoints: string;
  readonly decisions: readonly Decision[];
  /** How many errors keep something of the configuration from being in force. */
  readonly errors: number;
}

/** What one entry point does with a request, connection or session. */
export interface Decision {
  readonly entryPoint: string;
  /** `:443/tcp` */
  readonly listens: string;
  /** Whose it becomes; HTTP also has what no TCP router wants. Absent: nobody's. */
  readonly takenBy?: 'http' | 'tcp' | 'udp';
  readonly tls?: TlsStory;
  /** The tables that a router was looked for in, one after the other. */
  readonly routing: readonly RoutingStory[];
  /** Routers that would take the request and are not in force. */
  readonly outOfForce?: readonly OutOfForce[];
  /** The router that it ends at, by its qualified name; absent: none takes it. */
  readonly router?: string;
  /** Why that one, or why none, in a sentence. */
  readonly why: string;
  /** In the order they are passed, chains resolved, those of services behind those of routers. */
  readonly middlewares: readonly MiddlewareStory[];
  /** The request as the server gets it; absent: no server does. */
  readonly sent?: HeadStory;
  /** The tree below the router; absent: it has none. */
  readonly service?: ServiceStory;
  /** Where this request goes and the ones after it, if they are like it and the configuration is fresh. */
  readonly next: readonly Delivery[];
  /** Set if the proxy itself answers, or ends the connection. */
  readonly answer?: AnswerStory;
}

/** A router that is not in force, and why. */
export interface OutOfForce {
  readonly router: string;
  readonly position?: Place;
  readonly rule: string;
  readonly errors: readonly string[];
}

/** What the proxy itself answers. */
export interface AnswerStory {
  /** Absent: the connection is closed. */
  readonly status?: number;
  readonly location?: string;
  readonly why: string;
}

/** A choice among the routers of one table. */
export interface RoutingStory {
  /** `HTTP routers without TLS`, `routers behind shop-api@kubernetescrd` */
  readonly among: string;
  /** Routers in the order they are tried: all that match, and those that do not although their host does. */
  readonly candidates: readonly Candidate[];
  /** How many routers are left out of the candidates. */
  readonly others: number;
  /** Absent: none holds. */
  readonly router?: string;
  readonly why: string;
}

/** One router that was tried, or would have been. */
export interface Candidate {
  readonly router: string;
  readonly position?: Place;
  readonly rule: string;
  readonly priority: number;
  /** Whether somebody wrote it, it follows from the rule's length, or it is fixed: of own pages and default backends. */
  readonly priorityFrom: 'written' | 'rule length' | 'built in';
  readonly matches: boolean;
  /** The matchers that decided, in a sentence. */
  readonly reason: string;
  /** Each matcher, in the order written; of very many those that tell most. */
  readonly matchers: readonly MatcherStory[];
  /** How many matchers are left out. */
  readonly otherMatchers: number;
}

/** One matcher of a rule. */
export interface MatcherStory {
  /** As written, with a `!` if it is negated. */
  readonly matcher: string;
  readonly position?: Place;
  /** Whether it holds, with its `!`. */
  readonly holds: boolean;
  /** What the request has: `the request's host is shop.test`. */
  readonly observed: string;
}

/** What a handshake is made with. */
export interface TlsStory {
  /** Empty: the client names none. */
  readonly serverName: string;
  /** Absent: the bytes are passed on as they are. */
  readonly options?: { readonly name: string; readonly position?: Place; readonly why: string };
  /** How clients must show who they are: `RequireAndVerifyClientCert`; absent: they need not. */
  readonly clientAuth?: string;
  /** Absent: the handshake fails, or is not the proxy's. */
  readonly certificate?: CertificateStory;
}

/** A certificate, without its key. */
export interface CertificateStory {
  readonly name: string;
  readonly position?: Place;
  readonly names: readonly string[];
  /** ISO 8601; absent: made anew by each process. */
  readonly notAfter?: string;
  readonly why: string;
}

/** A request's line and headers. Credentials are left out of their values. */
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
  readonly position?: Place;
  /** What it does, in a full sentence. */
  readonly explanation: string;
  /** The service that it belongs to; absent: a router. */
  readonly service?: string;
  /** Absent, like `after`: it looks at connections, not at requests. */
  readonly before?: HeadStory;
  /** Absent: it does not let the request pass. */
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
  readonly position?: Place;
  /** How it chooses, in words. */
  readonly choice: string;
  /** Its part of its parent's requests, in words: `weight 3 of 4`, `a copy of 50 %`. */
  readonly share?: string;
  readonly children: readonly ServiceStory[];
  readonly servers: readonly ServerStory[];
}

/** A server of a load balancer. */
export interface ServerStory {
  /** A URL; an address for TCP and UDP. */
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
  /** Absent: none can serve. */
  readonly server?: ServerStory;
  /** What gets a copy, each with the server that is chosen for it. */
  readonly mirrors: readonly { readonly service: string; readonly server?: ServerStory }[];
  /** Names of the cookies that sticky balancers set. */
  readonly cookies: readonly string[];
}
