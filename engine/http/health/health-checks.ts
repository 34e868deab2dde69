import type { ServerState } from '../../balancing/server-state.ts';
import { CheckRounds } from '../../net/check-rounds.ts';
import type { Clock } from '../../net/clock.ts';
import type { Observer } from '../../observability/observer.ts';
import { noteHealth } from '../../observability/server-health.ts';
import type { CheckedService } from '../../routing/snapshot.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { UpstreamClient } from '../serve.ts';
import { probe } from './probe.ts';

/**
 * Checks the servers of the services in force, each service at its own interval (Traefik: routing/services#health-check).
 * Owns its timers and the requests under way.
 */
export class HealthChecks {
  readonly #upstreams: UpstreamClient;
  readonly #clock: Clock;
  readonly #observer: Observer;
  #running: readonly { close(): void }[] = [];

  constructor(upstreams: UpstreamClient, clock: Clock, observer: Observer) {
    this.#upstreams = upstreams;
    this.#clock = clock;
    this.#observer = observer;
  }

  /** Checks these services instead of those before, whose checks under way are broken off. */
  replace(services: readonly CheckedService[]): void {
    this.close();
    this.#running = services.map((service) => this.#checksOf(service));
  }

  /** Idempotent. */
  close(): void {
    for (const checks of this.#running) checks.close();
    this.#running = [];
  }

  #checksOf({ service, healthCheck, servers }: CheckedService): CheckRounds<ServerState<HttpServer>> {
    const upstreams = this.#upstreams;
    return new CheckRounds({
      clock: this.#clock,
      servers,
      ...healthCheck,
      probe: (server, signal) => probe({ server: server.item, settings: healthCheck, upstreams, signal }),
      found: (server, problem) => noteHealth(this.#observer, service, server, problem),
    });
  }
}
