import {
  type Configuration,
  type Configurator,
  type Diagnostic,
  formatDiagnostic,
  formatReference,
  type ManifestText,
  type Random,
  type Resource,
  type RoutingSnapshot,
  referenceOf,
  type StaticConfiguration,
} from '../../../engine/core.ts';
import { PlannedCluster, type PlanningOptions } from '../../preview/planned-cluster.ts';
import { plannedRuntime } from '../../preview/planned-runtime.ts';
import type { Change, SimulationPlan } from '../plan.ts';
import { ChangeError, listed, lookAt } from './change-error.ts';
import { changeLabel } from './change-label.ts';
import { HeldPods } from './held-pods.ts';
import { type Sharing, sharingServices, withShare } from './shares.ts';
import { type PodStep, type SimulatedPod, SimulatedPods } from './simulated-pods.ts';

/** What a change did at once, and what comes of it later. */
export interface ChangeEffect {
  /** As people say it. */
  readonly label: string;
  /** Whether other tables are in force now. */
  readonly changed: boolean;
  /** Pods that are gone at once: what they work on fails. Others that are gone finish what they have. */
  readonly killed: readonly SimulatedPod[];
  /** Goes on after so many milliseconds. */
  readonly next?: { readonly afterMs: number; run(): Promise<ChangeEffect> };
}

/** What tells the time, which a simulation sets. */
interface VirtualTime {
  now: () => number;
}

/** A weight or percentage of a service that was changed. */
interface SetShare {
  readonly sharing: Sharing;
  readonly service: string;
  readonly value: number;
}

/** A cluster in which nothing runs, as it changes over a simulation: its pods, and the tables that the engine would route by. */
export class SimulatedCluster implements AsyncDisposable {
  readonly #planned: PlannedCluster;
  readonly #held: HeldPods;
  readonly #time: VirtualTime;
  readonly #pods: SimulatedPods;
  readonly #namespace: string | undefined;
  /** Weights and percentages that were changed, by object, until it is applied again. */
  readonly #shares = new Map<string, SetShare[]>();

  /**
   * Applies manifests as `ingress-lab explain` and `check` do, and puts them in force.
   *
   * @throws FlagError, LabelSelectorError for flags that cannot be used
   */
  static async open(
    texts: readonly ManifestText[],
    options: PlanningOptions = {},
  ): Promise<SimulatedCluster> {
    const held = new HeldPods(plannedRuntime());
    // No result may depend on the day.
    const time: VirtualTime = { now: () => 0 };
    const planned = await PlannedCluster.open(texts, options, {
      runtime: held,
      now: () => new Date(0),
      elapsed: () => time.now(),
    });
    return new SimulatedCluster(planned, held, time, options.namespace);
  }

  private constructor(
    planned: PlannedCluster,
    held: HeldPods,
    time: VirtualTime,
    namespace: string | undefined,
  ) {
    this.#planned = planned;
    this.#time = time;
    this.#held = held;
    this.#pods = new SimulatedPods(planned.cluster, held);
    this.#namespace = namespace;
    planned.compile();
  }

  /** Milliseconds, monotonic: what balancers measure servers by. It stands still until a simulation sets it. */
  set now(now: () => number) {
    this.#time.now = now;
  }

  /** What the objects in force compile to. */
  get configuration(): Configuration {
    return this.#planned.configurator.configuration;
  }

  /** The rules of its routers. */
  get rules(): Configurator['rules'] {
    return this.#planned.configurator.rules;
  }

  get static(): StaticConfiguration {
    return this.#planned.static;
  }

  /** Of the tables in force; counts up when others come in force. */
  get generation(): number {
    return this.#planned.configurator.generation;
  }

  /** The tables in force, with services that nothing was asked of yet. `random` shuffles balancers. */
  untouched(random: Random): RoutingSnapshot {
    return this.#planned.configurator.untouched(random);
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#planned.diagnostics;
  }

  /** All that take traffic, in the order they were made. */
  pods(): SimulatedPod[] {
    return this.#pods.ready();
  }

  /**
   * Looks whether everything is there that a plan speaks of, as far as no manifest is applied before.
   *
   * @throws ChangeError naming what is not there, and what is
   */
  check({ backends, changes }: Pick<SimulationPlan, 'backends' | 'changes'>): void {
    for (const { workload } of backends)
      lookAt(['backends', workload], () => this.#pods.namespaceOf(workload));
    const inOrder = changes.toSorted((one, other) => one.atMs - other.atMs);
    const applied = inOrder.findIndex(({ change }) => change.kind === 'apply');
    for (const scheduled of inOrder.slice(0, applied < 0 ? undefined : applied))
      lookAt(['changes', changes.indexOf(scheduled)], () => this.#check(scheduled.change));
  }

  #check(change: Change): void {
    if (change.kind === 'weight') this.#sharing('weight', change.of);
    else if (change.kind === 'mirror') this.#sharing('percent', change.of);
    else if ('workload' in change) this.#pods.namespaceOf(change.workload);
  }

  /**
   * Makes a change. What concerns pods alone (`slow`, `refuse`, `errors`) is left to who simulates them.
   *
   * @throws ChangeError for what is not there, and for a manifest that is not valid
   */
  async apply(change: Change): Promise<ChangeEffect> {
    const label = changeLabel(change);
    switch (change.kind) {
      case 'weight':
        this.#share({ sharing: 'weight', service: change.of, value: change.weight });
        return { label, changed: this.#compile(), killed: [] };
      case 'mirror':
        this.#share({ sharing: 'percent', service: change.of, value: change.percent });
        return { label, changed: this.#compile(), killed: [] };
      case 'apply':
        await this.#apply(change.text, change.file);
        return { label, changed: this.#compile(), killed: [] };
      case 'scale':
        await this.#pods.scale(change.workload, change.replicas);
        return { label, changed: this.#compile(), killed: [] };
      case 'pod-dies':
        return this.#inForce(await this.#pods.kill(change, label));
      case 'rollout':
        return this.#inForce(await this.#pods.rollOut(change, label));
      case 'slow':
      case 'refuse':
      case 'errors':
        this.#pods.namespaceOf(change.workload);
        return { label, changed: false, killed: [] };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#held.releaseAll();
    await this.#planned[Symbol.asyncDispose]();
  }

  /** What happened to pods, and what follows from it, with the tables that it leads to. */
  #inForce({ next, ...step }: PodStep): ChangeEffect {
    const effect = { ...step, changed: this.#compile() };
    if (!next) return effect;
    return { ...effect, next: { afterMs: next.afterMs, run: async () => this.#inForce(await next.run()) } };
  }

  #compile(): boolean {
    return this.#planned.compile((resource) => this.#reshared(resource)).changed;
  }

  #share(set: SetShare): void {
    for (const resource of this.#sharing(set.sharing, set.service)) {
      const key = formatReference(referenceOf(resource));
      const others = (this.#shares.get(key) ?? []).filter(
        ({ sharing, service }) => sharing !== set.sharing || service !== set.service,
      );
      this.#shares.set(key, [...others, set]);
    }
  }

  /** The objects that give traffic to a service and others. */
  #sharing(sharing: Sharing, service: string): readonly Resource[] {
    const { resources } = this.#planned.resourceSet();
    const found = resources.filter((resource) => sharingServices(resource, sharing).includes(service));
    if (found.length > 0) return found;
    const all = listed([...new Set(resources.flatMap((resource) => sharingServices(resource, sharing)))]);
    throw new ChangeError(
      sharing === 'weight'
        ? `no service of the name "${service}" is weighted; weighted are: ${all}`
        : `no mirror is called "${service}"; mirrors are: ${all}`,
    );
  }

  #reshared(resource: Resource): Resource {
    const shares = this.#shares.get(formatReference(referenceOf(resource))) ?? [];
    return shares.reduce(
      (revised, { sharing, service, value }) => withShare(revised, sharing, service, value),
      resource,
    );
  }

  async #apply(text: string, file = 'manifest.yaml'): Promise<void> {
    const namespace = this.#namespace === undefined ? {} : { namespace: this.#namespace };
    const { outcomes, diagnostics } = await this.#planned.cluster.apply({ file, text }, namespace);
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new ChangeError(errors.map((error) => formatDiagnostic(error)).join('\n'));
    for (const { reference } of outcomes) this.#shares.delete(formatReference(reference));
    await this.#pods.settled();
  }
}
