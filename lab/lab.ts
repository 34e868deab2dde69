import {
  type Diagnostic,
  type EngineEvent,
  type HttpEvent,
  type ListeningAddress,
  seededRandom,
  type TransportName,
} from '../engine/index.ts';
import { VirtualClock } from '../engine/virtual/index.ts';
import { type Clients, socketClients, virtualClients } from './clients/clients.ts';
import type { HttpAnswer } from './clients/http-client.ts';
import type { HttpDoor } from './clients/http-door.ts';
import { EXPLAIN_PATH, explainPage } from './explain/api.ts';
import { type ExplainOptions, explain } from './explain/explain.ts';
import { explainableOf } from './explain/running.ts';
import type { Question, Story } from './explain/story.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { chosenTarget } from './targets/choose.ts';
import type { RouteWatcher, RunningProxy, Target } from './targets/target.ts';
import { realTime, type WorldTime } from './time.ts';
import { chosenWorld, chosenWorldName } from './worlds/choose.ts';
import { NotInThisWorldError } from './worlds/not-in-this-world.ts';
import type { World } from './worlds/world.ts';

/** What a lab is started with. */
export interface LabOptions {
  /** The same seed shuffles and names alike. Default: chosen at random; `lab.seed` says which. */
  readonly seed?: number;
  /** Received requests, and as many reports of proxies, that the journal keeps. From 0; default: all. */
  readonly journalLimit?: number;
  /** How the proxies move bytes; default: what INGRESS_LAB_TRANSPORT says, else as fast as works here. */
  readonly transport?: TransportName;
  /** What proxies; default: what INGRESS_LAB_TARGET says, else the engine. */
  readonly target?: Target;
  /** Where the Kubernetes API listens once somebody asks for it; default: 127.0.0.1, where the system chooses. */
  readonly kubernetes?: { readonly host?: string; readonly port?: number };
  /** Called for each proxy that is started: who follows what it uses of its configuration. */
  readonly watch?: () => RouteWatcher;
}

/** What is asked about: a request that was sent, with the status that its client got, if it got one. */
type Answered = Pick<HttpAnswer, 'correlationId'> & Partial<Pick<HttpAnswer, 'status'>>;

/** Name of the proxy that is there without anybody asking. */
export const DEFAULT_CONTROLLER = 'traefik';

/** Milliseconds that a change of resources may take until it is served. */
const READY_DEADLINE_MS = 15_000;

/** Milliseconds without any request after which a proxy that does not report is taken to have no copies under way. */
const STILLNESS_MS = 300;

/** Milliseconds that mirrored requests may take to end. */
const QUIET_DEADLINE_MS = 10_000;

/** Milliseconds that a proxy may take to report a request after its client has the answer. */
const REPORT_DEADLINE_MS = 1000;

/** The same for one whose log comes by way of a container engine. */
const LOG_DEADLINE_MS = 3000;

/**
 * A world of backends, the proxies in front of it and the journal of what happened. Owns all of them: closing the
 * lab leaves nothing behind.
 */
export class Lab implements AsyncDisposable {
  readonly seed: number;
  readonly journal: Journal;
  /** That of the world. */
  readonly time: WorldTime;
  readonly world: World;
  /** What sends traffic to the proxies. */
  readonly clients: Clients;
  readonly #random: () => number;
  #target: Target;
  readonly #transport: TransportName | undefined;
  readonly #watch: (() => RouteWatcher) | undefined;
  readonly #proxies = new Map<string, RunningProxy>();
  /** Which proxy reported each request, as long as the journal keeps that. */
  readonly #controllerOf = new WeakMap<EngineEvent, string>();

  /**
   * @throws RangeError if `journalLimit` is not a whole number from 0.
   * @throws TargetError if the environment names a target that cannot be had
   */
  constructor(options: LabOptions = {}) {
    const clock = chosenWorldName(process.env) === 'simulated' ? new VirtualClock() : undefined;
    this.time = clock ?? realTime;
    const { journalLimit: keep } = options;
    this.journal = new Journal({ time: this.time, ...(keep !== undefined && { keep }) });
    this.seed = options.seed ?? Math.floor(Math.random() * 2 ** 32);
    this.#random = seededRandom(this.seed);
    this.#target = options.target ?? chosenTarget();
    this.#transport = options.transport;
    this.#watch = options.watch;
    this.world = chosenWorld({
      environment: process.env,
      journal: this.journal,
      random: this.#random,
      ownAddresses: this.#target.needsOwnAddresses,
      isInNetwork: () => this.#target.isInNetwork,
      beforeStop: () => this.#forgotten(),
      ...(clock && { clock }),
      ...(options.kubernetes && { kubernetes: options.kubernetes }),
    });
    const { virtual } = this.world;
    this.clients = virtual
      ? virtualClients(virtual.network, virtual.clock, (address) => this.#doorAt(address))
      : socketClients;
  }

  /** What proxies. */
  get target(): Target {
    return this.#target;
  }

  /**
   * Proxies that are started from now on are of another target.
   *
   * @throws Error if there are proxies or pods already: those of before could not reach those of now
   */
  useTarget(target: Target): void {
    if (this.#proxies.size > 0 || this.world.pods().length > 0) {
      throw new Error('where the proxy runs is said before the first manifest is applied');
    }
    this.#target = target;
  }

  /** Starts a proxy that watches the world's resources. `flags` are Traefik's static options. */
  async startController(name: string, flags: readonly string[]): Promise<RunningProxy> {
    const { world } = this;
    const proxy = await this.#target.start({
      flags,
      source: this.world,
      kubernetes: () => world.kubernetes(),
      ...(world.network && { network: world.network.bind(world) }),
      ...(world.virtual && { virtual: world.virtual }),
      random: this.#random,
      ...(this.#transport === undefined ? {} : { transport: this.#transport }),
      observer: (event) => {
        this.#controllerOf.set(event, name);
        this.journal.observe(event);
      },
      ...(this.#watch === undefined ? {} : { watcher: this.#watch() }),
      apiPages: new Map([
        [
          EXPLAIN_PATH,
          ({ target }) => explainPage(target, () => explainableOf(this.controller(name), this.world)),
        ],
      ]),
    });
    await this.#proxies.get(name)?.[Symbol.asyncDispose]();
    this.#proxies.set(name, proxy);
    return proxy;
  }

  get controllers(): ReadonlyMap<string, RunningProxy> {
    return this.#proxies;
  }

  controller(name = DEFAULT_CONTROLLER): RunningProxy {
    const proxy = this.#proxies.get(name);
    if (proxy) return proxy;
    const known = [...this.#proxies.keys()].join(', ') || 'none';
    throw new Error(`no controller is called "${name}"; running: ${known}`);
  }

  /** Resolves when every pod is ready and every proxy serves the resources in force. */
  async ready(): Promise<void> {
    await this.time.wait(this.world.settled(READY_DEADLINE_MS));
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy.settled(READY_DEADLINE_MS)));
  }

  /**
   * Resolves when every copy that proxies have begun to send to mirrors was answered or given up, so that what a
   * backend did not receive by then, it will not receive.
   */
  async quiet(): Promise<void> {
    const { journal } = this;
    if (!this.#isReported) return this.#stillness();
    if (await journal.until(() => journal.unansweredCopies <= 0, QUIET_DEADLINE_MS)) return;
    throw new Error(
      `${journal.unansweredCopies} mirrored requests have no answer after ${QUIET_DEADLINE_MS} ms`,
    );
  }

  /** Resolves when proxies send nothing more to a pod that has lost its endpoints; at once where they know already. */
  #forgotten(): Promise<void> | undefined {
    const late = [...this.#proxies.values()].filter((proxy) => !proxy.reports);
    if (late.length === 0) return undefined;
    // A proxy that cannot say what it serves keeps no pod from ending.
    return Promise.allSettled(late.map((proxy) => proxy.settled(READY_DEADLINE_MS))).then(() => undefined);
  }

  /** Of copies that nobody announces can only be seen that no more of them come. */
  async #stillness(): Promise<void> {
    const { journal } = this;
    for (let seen = -1; seen !== journal.recorded; ) {
      seen = journal.recorded;
      await journal.until(() => journal.recorded > seen, STILLNESS_MS);
    }
  }

  /** Whether every proxy tells what it does. */
  get #isReported(): boolean {
    return [...this.#proxies.values()].every((proxy) => proxy.reports);
  }

  /** Resolves when it is known who served each of these requests, or nobody has told for a second. */
  async reported(answers: readonly { readonly correlationId: string }[]): Promise<void> {
    const { journal } = this;
    const isKnown = (id: string): boolean =>
      journal.httpEvent(id) !== undefined ||
      journal.entries.some(({ correlationId }) => correlationId === id);
    await journal.until(
      () => answers.every(({ correlationId }) => isKnown(correlationId)),
      this.#target.isInNetwork ? LOG_DEADLINE_MS : REPORT_DEADLINE_MS,
    );
  }

  /** Findings about the resources and what each proxy made of them, each once. */
  diagnostics(): Diagnostic[] {
    const all = [
      ...this.world.diagnostics(),
      ...[...this.#proxies.values()].flatMap((proxy) => proxy.diagnostics),
    ];
    const unique = new Map(all.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
    return [...unique.values()];
  }

  /**
   * Tells what a proxy would do with a request, connection or session, by what it has in force. Undefined if the proxy
   * cannot tell.
   *
   * @throws QuestionError if the question names an entry point that is not there
   */
  async explain(
    question: Question,
    { controller, ...options }: ExplainOptions & { readonly controller?: string } = {},
  ): Promise<Story | undefined> {
    const subject = explainableOf(this.controller(controller), this.world);
    return subject && (await explain(subject, question, options));
  }

  /**
   * The workload that answered a request, as proxy and backends recorded it; undefined if none did.
   *
   * @throws NotInThisWorldError if nobody could tell
   */
  servedBy(answer: Answered): string | undefined {
    const event = this.httpEvent(answer.correlationId);
    return event ? this.#workloadOf(event) : this.#answering(answer)?.workload;
  }

  /** The pod that answered a request, as `servedBy`. */
  podOf(answer: Answered): string | undefined {
    const event = this.httpEvent(answer.correlationId);
    if (!event) return this.#answering(answer)?.pod;
    return event.pod ?? (event.server === undefined ? undefined : this.journal.podAt(event.server));
  }

  /**
   * Of the backends that received a request, the first that answered as the client was answered: mirrors get it later,
   * and from what failed before, the client has nothing.
   */
  #answering({ correlationId, status }: Answered): JournalEntry | undefined {
    const all = this.journal.entries.filter((entry) => entry.correlationId === correlationId);
    if (all.length === 0 && this.#target.isInNetwork) {
      throw new NotInThisWorldError(
        'who answered is not known: the access log of the proxy tells of requests to HTTP routers alone, and nobody stands behind it',
      );
    }
    return all.find((entry) => entry.status === status) ?? all[0];
  }

  /** A server that is named by its address alone is known by where its pod listens. */
  #workloadOf({ pod, server }: HttpEvent): string | undefined {
    if (pod !== undefined) return this.journal.workloadOf(pod);
    return server === undefined ? undefined : this.journal.workloadAt(server);
  }

  /** The controller that answered a request, whether or not it had a route for it. */
  controllerOf(correlationId: string): string | undefined {
    const event = this.httpEvent(correlationId);
    return event && this.#controllerOf.get(event);
  }

  /** The controller that listens at an address. */
  controllerAt({ host, port }: Pick<ListeningAddress, 'host' | 'port'>): string | undefined {
    const listens = ({ addresses }: RunningProxy) =>
      [...addresses.values()].some((address) => address.host === host && address.port === port);
    return [...this.#proxies].find(([, proxy]) => listens(proxy))?.[0];
  }

  /** What takes requests as values at an address. */
  #doorAt({ host, port }: Pick<ListeningAddress, 'host' | 'port'>): HttpDoor | undefined {
    for (const proxy of this.#proxies.values()) {
      for (const [entryPoint, address] of proxy.addresses) {
        if (address.host === host && address.port === port) return proxy.door?.(entryPoint);
      }
    }
    return undefined;
  }

  /** The controller that reported this. */
  reporterOf(event: EngineEvent): string | undefined {
    return this.#controllerOf.get(event);
  }

  /** What the proxy reported about a request. */
  httpEvent(correlationId: string): HttpEvent | undefined {
    return this.journal.httpEvent(correlationId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#proxies.values()].map((proxy) => proxy[Symbol.asyncDispose]()));
    await this.time.wait(Promise.resolve(this.world[Symbol.asyncDispose]()));
  }
}
