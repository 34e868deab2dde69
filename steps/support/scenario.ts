import { World as CucumberWorld, type IWorldOptions } from '@cucumber/cucumber';
import { type Diagnostic, formatReference, type ResourceReference, referenceOf } from '../../engine/index.ts';
import {
  type ApplyResult,
  type ClientTls,
  DEFAULT_CONTROLLER,
  findHelm,
  findKubectl,
  type Greeting,
  type HttpAnswer,
  type HttpClient,
  type HttpFailure,
  type HttpRequest,
  type JournalEntry,
  joinedResults,
  Lab,
  type MongoSession,
  NotInThisWorldError,
  pause,
  type RunningProxy,
  type SteadyTraffic,
  Terminal,
  type TlsOutcome,
} from '../../lab/index.ts';
import { scenarioCoverage, watchedBy } from './coverage.ts';
import { testFlags } from './flags.ts';
import { Identities } from './identities.ts';
import { openHandles } from './leaks.ts';
import { CHART, type ManifestFile, Manifests, SHIPPED } from './manifests.ts';
import { namesPlaces, withPlaces } from './places.ts';
import { podAddress } from './pod-address.ts';
import { ScenarioFiles } from './scenario-files.ts';
import { ScenarioNetwork } from './scenario-network.ts';
import { seedFromEnvironment } from './seed.ts';
import { ScenarioSimulation } from './simulation.ts';

/** What a client connects to. */
type Target = Pick<HttpRequest, 'scheme' | 'host'>;

/** What has pods. */
const WORKLOADS: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'Pod',
]);

/** A `hello` (OP_MSG), which any MongoDB server answers. */
const MONGO_GREETING = Buffer.from(
  '340000000100000000000000dd07000000000000001f0000001068656c6c6f000100000002246462000600000061646d696e0000',
  'hex',
);

/** The preface and an empty SETTINGS frame (RFC 9113 §3.4). */
const HTTP2_GREETING = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1');

/** What any HTTP/1.1 server answers. */
const HTTP_GREETING = Buffer.from('OPTIONS * HTTP/1.1\r\nHost: greeting.test\r\nConnection: close\r\n\r\n');

/** How a client connects. */
interface ClientOptions {
  readonly connections?: number;
  readonly controller?: string;
  readonly tls?: ClientTls;
  /** The address it connects from. */
  readonly localAddress?: string;
}

/** Everything one scenario has: its lab, what was sent and what came back. Steps keep no state of their own. */
export class Scenario extends CucumberWorld {
  /** What was open before the scenario opened anything. */
  readonly handlesBefore = openHandles();
  /** What it exercises of the manifests; absent: nobody asked. */
  readonly coverage = scenarioCoverage();
  readonly lab = new Lab({ ...seedFromEnvironment(), ...watchedBy(this.coverage) });
  readonly identities = new Identities();
  readonly manifests = new Manifests();
  readonly files = new ScenarioFiles();
  readonly network = new ScenarioNetwork(this);
  readonly simulation = new ScenarioSimulation(this);
  /** Of the default controller: Traefik's flags, those of every scenario and its own. */
  flags: readonly string[] = testFlags([]);
  /** Outcomes of the last traffic sent, in order. */
  outcomes: readonly (HttpAnswer | HttpFailure)[] = [];
  /** What was found in the manifests checked last; undefined: none were. */
  checked: readonly Diagnostic[] | undefined;
  /** What the last manifests applied came to. */
  applied: ApplyResult = { outcomes: [], diagnostics: [] };
  steadyTraffic: SteadyTraffic | undefined;
  /** A request that waits for its answer. */
  underWay: Promise<HttpAnswer | HttpFailure> | undefined;
  /** Who sent it. */
  waiting: HttpClient | undefined;
  /** Answers to the last datagrams sent, in order of sending; `no answer` where none came. */
  datagrams: string[] = [];
  /** What a client program printed, or a TCP client received, last. */
  output = '';
  /** What came of the last TLS connection. */
  tls: TlsOutcome | undefined;
  /** Why the last client could not do what it wanted. */
  refusal: Error | undefined;
  #terminal: Promise<Terminal> | undefined;
  readonly #disposables: AsyncDisposable[] = [this.files, this.lab];

  constructor(options: IWorldOptions) {
    super(options);
  }

  /** Closes what a step opened when the scenario ends. */
  owns<T extends AsyncDisposable>(disposable: T): T {
    this.#disposables.push(disposable);
    return disposable;
  }

  /** Starts a proxy, instead of one of that name, with flags beside those of every scenario. */
  async startController(name: string, flags: readonly string[]): Promise<RunningProxy> {
    const all = testFlags(flags.map((flag) => this.files.inFlag(flag)));
    if (name === DEFAULT_CONTROLLER) this.flags = all;
    return this.lab.startController(name, all);
  }

  /** The proxy in front of the cluster; the default one starts at its first use. */
  async proxy(name = DEFAULT_CONTROLLER): Promise<RunningProxy> {
    if (name === DEFAULT_CONTROLLER && !this.lab.controllers.has(name)) {
      await this.startController(name, []);
    }
    await this.lab.ready();
    return this.lab.controller(name);
  }

  /** Applies manifests as kubectl does and waits until they are served. */
  async apply(
    text: string,
    where: { readonly file?: string; readonly namespace?: string },
  ): Promise<ApplyResult> {
    return this.#served(await this.lab.world.apply(await this.filledIn(text), where));
  }

  /** Applies manifest files as kubectl does a folder, and waits until they are served. */
  async applyFiles(files: readonly ManifestFile[]): Promise<ApplyResult> {
    // A file may name the address of what those before it have made.
    if (!files.some(({ text }) => namesPlaces(text)))
      return this.#served(await this.lab.world.applyFiles(files));
    const results: ApplyResult[] = [];
    for (const { file, text } of files) results.push(await this.apply(text, { file }));
    return this.#served(joinedResults(results));
  }

  async #served(applied: ApplyResult): Promise<ApplyResult> {
    this.applied = applied;
    if (this.lab.controllers.size === 0) await this.startController(DEFAULT_CONTROLLER, []);
    await this.lab.ready();
    return applied;
  }

  /** A text with the addresses that it names by `{address of appv1}`. */
  filledIn(text: string): Promise<string> {
    return withPlaces(text, {
      pod: async (workload) => {
        await this.lab.ready();
        return podAddress(this.lab.world, workload);
      },
      entryPoint: (name) => this.address(name),
      peer: (name) => this.network.addressOf(name),
    });
  }

  /** A shell where kubectl and helm speak to this lab and the manifests of the lab are at hand; opened at its first use. */
  terminal(): Promise<Terminal> {
    this.#terminal ??= this.#openTerminal();
    return this.#terminal;
  }

  async #openTerminal(): Promise<Terminal> {
    const { kubeconfig } = await this.lab.world.kubernetes();
    const found = { kubectl: await findKubectl(), helm: await findHelm() };
    const programs = Object.entries(found).flatMap(([name, how]) =>
      'program' in how ? [[name, how.program] as const] : [],
    );
    const terminal = await Terminal.open({
      programs: Object.fromEntries(programs),
      home: { '.kube/config': kubeconfig },
      folders: { manifests: SHIPPED, chart: CHART },
      env: { KUBECONFIG: undefined },
    });
    return this.owns(terminal);
  }

  /** Findings about everything applied so far. */
  findings(): readonly Diagnostic[] {
    const all = [...this.applied.diagnostics, ...this.lab.diagnostics()];
    const unique = new Map(all.map((finding) => [JSON.stringify(finding), finding]));
    return [...unique.values()].map((finding) => this.files.inFinding(finding));
  }

  /** A client of an entry point with so many keep-alive connections; closed with the scenario. */
  async httpClient(target: Target, entryPoint: string, how: ClientOptions = {}): Promise<HttpClient> {
    return this.owns(await this.#connect(target, entryPoint, how));
  }

  async address(
    entryPoint: string,
    controller?: string,
  ): Promise<{ host: string; port: number; protocol: 'tcp' | 'udp' }> {
    const { addresses } = await this.proxy(controller);
    const address = addresses.get(entryPoint);
    if (!address) {
      throw new Error(
        `no entry point is called "${entryPoint}"; there are: ${[...addresses.keys()].join(', ')}`,
      );
    }
    return address;
  }

  /** What a TLS client sends first, so that whoever listens behind an entry point answers. */
  greeting(entryPoint: string): Greeting {
    if (entryPoint !== 'websecure') return () => MONGO_GREETING;
    return (protocol) => (protocol === 'h2' ? HTTP2_GREETING : HTTP_GREETING);
  }

  /** Sends requests over so many connections and remembers the outcomes. */
  async send(
    request: HttpRequest,
    entryPoint: string,
    how: ClientOptions & { readonly count?: number },
  ): Promise<void> {
    const { count = 1, connections = 1 } = how;
    await using client = await this.#connect(request, entryPoint, how);
    this.outcomes = await client.sendMany(request, count, connections);
    await this.lab.reported(this.outcomes.filter((outcome) => !('error' in outcome)));
  }

  /** Sends a request and resolves when a pod of the workload has begun to work on it; its outcome is a promise. */
  async begin(request: HttpRequest, entryPoint: string, workload: string): Promise<void> {
    const client = await this.httpClient(request, entryPoint);
    this.waiting = client;
    const before = this.lab.journal.wire(workload).bytes;
    let over = false;
    this.underWay = client.send(request).finally(() => {
      over = true;
    });
    while (!over && this.lab.journal.wire(workload).bytes === before) await pause(this.lab.time, 2);
  }

  /** Without TLS options of its own an https client trusts the scenario's authority and shows no certificate. */
  async #connect(target: Target, entryPoint: string, how: ClientOptions): Promise<HttpClient> {
    const { connections = 1, controller, localAddress } = how;
    if (localAddress !== undefined && this.lab.target.isInNetwork) {
      throw new NotInThisWorldError(
        'a proxy in a container sees the address of this machine in its network, whichever a client binds here',
      );
    }
    const serverName = target.host.replace(/:\d+$/, '');
    const tls = how.tls ?? { serverName, ca: this.identities.authority.certificatePem };
    const address = await this.address(entryPoint, controller);
    return this.lab.clients.http(address, {
      connections,
      ...(target.scheme === 'https' ? { tls } : {}),
      ...(localAddress === undefined ? {} : { localAddress }),
    });
  }

  /** Fails for a name that no workload or Pod has: what nobody is called received nothing, whatever happened. */
  requireWorkload(workload: string): void {
    const names = this.lab.world
      .resourceSet()
      .resources.filter(({ kind }) => WORKLOADS.has(kind))
      .map(({ metadata }) => metadata.name);
    if (!names.includes(workload))
      throw new Error(`there is no workload "${workload}"; there are: ${names.join(', ')}`);
  }

  /** The namespace that a workload's pods are in. */
  namespaceOf(workload: string): string {
    const pod = this.lab.world.pods().find((candidate) => candidate.workload === workload);
    if (!pod) throw new Error(`no pod belongs to a workload "${workload}"`);
    return pod.namespace;
  }

  /** The object of a kind with this name, in whichever namespace. */
  reference(kind: string, name: string): ResourceReference {
    const references = this.lab.world.resourceSet().resources.map(referenceOf);
    const found = references.find((reference) => reference.kind === kind && reference.name === name);
    if (!found)
      throw new Error(
        `there is no ${kind} "${name}"; there are: ${references.map(formatReference).join(', ')}`,
      );
    return found;
  }

  /** Lists the databases through a session and closes it; what goes wrong is the client's refusal. */
  async useMongo(session: MongoSession): Promise<void> {
    this.refusal = undefined;
    this.output = '';
    try {
      this.output = (await session.databases()).join(', ');
    } catch (error) {
      this.refusal = error instanceof Error ? error : new Error(String(error));
    } finally {
      await session.close();
    }
  }

  /** The last answer; fails if the last request got none. */
  get answer(): HttpAnswer {
    const last = this.outcomes.at(-1);
    if (!last) throw new Error('no request was sent yet');
    if ('error' in last)
      throw new Error(`the request got no answer: ${last.error.message}`, { cause: last.error });
    return last;
  }

  /** The last answered request as a workload received it; undefined if it did not within `deadlineMs`. */
  async received(workload: string, deadlineMs: number): Promise<JournalEntry | undefined> {
    const { correlationId } = this.answer;
    const { journal } = this.lab;
    const entry = () => journal.receivedBy(workload).find((one) => one.correlationId === correlationId);
    await journal.until(() => entry() !== undefined, deadlineMs);
    return entry();
  }

  async close(): Promise<void> {
    await this.steadyTraffic?.stop();
    for (const disposable of this.#disposables.toReversed()) await disposable[Symbol.asyncDispose]();
  }
}
