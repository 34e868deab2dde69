import { Counter, Gauge, Registry } from 'prom-client';
import type { EngineEvent, HttpEvent, MirrorEvent } from './observer.ts';
import { RequestMetrics } from './request-metrics.ts';

/**
 * Counts what the engine does, under Traefik's names (Traefik: observability/metrics/prometheus). Requests for the
 * engine's own pages are not counted, as in Traefik without `addInternals`.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #now: () => number;
  readonly #reloads: Counter;
  readonly #lastReload: Gauge;
  readonly #entryPoints: RequestMetrics;
  readonly #services: RequestMetrics;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
    const registers = [this.#registry];
    this.#reloads = new Counter({
      name: 'traefik_config_reloads_total',
      help: 'Configurations put in force',
      registers,
    });
    this.#lastReload = new Gauge({
      name: 'traefik_config_last_reload_success',
      help: 'When a configuration was last put in force, in seconds since 1970',
      registers,
    });
    this.#entryPoints = new RequestMetrics('entrypoint', registers);
    this.#services = new RequestMetrics('service', registers);
  }

  observe(event: EngineEvent): void {
    if (event.kind === 'http') this.#observeHttp(event);
    if (event.kind === 'mirror') this.#observeMirror(event);
  }

  configurationApplied(): void {
    this.#reloads.inc();
    this.#lastReload.set(Math.floor(this.#now() / 1000));
  }

  /** Everything counted so far, in the Prometheus text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #observeHttp(event: HttpEvent): void {
    if (event.router?.endsWith('@internal')) return;
    this.#entryPoints.count(event.entryPoint, event);
    // Only the load balancer counts, and only what a server was asked; the services above it do not.
    const loadBalancer = event.services.at(-1);
    if (loadBalancer !== undefined && event.server !== undefined) this.#services.count(loadBalancer, event);
  }

  #observeMirror({ service, server, status }: MirrorEvent): void {
    // A server that gave no answer is a bad gateway, as for the client of a main service.
    if (server !== undefined) this.#services.countCopy(service, status ?? 502);
  }
}
