import { namespaceOf, type ResourceOf, referenceOf } from '../../../engine/core.ts';
import { storeKeyOf } from '../live/object-keys.ts';
import { type OwnWrites, timestamp } from '../live/own-writes.ts';
import { jsonIn } from '../objects/json.ts';
import type { KubeObject, OwnerReference } from '../objects/object.ts';
import type { PodRecord } from '../pod-record.ts';
import { keyOf, type Store } from '../store.ts';
import { templateHash } from '../template-hash.ts';
import type { Workload } from '../workload.ts';
import { millisecondsLeft } from './deployment-progress.ts';
import { EndpointObjects } from './endpoint-objects.ts';
import { EventRecorder } from './event-recorder.ts';
import type { PodCount } from './pod-count.ts';
import { podObject } from './pod-object.ts';
import { ProgressDeadlines } from './progress-deadlines.ts';
import { ownerOf, REPLICA_SETS, ReplicaSets, withRevision } from './replica-sets.ts';
import { workloadStatus } from './workload-status.ts';

interface ObjectControllersOptions {
  readonly writes: OwnWrites;
  readonly store: Store;
  readonly now: () => Date;
  /** Called when time alone has made something to look at. */
  readonly due: () => void;
}

/** One workload as it was looked at last. */
interface Looked {
  /** What its objects were made of. */
  inputs: readonly unknown[];
  readonly namespace: string;
  readonly replicaSets: ReplicaSets | undefined;
}

/**
 * Shows in an API what the controllers did: ReplicaSets, pods, endpoints, the status of each and the events that
 * explain it. Looks again only at what has changed, and puts right what somebody else wrote there.
 */
export class ObjectControllers {
  readonly #writes: OwnWrites;
  readonly #store: Store;
  readonly #now: () => Date;
  readonly #events: EventRecorder;
  readonly #endpoints: EndpointObjects;
  readonly #workloads = new Map<string, Looked>();
  readonly #deadlines: ProgressDeadlines;
  /** What the object of each pod was made of, by namespace and name. */
  readonly #pods = new Map<string, readonly unknown[]>();
  /** Pods that an API no longer has, though their programs still end. */
  readonly #gone = new WeakSet<PodRecord>();
  readonly #scheduled = new WeakSet<PodRecord>();
  readonly #killed = new WeakSet<PodRecord>();

  constructor({ writes, store, now, due }: ObjectControllersOptions) {
    this.#writes = writes;
    this.#store = store;
    this.#now = now;
    this.#events = new EventRecorder(writes, now);
    this.#endpoints = new EndpointObjects(writes);
    this.#deadlines = new ProgressDeadlines((workload) => {
      const looked = this.#workloads.get(workload);
      if (looked) looked.inputs = [];
      due();
    });
  }

  close(): void {
    this.#deadlines.close();
  }

  /** Whether an object that somebody wrote or deleted is one that is kept here. The next look puts it right. */
  disturb(resource: string, object: KubeObject): boolean {
    if (resource === REPLICA_SETS) {
      const { namespace, ownerReferences = [] } = object.metadata;
      const owner = ownerReferences.find(({ controller, kind }) => controller && kind === 'Deployment');
      const looked = owner && this.#workloads.get(`Deployment/${namespace}/${owner.name}`);
      if (looked) looked.inputs = [];
      return owner !== undefined;
    }
    return this.#endpoints.disturb(resource, object);
  }

  /** The pod is no longer an object of the API. */
  forgetPod(record: PodRecord): void {
    this.#gone.add(record);
    this.#pods.delete(podKey(record));
  }

  /** The next look writes the object of the pod again. */
  disturbPod(record: PodRecord): void {
    this.#pods.delete(podKey(record));
  }

  /** The ReplicaSets of a Deployment, which are its no longer. */
  releaseReplicaSets(deployment: string): readonly KubeObject[] {
    const released = this.#workloads.get(deployment)?.replicaSets?.all ?? [];
    this.#workloads.delete(deployment);
    this.#deadlines.set(deployment, undefined);
    return released;
  }

  /** `records`: all pods, with those that are terminating. */
  reconcile(records: readonly PodRecord[], slices: readonly ResourceOf<'EndpointSlice'>[]): void {
    const now = timestamp(this.#now());
    const byOwner = Map.groupBy(records, ({ owner }) => owner);
    const current = new Set<string>();
    for (const workload of this.#store.workloads) {
      const key = keyOf(referenceOf(workload));
      current.add(key);
      this.#reconcileWorkload(key, workload, byOwner.get(key) ?? [], now);
    }
    for (const [key, { replicaSets }] of this.#workloads) {
      if (current.has(key)) continue;
      replicaSets?.remove();
      this.#workloads.delete(key);
      this.#deadlines.set(key, undefined);
    }
    this.#reconcilePods(records, now);
    this.#endpoints.reconcile(
      this.#store.services,
      slices,
      (service) =>
        this.#store.get({
          kind: 'Endpoints',
          namespace: namespaceOf(service),
          name: service.metadata.name,
        }) !== undefined,
    );
  }

  #reconcileWorkload(key: string, workload: Workload, records: readonly PodRecord[], now: string): void {
    const looked = this.#workloads.get(key) ?? this.#begin(key, workload);
    const resource = storeKeyOf(workload) ?? '';
    const object = this.#writes.get(resource, looked.namespace, workload.metadata.name);
    if (!object) return;
    const inputs = [
      workload,
      object.metadata.generation,
      ...records.flatMap((record) => [record.resource, record.terminating]),
    ];
    if (sameItems(inputs, looked.inputs)) return;
    looked.inputs = inputs;
    const pods = records.filter(({ terminating }) => !terminating);
    const hash = templateHash(workload.spec.template);
    const { name } = workload.metadata;
    const newest =
      workload.kind === 'Deployment'
        ? looked.replicaSets?.reconcile({ deployment: workload, object, hash, pods })
        : undefined;
    const revision = newest?.metadata.name ?? `${name}-${hash}`;
    const status = workloadStatus(workload, object, countOf(pods, hash), revision, now);
    const kept = this.#writes.keep(resource, { ...(newest ? withRevision(object, newest) : object), status });
    if (workload.kind === 'Deployment') this.#deadlines.set(key, millisecondsLeft(kept, this.#now()));
  }

  #begin(key: string, workload: Workload): Looked {
    const looked: Looked = {
      inputs: [],
      namespace: namespaceOf(workload),
      replicaSets: workload.kind === 'Deployment' ? new ReplicaSets(this.#writes, this.#events) : undefined,
    };
    this.#workloads.set(key, looked);
    return looked;
  }

  #reconcilePods(records: readonly PodRecord[], now: string): void {
    const shown = new Set<string>();
    // One that takes the place of another of the same name is the one that is meant.
    for (const record of records.toSorted(
      (one, other) => Number(one.terminating) - Number(other.terminating),
    )) {
      const key = podKey(record);
      if (this.#gone.has(record) || shown.has(key)) continue;
      shown.add(key);
      const inputs = [record, record.resource, record.terminating, record.owner];
      if (sameItems(inputs, this.#pods.get(key))) continue;
      this.#pods.set(key, inputs);
      this.#keepPod(record, now);
    }
    for (const key of this.#pods.keys()) {
      if (shown.has(key)) continue;
      this.#pods.delete(key);
      const slash = key.indexOf('/');
      this.#writes.remove('pods', key.slice(0, slash), key.slice(slash + 1));
    }
  }

  #keepPod(record: PodRecord, now: string): void {
    const { resource } = record;
    const before = this.#writes.get('pods', namespaceOf(resource), resource.metadata.name);
    const maker = before ? undefined : this.#makerOf(record);
    const object = podObject({
      record,
      before,
      spec: maker && jsonIn(jsonIn(jsonIn(maker, 'spec'), 'template'), 'spec'),
      owner: this.#ownerOf(record, before, maker),
      now,
    });
    const kept = this.#writes.keep('pods', object);
    this.#tell(record, kept, before);
  }

  /** A pod keeps the owner that it was made with, until it is released. */
  #ownerOf(
    record: PodRecord,
    before: KubeObject | undefined,
    maker: KubeObject | undefined,
  ): OwnerReference | undefined {
    if (maker) return ownerOf(maker);
    if (record.owner === undefined) return undefined;
    return before?.metadata.ownerReferences?.find(({ controller }) => controller);
  }

  /** The ReplicaSet or other workload that a pod was made by; undefined for one that somebody wrote. */
  #makerOf({ owner = '', hash, resource }: PodRecord): KubeObject | undefined {
    const looked = this.#workloads.get(owner);
    if (!looked) return undefined;
    if (looked.replicaSets) return looked.replicaSets.get(hash);
    const workload = this.#store.workloads.find((candidate) => keyOf(referenceOf(candidate)) === owner);
    const key = workload && storeKeyOf(workload);
    return key === undefined
      ? undefined
      : this.#writes.get(key, namespaceOf(resource), workload?.metadata.name ?? '');
  }

  #tell(record: PodRecord, pod: KubeObject, before: KubeObject | undefined): void {
    const [container] = record.resource.spec.containers;
    const kubelet = 'kubelet';
    if (!this.#scheduled.has(record)) {
      this.#scheduled.add(record);
      const where = `${pod.metadata.namespace}/${pod.metadata.name}`;
      const message = `Successfully assigned ${where} to ingress-lab`;
      this.#events.record(pod, { reason: 'Scheduled', message, component: 'default-scheduler' });
    }
    const phase = before && phaseOf(before);
    if (record.phase === 'Running' && phase !== 'Running') {
      const message = `Container image "${container?.image ?? ''}" already present on machine`;
      this.#events.record(pod, { reason: 'Pulled', message, component: kubelet });
      for (const { name } of record.resource.spec.containers) {
        this.#events.record(pod, {
          reason: 'Created',
          message: `Created container ${name}`,
          component: kubelet,
        });
        this.#events.record(pod, {
          reason: 'Started',
          message: `Started container ${name}`,
          component: kubelet,
        });
      }
    }
    if (record.phase === 'Failed' && phase !== 'Failed') {
      const message = `Error: ${record.failure ?? ''}`;
      this.#events.record(pod, { type: 'Warning', reason: 'Failed', message, component: kubelet });
    }
    if (record.terminating && record.running && !this.#killed.has(record)) {
      this.#killed.add(record);
      const message = `Stopping container ${container?.name ?? ''}`;
      this.#events.record(pod, { reason: 'Killing', message, component: kubelet });
    }
  }
}

function phaseOf(pod: KubeObject): unknown {
  return jsonIn(pod, 'status')['phase'];
}

function podKey({ resource }: PodRecord): string {
  return `${namespaceOf(resource)}/${resource.metadata.name}`;
}

function countOf(pods: readonly PodRecord[], hash: string): PodCount {
  const updated = pods.filter((pod) => pod.hash === hash);
  return {
    all: pods.length,
    ready: pods.filter(({ ready }) => ready).length,
    updated: updated.length,
    updatedReady: updated.filter(({ ready }) => ready).length,
  };
}

function sameItems(some: readonly unknown[], others: readonly unknown[] | undefined): boolean {
  return some.length === others?.length && some.every((item, index) => item === others[index]);
}
