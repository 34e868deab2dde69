import {
  type Configuration,
  type EngineEvent,
  LocalLimits,
  type Random,
  type RoutingSnapshot,
  type StaticConfiguration,
} from '../../../engine/core.ts';
import type { ChangeEffect } from '../cluster/simulated-cluster.ts';
import type { SimulatedPod } from '../cluster/simulated-pods.ts';
import { RandomStream } from '../draws/random-stream.ts';
import type { Change, SimulationPlan } from '../plan.ts';
import type { SimulationResult } from '../result.ts';
import { bucketLength } from './bucket-length.ts';
import { Fleet } from './fleet.ts';
import { Flights } from './flights.ts';
import { Flow } from './flow.ts';
import { Handled } from './handled.ts';
import { InForce } from './in-force.ts';
import { Loop } from './loop.ts';
import { Pace, type Progress } from './pace.ts';
import { Picker } from './picker.ts';
import { Recorder } from './recorder.ts';
import { RunningEngine } from './running-engine.ts';
import { Source } from './source.ts';
import { Targets } from './targets.ts';
import { Timeline } from './timeline.ts';
import { Traffic } from './traffic.ts';
import { Work } from './work.ts';

/** What a run needs of a cluster. */
export interface RoutedCluster {
  readonly static: StaticConfiguration;
  readonly configuration: Configuration;
  /** Milliseconds, for what balancers remember of servers. */
  now: () => number;
  untouched(random: Random): RoutingSnapshot;
  pods(): readonly SimulatedPod[];
  apply(change: Change): Promise<ChangeEffect>;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  /** Whether all requests go through the engine's whole chain of handlers: slower, with the same result. Default false. */
  readonly handlersOnly?: boolean;
  /** Whether each request is followed event by event even where its end is known at its beginning. Default false. */
  readonly eventsOnly?: boolean;
}

/** A change that is due. */
interface Agendum {
  readonly atMs: number;
  readonly run: () => Promise<ChangeEffect>;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** One simulation, from its beginning to its result. */
export class Run {
  readonly #cluster: RoutedCluster;
  readonly #plan: SimulationPlan;
  readonly #options: RunOptions;
  readonly #timeline = new Timeline();
  readonly #flights = new Flights();
  readonly #recorder: Recorder;
  readonly #fleet: Fleet;
  readonly #targets: Targets;
  readonly #handled: Handled;
  readonly #traffic: Traffic;
  readonly #work: Work;
  readonly #loop: Loop;
  readonly #flow: Flow;
  readonly #sources: readonly Source[];
  readonly #limits: readonly LocalLimits[];
  readonly #agenda: Agendum[] = [];
  /** Configurations that were in force. */
  #configurations = 0;
  #inForce: InForce | undefined;

  constructor(cluster: RoutedCluster, plan: SimulationPlan, options: RunOptions) {
    const { seed, durationMs, engines = 1, warmUpMs = 0, backends } = plan;
    const bucketMs = plan.bucketMs ?? bucketLength(durationMs);
    this.#cluster = cluster;
    this.#plan = plan;
    this.#options = options;
    const timeline = this.#timeline;
    const flights = this.#flights;
    cluster.now = timeline.now;
    const recorder = new Recorder({ seed, durationMs, bucketMs, engines, warmUpMs });
    this.#recorder = recorder;
    this.#fleet = new Fleet({ seed, backends, recorder });
    const targets = new Targets(this.#fleet.at);
    this.#targets = targets;
    this.#limits = Array.from({ length: engines }, () => new LocalLimits(timeline.now));
    this.#handled = new Handled({ timeline, recorder, flights, targets });
    this.#traffic = new Traffic({
      timeline,
      recorder,
      flights,
      limits: this.#limits,
      picker: new Picker(targets),
      handled: this.#handled,
    });
    const work = new Work(timeline, recorder, flights, this.#traffic);
    this.#traffic.use(work);
    this.#handled.use(work);
    this.#sources = plan.sources.map(
      (source, index) => new Source({ index, plan: source, seed, engines, durationMs }),
    );
    const clientTimeoutMs = plan.clientTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#flow = new Flow({ timeline, recorder, sources: this.#sources, clientTimeoutMs });
    this.#loop = new Loop({
      timeline,
      recorder,
      flights,
      fleet: this.#fleet,
      work,
      traffic: this.#traffic,
      handled: this.#handled,
      sources: this.#sources,
      clientTimeoutMs,
    });
    this.#work = work;
  }

  async toEnd(onProgress: ((progress: Progress) => void) | undefined): Promise<SimulationResult> {
    const { durationMs, changes } = this.#plan;
    const pace = new Pace(this.#timeline, this.#recorder, this.#options.signal, onProgress);
    this.#fleet.sync(this.#cluster.pods(), 0, Number.NEGATIVE_INFINITY);
    this.#putInForce();
    for (const source of this.#sources) source.start(this.#timeline);
    try {
      this.#agenda.push(...changes.map(({ atMs, change }) => ({ atMs, run: () => this.#change(change) })));
      for (let next = this.#nextChange(); next && next.atMs < durationMs; next = this.#nextChange()) {
        this.#agenda.splice(this.#agenda.indexOf(next), 1);
        await this.#until(next.atMs, false, pace);
        this.#follow(await next.run());
        if (this.#loop.runsAside) await pace.microtasks();
      }
      await this.#until(durationMs, false, pace);
      await this.#until(Number.POSITIVE_INFINITY, true, pace);
    } finally {
      for (const engine of this.#inForce?.engines ?? []) engine.stop();
    }
    this.#fleet.noteCapacity();
    return this.#recorder.result();
  }

  async #until(time: number, idle: boolean, pace: Pace): Promise<void> {
    const loop = !idle && this.#flows() ? this.#flow : this.#loop;
    for (;;) {
      const end = loop.run(time, idle);
      if (end === 'reached') return;
      if (end === 'aside') await pace.microtasks();
      else await pace.turn();
    }
  }

  /** Whether what becomes of a request is known when it arrives, so that nothing has to be remembered until it is over. */
  #flows(): boolean {
    const { changes, sources } = this.#plan;
    return (
      this.#options.eventsOnly !== true &&
      this.#inForce?.flows === true &&
      this.#loop.empty &&
      this.#fleet.stations.every(({ limited, refuses, gone }) => !limited && !refuses && !gone) &&
      sources.every(({ arrivals }) => arrivals.kind !== 'closed') &&
      changes.every(({ change }) => change.kind !== 'pod-dies')
    );
  }

  /** The earliest; of those at the same time the one that was planned first. */
  #nextChange(): Agendum | undefined {
    let next: Agendum | undefined;
    for (const change of this.#agenda) if (!next || change.atMs < next.atMs) next = change;
    return next;
  }

  async #change(change: Change): Promise<ChangeEffect> {
    const effect = await this.#cluster.apply(change);
    if (change.kind === 'slow') this.#fleet.slow(change.workload, change.factor);
    if (change.kind === 'refuse') this.#fleet.refuse(change.workload, change.refuses);
    if (change.kind === 'errors') this.#fleet.errors(change.workload, change.errorRate);
    return effect;
  }

  /** Brings pods and engines to where the cluster is now. */
  #follow({ label, changed, killed, next }: ChangeEffect): void {
    const { time } = this.#timeline;
    this.#recorder.mark(time, label);
    const ended = this.#fleet.sync(this.#cluster.pods(), time, time);
    if (changed || ended.length > 0) this.#putInForce();
    const addresses = new Set(killed.map(({ address }) => address));
    for (const station of ended) if (addresses.has(station.address)) this.#work.kill(station);
    if (next) this.#agenda.push({ atMs: time + next.afterMs, run: () => next.run() });
  }

  #putInForce(): void {
    const { seed, engines = 1 } = this.#plan;
    const { entryPoints } = this.#cluster.static;
    const handled = this.#handled;
    for (const engine of this.#inForce?.engines ?? []) engine.stop();
    this.#configurations += 1;
    const running = Array.from({ length: engines }, (_, number) => {
      const luck = new RandomStream(seed, `engine ${number}, configuration ${this.#configurations}`);
      return new RunningEngine({
        entryPoints,
        snapshot: this.#cluster.untouched(() => luck.next()),
        timeline: this.#timeline,
        limits: this.#limitsOf(number),
        upstreams: {
          requests: handled.upstreams('requests'),
          copies: handled.upstreams('copies'),
          probes: handled.upstreams('probes'),
        },
        observer: (event) => this.#observe(event),
      });
    });
    this.#inForce = new InForce({
      configuration: this.#cluster.configuration,
      engines: running,
      targets: this.#targets,
      sources: this.#sources,
      handlersOnly: this.#options.handlersOnly ?? false,
    });
    this.#traffic.inForce = this.#inForce;
    // What began before goes on.
    this.#loop.runsAside ||= this.#inForce.runsAside;
    for (const engine of running) engine.start();
  }

  #limitsOf(engine: number): LocalLimits {
    const limits = this.#limits[engine];
    if (!limits) throw new Error(`there is no engine number ${engine}`);
    return limits;
  }

  #observe(event: EngineEvent): void {
    if (event.kind === 'http') this.#recorder.retries += event.details?.retries ?? 0;
  }
}
