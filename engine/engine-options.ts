import type { Random } from './balancing/service-node.ts';
import type { ResourceSet } from './configurator.ts';
import type { ClientFacts, RequestServers } from './http/serve.ts';
import type { SharedLimits } from './middlewares/handler.ts';
import type { Clock } from './net/clock.ts';
import type { Network } from './net/network.ts';
import type { Observer } from './observability/observer.ts';
import type { Page } from './observability/pages.ts';
import type { StaticConfiguration } from './static/static-configuration.ts';
import type { Trace } from './trace/trace.ts';

/** What an engine is started with. */
export interface EngineOptions {
  readonly static: StaticConfiguration;
  /** Shuffles balancers; default `Math.random`. */
  readonly random?: Random;
  readonly observer?: Observer;
  /** Hears which routers, branches of rules, middlewares, services and TLS options are put to use. Costs time. */
  readonly trace?: Trace;
  /** What X-Forwarded-Server says; default the machine's host name. */
  readonly serverName?: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** What listens and connects; default: the system's sockets. */
  readonly network?: Network;
  /** Who answers requests to servers as values; default: nobody, and all of them go over connections. */
  readonly servers?: RequestServers;
  /**
   * Hears of each client whose TLS handshake on an entry point led to HTTP, before HTTP begins: with these facts the one
   * who made it may hand in requests by `serve`.
   */
  readonly onSession?: (entryPoint: string, client: ClientFacts) => void;
  /**
   * How bytes are moved: with the accelerators behind Node's public API, where they work here, or without. Default `fast`;
   * always `portable` with a network that is handed in.
   */
  readonly transport?: 'fast' | 'portable';
  /** What rate limits and in-flight limits count in; default: this engine's own memory. */
  readonly limits?: SharedLimits;
  /** Keys of TLS session tickets, 48 random bytes: engines with the same keys resume each other's sessions. */
  readonly ticketKeys?: Buffer;
  /** Several engines listen on the same addresses, and the system spreads connections and datagrams over them. */
  readonly reusePort?: boolean;
  /** In force before the first address is opened; default: nothing, as generation 0. */
  readonly initial?: InitialConfiguration;
  /** Pages of the API beside its own, by path: `/api/explain`. */
  readonly apiPages?: ReadonlyMap<string, Page>;
  /** Another thread writes the access log, from the events of this engine. */
  readonly logsElsewhere?: boolean;
  /** What /metrics says, in the Prometheus text format; default: what this engine counted. */
  readonly metricsText?: () => Promise<string>;
}

/** What an engine begins with instead of with nothing. */
interface InitialConfiguration extends ResourceSet {
  /** Its number, from 1. */
  readonly generation: number;
}
