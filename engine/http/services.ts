import type { HttpHandler, SharedLimits } from '../middlewares/handler.ts';
import type { Clock } from '../net/clock.ts';
import type { Observer } from '../observability/observer.ts';
import type { HttpCounters, RequestCounters } from '../observability/request-counters.ts';
import type { HttpTable } from '../routing/tables.ts';
import type { FailoverService, GuardedService, HttpTarget } from '../routing/targets.ts';
import type { ClientTextCache } from './h1/client-texts.ts';
import type { MirrorTasks } from './mirror.ts';
import type { UpstreamClient } from './serve.ts';
import type { Upstreams } from './upstreams.ts';

/** What an HTTP entry point routes by at one moment. */
export interface HttpSnapshot {
  readonly generation: number;
  readonly plain: HttpTable<HttpTarget>;
  readonly secure: HttpTable<HttpTarget>;
}

/** What all requests of an entry point share. */
export interface ExchangeServices {
  readonly entryPoint: string;
  /** Host name of the proxy, for X-Forwarded-Server. */
  readonly serverName: string;
  readonly upstreams: Pick<UpstreamClient, 'send'>;
  readonly mirrors: MirrorTasks;
  readonly observer: Observer | undefined;
  /** Whether the observer wants an event of every request. */
  readonly observesRequests: boolean;
  /** Whether the events tell what an access log needs; default: no. */
  readonly detailsRequests?: boolean;
  readonly counters: HttpCounters;
  readonly entryPointCounters: RequestCounters;
  readonly limits: SharedLimits;
  readonly snapshot: () => HttpSnapshot;
  /** Milliseconds, monotonic: what the clock says, without the way through it. */
  readonly now: () => number;
  readonly clock: Clock;
  readonly trusts: (address: string) => boolean;
  /** The middlewares and the service of a router as one handler; built at its first request. */
  readonly handlerOf: (target: HttpTarget, router: string) => HttpHandler;
  /** What serves the requests of a destination that is no server; built at its first request. */
  readonly destinationHandler: (destination: GuardedService | FailoverService) => HttpHandler;
}

/** What the connections of a running entry point share, beside what their requests do. */
export interface ConnectionServices extends ExchangeServices {
  readonly upstreams: Upstreams;
  readonly clientTexts: ClientTextCache;
}
