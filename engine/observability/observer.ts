/** One request through an HTTP entry point, reported when the client has its answer or has gone. */
export interface HttpEvent {
  readonly kind: 'http';
  readonly entryPoint: string;
  /** Value of `X-Correlation-Id`, if the client sent one. */
  readonly correlationId?: string;
  readonly method: string;
  readonly host: string;
  readonly target: string;
  /** Peer, `127.0.0.1:40312`. */
  readonly client: string;
  readonly tls: boolean;
  /** Generation of the configuration that routed it. */
  readonly generation: number;
  /** Absent: no router matched. */
  readonly router?: string;
  /** Services passed, outermost first. */
  readonly services: readonly string[];
  readonly server?: string;
  readonly pod?: string;
  /** Status sent to the client; 499 if it went away before. */
  readonly status: number;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly durationMs: number;
  /** Services that got a copy. */
  readonly mirrors: readonly string[];
  /** Why a server could not answer, for people. */
  readonly error?: string;
  /** Only where an access log is written. */
  readonly details?: RequestDetails;
}

/** What an access log tells of a request beside. Fields are name, value, name, value. */
export interface RequestDetails {
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** Answered by a page of the engine itself. */
  readonly internal: boolean;
  /** Header fields as the client sent them. */
  readonly requestFields: readonly string[];
  /** Those that the client got. */
  readonly responseFields: readonly string[];
  /** X-Forwarded-For of a client that is trusted with it. */
  readonly forwardedFor?: string;
  /** Who the client said it is, where basicAuth asked; empty: nobody. */
  readonly user?: string;
  /** Times that the request was sent again. */
  readonly retries: number;
}

/** One copy sent by a mirroring service, reported when its answer was read and thrown away. */
export interface MirrorEvent {
  readonly kind: 'mirror';
  readonly correlationId?: string;
  readonly service: string;
  readonly server?: string;
  readonly pod?: string;
  /** Absent if the mirror gave no answer. */
  readonly status?: number;
  /** The load balancer that chose the server; absent where `service` is that load balancer. */
  readonly leaf?: string;
  readonly method?: string;
  readonly requestBytes?: number;
  readonly responseBytes?: number;
  /** From the start of the copy to the end of its answer. */
  readonly durationMs?: number;
  readonly error?: string;
}

/** One TCP connection, reported when it ends; or refused. */
export interface TcpEvent {
  readonly kind: 'tcp';
  readonly entryPoint: string;
  readonly client: string;
  /** Server name asked for in the ClientHello; absent for plain connections. */
  readonly serverName?: string;
  readonly router?: string;
  readonly services: readonly string[];
  readonly server?: string;
  readonly pod?: string;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly durationMs: number;
  /** Why it was refused or broken: `no router`, `tls alert 48 (unknown_ca)`, `connect ECONNREFUSED`. */
  readonly error?: string;
}

/** One UDP session, reported when it starts and when it ends. */
export interface UdpEvent {
  readonly kind: 'udp';
  readonly phase: 'started' | 'ended';
  readonly entryPoint: string;
  readonly client: string;
  readonly router?: string;
  readonly services: readonly string[];
  readonly server?: string;
  readonly pod?: string;
  readonly datagramsIn: number;
  readonly datagramsOut: number;
  readonly error?: string;
}

/** A server was found up or down, by an active health check. */
export interface HealthEvent {
  readonly kind: 'health';
  readonly service: string;
  readonly server: string;
  readonly pod?: string;
  readonly up: boolean;
  /** Why it is down. */
  readonly error?: string;
}

export type EngineEvent = HttpEvent | MirrorEvent | TcpEvent | UdpEvent | HealthEvent;

/** Hears what the data planes did. Called synchronously; must not throw. */
export type Observer = (event: EngineEvent) => void;
