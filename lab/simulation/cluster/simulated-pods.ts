import { namespaceOf } from '../../../engine/core.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { isWorkload } from '../../cluster/workload.ts';
import type { Change } from '../plan.ts';
import { ChangeError, listed } from './change-error.ts';
import type { HeldPods } from './held-pods.ts';

/** A pod that takes traffic. */
export interface SimulatedPod {
  readonly name: string;
  /** Name of the Deployment, or the pod's own. */
  readonly workload: string;
  readonly namespace: string;
  readonly address: string;
}

/** What happened to pods, and what comes of it. */
export interface PodStep {
  /** As people say it. */
  readonly label: string;
  /** Those that are gone at once. */
  readonly killed: readonly SimulatedPod[];
  /** Goes on after so many milliseconds. */
  readonly next?: { readonly afterMs: number; run(): Promise<PodStep> };
}

type ChangeOf<Kind extends Change['kind']> = Extract<Change, { readonly kind: Kind }>;

/** Milliseconds until a new pod takes traffic, where a change does not say. */
const START_MS = 5000;

/** The pods of a cluster in which nothing runs, as they come and go over a simulation. */
export class SimulatedPods {
  readonly #cluster: Cluster;
  readonly #held: HeldPods;

  constructor(cluster: Cluster, held: HeldPods) {
    this.#cluster = cluster;
    this.#held = held;
  }

  /** All that take traffic, in the order they were made. */
  ready(): SimulatedPod[] {
    return this.#cluster.pods().flatMap(({ resource, workload, ready, running }) => {
      if (!ready) return [];
      const { name } = resource.metadata;
      return [{ name, workload, namespace: namespaceOf(resource), address: running?.host ?? '' }];
    });
  }

  async scale(workload: string, replicas: number): Promise<void> {
    await this.#cluster.scale(this.namespaceOf(workload), workload, replicas);
    await this.settled();
  }

  /** The oldest pod is gone at once; its Deployment puts another in its place later. */
  async kill({ workload, restartMs = START_MS }: ChangeOf<'pod-dies'>, label: string): Promise<PodStep> {
    const [victim] = this.#readyOf(workload);
    if (!victim) return { label: `${label}: none is left`, killed: [] };
    const letGo = await this.#held.during(() => this.#delete(victim));
    const run = async (): Promise<PodStep> => {
      letGo();
      await this.settled();
      return { label: `a new pod of ${workload} is ready`, killed: [] };
    };
    return { label, killed: [victim], next: { afterMs: restartMs, run } };
  }

  /**
   * Pods are replaced one by one. A Deployment has one more meanwhile, as it does by default with few replicas (`maxSurge`
   * 25 %, rounded up); of others a pod ends before the next begins.
   */
  async rollOut({ workload, startMs = START_MS }: ChangeOf<'rollout'>, label: string): Promise<PodStep> {
    const old = this.#readyOf(workload);
    const surge = this.#isDeployment(workload) ? 1 : 0;
    if (old.length === 0) return { label: `${label}: it has no pods`, killed: [] };
    // An old pod ends when the new one of this turn is ready: its own, or the one that came in excess.
    const replace = (turn: number, letGo: () => void): PodStep['next'] => ({
      afterMs: startMs,
      run: async () => {
        letGo();
        await this.settled();
        const isLast = turn === old.length;
        const following = await this.#held.during(async () => {
          await this.#delete(old[surge ? turn - 1 : turn]);
          if (isLast && surge) await this.#scaleBy(workload, -1);
        });
        const step = { label: `${workload}: ${turn} of ${old.length} pods are new`, killed: [] };
        const next = isLast ? undefined : replace(turn + 1, following);
        if (!next) following();
        return next ? { ...step, next } : step;
      },
    });
    const first = await this.#held.during(() => (surge ? this.#scaleBy(workload, 1) : this.#delete(old[0])));
    const next = replace(1, first);
    return next ? { label, killed: [], next } : { label, killed: [] };
  }

  /** Resolves when no pod has to start but those that are held back. */
  async settled(): Promise<void> {
    while (this.#isStarting()) {
      await new Promise<void>((resolve) => {
        const stop = this.#cluster.onChange(() => {
          stop();
          resolve();
        });
      });
    }
  }

  /** @throws ChangeError if there is no workload of the name */
  namespaceOf(workload: string): string {
    const named = [
      ...this.#cluster.resourceSet().resources.filter(isWorkload),
      ...this.#cluster
        .pods()
        .filter(({ resource, workload }) => resource.metadata.name === workload)
        .map(({ resource }) => resource),
    ];
    const found = named.find(({ metadata }) => metadata.name === workload);
    if (found) return namespaceOf(found);
    const names = new Set(named.map(({ metadata }) => metadata.name));
    throw new ChangeError(
      `no Deployment and no pod is called "${workload}"; there are: ${listed([...names])}`,
    );
  }

  #readyOf(workload: string): SimulatedPod[] {
    const namespace = this.namespaceOf(workload);
    return this.ready().filter((pod) => pod.workload === workload && pod.namespace === namespace);
  }

  /** Does nothing for one that is gone already. */
  async #delete(pod: SimulatedPod | undefined): Promise<void> {
    const isThere =
      pod && this.ready().some(({ namespace, name }) => namespace === pod.namespace && name === pod.name);
    if (isThere) await this.#cluster.deletePod(pod.namespace, pod.name);
  }

  async #scaleBy(workload: string, more: number): Promise<void> {
    const namespace = this.namespaceOf(workload);
    const pods = this.#cluster.podsOf(namespace, workload).length;
    await this.#cluster.scale(namespace, workload, Math.max(0, pods + more));
  }

  #isDeployment(workload: string): boolean {
    return this.#cluster
      .resourceSet()
      .resources.some(({ kind, metadata }) => kind === 'Deployment' && metadata.name === workload);
  }

  #isStarting(): boolean {
    return this.#cluster
      .pods()
      .some(
        ({ resource, phase, terminating }) =>
          phase === 'Pending' && !terminating && !this.#held.isHeld(resource),
      );
  }
}
