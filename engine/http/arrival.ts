import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Observer } from '../observability/observer.ts';
import type { HttpTable } from '../routing/tables.ts';
import type { HttpTarget } from '../routing/targets.ts';
import type { ClientConnection } from './client-connection.ts';
import type { MirrorTasks } from './mirror.ts';
import type { TunnelEnd } from './upgrade.ts';
import type { Upstreams } from './upstreams.ts';

/** What an HTTP entry point routes by at one moment. */
export interface HttpSnapshot {
  readonly generation: number;
  readonly plain: HttpTable<HttpTarget>;
  readonly secure: HttpTable<HttpTarget>;
  /** Name of the TLS options that a host (canonical) asks for. */
  optionsNameFor(host: string): string;
}

/** What all requests of an entry point share. */
export interface ExchangeServices {
  readonly entryPoint: string;
  readonly serverName: string;
  readonly upstreams: Upstreams;
  readonly mirrors: MirrorTasks;
  readonly observer: Observer | undefined;
  readonly snapshot: () => HttpSnapshot;
  readonly now: () => number;
  readonly trusts: (address: string) => boolean;
  /** Aborted when the entry point gives up what is still in flight. */
  readonly stopped: AbortSignal;
}

/** A request as it arrived. */
export interface Arrival {
  readonly connection: ClientConnection;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly expectsContinue: boolean;
  /** The connection, for a request that wants to change its protocol, and what was read behind the head. */
  readonly upgrade?: TunnelEnd;
}
