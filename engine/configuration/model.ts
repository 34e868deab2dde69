import type { ResourceReference } from '../resources/diagnostic.ts';
import type { FieldPath, Origin } from '../resources/origin.ts';
import type { RuleSyntax } from '../rules/rule-options.ts';

/** What every router, service and middleware of a configuration carries. */
export interface Element {
  /** Qualified: `test-pod-app-wrr@kubernetescrd`. */
  readonly name: string;
  /** The object it was compiled from; absent for the engine's own. */
  readonly resource?: ResourceReference;
  readonly origin?: Origin;
  /** Where in that object it is written: `['spec', 'routes', 0]`. */
  readonly path: FieldPath;
  /**
   * `enabled`: in force. `warning`: in force, but not all of it. `disabled`: not in force; `errors` says why.
   * Set by the link step, when all elements are known.
   */
  status: 'enabled' | 'warning' | 'disabled';
  /** Traefik's texts. */
  readonly errors: string[];
}

/** A router's wish for TLS. */
export interface RouterTls {
  /** Qualified name of the TLS options; `default` if none is named. */
  readonly options: string;
  /** TCP only: bytes are forwarded untouched. */
  readonly passthrough: boolean;
}

export interface HttpRouter extends Element {
  entryPoints: readonly string[];
  readonly rule: string;
  /** Absent: the default of the static configuration. */
  readonly ruleSyntax?: RuleSyntax;
  /** As written; 0: by the length of the rule. */
  readonly priority: number;
  readonly middlewares: readonly string[];
  /** Empty: none, which only a parent of other routers may have. */
  readonly service: string;
  readonly tls?: RouterTls;
  /** Qualified names of the routers behind which it is chosen, instead of on an entry point (Traefik 3.6). */
  readonly parentRefs?: readonly string[];
  /** Qualified names of the routers behind it. Set by the link step. */
  children?: readonly string[];
  /** What differs from the entry point's defaults. */
  readonly observability?: RouterObservability;
  /** The router as it is written, of whose entry points this one has some; absent: it has all. */
  readonly written?: Pick<HttpRouter, 'name' | 'entryPoints'>;
  /** What it has from its entry point; absent: nothing. */
  readonly given?: GivenByEntryPoint;
  /** Of the engine's own routers, whose priority may be too large to be exact as a number: its digits. */
  readonly exactPriority?: string;
}

/** What of a router is not written with it. */
export interface GivenByEntryPoint {
  /** Name of the entry point. */
  readonly by: string;
  /** How many of its middlewares, the first ones. */
  readonly middlewares: number;
  /** Whether its TLS. */
  readonly tls: boolean;
}

export interface RouterObservability {
  readonly accessLogs?: boolean;
  readonly metrics?: boolean;
  readonly tracing?: boolean;
  readonly traceVerbosity?: string;
}

/** How an HTTP load balancer chooses a server. */
export type Strategy = 'wrr' | 'p2c' | 'hrw' | 'leasttime';

export interface LoadBalancer extends Element {
  readonly kind: 'loadBalancer';
  readonly servers: readonly ConfiguredServer[];
  readonly strategy: Strategy;
  readonly passHostHeader: boolean;
  /** Qualified name; absent: the default transport. */
  readonly serversTransport?: string;
  readonly sticky?: StickyCookie;
  readonly healthCheck?: HealthCheck;
  readonly passiveHealthCheck?: PassiveHealthCheck;
  /** Milliseconds; negative: after each piece. Absent: 100. */
  readonly flushIntervalMs?: number;
  /** Qualified names; absent: none. */
  readonly middlewares?: readonly string[];
}

/** A server of an HTTP load balancer. */
export interface ConfiguredServer {
  /** true: its pod is terminating; it gets no new requests but those whose cookie names it. */
  readonly fenced?: boolean;
  readonly url: string;
  readonly scheme: 'http' | 'https' | 'h2c';
  readonly host: string;
  readonly port: number;
  /** The pod behind the endpoint, where the endpoint says so. */
  readonly pod?: string;
  /** Absent: 1. */
  readonly weight?: number;
  /** Put before the path of each request; does not end in a slash. */
  readonly basePath?: string;
}

/** The cookie by which a balancer sends a client to the child that it had before (Traefik: sticky sessions). */
export interface StickyCookie {
  /** Absent: made from the service's name. */
  readonly name?: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite?: 'none' | 'lax' | 'strict';
  /** Seconds; 0: until the browser closes; negative: at once. */
  readonly maxAge: number;
  readonly path: string;
  readonly domain?: string;
}

/** Active health checks of the servers of a load balancer. Times in milliseconds. */
export interface HealthCheck {
  readonly mode: 'http' | 'grpc';
  /** Absent: the server's own. */
  readonly scheme?: string;
  readonly path: string;
  readonly method: string;
  /** 0: any from 200 to 399. */
  readonly status: number;
  /** Absent: the server's own. */
  readonly port?: number;
  readonly intervalMs: number;
  /** While a server is down. */
  readonly unhealthyIntervalMs: number;
  readonly timeoutMs: number;
  /** Absent: the server's own. */
  readonly hostname?: string;
  readonly followRedirects: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** A server that fails this often within the window gets nothing for as long. */
export interface PassiveHealthCheck {
  readonly failureWindowMs: number;
  readonly maxFailedAttempts: number;
}

/** A parent that heeds the health of its children, and tells its own parents (Traefik: `healthCheck: {}`). */
interface HealthAware {
  readonly healthCheck?: true;
}

/** A child of a balancer of services. */
interface WeightedChild {
  readonly name: string;
  readonly weight: number;
}

export interface Weighted extends Element, HealthAware {
  readonly kind: 'weighted';
  readonly services: readonly WeightedChild[];
  /** HTTP only. */
  readonly sticky?: StickyCookie;
}

export interface Mirroring extends Element, HealthAware {
  readonly kind: 'mirroring';
  readonly service: string;
  readonly mirrors: readonly { readonly name: string; readonly percent: number }[];
  readonly mirrorBody: boolean;
  /** Bytes; -1: no limit. */
  readonly maxBodySize: number;
}

export interface HighestRandomWeight extends Element, HealthAware {
  readonly kind: 'highestRandomWeight';
  readonly services: readonly WeightedChild[];
}

export interface Failover extends Element, HealthAware {
  readonly kind: 'failover';
  readonly service: string;
  readonly fallback: string;
  /** Answers of the service that are replaced by the fallback's; absent: only the service's health counts. */
  readonly replaces?: {
    /** Statuses and ranges as written: `500-599`. */
    readonly status: readonly string[];
    /** -1: no limit. */
    readonly maxRequestBodyBytes: number;
  };
}

export type HttpService = LoadBalancer | Weighted | Mirroring | HighestRandomWeight | Failover;

export interface ConfiguredMiddleware extends Element {
  /** As the CRD spells it: `stripPrefix`. */
  readonly type: string;
  readonly options: unknown;
}

export interface TcpRouter extends Element {
  entryPoints: readonly string[];
  readonly rule: string;
  /** Absent: the default of the static configuration. */
  readonly ruleSyntax?: RuleSyntax;
  readonly priority: number;
  /** Qualified names. */
  readonly middlewares: readonly string[];
  readonly service: string;
  readonly tls?: RouterTls;
}

/** A server of a TCP or UDP load balancer. */
export interface ConfiguredAddress {
  readonly host: string;
  readonly port: number;
  readonly pod?: string;
  /** TCP only; absent: as its service says. */
  readonly tls?: boolean;
}

/** TCP and UDP services alike. */
export interface AddressLoadBalancer extends Element {
  readonly kind: 'loadBalancer';
  readonly servers: readonly ConfiguredAddress[];
  /** Milliseconds; negative: for ever. Absent: the transport's. */
  readonly terminationDelayMs?: number;
  /** TCP only. Instead of the transport's. */
  readonly proxyProtocol?: 1 | 2;
  /** TCP only. Qualified name; absent: the default transport. */
  readonly serversTransport?: string;
  /** TCP only. The servers are spoken to over TLS, all of them or those that say so. */
  readonly tls?: boolean;
  /** TCP only. */
  readonly healthCheck?: TcpHealthCheck;
}

/** Active health checks of the servers of a TCP load balancer. Times in milliseconds. */
export interface TcpHealthCheck {
  /** Absent: the server's own. */
  readonly port?: number;
  /** Absent: to connect is enough. */
  readonly send?: string;
  readonly expect?: string;
  readonly intervalMs: number;
  readonly unhealthyIntervalMs: number;
  readonly timeoutMs: number;
}

export type AddressService = AddressLoadBalancer | Weighted;

export interface UdpRouter extends Element {
  entryPoints: readonly string[];
  readonly service: string;
}

export interface ConfiguredTlsOptions extends Element {
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly cipherSuites?: readonly string[];
  readonly curvePreferences?: readonly string[];
  readonly disableSessionTickets?: boolean;
  readonly clientAuthType?: string;
  /** PEM texts of the authorities that client certificates are verified with. */
  readonly clientCas: readonly string[];
  /** false if a secret with authorities is missing, which was reported. */
  readonly clientCasComplete: boolean;
  readonly sniStrict: boolean;
  readonly alpnProtocols?: readonly string[];
}

export interface ConfiguredCertificate {
  /** `secret namespace/name`, or the file. */
  readonly name: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Where it was read from: the Secret, or the file's configuration. */
  readonly source: {
    readonly resource: ResourceReference;
    readonly origin: Origin;
    /** Where the keys are written. */
    readonly path: FieldPath;
  };
}

/** How the engine trusts a server, and shows itself to it. */
export interface ServerTrust {
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
  /** PEM texts; empty: the system's roots. */
  readonly rootCas: readonly string[];
  readonly certificates: readonly ConfiguredCertificate[];
  /** A URI that the server's certificate must carry. */
  readonly peerCertUri?: string;
}

/** Times in milliseconds. */
export interface ConfiguredTransport extends Element, ServerTrust {
  readonly maxIdleConnectionsPerHost: number;
  readonly dialTimeoutMs: number;
  readonly responseHeaderTimeoutMs: number;
  readonly idleConnectionTimeoutMs: number;
  /** HTTP/2: without a frame for so long a ping is sent; 0: never. */
  readonly readIdleTimeoutMs: number;
  /** HTTP/2: without an answer to a ping for so long the connection is closed. */
  readonly pingTimeoutMs: number;
  readonly disableHttp2: boolean;
  /** As Go names them; absent: the default ones. */
  readonly cipherSuites?: readonly string[];
  readonly minVersion?: string;
  readonly maxVersion?: string;
}

/** Times in milliseconds. */
export interface ConfiguredTcpTransport extends Element {
  /** 0: no limit. */
  readonly dialTimeoutMs: number;
  /** Negative: none. */
  readonly keepAliveMs: number;
  /** Negative: for ever. */
  readonly terminationDelayMs: number;
  readonly proxyProtocol?: 1 | 2;
  /** For servers that are spoken to over TLS; absent: verified with the system's roots. */
  readonly tls?: ServerTrust;
}

/** What the resources compile to: Traefik's dynamic configuration, keyed by qualified name. */
export interface Configuration {
  readonly http: {
    readonly routers: ReadonlyMap<string, HttpRouter>;
    readonly services: ReadonlyMap<string, HttpService>;
    readonly middlewares: ReadonlyMap<string, ConfiguredMiddleware>;
    readonly serversTransports: ReadonlyMap<string, ConfiguredTransport>;
  };
  readonly tcp: {
    readonly routers: ReadonlyMap<string, TcpRouter>;
    readonly services: ReadonlyMap<string, AddressService>;
    readonly middlewares: ReadonlyMap<string, ConfiguredMiddleware>;
    readonly serversTransports: ReadonlyMap<string, ConfiguredTcpTransport>;
  };
  readonly udp: {
    readonly routers: ReadonlyMap<string, UdpRouter>;
    readonly services: ReadonlyMap<string, AddressService>;
  };
  readonly tls: {
    readonly options: ReadonlyMap<string, ConfiguredTlsOptions>;
    readonly certificates: readonly ConfiguredCertificate[];
    readonly defaultCertificate?: ConfiguredCertificate;
  };
  /** The elements whose status or errors are no longer those they began with. */
  readonly marked: Set<Element>;
}
