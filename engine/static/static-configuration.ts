/** A named listening address. Times in milliseconds; 0 means no limit unless said otherwise. */
export interface EntryPoint {
  readonly name: string;
  /** Empty: all interfaces. */
  readonly host: string;
  /** 0: the system chooses. */
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  /** A router that names no entry point lives on these; if none is marked, on all but `traefik`. */
  readonly asDefault: boolean;
  /** For each of: the first bytes, the TLS handshake, a request with its body. */
  readonly readTimeoutMs: number;
  readonly writeTimeoutMs: number;
  /** A keep-alive connection without a request. */
  readonly idleTimeoutMs: number;
  /** How long a graceful stop waits for what is in flight. */
  readonly graceTimeoutMs: number;
  /** Who may say by a PROXY header whom they speak for: everybody, or these addresses and networks. Absent: nobody. */
  readonly proxyProtocol?: { readonly insecure: boolean; readonly trustedIps: readonly string[] };
  /** Who may set X-Forwarded-*: everybody, or these addresses and networks. */
  readonly forwardedHeaders: { readonly insecure: boolean; readonly trustedIps: readonly string[] };
  readonly maxHeaderBytes: number;
  /** UDP sessions end after this idle time; above 0. */
  readonly udpTimeoutMs: number;
  /** Absent: nothing beside what routers say themselves. */
  readonly http?: EntryPointHttp;
}

/** What the HTTP routers on an entry point get from it (Traefik: `entryPoints.NAME.http`). */
export interface EntryPointHttp {
  /** Names with or without their provider, in order, before those of the router. Absent: none. */
  readonly middlewares?: readonly string[];
  /** For routers that say nothing of TLS; absent: they are for clients in clear. */
  readonly tls?: {
    /** TLS options, with or without their provider; `default`: those that routers without options get. */
    readonly options: string;
    /** Certificates are to come from a resolver, of which the engine has none. */
    readonly resolver?: true;
  };
  /** Where all clients are sent instead. */
  readonly redirection?: Redirection;
}

/** Sends the clients of one entry point to another (Traefik: `http.redirections.entryPoint`). */
export interface Redirection {
  /** Name of an entry point, or `:PORT`. */
  readonly to: string;
  readonly scheme: string;
  readonly permanent: boolean;
  /** Exact; most are above what a user may give a router. */
  readonly priority: bigint;
}

/** Options that the Kubernetes providers share. */
export interface KubernetesProvider {
  /** Some flag names the provider. */
  readonly named: boolean;
  /** Address of the Kubernetes API; empty: not written. */
  readonly endpoint: string;
  /** A bearer token for it, or a file that holds one; empty: none. */
  readonly token: string;
  /** A file of the certificates that its certificate is verified by; empty: those that Node trusts. */
  readonly certAuthFilePath: string;
  /** Milliseconds from one change of what was watched to the next that are let pass at least. */
  readonly throttleDurationMs: number;
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly labelSelector: string;
  readonly ingressClass: string;
  readonly allowExternalNameServices: boolean;
  readonly allowEmptyServices: boolean;
  /** What `nativeLB` is where it is not written. */
  readonly nativeLbByDefault: boolean;
  /** true: neither Nodes nor IngressClasses are looked at. */
  readonly disableClusterScopeResources: boolean;
  /** Namespaces that may use `name@provider`; undefined: all. */
  readonly crossProviderNamespaces?: readonly string[];
}

/** Options of the provider of Traefik's own objects (Traefik: `providers.kubernetesCRD`). */
export interface KubernetesCrdProvider extends KubernetesProvider {
  readonly allowCrossNamespace: boolean;
}

/** Options of the provider of core Ingress objects (Traefik: `providers.kubernetesIngress`). */
export interface KubernetesIngressProvider extends KubernetesProvider {
  /** What is written into the status of Ingress objects; empty texts: nothing. */
  readonly ingressEndpoint: {
    readonly ip: string;
    readonly hostname: string;
    /** `namespace/name` of a Service whose addresses are copied; comes before the others. */
    readonly publishedService: string;
  };
  /** true: no IngressClass is looked at, and an Ingress that names one is not admitted. */
  readonly disableIngressClassLookup: boolean;
  /** true: `Prefix` paths match whole segments, as Kubernetes asks; false: as PathPrefix does. */
  readonly strictPrefixMatching: boolean;
}

/** What becomes of a field of the access log; `redact` concerns header fields alone and keeps the others. */
export type FieldMode = 'keep' | 'drop' | 'redact';

/** Which fields are written. Names are in lower case. */
interface FieldModes {
  readonly defaultMode: FieldMode;
  readonly names: ReadonlyMap<string, FieldMode>;
}

/** Options of the access log (Traefik: `accessLog`). */
export interface AccessLogOptions {
  /** Empty: the standard output. */
  readonly filePath: string;
  readonly format: 'common' | 'genericCLF' | 'json';
  /** Requests that the engine's own pages answer are written, too. */
  readonly addInternals: boolean;
  /** A request is written if one of them takes it, or there is none. */
  readonly filters: {
    /** Both ends included. */
    readonly statusCodes: readonly (readonly [from: number, to: number])[];
    readonly retryAttempts: boolean;
    /** 0: not set. */
    readonly minDurationMs: number;
  };
  readonly fields: FieldModes;
  readonly headers: FieldModes;
}

/** The release whose behaviour is imitated: 211 for 2.11, 300 to 307 for 3.0 to 3.7. */
export type TraefikVersion = number;

/** The newest release that the engine knows. */
export const NEWEST_TRAEFIK: TraefikVersion = 307;

/** What is fixed at start, as Traefik's flags say it. */
export interface StaticConfiguration {
  readonly entryPoints: readonly EntryPoint[];
  /** The release that is imitated. */
  readonly traefikVersion: TraefikVersion;
  readonly kubernetesCrd: KubernetesCrdProvider;
  /** undefined: core Ingress objects are not looked at. */
  readonly kubernetesIngress: KubernetesIngressProvider | undefined;
  /** Files and folders of the file provider (Traefik: `providers.file`). */
  readonly filePaths: readonly string[];
  /** The syntax of rules that do not say theirs. */
  readonly defaultRuleSyntax: 'v2' | 'v3';
  /** Whose router wins among those of equal priority: the first named. */
  readonly providerPrecedence: readonly string[];
  readonly api: { readonly enabled: boolean; readonly insecure: boolean; readonly dashboard: boolean };
  /** Name of the entry point that answers /ping; undefined: off. */
  readonly pingEntryPoint: string | undefined;
  /** Name of the entry point that answers /metrics; undefined: off. */
  readonly metricsEntryPoint: string | undefined;
  /** undefined: no access log is written. */
  readonly accessLog: AccessLogOptions | undefined;
}
