import type { ServerState } from '../balancing/server-state.ts';
import { CheckRounds } from '../net/check-rounds.ts';
import type { Clock } from '../net/clock.ts';
import type { Observer } from '../observability/observer.ts';
import { noteHealth } from '../observability/server-health.ts';
import type { CheckedStream } from '../routing/snapshot.ts';
import type { AddressServer } from '../routing/targets.ts';
import type { Transport } from '../transport/channel.ts';
import { probeStream } from './probe-stream.ts';

/**
 * Checks the servers of the TCP services in force, each service at its own interval (Traefik: tcp/service#health-check).
 * Owns its timers and connections.
 */
export class StreamHealthChecks {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #observer: Observer;
  #running: readonly { close(): void }[] = [];

  constructor(transport: Transport, clock: Clock, observer: Observer) {
    this.#transport = transport;
    this.#clock = clock;
    this.#observer = observer;
  }

  /** Checks these services instead of those before, whose checks under way are broken off. */
  replace(services: readonly CheckedStream[]): void {
    this.close();
    this.#running = services.map((service) => this.#checksOf(service));
  }

  /** Idempotent. */
  close(): void {
    for (const checks of this.#running) checks.close();
    this.#running = [];
  }

  #checksOf({ service, healthCheck, servers }: CheckedStream): CheckRounds<ServerState<AddressServer>> {
    const [transport, clock] = [this.#transport, this.#clock];
    return new CheckRounds({
      clock,
      servers,
      ...healthCheck,
      probe: (server, signal) =>
        probeStream({ transport, clock, server: server.item, settings: healthCheck, signal }),
      found: (server, problem) => noteHealth(this.#observer, service, server, problem),
    });
  }
}
