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
}

/** Options of a Kubernetes provider (Traefik: `providers.kubernetesCRD`). */
export interface KubernetesProvider {
  /** Empty: all. */
  readonly namespaces: readonly string[];
  readonly labelSelector: string;
  readonly ingressClass: string;
  readonly allowCrossNamespace: boolean;
  readonly allowExternalNameServices: boolean;
  readonly allowEmptyServices: boolean;
}

/** What is fixed at start, as Traefik's flags say it. */
export interface StaticConfiguration {
  readonly entryPoints: readonly EntryPoint[];
  readonly kubernetesCrd: KubernetesProvider;
  readonly api: { readonly enabled: boolean; readonly insecure: boolean; readonly dashboard: boolean };
  /** Name of the entry point that answers /ping; undefined: off. */
  readonly pingEntryPoint: string | undefined;
  /** Name of the entry point that answers /metrics; undefined: off. */
  readonly metricsEntryPoint: string | undefined;
}
