import { hostname } from 'node:os';
import { internalRoutes } from './assembly/internal-routes.ts';
import { internalServices } from './assembly/internal-services.ts';
import { serversTransports } from './assembly/servers-transports.ts';
import { Assembler } from './assembly/snapshot.ts';
import { assembleTls, type TlsSnapshot } from './assembly/tls.ts';
import type { Random } from './balancing/service-node.ts';
import { emptyConfiguration } from './configuration/compile.ts';
import { Compiler } from './configuration/compiler.ts';
import type { Configuration } from './configuration/model.ts';
import { Rules } from './configuration/rules.ts';
import { HealthChecks } from './http/health/health-checks.ts';
import { Upstreams } from './http/upstreams.ts';
import type { SharedLimits } from './middlewares/handler.ts';
import { LocalLimits } from './middlewares/local-limits.ts';
import { rawData } from './observability/api.ts';
import { Metrics } from './observability/metrics.ts';
import type { Observer } from './observability/observer.ts';
import { enginePages } from './observability/pages.ts';
import { type OpenEntryPoint, openEntryPoint } from './open-entry-point.ts';
import { admission } from './providers/admission.ts';
import type { Diagnostic, ResourceReference } from './resources/diagnostic.ts';
import type { Resource } from './resources/resource.ts';
import type { RoutingSnapshot } from './routing/snapshot.ts';
import type { Consideration } from './routing/tables.ts';
import type { HttpFacts } from './rules/http-rule.ts';
import type { EntryPoint, StaticConfiguration } from './static/static-configuration.ts';
import { StreamHealthChecks } from './tcp/health-checks.ts';
import { HandshakeServers } from './tls/handshake-servers.ts';
import { TicketKeys } from './tls/ticket-keys.ts';
import { createTransport, type Transport } from './transport/index.ts';

/** What an engine is started with. */
export interface EngineOptions {
  readonly static: StaticConfiguration;
  /** Shuffles balancers; default `Math.random`. */
  readonly random?: Random;
  readonly observer?: Observer;
  /** What X-Forwarded-Server says; default the machine's host name. */
  readonly serverName?: string;
  /** Milliseconds, monotonic; default `performance.now`. */
  readonly now?: () => number;
  /** How bytes are moved: with the accelerators behind Node's public API, where they work here, or without. Default `fast`. */
  readonly transport?: 'fast' | 'portable';
  /** What rate limits and in-flight limits count in; default: this engine's own memory. */
  readonly limits?: SharedLimits;
  /** Keys of TLS session tickets, 48 random bytes: engines with the same keys resume each other's sessions. */
  readonly ticketKeys?: Buffer;
  /** Several engines listen on the same addresses, and the system spreads connections and datagrams over them. */
  readonly reusePort?: boolean;
  /** In force before the first address is opened; default: nothing, as generation 0. */
  readonly initial?: InitialConfiguration;
  /** What /metrics says, in the Prometheus text format; default: what this engine counted. */
  readonly metricsText?: () => Promise<string>;
}

/** What an engine begins with instead of with nothing. */
interface InitialConfiguration extends ResourceSet {
  /** Its number, from 1. */
  readonly generation: number;
}

/** The objects an engine routes by. */
export interface ResourceSet {
  readonly resources: readonly Resource[];
  /** Objects that were written but not accepted, so that what hangs on them is not reported again. */
  readonly rejected?: readonly ResourceReference[];
}

/** What came of a change. */
export interface Applied {
  /** The configuration in force. Unchanged if the change does not concern traffic. */
  readonly generation: number;
  readonly changed: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where an entry point listens. */
export interface ListeningAddress {
  readonly protocol: EntryPoint['protocol'];
  readonly host: string;
  readonly port: number;
}

interface Assembled {
  readonly tls: TlsSnapshot;
  readonly snapshot: RoutingSnapshot;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The proxy. `Engine.start` opens the entry points; `apply` puts a set of resources in force at once, without
 * dropping anything in flight; `close` stops gracefully. Owns every socket and timer it opens.
 */
export class Engine implements AsyncDisposable {
  readonly #options: StaticConfiguration;
  readonly #random: Random;
  readonly #admits: (resource: Resource) => boolean;
  readonly #compiler: Compiler;
  readonly #assembler: Assembler;
  readonly #metrics = new Metrics();
  readonly #transport: Transport;
  readonly #upstreams: Upstreams;
  readonly #observe: Observer;
  readonly #health: HealthChecks;
  readonly #streamHealth: StreamHealthChecks;
  readonly #limits: SharedLimits;
  readonly #handshakes: HandshakeServers;
  readonly #open = new Map<string, OpenEntryPoint>();
  #configuration = emptyConfiguration;
  #snapshot: RoutingSnapshot;
  #tls: TlsSnapshot;
  /** Findings of the compilation; they may change while the configuration does not. */
  #compileFindings: readonly Diagnostic[] = [];
  /** Findings of putting the configuration in force. */
  #assemblyFindings: readonly Diagnostic[] = [];
  #closing: Promise<void> | undefined;

  private constructor(options: EngineOptions, transport: Transport) {
    const now = options.now ?? monotonic;
    this.#transport = transport;
    this.#upstreams = new Upstreams({ transport, now });
    this.#observe = (event) => {
      this.#metrics.observe(event);
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
    this.#random = options.random ?? Math.random;
    this.#admits = admission(options.static);
    const pages = enginePages({
      options: options.static,
      configuration: () => this.#configuration,
      metrics: {
        contentType: this.#metrics.contentType,
        text: options.metricsText ?? (() => this.#metrics.text()),
      },
      startedAt: new Date(),
      isUp: (service, url) => this.#serverIsUp(service, url),
      stopping: () => this.#closing !== undefined,
    });
    const services = internalServices(options.static, pages);
    const rules = new Rules(options.static);
    this.#compiler = new Compiler(options.static, [...services.keys()], rules);
    this.#assembler = new Assembler({
      options: options.static,
      rules,
      internalRoutes: internalRoutes(options.static, pages),
      internalServices: services,
      now,
    });
    const { snapshot, tls } = this.#assemble(
      emptyConfiguration,
      (options.initial?.generation ?? 1) - 1,
      this.#random,
    );
    this.#snapshot = snapshot;
    this.#tls = tls;
  }

  /**
   * Opens every entry point.
   *
   * @throws ListenError if an address cannot be used; what was opened before is closed again.
   * @throws TransportError if the fast transport is asked for and does not work in this Node.
   * @throws LabelSelectorError if the provider's selector cannot be read.
   */
  static async start(options: EngineOptions): Promise<Engine> {
    const engine = new Engine(options, await createTransport(options.transport));
    if (options.initial) engine.apply(options.initial);
    try {
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

  /** Number of the configuration in force; 0 before the first. */
  get generation(): number {
    return this.#snapshot.generation;
  }

  /** The configuration in force, with the status of everything in it. */
  get configuration(): Configuration {
    return this.#configuration;
  }

  /** The configuration in force as JSON, in the shape of `/api/rawdata`. */
  rawConfiguration(): string {
    return JSON.stringify(rawData(this.#configuration), null, 2);
  }

  /** What this engine counted, in the Prometheus text format. */
  metricsText(): Promise<string> {
    return this.#metrics.text();
  }

  /** Findings about the resources in force. */
  get diagnostics(): readonly Diagnostic[] {
    return [...this.#compileFindings, ...this.#assemblyFindings];
  }

  /** Compiles the resources that the provider admits and puts them in force at once. */
  apply(set: ResourceSet): Applied {
    const compiled = this.#compiler.compile(set.resources.filter(this.#admits), set.rejected ?? []);
    const { changed } = compiled;
    this.#compileFindings = compiled.diagnostics;
    if (changed) {
      const assembled = this.#assemble(compiled.configuration, this.generation + 1, this.#random);
      this.#tls = assembled.tls;
      this.#configuration = compiled.configuration;
      this.#snapshot = assembled.snapshot;
      this.#health.replace(assembled.snapshot.checked);
      this.#streamHealth.replace(assembled.snapshot.checkedStreams);
      this.#upstreams.retain(serversTransports(compiled.configuration));
      this.#assemblyFindings = assembled.diagnostics;
      this.#metrics.configurationApplied();
    } else if (this.#assemblyFindings.length > 0) {
      // What they are about may have moved in its file. Nothing else of this is used, and no luck is used up.
      this.#assemblyFindings = this.#assemble(compiled.configuration, this.generation, () => 0).diagnostics;
    }
    return { generation: this.generation, changed, diagnostics: this.diagnostics };
  }

  /** The HTTP routers that a request would be tried against, in order, each with its reason. */
  consider(entryPoint: string, tls: boolean, facts: HttpFacts): readonly Consideration[] {
    const http = this.#snapshot.entryPoints.get(entryPoint)?.http;
    return (tls ? http?.secure : http?.plain)?.consider(facts) ?? [];
  }

  /** Stops accepting, lets what is in flight finish within each entry point's grace time, then closes. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @param server a URL, or the address of a TCP server */
  #serverIsUp(service: string, server: string): boolean {
    const { states, checkedStreams } = this.#snapshot;
    const stream = checkedStreams.find((checked) => checked.service === service);
    const known = [...(states.get(service) ?? []), ...(stream?.servers ?? [])];
    return known.find(({ name }) => name === server)?.up ?? true;
  }

  *#checkedServers(): Generator<{ service: string; url: string; up: boolean }> {
    for (const { service, servers } of this.#snapshot.checked) {
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
  }

  #assemble(configuration: Configuration, generation: number, random: Random): Assembled {
    const { tls, diagnostics: tlsFindings } = assembleTls(
      configuration,
      this.#options.traefikVersion,
      this.#tls,
    );
    const { snapshot, diagnostics } = this.#assembler.assemble({ configuration, generation, random });
    return { tls, snapshot, diagnostics: [...tlsFindings, ...diagnostics] };
  }

  async #listen(entryPoint: EntryPoint, options: EngineOptions): Promise<void> {
    const open = await openEntryPoint({
      entryPoint,
      reusePort: options.reusePort ?? false,
      transport: this.#transport,
      observer: this.#observe,
      observesRequests: options.observer !== undefined,
      counters: this.#metrics.http,
      limits: this.#limits,
      handshakes: this.#handshakes,
      answersSslRequests: this.#options.traefikVersion >= 300,
      upstreams: this.#upstreams,
      serverName: options.serverName ?? hostname(),
      now: options.now ?? monotonic,
      snapshot: () => this.#snapshot,
      tls: () => this.#tls,
    });
    this.#open.set(entryPoint.name, open);
  }
}

function monotonic(): number {
  return performance.now();
}
