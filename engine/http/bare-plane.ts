import type { SharedLimits } from '../middlewares/handler.ts';
import type { Clock } from '../net/clock.ts';
import { IpRanges } from '../net/ip-ranges.ts';
import type { Observer } from '../observability/observer.ts';
import type { EntryPointRoutes } from '../routing/snapshot.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { createServe } from './exchange.ts';
import { destinationHandlers, targetHandlers } from './handlers.ts';
import { MirrorTasks } from './mirror.ts';
import type { Arrival, Served, UpstreamClient } from './serve.ts';
import type { ExchangeServices } from './services.ts';

export interface BarePlaneOptions {
  readonly entryPoint: EntryPoint;
  /** Its balancers take their turns. */
  readonly routes: EntryPointRoutes;
  readonly generation: number;
  /** What X-Forwarded-Server says. */
  readonly serverName: string;
  /** Who answers for the servers. */
  readonly upstreams: Pick<UpstreamClient, 'send'>;
  /** Who answers copies that go to a server at once; the others cannot be told from requests. */
  readonly copies: Pick<UpstreamClient, 'send'>;
  readonly limits: SharedLimits;
  readonly clock: Clock;
  /** Gets an event of every request, with details. */
  readonly observer: Observer;
}

const NO_COUNTERS = { count() {} };

/**
 * The HTTP plane of an entry point without what is outside of it: requests come as values, and servers, limits and time
 * are handed in. Everything between is served as ever, by the same code.
 */
export class BarePlane {
  readonly #serve: (arrival: Arrival) => Served;

  constructor(options: BarePlaneOptions) {
    const { entryPoint, routes, generation, serverName, upstreams, limits, clock, observer } = options;
    const { insecure, trustedIps } = entryPoint.forwardedHeaders;
    const trusted = new IpRanges(trustedIps);
    const snapshot = { generation, plain: routes.http.plain, secure: routes.http.secure };
    const services: ExchangeServices = {
      entryPoint: entryPoint.name,
      serverName,
      upstreams,
      mirrors: new MirrorTasks(options.copies, observer, (destination) =>
        services.destinationHandler(destination),
      ),
      observer,
      observesRequests: true,
      detailsRequests: true,
      counters: { entryPoint: () => NO_COUNTERS, service: () => NO_COUNTERS },
      entryPointCounters: NO_COUNTERS,
      limits,
      snapshot: () => snapshot,
      now: clock.now,
      clock,
      trusts: (address) => insecure || trusted.includes(address),
      handlerOf: targetHandlers(() => services),
      destinationHandler: destinationHandlers(() => services),
    };
    this.#serve = createServe(services);
  }

  /** Copies of mirroring services go on in microtasks. */
  serve(arrival: Arrival): Served {
    return this.#serve(arrival);
  }
}
