import type { RouteTable } from './routes/table.ts';

/** What a benchmark sends, and so what a subject has to understand; `routes`: HTTP, by as many routes as it is told. */
export type Need = 'http' | 'websocket' | 'https' | 'http2' | 'tcp' | 'udp' | 'routes';

/** Where a subject listens, by what it understands there. */
export type Ports = Readonly<Partial<Record<Need, number>>>;

/** Loopback ports of what every subject forwards to. */
export interface Backends {
  /** Answers paths such as /16384 with as many bytes; `/` with a few. */
  readonly web: number;
  /** Reads bodies, and speaks WebSocket: all paths below /script. */
  readonly script: number;
  /** Sends each datagram back. */
  readonly datagrams: number;
  /** Ten servers for routes, which refuse requests that are for another; only where nginx is installed. */
  readonly servers?: readonly number[];
}

/** PEM files of one certificate for bench.local. */
export interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
  /** Both in one file. */
  readonly bundle: string;
}

/** What a subject is started with. */
export interface SubjectSettings {
  readonly backends: Backends;
  readonly certificate: CertificateFiles;
  /** Kept to it, where the system can. */
  readonly core: number | undefined;
  /** Instead of the routes that all subjects have. */
  readonly routes?: RouteTable;
}

/** A proxy that runs. */
export interface RunningSubject extends AsyncDisposable {
  readonly pid: number;
  readonly ports: Ports;
  /** Of one that was started with routes. */
  readonly control?: RouteControl;
}

/** What can be asked of a proxy that was started with routes. */
export interface RouteControl {
  /** What it measured about its own start, by name with unit. */
  readonly figures: Readonly<Record<string, number>>;
  /** Hands over the route that moves, with a new host; resolves before it is served. Only of a table that is `changing`. */
  move(host: string): Promise<void>;
  /** Bytes that its objects use, without garbage. Absent if it does not tell. */
  heapBytes?(): Promise<number>;
}

/** A proxy that can be measured. All of them do the same: the table of routes and forwarded headers is in README.md. */
export interface Subject {
  readonly name: string;
  /** What it understands, told before it runs. */
  readonly serves: ReadonlySet<Need>;
  /** Such as `1.22.1`. */
  readonly version: string;
  start(settings: SubjectSettings, signal: AbortSignal): Promise<RunningSubject>;
}

/** Hosts beside bench.local that each subject has a route for, all to the same backend. A last route is for all others. */
export const OTHER_HOSTS: readonly string[] = Array.from(
  { length: 7 },
  (_, index) => `app${index}.bench.local`,
);

export const HOST = 'bench.local';
