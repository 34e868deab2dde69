import { hostname } from 'node:os';
import { serversTransports } from './assembly/servers-transports.ts';
import type { Configuration } from './configuration/model.ts';
import type { Rules } from './configuration/rules.ts';
import { type Applied, Configurator, type ResourceSet } from './configurator.ts';
import type { EngineOptions } from './engine-options.ts';
import { HealthChecks } from './http/health/health-checks.ts';
import type { Arrival, Served } from './http/serve.ts';
import { Upstreams } from './http/upstreams.ts';
import { doorOf, HandInError } from './http-door.ts';
import type { SharedLimits } from './middlewares/handler.ts';
import { LocalLimits } from './middlewares/local-limits.ts';
import { systemClock } from './net/clock.ts';
import { type Network, systemNetwork } from './net/network.ts';
import { AccessLog } from './observability/access-log/access-log.ts';
import { rawData } from './observability/api.ts';
import { Metrics } from './observability/metrics.ts';
import type { EngineEvent, Observer } from './observability/observer.ts';
import { enginePages } from './observability/pages.ts';
import { type OpenEntryPoint, openEntryPoint } from './open-entry-point.ts';
import type { Diagnostic } from './resources/diagnostic.ts';
import type { RoutingSnapshot } from './routing/snapshot.ts';
import type { EntryPoint, StaticConfiguration } from './static/static-configuration.ts';
import { StreamHealthChecks } from './tcp/health-checks.ts';
import { HandshakeServers } from './tls/handshake-servers.ts';
import { TicketKeys } from './tls/ticket-keys.ts';
import { tracedSnapshots } from './trace/traced-snapshot.ts';
import { createTransport, type Transport } from './transport/index.ts';

/** Asked for once: where system calls are watched the answer takes as long as a request does. */
const MACHINE = hostname();

/** Where an entry point listens. */
export interface ListeningAddress {
  readonly protocol: EntryPoint['protocol'];
  readonly host: string;
  readonly port: number;
}

/**
 * The proxy. `Engine.start` opens the entry points; `apply` puts a set of resources in force at once, without
 * dropping anything in flight; `close` stops gracefully. Owns every socket and timer it opens.
 */
export class Engine implements AsyncDisposable {
  readonly #options: StaticConfiguration;
  readonly #configurator: Configurator;
  readonly #metrics = new Metrics();
  readonly #network: Network;
  readonly #transport: Transport;
  readonly #upstreams: Upstreams;
  readonly #observer: Observer | undefined;
  // A field, as V8 keeps a function that is assigned to a property, and with it the engine, until a full collection.
  readonly #observe: Observer = (event) => {
    this.#metrics.observe(event);
    this.log(event);
    try {
      this.#observer?.(event);
    } catch (error) {
      // Who looks on must not break what is looked at.
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  };
  readonly #health: HealthChecks;
  readonly #streamHealth: StreamHealthChecks;
  readonly #limits: SharedLimits;
  readonly #handshakes: HandshakeServers;
  /** The tables that the data planes route by. */
  readonly #routing: () => RoutingSnapshot;
  readonly #open = new Map<string, OpenEntryPoint>();
  readonly #addresses = new Map<string, ListeningAddress>();
  #accessLog: AccessLog | undefined;
  /** Routers without an access log. */
  #silent: ReadonlySet<string> = new Set();
  #closing: Promise<void> | undefined;

  private constructor(options: EngineOptions, transport: Transport) {
    const clock = options.clock ?? systemClock;
    const { now } = clock;
    this.#transport = transport;
    this.#network = options.network ?? systemNetwork;
    this.#upstreams = new Upstreams({ transport, network: this.#network, clock, servers: options.servers });
    this.#observer = options.observer;
    this.#health = new HealthChecks(this.#upstreams, clock, this.#observe);
    this.#streamHealth = new StreamHealthChecks(transport, clock, this.#observe);
    this.#metrics.watchServers(() => this.#checkedServers());
    this.#limits = options.limits ?? new LocalLimits(now);
    this.#handshakes = new HandshakeServers(new TicketKeys(options.ticketKeys));
    this.#options = options.static;
    const pages = enginePages({
      options: options.static,
      configuration: () => this.configuration,
      metrics: {
        contentType: this.#metrics.contentType,
        text: options.metricsText ?? (() => this.#metrics.text()),
      },
      startedAt: new Date(),
      further: options.apiPages,
      isUp: (service, url) => this.#serverIsUp(service, url),
      stopping: () => this.#closing !== undefined,
    });
    this.#configurator = new Configurator({
      static: options.static,
      random: options.random ?? Math.random,
      now,
      pages,
      generation: (options.initial?.generation ?? 1) - 1,
    });
    const current = () => this.#configurator.snapshot;
    this.#routing = options.trace ? tracedSnapshots(current, options.trace) : current;
  }

  /**
   * Opens every entry point.
   *
   * @throws FlagError if the access log cannot be written.
   * @throws ListenError if an address cannot be used; what was opened before is closed again.
   * @throws TransportError if the fast transport is asked for and does not work in this Node.
   * @throws LabelSelectorError if the provider's selector cannot be read.
   */
  static async start(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options, await createTransport(options.transport, options.network));
    if (options.initial) engine.apply(options.initial);
    try {
      const { accessLog } = options.static;
      if (accessLog && !options.logsElsewhere) {
        engine.#accessLog = await AccessLog.open(accessLog, (router) => engine.#silent.has(router));
      }
      for (const entryPoint of options.static.entryPoints) await engine.#listen(entryPoint, options);
    } catch (error) {
      await engine.close();
      throw error;
    }
    return engine;
  }

  /** Where each entry point listens, by name. */
  get addresses(): ReadonlyMap<string, ListeningAddress> {
    return this.#addresses;
  }

  /**
   * Serves a request that came without a connection, as one that came over a connection is served: by the same tables,
   * middlewares and counters, with the same events. Who hands it in is the front: it answers the client through `reply`,
   * adds what its protocol asks for (Date, framing), and calls the result's `done` once. `close` waits for it.
   *
   * @throws HandInError if there is no such entry point, it is one for UDP, or it is closing
   */
  serve(entryPoint: string, arrival: Arrival): Served {
    const served = doorOf(this.#open, entryPoint).serve(arrival);
    if (!served) throw new HandInError('entry-point-closing', `entry point "${entryPoint}" is closing`);
    return served;
  }

  /**
   * Whether a connection without TLS to an entry point would be taken for HTTP at once, whatever its client is: no TCP
   * router without TLS is there to have it, and no PROXY header may name another client. Then, and only then, a request
   * may be handed in by `serve` instead. It may change with the configuration.
   *
   * @throws HandInError if there is no such entry point, or it is one for UDP
   */
  takesPlainHttp(entryPoint: string): boolean {
    return doorOf(this.#open, entryPoint).takesPlain();
  }

  /** Number of the configuration in force; 0 before the first. */
  get generation(): number {
    return this.#configurator.generation;
  }

  /** The configuration in force, with the status of everything in it. */
  get configuration(): Configuration {
    return this.#configurator.configuration;
  }

  /** Reads the rules of its routers. */
  get rules(): Rules {
    return this.#configurator.rules;
  }

  /** The configuration in force as JSON, in the shape of `/api/rawdata`. */
  rawConfiguration(): string {
    return JSON.stringify(rawData(this.configuration), null, 2);
  }

  /** What this engine counted, in the Prometheus text format. */
  metricsText(): Promise<string> {
    return this.#metrics.text();
  }

  /** Findings about the resources in force. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#configurator.diagnostics;
  }

  /** Writes an event into the access log, if there is one: its own events, or those of another thread. */
  log(event: EngineEvent): void {
    this.#accessLog?.observe(event);
  }

  /** Compiles the resources that the provider admits and puts them in force at once. */
  apply(set: ResourceSet): Applied {
    const applied = this.#configurator.apply(set);
    if (applied.changed) {
      const { snapshot, configuration } = this.#configurator;
      this.#health.replace(snapshot.checked);
      this.#streamHealth.replace(snapshot.checkedStreams);
      this.#upstreams.retain(serversTransports(configuration));
      this.#metrics.configurationApplied();
      this.#silent = withoutAccessLog(configuration);
    }
    return applied;
  }

  /**
   * Stops accepting, lets what is in flight finish within each entry point's grace time, then closes. Idempotent.
   *
   * @param others others whose events are logged here: the log stays open until they are done
   */
  close(others?: Promise<unknown>): Promise<void> {
    this.#closing ??= this.#close(others);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @param server a URL, or the address of a TCP server */
  #serverIsUp(service: string, server: string): boolean {
    const { states, checkedStreams } = this.#configurator.snapshot;
    const stream = checkedStreams.find((checked) => checked.service === service);
    const known = [...(states.get(service) ?? []), ...(stream?.servers ?? [])];
    return known.find(({ name }) => name === server)?.up ?? true;
  }

  *#checkedServers(): Generator<{ service: string; url: string; up: boolean }> {
    for (const { service, servers } of this.#configurator.snapshot.checked) {
      for (const { name, up } of servers) yield { service, url: name, up };
    }
  }

  async #close(others: Promise<unknown> | undefined): Promise<void> {
    this.#health.close();
    this.#streamHealth.close();
    const graceOf = (name: string): number =>
      this.#options.entryPoints.find((entryPoint) => entryPoint.name === name)?.graceTimeoutMs ?? 0;
    await Promise.all([...this.#open].map(([name, open]) => open.close(graceOf(name))));
    await this.#upstreams.close();
    await Promise.allSettled([others]);
    await this.#accessLog?.close();
  }

  async #listen(entryPoint: EntryPoint, options: EngineOptions): Promise<void> {
    const { trace } = options;
    const open = await openEntryPoint({
      entryPoint,
      reusePort: options.reusePort ?? false,
      network: this.#network,
      transport: this.#transport,
      observer: this.#observe,
      observesRequests: options.observer !== undefined || options.static.accessLog !== undefined,
      detailsRequests: options.static.accessLog !== undefined,
      counters: this.#metrics.http,
      limits: this.#limits,
      handshakes: this.#handshakes,
      onSession: options.onSession,
      onHandshake: trace && ((name) => trace({ kind: 'tls', options: name })),
      answersSslRequests: this.#options.traefikVersion >= 300,
      upstreams: this.#upstreams,
      serverName: options.serverName ?? MACHINE,
      clock: options.clock ?? systemClock,
      snapshot: this.#routing,
      tls: () => this.#configurator.tls,
    });
    this.#open.set(entryPoint.name, open);
    this.#addresses.set(entryPoint.name, { protocol: entryPoint.protocol, ...open.address });
  }
}

function withoutAccessLog({ http }: Configuration): ReadonlySet<string> {
  const silent = [...http.routers].filter(([, { observability }]) => observability?.accessLogs === false);
  return new Set(silent.map(([name]) => name));
}
