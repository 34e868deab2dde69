import type { ServiceNode } from '../balancing/service-node.ts';
import type { ImmediateResponse, RequestHead } from '../middlewares/message.ts';
import type { HttpMiddleware } from '../middlewares/middleware.ts';

/** How the engine speaks to the servers of a service (Traefik: ServersTransport). Times in milliseconds, 0: no limit. */
export interface ServersTransport {
  readonly serverName?: string;
  readonly insecureSkipVerify: boolean;
  /** PEM certificates; empty: the system's roots. */
  readonly rootCas: readonly string[];
  /** Client certificates shown to the servers. */
  readonly certificates: readonly { readonly certificatePem: string; readonly keyPem: string }[];
  readonly maxIdleConnectionsPerHost: number;
  readonly dialTimeoutMs: number;
  readonly responseHeaderTimeoutMs: number;
  readonly idleConnectionTimeoutMs: number;
}

/** A server of an HTTP service. */
export interface HttpServer {
  readonly url: string;
  readonly scheme: 'http' | 'https' | 'h2c';
  readonly hostname: string;
  readonly port: number;
  /** true: the server sees the client's Host; false: its own `hostname:port`. */
  readonly passHostHeader: boolean;
  readonly transport: ServersTransport;
  /** The pod behind it, where the endpoint says so. */
  readonly pod?: string;
}

/** How the engine connects to the servers of a TCP service (Traefik: ServersTransportTCP). Times in milliseconds. */
export interface TcpServersTransport {
  /** 0: no limit. */
  readonly dialTimeoutMs: number;
  /** Idle time before keep-alive probes; negative: none. */
  readonly keepAliveMs: number;
  /** Version of the PROXY header that tells the servers who their client is; absent: none. */
  readonly proxyProtocol?: 1 | 2;
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
      readonly service: ServiceNode<HttpServer>;
      /** Other services that the middlewares may forward to, by qualified name. */
      readonly services?: ReadonlyMap<string, ServiceNode<HttpServer>>;
    }
  | {
      /** The engine's own pages: API, dashboard, ping, metrics. */
      readonly kind: 'internal';
      /** Absent: none. */
      readonly middlewares?: readonly HttpMiddleware[];
      readonly answer: (head: RequestHead) => ImmediateResponse | Promise<ImmediateResponse>;
    };
