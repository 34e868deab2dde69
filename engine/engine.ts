import { hostname } from 'node:os';
import { serversTransports } from './assembly/servers-transports.ts';
import type { Random } from './balancing/service-node.ts';
import type { Configuration } from './configuration/model.ts';
import type { Rules } from './configuration/rules.ts';
import { type Applied, Configurator, type ResourceSet } from './configurator.ts';
import { HealthChecks } from './http/health/health-checks.ts';
import type { Arrival, ClientFacts, RequestServers, Served } from './http/serve.ts';
import { Upstreams } from './http/upstreams.ts';
import type { SharedLimits } from './middlewares/handler.ts';
import { LocalLimits } from './middlewares/local-limits.ts';
import { type Clock, systemClock } from './net/clock.ts';
import { type Network, systemNetwork } from './net/network.ts';
import { AccessLog } from './observability/access-log/access-log.ts';
import { rawData } from './observability/api.ts';
import { Metrics } from './observability/metrics.ts';
import type { EngineEvent, Observer } from './observability/observer.ts';
import { enginePages, type Page } from './observability/pages.ts';
import { type HttpDoor, type OpenEntryPoint, openEntryPoint } from './open-entry-point.ts';
import type { Diagnostic } from './resources/diagnostic.ts';
import type { RoutingSnapshot } from './routing/snapshot.ts';
import type { EntryPoint, StaticConfiguration } from './static/static-configuration.ts';
import { StreamHealthChecks } from './tcp/health-checks.ts';
import { HandshakeServers } from './tls/handshake-servers.ts';
import { TicketKeys } from './tls/ticket-keys.ts';
import type { Trace } from './trace/trace.ts';
import { tracedSnapshots } from './trace/traced-snapshot.ts';
import { createTransport, type Transport } from './transport/index.ts';

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

/** Where an entry point listens. */
export interface ListeningAddress {
  readonly protocol: EntryPoint['protocol'];
  readonly host: string;
  readonly port: number;
}

/** A request cannot be handed in at this entry point. */
export class HandInError extends Error {
  override readonly name = 'HandInError';
  readonly code: 'entry-point-unknown' | 'entry-point-udp' | 'entry-point-closing';

  constructor(code: HandInError['code'], message: string) {
    super(message);
    this.code = code;
  }
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
  readonly #observe: Observer;
  readonly #health: HealthChecks;
  readonly #streamHealth: StreamHealthChecks;
  readonly #limits: SharedLimits;
  readonly #handshakes: HandshakeServers;
  /** The tables that the data planes route by. */
  readonly #routing: () => RoutingSnapshot;
  readonly #open = new Map<string, OpenEntryPoint>();
  #accessLog: AccessLog | undefined;
  /** Routers without an access log. */
  #silent: ReadonlySet<string> = new Set();
  #closing: Promise<void> | undefined;

  private constructor(options: EngineOptions, transport: Transport) {
    const { now } = options.clock ?? systemClock;
    this.#transport = transport;
    this.#network = options.network ?? systemNetwork;
    this.#upstreams = new Upstreams({ transport, network: this.#network, now, servers: options.servers });
    this.#observe = (event) => {
      this.#metrics.observe(event);
      this.log(event);
      try {
        options.observer?.(event);
      } catch (error) {
        // Who looks on must not break what is looked at.
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    };
    this.#health = new HealthChecks(this.#upstreams, this.#observe);
    this.#streamHealth = new StreamHealthChecks(transport, this.#observe);
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
    return new Map(
      this.#options.entryPoints.flatMap(({ name, protocol }) => {
        const open = this.#open.get(name);
        return open ? [[name, { protocol, ...open.address }]] : [];
      }),
    );
  }

  /**
   * Serves a request that came without a connection, as one that came over a connection is served: by the same tables,
   * middlewares and counters, with the same events. Who hands it in is the front: it answers the client through `reply`,
   * adds what its protocol asks for (Date, framing), and calls the result's `done` once. `close` waits for it.
   *
   * @throws HandInError if there is no such entry point, it is one for UDP, or it is closing
   */
  serve(entryPoint: string, arrival: Arrival): Served {
    const served = this.#door(entryPoint).serve(arrival);
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
    return this.#door(entryPoint).takesPlain();
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

  /** Stops accepting, lets what is in flight finish within each entry point's grace time, then closes. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #door(entryPoint: string): HttpDoor {
    const open = this.#open.get(entryPoint);
    if (open?.http) return open.http;
    if (open)
      throw new HandInError('entry-point-udp', `entry point "${entryPoint}" is for UDP, not for HTTP`);
    const names = [...this.#open.keys()].join(', ');
    throw new HandInError('entry-point-unknown', `no entry point "${entryPoint}"; there are: ${names}`);
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

  async #close(): Promise<void> {
    this.#health.close();
    this.#streamHealth.close();
    const graceOf = (name: string): number =>
      this.#options.entryPoints.find((entryPoint) => entryPoint.name === name)?.graceTimeoutMs ?? 0;
    await Promise.all([...this.#open].map(([name, open]) => open.close(graceOf(name))));
    await this.#upstreams.close();
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
      serverName: options.serverName ?? hostname(),
      clock: options.clock ?? systemClock,
      snapshot: this.#routing,
      tls: () => this.#configurator.tls,
    });
    this.#open.set(entryPoint.name, open);
  }
}

function withoutAccessLog({ http }: Configuration): ReadonlySet<string> {
  const silent = [...http.routers].filter(([, { observability }]) => observability?.accessLogs === false);
  return new Set(silent.map(([name]) => name));
}
