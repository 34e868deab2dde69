import type { ResourceReference } from '../resources/diagnostic.ts';
import type { FieldPath, Origin } from '../resources/origin.ts';

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
  /** As written; 0: by the length of the rule. */
  readonly priority: number;
  readonly middlewares: readonly string[];
  readonly service: string;
  readonly tls?: RouterTls;
}

interface LoadBalancer extends Element {
  readonly kind: 'loadBalancer';
  readonly servers: readonly ConfiguredServer[];
  readonly passHostHeader: boolean;
  /** Qualified name; absent: the default transport. */
  readonly serversTransport?: string;
}

/** A server of an HTTP load balancer. */
export interface ConfiguredServer {
  /** true: its pod is terminating; it gets no new requests. */
  readonly fenced?: boolean;
  readonly url: string;
  readonly scheme: 'http' | 'https' | 'h2c';
  readonly host: string;
  readonly port: number;
  /** The pod behind the endpoint, where the endpoint says so. */
  readonly pod?: string;
}

export interface Weighted extends Element {
  readonly kind: 'weighted';
  readonly services: readonly { readonly name: string; readonly weight: number }[];
}

export interface Mirroring extends Element {
  readonly kind: 'mirroring';
  readonly service: string;
  readonly mirrors: readonly { readonly name: string; readonly percent: number }[];
  readonly mirrorBody: boolean;
  /** Bytes; -1: no limit. */
  readonly maxBodySize: number;
}

export type HttpService = LoadBalancer | Weighted | Mirroring;

export interface ConfiguredMiddleware extends Element {
  /** As the CRD spells it: `stripPrefix`. */
  readonly type: string;
  readonly options: unknown;
}

export interface TcpRouter extends Element {
  entryPoints: readonly string[];
  readonly rule: string;
  readonly priority: number;
  readonly service: string;
  readonly tls?: RouterTls;
}

/** TCP and UDP services alike. */
interface AddressLoadBalancer extends Element {
  readonly kind: 'loadBalancer';
  readonly servers: readonly { readonly host: string; readonly port: number; readonly pod?: string }[];
  /** Milliseconds; negative: for ever. Absent: the transport's. */
  readonly terminationDelayMs?: number;
  /** TCP only. Instead of the transport's. */
  readonly proxyProtocol?: 1 | 2;
  /** TCP only. Qualified name; absent: the default transport. */
  readonly serversTransport?: string;
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
  readonly clientAuthType?: string;
  /** PEM texts of the authorities that client certificates are verified with. */
  readonly clientCas: readonly string[];
  /** false if a secret with authorities is missing, which was reported. */
  readonly clientCasComplete: boolean;
  readonly sniStrict: boolean;
  readonly alpnProtocols?: readonly string[];
}

export interface ConfiguredCertificate {
  /** `secret namespace/name`. */
  readonly name: string;
  readonly certificatePem: string;
  readonly keyPem: string;
  /** The Secret it was read from. */
  readonly secret: {
    readonly resource: ResourceReference;
    readonly origin: Origin;
    /** Where the Secret writes its keys. */
    readonly path: FieldPath;
  };
}

export interface ConfiguredTransport extends Element {
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
  readonly rootCas: readonly string[];
  readonly certificates: readonly ConfiguredCertificate[];
  readonly maxIdleConnectionsPerHost: number;
  readonly dialTimeoutMs: number;
  readonly responseHeaderTimeoutMs: number;
  readonly idleConnectionTimeoutMs: number;
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
}
