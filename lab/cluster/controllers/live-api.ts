import {
  type Diagnostic,
  namespaceOf,
  type ResourceOf,
  type ResourceReference,
  referenceOf,
} from '../../../engine/core.ts';
import type { KubernetesApi } from '../api/kubernetes-api.ts';
import { fromObject } from '../live/from-object.ts';
import { LiveObjects } from '../live/live-objects.ts';
import { kindAt } from '../live/object-keys.ts';
import { OwnWrites } from '../live/own-writes.ts';
import { visible } from '../live/to-object.ts';
import type { KubeObject } from '../objects/object.ts';
import type { ObjectStore, StoreEvent } from '../objects/object-store.ts';
import type { Registry } from '../objects/registry.ts';
import { qualifiedName } from '../objects/resource-type.ts';
import type { PodFleet } from '../pod-fleet.ts';
import type { PodRecord } from '../pod-record.ts';
import { withMetadata } from '../revise.ts';
import { keyOf, type Store, type StoreSink } from '../store.ts';
import { isBootObject, writeBootObjects, writeNamespaceObjects } from './boot-objects.ts';
import { GarbageCollector, type ObjectPlace } from './garbage-collector.ts';
import { NamespaceDrain } from './namespace-drain.ts';
import { ObjectControllers } from './object-controllers.ts';

/** What controllers look at. Everything else is routed by, and no more. */
const CONTROLLED: ReadonlySet<string> = new Set([
  'daemonsets.apps',
  'deployments.apps',
  'endpoints',
  'endpointslices.discovery.k8s.io',
  'namespaces',
  'pods',
  'replicasets.apps',
  'services',
  'statefulsets.apps',
]);

export interface LiveApiOptions {
  /** What is in force of the objects. */
  readonly store: Store;
  readonly objects: ObjectStore;
  readonly registry: Registry;
  readonly now: () => Date;
  readonly fleet: () => PodFleet;
  /** Called when somebody wrote what is in force now: something that controllers have to look at, or nothing of that kind. */
  readonly changed: (forControllers: boolean) => void;
}

/**
 * The side of a cluster that an API shows: what is in force here can be read and watched there, and what is written
 * there is in force here. Owns a timer for each namespace that is on its way out, and
 * for each rollout that is under way.
 */
export class LiveApi {
  readonly #store: Store;
  readonly #objects: ObjectStore;
  readonly #registry: Registry;
  readonly #fleet: () => PodFleet;
  readonly #changed: LiveApiOptions['changed'];
  readonly #writes: OwnWrites;
  readonly #live: LiveObjects;
  readonly #controllers: ObjectControllers;
  readonly #collector: GarbageCollector;
  readonly #drain = new NamespaceDrain((namespace) => this.#drainNamespace(namespace));
  readonly #newNamespaces: string[] = [];
  readonly #unsubscribe: () => void;

  constructor({ store, objects, registry, now, fleet, changed }: LiveApiOptions) {
    this.#store = store;
    this.#objects = objects;
    this.#registry = registry;
    this.#fleet = fleet;
    this.#changed = changed;
    this.#writes = new OwnWrites(objects, now);
    this.#live = new LiveObjects(store, objects, this.#writes);
    this.#controllers = new ObjectControllers({
      writes: this.#writes,
      store,
      now,
      due: () => changed(true),
    });
    this.#collector = new GarbageCollector({
      writes: this.#writes,
      end: (place, object) => this.#end(place, object),
      gone: ({ resource }, object) => this.#live.follow({ type: 'DELETED', resource, object, revision: 0 }),
      orphan: (place, owner) => this.#orphan(place, owner),
    });
    this.#unsubscribe = objects.subscribe((event) => this.#hear(event));
    writeBootObjects(this.#writes, now());
    this.#fillNamespaces();
  }

  /** From now on what is new goes through an API, and what is there has what that fills in. */
  open(api: KubernetesApi): void {
    this.#writes.useApi(api, this.#registry);
    this.#changed(true);
  }

  /** Hears of what is written to the store. */
  get sink(): StoreSink {
    return this.#live;
  }

  /** Objects that somebody wrote by other means than files and that are not valid. */
  get rejected(): readonly ResourceReference[] {
    return this.#live.rejected;
  }

  /** What is wrong with objects that somebody wrote by other means than files. */
  get diagnostics(): readonly Diagnostic[] {
    return this.#live.diagnostics;
  }

  /** Ends what nothing owns any more. Answers whether that leaves something to look at. */
  collect(): boolean {
    const { revision } = this.#objects;
    this.#removeNamespaces();
    if (!this.#collector.isIdle) this.#collector.collect();
    return revision !== this.#objects.revision;
  }

  /** Shows what the controllers did. */
  show(slices: readonly ResourceOf<'EndpointSlice'>[]): void {
    this.#fillNamespaces();
    this.#controllers.reconcile(this.#fleet().pods, slices);
  }

  /** An object was deleted here, a namespace with all that is in it. */
  deleted(reference: ResourceReference): void {
    this.#live.forget(reference);
    if (reference.kind === 'Namespace') this.#removeRest(reference.name);
  }

  close(): void {
    this.#unsubscribe();
    this.#drain.close();
    this.#controllers.close();
  }

  #hear(event: StoreEvent): void {
    this.#collector.notice(event);
    if (event.resource === 'namespaces') {
      if (event.type === 'ADDED') this.#newNamespaces.push(event.object.metadata.name);
      if (event.type === 'DELETED') this.#drain.end(event.object.metadata.name);
    }
    if (this.#writes.isOwn(event)) return;
    const isControlled = CONTROLLED.has(event.resource);
    // Whoever waits for a workload waits for the status of its latest generation.
    const isAnew = isControlled && event.previous?.metadata.generation !== event.object.metadata.generation;
    const isFollowed = this.#follow(event) || isAnew;
    if (!this.#collector.isIdle || this.#newNamespaces.length > 0) this.#changed(true);
    else if (isFollowed) this.#changed(isControlled);
  }

  /** Takes over what somebody else wrote. Answers whether controllers have to look at it. */
  #follow(event: StoreEvent): boolean {
    const { resource, object, type } = event;
    if (resource === 'events' || isBootObject(resource, object)) return false;
    if (resource === 'pods') return this.#followPod(event);
    if (this.#controllers.disturb(resource, object)) return true;
    const isEnding = type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined;
    if (isEnding && resource === 'namespaces') this.#drain.begin(object.metadata.name);
    // What ends before what it owns, for whoever looks, is out of force at once.
    if (isEnding && object.metadata.finalizers?.includes('foregroundDeletion')) {
      return this.#live.follow({ ...event, type: 'DELETED' });
    }
    return this.#live.follow(event);
  }

  #followPod(event: StoreEvent): boolean {
    const { type, object } = event;
    const { name, namespace = 'default', deletionTimestamp } = object.metadata;
    const record = this.#podNamed(namespace, name);
    if (type === 'DELETED' || deletionTimestamp !== undefined) {
      this.#live.follow({ ...event, type: 'DELETED' });
      if (record) this.#fleet().terminate(record);
      if (record && type === 'DELETED') this.#controllers.forgetPod(record);
      if (!record && type !== 'DELETED') this.#writes.remove('pods', namespace, name);
      return true;
    }
    if (!record || this.#store.get({ kind: 'Pod', namespace, name })) return this.#live.follow(event);
    const [labels, annotations] = [visible(object.metadata.labels), visible(object.metadata.annotations)];
    record.describe(withMetadata(record.described, { labels, annotations }));
    return true;
  }

  #podNamed(namespace: string, name: string): PodRecord | undefined {
    const named = this.#fleet().pods.filter(
      ({ resource }) => resource.metadata.name === name && namespaceOf(resource) === namespace,
    );
    return named.find(({ terminating }) => !terminating) ?? named[0];
  }

  /** Of a pod the program ends first. */
  #end({ resource, namespace, name }: ObjectPlace, object: KubeObject): void {
    if (resource === 'pods') {
      this.#store.drop({ kind: 'Pod', namespace, name });
      const record = this.#podNamed(namespace, name);
      if (record) this.#fleet().terminate(record);
      else this.#writes.remove(resource, namespace, name);
      return;
    }
    const kind = kindAt(resource);
    const reference = kind && { kind, namespace, name };
    const isOwned = this.#controllers.disturb(resource, object);
    if (reference && !isOwned && this.#store.get(reference)) this.#store.delete(reference);
    this.#writes.remove(resource, namespace, name);
  }

  /** The pods of a Deployment stay with their ReplicaSets, those of anything else by themselves. */
  #orphan({ resource, namespace, name }: ObjectPlace, owner: KubeObject): void {
    const kind = kindAt(resource);
    if (kind === undefined) return;
    const key = keyOf({ kind, namespace, name });
    const released = this.#controllers.releaseReplicaSets(key);
    for (const { metadata } of released) {
      const replicaSet = this.#writes.get('replicasets.apps', namespace, metadata.name);
      const read = replicaSet && fromObject(replicaSet).stored;
      if (read) this.#store.take(read);
    }
    for (const record of this.#fleet().pods) {
      if (record.owner !== key) continue;
      const next = released.find(({ metadata }) => metadata.name.endsWith(`-${record.hash}`));
      if (next) record.adopt(keyOf({ kind: 'ReplicaSet', namespace, name: next.metadata.name }));
      else record.release();
    }
    this.#live.follow({ type: 'DELETED', resource, object: owner, revision: 0 });
  }

  /** All in the namespace goes. */
  #drainNamespace(namespace: string): void {
    for (const resource of this.#store.list()) {
      if (namespaceOf(resource) === namespace) this.#store.delete(referenceOf(resource));
    }
    for (const record of this.#fleet().pods) {
      if (namespaceOf(record.resource) === namespace) this.#fleet().terminate(record);
    }
    this.#removeRest(namespace);
    this.#changed(true);
  }

  /** A namespace is gone when the last program in it is. */
  #removeNamespaces(): void {
    for (const namespace of this.#drain.drained) {
      if (this.#fleet().pods.some(({ resource }) => namespaceOf(resource) === namespace)) continue;
      this.#store.drop({ kind: 'Namespace', namespace: '', name: namespace });
      this.#removeRest(namespace);
      this.#writes.remove('namespaces', '', namespace);
    }
  }

  /** What is in a namespace that nothing routes by. Pods are gone when their programs are. */
  #removeRest(namespace: string): void {
    this.#live.forget({ kind: 'Namespace', namespace: '', name: namespace });
    for (const type of this.#registry.types) {
      const key = qualifiedName(type);
      if (!type.namespaced || key === 'pods') continue;
      for (const { metadata } of this.#objects.list(key, namespace)) {
        this.#writes.remove(key, namespace, metadata.name);
      }
    }
  }

  #fillNamespaces(): void {
    for (const namespace of this.#newNamespaces.splice(0)) {
      if (this.#writes.get('namespaces', '', namespace)) writeNamespaceObjects(this.#writes, namespace);
    }
  }
}
