import type { ServerState } from '../balancing/server-state.ts';
import type { ServiceNode } from '../balancing/service-node.ts';
import type { StreamMiddleware } from '../middlewares/stream-middlewares.ts';
import type { HttpTable, TcpTable } from './tables.ts';
import type { AddressServer, HttpServer, HttpTarget, ServersTransport } from './targets.ts';

/** Name of the TLS options in force where nothing else is said. */
export const DEFAULT_TLS_OPTIONS = 'default';

/** What a matched TCP router leads to. */
export interface TcpTarget {
  /** Asked in order before anything else happens; absent: none. */
  readonly middlewares?: readonly StreamMiddleware[];
  readonly service: ServiceNode<AddressServer>;
  /** Absent: plain TCP. */
  readonly tls?: { readonly passthrough: boolean; readonly options: string };
}

/** Which server names belong to HTTPS routers and the TLS options each asks for (Traefik's HTTPS table). */
export interface HttpsNames {
  /** true if no HTTPS router exists on the entry point. */
  readonly empty: boolean;
  /** Options for a name that a router's Host() asks for, exactly or by a wildcard label; undefined if none does. */
  optionsFor(serverName: string): string | undefined;
  /** Options for any other name, where an HTTPS router without Host() exists. */
  readonly catchAll: string | undefined;
  /** Names of the routers whose Host() asks for a server name, in force or not. Takes time linear in the routers. */
  claimants(serverName: string): readonly string[];
}

/** Everything that one TCP entry point needs to route; immutable, replaced as a whole. */
export interface EntryPointRoutes {
  readonly http: {
    /** For connections without TLS. */
    readonly plain: HttpTable<HttpTarget>;
    /** For connections whose TLS the entry point ended. */
    readonly secure: HttpTable<HttpTarget>;
  };
  readonly https: HttpsNames;
  readonly tcp: {
    readonly plain: TcpTable<TcpTarget>;
    readonly secure: TcpTable<TcpTarget>;
  };
}

/** The one router of a UDP entry point, or none. */
export interface UdpRoute {
  readonly name: string;
  readonly service: ServiceNode<AddressServer>;
}

/** A load balancer whose servers are checked while it is in force (Traefik: routing/services#health-check). */
export interface CheckedService {
  /** Qualified name. */
  readonly service: string;
  readonly healthCheck: HealthCheckSettings;
  readonly transport: ServersTransport;
  readonly servers: readonly ServerState<HttpServer>[];
}

/** Times in milliseconds. */
export interface HealthCheckSettings {
  readonly mode: 'http' | 'grpc';
  readonly scheme?: string;
  readonly path: string;
  readonly method: string;
  /** 0: any from 200 to 399. */
  readonly status: number;
  readonly port?: number;
  readonly intervalMs: number;
  /** While a server is down. */
  readonly unhealthyIntervalMs: number;
  readonly timeoutMs: number;
  readonly hostname?: string;
  readonly followRedirects: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** A TCP load balancer whose servers are checked while it is in force (Traefik: tcp/service#health-check). */
export interface CheckedStream {
  /** Qualified name. */
  readonly service: string;
  readonly healthCheck: StreamCheckSettings;
  /** By address. */
  readonly servers: readonly ServerState<AddressServer>[];
}

/** Times in milliseconds. */
export interface StreamCheckSettings {
  /** Absent: the server's own. */
  readonly port?: number;
  /** Absent: to connect is enough. */
  readonly send?: string;
  /** What the server's answer begins with; absent: it need not answer. */
  readonly expect?: string;
  readonly intervalMs: number;
  /** While a server is down. */
  readonly unhealthyIntervalMs: number;
  readonly timeoutMs: number;
}

/** Everything the data planes route by. A request keeps the snapshot that it began with. */
export interface RoutingSnapshot {
  /** Counts up with each configuration applied; 0: none yet. */
  readonly generation: number;
  readonly entryPoints: ReadonlyMap<string, EntryPointRoutes>;
  readonly udp: ReadonlyMap<string, UdpRoute>;
  /** Whose servers are to be checked. */
  readonly checked: readonly CheckedService[];
  readonly checkedStreams: readonly CheckedStream[];
  /** What is known of servers whose health or load counts, by service; those of services not asked yet are missing. */
  readonly states: ReadonlyMap<string, readonly ServerState<HttpServer>[]>;
}
