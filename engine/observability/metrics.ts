import type { MetricFamily, MetricsSnapshot } from './metric-family.ts';
import type { EngineEvent, MirrorEvent, UdpEvent } from './observer.ts';
import { type ConnectionGauge, OpenConnections } from './open-connections.ts';
import type { HttpCounters } from './request-counters.ts';
import { RequestMetrics } from './request-metrics.ts';

/**
 * Counts what the engine does, under Traefik's names (Traefik: observability/metrics/prometheus). Requests for the
 * engine's own pages are not to be counted, as in Traefik without `addInternals`.
 */
export class Metrics {
  /** Where the HTTP planes count their requests; a service counts only what a server was asked. */
  readonly http: HttpCounters;
  readonly #now: () => number;
  readonly #entryPoints = new RequestMetrics('entrypoint');
  readonly #services = new RequestMetrics('service');
  readonly #connections = new OpenConnections();
  #servers: () => Iterable<ServerHealth> = () => [];
  #reloads = 0;
  /** Seconds since 1970. */
  #lastReload = 0;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    this.http = {
      entryPoint: (name) => this.#entryPoints.of(name),
      service: (name) => this.#services.of(name),
    };
  }

  /** Counts mirrored requests and UDP sessions; the others are counted where they happen. */
  observe(event: EngineEvent): void {
    if (event.kind === 'mirror') this.#observeMirror(event);
    if (event.kind === 'udp') this.#observeSession(event);
  }

  /** Where an entry point tells of its connections. UDP sessions are taken from their events. */
  connections(entryPoint: string, protocol: 'TCP' | 'UDP'): ConnectionGauge {
    return this.#connections.of(entryPoint, protocol);
  }

  /** `servers`: those that are checked, asked whenever the metrics are read. */
  watchServers(servers: () => Iterable<ServerHealth>): void {
    this.#servers = servers;
  }

  configurationApplied(): void {
    this.#reloads += 1;
    this.#lastReload = Math.floor(this.#now() / 1000);
  }

  /** Everything counted so far, as plain data that can be sent to another thread or process. */
  snapshot(): MetricsSnapshot {
    return [
      // Every worker puts every configuration in force, so their counts are not added up.
      unlabelled('traefik_config_reloads_total', 'counter', 'Configurations put in force', this.#reloads),
      unlabelled(
        'traefik_config_last_reload_success',
        'gauge',
        'When a configuration was last put in force, in seconds since 1970',
        this.#lastReload,
      ),
      this.#connections.family(),
      ...this.#entryPoints.families(),
      ...this.#services.families(),
      ...this.#serverFamily(),
    ];
  }

  /** Everything counted so far, by this worker and the `others`, in the Prometheus text format. */
  async text(others: readonly MetricsSnapshot[] = []): Promise<string> {
    // Loaded when it is first needed: most commands never do.
    const { AggregatorRegistry } = await import('prom-client');
    return AggregatorRegistry.aggregate([this.snapshot(), ...others]).metrics();
  }

  get contentType(): string {
    return 'text/plain; version=0.0.4; charset=utf-8';
  }

  #serverFamily(): MetricFamily[] {
    const values = Array.from(this.#servers(), ({ service, url, up }) => ({
      labels: { service, url },
      value: up ? 1 : 0,
    }));
    const name = 'traefik_service_server_up';
    const help = 'Whether a server that is checked is up';
    return values.length === 0 ? [] : [{ name, help, type: 'gauge', aggregator: 'max', values }];
  }

  #observeMirror(event: MirrorEvent): void {
    const { service, leaf = service, server, method, durationMs } = event;
    if (server === undefined) return;
    // A server that gave no answer is a bad gateway, as for the client of a main service.
    const status = event.status ?? 502;
    const counters = this.#services.of(leaf);
    if (method === undefined || durationMs === undefined) counters.countOnly(status, method);
    else
      counters.count(status, method, 'http', durationMs, event.requestBytes ?? 0, event.responseBytes ?? 0);
  }

  #observeSession({ entryPoint, phase, server }: UdpEvent): void {
    // A client that got no session is reported as ended without a server.
    if (server === undefined) return;
    const gauge = this.#connections.of(entryPoint, 'UDP');
    if (phase === 'started') gauge.opened();
    else gauge.closed();
  }
}

/** What a health check knows of a server. */
interface ServerHealth {
  readonly service: string;
  readonly url: string;
  readonly up: boolean;
}

function unlabelled(name: string, type: 'counter' | 'gauge', help: string, value: number): MetricFamily {
  return { name, help, type, aggregator: 'max', values: [{ labels: {}, value }] };
}
