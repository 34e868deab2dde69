import type { Clock, Network } from '../../engine/index.ts';
import type { DirectPort } from './direct.ts';

/** What a backend received, as it saw it. The journal keeps these; steps assert on them. */
export interface ReceivedRequest {
  readonly protocol: 'http' | 'websocket' | 'udp' | 'mongodb' | 'tcp';
  /** Value of the request header `X-Correlation-Id`, where the protocol has headers and the client sent one. */
  readonly correlationId?: string;
  /** One line for people: `GET /api`, `find movies`, `WHO`. */
  readonly summary: string;
  readonly method?: string;
  /** Path and query as received. */
  readonly target?: string;
  /** HTTP headers as received, names lower-cased; repeated lines joined with `, `. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Body size, datagram size or message size in bytes. */
  readonly bytes: number;
  /** The body itself, for HTTP requests up to 64 KiB; longer bodies are cut there. */
  readonly body?: Buffer;
  /** Status answered, for HTTP. Absent if the backend never answered. */
  readonly status?: number;
  /** Remote address and port of the peer, `127.0.0.1:40312`. */
  readonly peer: string;
}

/** A trouble that a scenario wishes upon a backend. */
export type Fault =
  /** Answers `delayMs` late, or each time as late as `delayMs` says. */
  | { readonly kind: 'slow'; readonly delayMs: number | (() => number) }
  /** Answers every HTTP request with `status` and an empty body. */
  | { readonly kind: 'error'; readonly status: number }
  /** Accepts and reads, never answers. */
  | { readonly kind: 'hang' }
  /** Resets the connection in the middle of the response body (HTTP), or after the first byte received (others). */
  | { readonly kind: 'reset' }
  /** Does not accept connections (its port is closed); existing ones are closed. */
  | { readonly kind: 'refuse' };

/** What a pod tells the program behind it. */
export interface BackendOptions {
  /** The pod's name; whoami prints it as Hostname. */
  readonly hostname: string;
  /** Address to listen at; default `127.0.0.1`. */
  readonly host?: string;
  /** Whether it listens at the container ports themselves, as in a container, and not where the system chooses. */
  readonly atContainerPorts?: boolean;
  /** The addresses that it prints as its own; default: those of the loopback interface. */
  readonly ownAddresses?: readonly string[];
  /** Container ports as the manifest declares them. */
  readonly ports: readonly {
    readonly name?: string;
    readonly port: number;
    readonly protocol: 'TCP' | 'UDP';
  }[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What the container finds at its mounts of Secrets, by absolute path. */
  readonly files?: Pick<ReadonlyMap<string, Buffer>, 'get' | 'keys'>;
  /** Where it listens; default: at sockets of the system. */
  readonly network?: Network;
  /** The time that delays go by, if it is not the system's; then its HTTP ports in clear take requests as values, too. */
  readonly clock?: Clock;
  /** Called for each request once it was answered (or given up), in that order. */
  readonly onReceived: (request: ReceivedRequest) => void;
  /** Called for each line the program would print; `kubectl logs` shows these. */
  readonly onLog: (line: string) => void;
}

/** One running program behind a pod. Owns its sockets. */
export interface RunningBackend extends AsyncDisposable {
  /** Container port number to the loopback address that reaches it. */
  readonly addresses: ReadonlyMap<
    number,
    { readonly host: string; readonly port: number; readonly protocol: 'TCP' | 'UDP' }
  >;
  /** By container port: how its HTTP servers in clear take requests without a socket; absent: only by sockets. */
  readonly direct?: ReadonlyMap<number, DirectPort>;
  /** Bytes of payload received from clients so far on all ports, whether or not they formed a request. */
  readonly bytesReceived: number;
  /** Connections (UDP: datagrams) accepted so far. */
  readonly connectionsAccepted: number;
  /** Puts a fault in force, or ends it with `undefined`. Resolves when in force. */
  setFault(fault: Fault | undefined): Promise<void>;
  /** Stops at once: closes listeners and connections. Idempotent. */
  close(): Promise<void>;
  /** Ends as a pod does on SIGTERM: accepts no more, closes idle connections, lets requests in flight finish (at most `graceMs`), then closes. */
  drain(graceMs: number): Promise<void>;
}

/** A program the lab can run in its own process. Listens on loopback at ports the system chooses, unless told otherwise. */
export interface Backend {
  /** The program's name in messages: whoami, nginx, mongo, whoamiudp. */
  readonly name: string;
  start(options: BackendOptions): Promise<RunningBackend>;
}
