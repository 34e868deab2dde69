import { namespaceOf, type ResourceOf, referenceOf } from '../../engine/core.ts';
import type { PodFleet } from './pod-fleet.ts';
import { PodNames } from './pod-names.ts';
import type { PodRecord } from './pod-record.ts';
import type { PodRuntime } from './pod-runtime.ts';
import { selects } from './selector.ts';
import { keyOf } from './store.ts';
import { podHash, TEMPLATE_HASH, templateHash } from './template-hash.ts';
import { isPaused, replicasOf, type Workload } from './workload.ts';

type Pod = ResourceOf<'Pod'>;

interface DeploymentControllerOptions {
  readonly fleet: PodFleet;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly now: () => Date;
  /** Names that new pods had best take. */
  readonly idleNames?: PodRuntime['idleNames'];
}

/**
 * Keeps the pods that Deployments, and all else that has a template, ask for and those that were written themselves.
 *
 * A changed template rolls: all new pods start first, and the old ones end when every new one is ready. A new pod that
 * fails keeps the old ones in service. A failed pod is not started again: it is replaced when it is deleted or its
 * template changes. While a Deployment is paused it only scales, by the template of its newest pod. The pods of a StatefulSet roll alike, which a cluster does one by one, and take the lowest numbers
 * that are free.
 */
export class DeploymentController {
  readonly #fleet: PodFleet;
  readonly #random: () => number;
  readonly #now: () => Date;
  readonly #idleNames: PodRuntime['idleNames'];

  constructor({ fleet, random, now, idleNames }: DeploymentControllerOptions) {
    this.#idleNames = idleNames;
    this.#fleet = fleet;
    this.#random = random;
    this.#now = now;
  }

  /** One look at each pod and each object, however many pods start, fail or end. */
  reconcile(workloads: readonly Workload[], pods: readonly Pod[]): void {
    const alive = this.#fleet.pods.filter(({ terminating }) => !terminating);
    const owned = Map.groupBy(alive, ({ owner }) => owner);
    const owners = new Set([...workloads, ...pods].map((resource) => keyOf(referenceOf(resource))));
    for (const [owner, records] of owned) {
      if (owner !== undefined && !owners.has(owner)) this.#terminate(records);
    }
    const names = new PodNames(() => this.#fleet.pods, this.#random, this.#idleNames);
    for (const workload of workloads) {
      const owner = keyOf(referenceOf(workload));
      this.#reconcileWorkload(workload, owner, owned.get(owner) ?? [], names);
    }
    for (const pod of pods) {
      const owner = keyOf(referenceOf(pod));
      this.#reconcilePod(pod, owner, owned.get(owner)?.[0]);
    }
  }

  #reconcileWorkload(workload: Workload, owner: string, owned: readonly PodRecord[], names: PodNames): void {
    const { selector } = workload.spec;
    const replicas = replicasOf(workload);
    const [kept, released] = partition(owned, ({ resource }) => selects(selector, resource.metadata.labels));
    for (const record of released) record.release();
    const paused = isPaused(workload);
    const made = paused ? madeFrom(kept.at(-1)) : current(workload);
    // One that was never anything but paused has no pods.
    if (!made) return;
    const { hash } = made;
    const [same, other] = partition(kept, (record) => record.hash === hash);
    this.#terminate(leastUseful(same).slice(0, Math.max(0, same.length - replicas)));
    for (let missing = replicas - same.length; missing > 0; missing -= 1) {
      const pod = this.#podOf(workload, made, names);
      this.#fleet.create(pod, { owner, hash, workload: workload.metadata.name });
    }
    if (!paused && same.filter(({ ready }) => ready).length >= replicas) this.#terminate(other);
  }

  /** A cluster refuses most changes of a Pod; here the changed one takes the place of the old. */
  #reconcilePod(pod: Pod, owner: string, record: PodRecord | undefined): void {
    const hash = podHash(pod.spec);
    if (record && record.hash === hash) {
      record.describe(pod);
      return;
    }
    if (record) this.#fleet.terminate(record);
    this.#fleet.create(pod, { owner, hash, workload: pod.metadata.name });
  }

  #terminate(records: readonly PodRecord[]): void {
    for (const record of records) this.#fleet.terminate(record);
  }

  #podOf(workload: Workload, { hash, metadata, spec }: Made, names: PodNames): Pod {
    const namespace = namespaceOf(workload);
    const name = nameOfPod(workload, hash, namespace, names);
    const object = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels: { ...metadata.labels, [TEMPLATE_HASH]: hash, ...labelsOfNumbered(workload, name) },
        annotations: metadata.annotations,
        creationTimestamp: this.#now()
          .toISOString()
          .replace(/\.\d+Z$/, 'Z'),
      },
      spec,
    } as const;
    return { ...object, origin: templateOrigin(workload), object };
  }
}

/** What pods are made from; `hash` names it. */
interface Made {
  readonly hash: string;
  readonly metadata: Pick<Pod['metadata'], 'labels' | 'annotations'>;
  readonly spec: Pod['spec'];
}

function current({ spec: { template } }: Workload): Made {
  return { hash: templateHash(template), ...template };
}

function madeFrom(record: PodRecord | undefined): Made | undefined {
  return record && { hash: record.hash, ...record.described };
}

/** As a cluster names it: a StatefulSet counts its pods, a Deployment's name says which template they are of. */
function nameOfPod({ kind, metadata }: Workload, hash: string, namespace: string, names: PodNames): string {
  if (kind === 'StatefulSet') return names.numbered(namespace, `${metadata.name}-`);
  return names.next(namespace, kind === 'Deployment' ? `${metadata.name}-${hash}-` : `${metadata.name}-`);
}

/** The labels by which a Service can select one pod of a StatefulSet. */
function labelsOfNumbered({ kind, metadata }: Workload, name: string): Readonly<Record<string, string>> {
  if (kind !== 'StatefulSet') return {};
  return {
    'statefulset.kubernetes.io/pod-name': name,
    'apps.kubernetes.io/pod-index': name.slice(metadata.name.length + 1),
  };
}

/** A generated pod is written where its template is. */
function templateOrigin({ origin }: Workload): Pod['origin'] {
  return {
    file: origin.file,
    position: (path = [], offset) => origin.position(['spec', 'template', ...path], offset),
  };
}

/** The pods to part with first: failed ones, then waiting ones, then the newest. */
function leastUseful(records: readonly PodRecord[]): PodRecord[] {
  const rank = { Failed: 0, Pending: 1, Running: 2 };
  return records.toReversed().sort((one, other) => rank[one.phase] - rank[other.phase]);
}

function partition<Item>(items: readonly Item[], holds: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}
