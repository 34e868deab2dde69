import type { ServiceNode } from '../balancing/service-node.ts';
import type { ImmediateResponse, RequestHead } from '../middlewares/message.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';
import type { StatusRanges } from '../middlewares/status-ranges.ts';
import type { HttpTable } from './tables.ts';

/** How the engine speaks to the servers of a service (Traefik: ServersTransport). Times in milliseconds, 0: no limit. */
export interface ServersTransport {
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
  /** PEM certificates; empty: the system's roots. */
  readonly rootCas: readonly string[];
  /** Client certificates shown to the servers. */
  readonly certificates: readonly { readonly certificatePem: string; readonly keyPem: string }[];
  /** A URI that the certificates of the servers must carry. */
  readonly peerCertUri?: string;
  /** Go's names; absent: Go's list. */
  readonly cipherSuites?: readonly string[];
  /** Go's names, such as `VersionTLS12`. */
  readonly minVersion?: string;
  readonly maxVersion?: string;
  /** Negative: no connection is kept. */
  readonly maxIdleConnectionsPerHost: number;
  readonly dialTimeoutMs: number;
  readonly responseHeaderTimeoutMs: number;
  readonly idleConnectionTimeoutMs: number;
  /** HTTP/2: without a byte for so long a ping is sent. */
  readonly readIdleTimeoutMs: number;
  /** HTTP/2: without an answer to a ping for so long the connection is closed. */
  readonly pingTimeoutMs: number;
  readonly disableHttp2: boolean;
}

/** Counts the requests of one service. */
export interface RequestTally {
  count(
    status: number,
    method: string,
    protocol: 'http' | 'websocket',
    durationMs: number,
    requestBytes: number,
    responseBytes: number,
  ): void;
}

/** A server of an HTTP service. */
export interface HttpServer {
  readonly kind?: undefined;
  readonly url: string;
  readonly scheme: 'http' | 'https' | 'h2c';
  readonly hostname: string;
  readonly port: number;
  /** Put before the path of each request; absent: nothing. */
  readonly basePath?: string;
  /** true: the server sees the client's Host; false: its own `hostname:port`. */
  readonly passHostHeader: boolean;
  readonly transport: ServersTransport;
  /** The pod behind it, where the endpoint says so. */
  readonly pod?: string;
  /** Where requests to its service are counted, once one was. */
  tally?: RequestTally;
}

/** A service with middlewares of its own, which come before it chooses a server. */
export interface GuardedService {
  readonly kind: 'guarded';
  readonly name: string;
  readonly middlewares: readonly HttpMiddleware[];
  readonly service: HttpServiceNode;
  /** Other services that the middlewares may forward to, by qualified name. */
  readonly services?: ReadonlyMap<string, HttpServiceNode>;
}

/** A service whose answers decide whether another is asked. */
export interface FailoverService {
  readonly kind: 'failover';
  readonly name: string;
  readonly main: HttpServiceNode;
  readonly fallback: HttpServiceNode;
  /** Statuses of the main service's answers that are not passed on. */
  readonly statuses: StatusRanges;
  /** Of the request, which is kept to be sent again; a longer one is refused. -1: no limit. */
  readonly maxRequestBodyBytes: number;
}

/** What an HTTP service can choose: a server, or something that serves requests by means of further services. */
export type HttpDestination = HttpServer | GuardedService | FailoverService;

export type HttpServiceNode = ServiceNode<HttpDestination>;

/** How the engine connects to the servers of a TCP service (Traefik: ServersTransportTCP). Times in milliseconds. */
export interface TcpServersTransport {
  /** 0: no limit. */
  readonly dialTimeoutMs: number;
  /** Idle time before keep-alive probes; negative: none. */
  readonly keepAliveMs: number;
  /** Version of the PROXY header that tells the servers who their client is; absent: none. */
  readonly proxyProtocol?: 1 | 2;
  /** The servers are spoken to over TLS. */
  readonly tls?: TcpServerTrust;
}

/** How servers of a TCP service are trusted. */
export interface TcpServerTrust {
  /** What their certificates must be for, and what they are asked for. Without it none is trusted but without proof. */
  readonly serverName?: string;
  /** Without proof; `peerCertUri` counts all the same. */
  readonly insecureSkipVerify: boolean;
  /** PEM certificates; empty: the system's roots. */
  readonly rootCas: readonly string[];
  /** Client certificates shown to the servers. */
  readonly certificates: readonly { readonly certificatePem: string; readonly keyPem: string }[];
  /** A URI that their certificates must carry. */
  readonly peerCertUri?: string;
}

/** A server of a TCP or UDP service. */
export interface AddressServer {
  readonly host: string;
  readonly port: number;
  readonly pod?: string;
  /** Milliseconds the other direction may still flow after one side ended; negative: for ever (TCP only). */
  readonly terminationDelayMs: number;
  /** TCP only; absent: the defaults. */
  readonly tcp?: TcpServersTransport;
}

/** What a matched HTTP router leads to. */
export type HttpTarget =
  | {
      readonly kind: 'service';
      readonly middlewares: readonly HttpMiddleware[];
      readonly service: HttpServiceNode;
      /** Other services that the middlewares may forward to, by qualified name. */
      readonly services?: ReadonlyMap<string, HttpServiceNode>;
    }
  | {
      /** Routers behind this one, of which one is chosen when the middlewares have passed (Traefik: multi-layer routing). */
      readonly kind: 'parent';
      readonly middlewares: readonly HttpMiddleware[];
      readonly children: HttpTable<HttpTarget>;
      readonly services?: ReadonlyMap<string, HttpServiceNode>;
    }
  | {
      /** The engine's own pages: API, dashboard, ping, metrics. */
      readonly kind: 'internal';
      /** Absent: none. */
      readonly middlewares?: readonly HttpMiddleware[];
      readonly answer: (head: RequestHead) => ImmediateResponse | Promise<ImmediateResponse>;
    };
