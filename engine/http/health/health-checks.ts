import type { ServerState } from '../../balancing/server-state.ts';
import type { Observer } from '../../observability/observer.ts';
import type { CheckedService } from '../../routing/snapshot.ts';
import type { HttpServer } from '../../routing/targets.ts';
import type { UpstreamClient } from '../serve.ts';
import { probe } from './probe.ts';

/** The longest time that a timer can wait for, in milliseconds. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Checks the servers of the services in force, each service at its own interval (Traefik: routing/services#health-check).
 * Owns its timers and the requests under way.
 */
export class HealthChecks {
  readonly #upstreams: UpstreamClient;
  readonly #observer: Observer;
  #running: readonly ServiceChecks[] = [];

  constructor(upstreams: UpstreamClient, observer: Observer) {
    this.#upstreams = upstreams;
    this.#observer = observer;
  }

  /** Checks these services instead of those before, whose checks under way are broken off. */
  replace(services: readonly CheckedService[]): void {
    this.close();
    this.#running = services.map((service) => new ServiceChecks(service, this.#upstreams, this.#observer));
  }

  /** Idempotent. */
  close(): void {
    for (const checks of this.#running) checks.close();
    this.#running = [];
  }
}

/** The checks of one service. Servers that are up and servers that are down have intervals of their own. */
class ServiceChecks {
  readonly #checked: CheckedService;
  readonly #upstreams: UpstreamClient;
  readonly #observer: Observer;
  readonly #stop = new AbortController();
  readonly #timers: readonly NodeJS.Timeout[];
  /** Servers by what the last check found. */
  readonly #found = new Map<ServerState<HttpServer>, boolean>();

  constructor(checked: CheckedService, upstreams: UpstreamClient, observer: Observer) {
    this.#checked = checked;
    this.#upstreams = upstreams;
    this.#observer = observer;
    const { intervalMs, unhealthyIntervalMs } = checked.healthCheck;
    for (const server of checked.servers) this.#found.set(server, true);
    this.#timers = [this.#every(intervalMs, true), this.#every(unhealthyIntervalMs, false)];
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#stop.abort(new Error('the check is not wanted any more'));
  }

  /** A round that takes longer than its interval goes on; the next one is left out. */
  #every(milliseconds: number, up: boolean): NodeJS.Timeout {
    let busy = false;
    return setInterval(
      async () => {
        if (busy) return;
        busy = true;
        await this.#checkAll(up);
        busy = false;
      },
      Math.min(milliseconds, LONGEST_MS),
    );
  }

  /** One after the other, as in Traefik. */
  async #checkAll(up: boolean): Promise<void> {
    for (const server of this.#checked.servers) {
      if (this.#found.get(server) !== up) continue;
      const { timeoutMs } = this.#checked.healthCheck;
      const signal = AbortSignal.any([
        this.#stop.signal,
        AbortSignal.timeout(Math.min(timeoutMs, LONGEST_MS)),
      ]);
      const { healthCheck: settings } = this.#checked;
      const problem = await probe({ server: server.item, settings, upstreams: this.#upstreams, signal });
      if (this.#stop.signal.aborted) return;
      this.#note(server, problem);
    }
  }

  #note(server: ServerState<HttpServer>, problem: string | undefined): void {
    const up = problem === undefined;
    const changed = server.up !== up;
    server.check(up);
    this.#found.set(server, up);
    if (!changed) return;
    this.#observer({
      kind: 'health',
      service: this.#checked.service,
      server: server.name,
      ...(server.item.pod === undefined ? {} : { pod: server.item.pod }),
      up,
      ...(problem === undefined ? {} : { error: problem }),
    });
  }
}
