import type { ServerState } from '../balancing/server-state.ts';
import { CheckRounds } from '../net/check-rounds.ts';
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
  readonly #observer: Observer;
  #running: readonly { close(): void }[] = [];

  constructor(transport: Transport, observer: Observer) {
    this.#transport = transport;
    this.#observer = observer;
  }

  /** Checks these services instead of those before, whose checks under way are broken off. */
  replace(services: readonly CheckedStream[]): void {
    this.close();
    this.#running = services.map((service) => checksOf(service, this.#transport, this.#observer));
  }

  /** Idempotent. */
  close(): void {
    for (const checks of this.#running) checks.close();
    this.#running = [];
  }
}

function checksOf(
  { service, healthCheck, servers }: CheckedStream,
  transport: Transport,
  observer: Observer,
): CheckRounds<ServerState<AddressServer>> {
  return new CheckRounds({
    servers,
    ...healthCheck,
    probe: (server, signal) => probeStream({ transport, server: server.item, settings: healthCheck, signal }),
    found: (server, problem) => noteHealth(observer, service, server, problem),
  });
}
