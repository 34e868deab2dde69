import {
  type Diagnostic,
  namespaceOf,
  type ResourceOf,
  type ResourceReference,
  referenceOf,
} from '../../engine/core.ts';
import type { KubernetesApi } from './api/kubernetes-api.ts';
import { ClusterError, closedError, notFound } from './cluster-error.ts';
import type { ApplyOptions, ClusterOptions, ClusterResources } from './cluster-options.ts';
import { adoptReplicaSets } from './controllers/adoption.ts';
import { ShownObjects } from './controllers/shown-objects.ts';
import { DeploymentController } from './deployment-controller.ts';
import { EndpointController } from './endpoint-controller.ts';
import { controllerFindings } from './findings.ts';
import { type ApplyResult, joined, type ManifestFile, Manifests } from './manifests.ts';
import { ObjectStore } from './objects/object-store.ts';
import { Registry } from './objects/registry.ts';
import { PodFleet } from './pod-fleet.ts';
import { podInputs } from './pod-inputs.ts';
import { outputOf, type PodOutput } from './pod-output.ts';
import type { PodRecord } from './pod-record.ts';
import type { PodPort } from './pod-runtime.ts';
import { type PodState, podState } from './pod-state.ts';
import { changeMetadata, type MetadataChanges, withReplicas } from './revise.ts';
import { Settlement } from './settlement.ts';
import { keyOf, Store } from './store.ts';

/**
 * The resources in force, and the controllers that turn Deployments into pods and endpoints. Owns the pods it starts.
 *
 * A pod that is to end first loses its endpoints, of which listeners are told; only then is its program stopped, with
 * the grace of its `terminationGracePeriodSeconds` (10 s if not written), so that traffic can move without a loss.
 * Namespaces come into being with the first object in them.
 *
 * `objects` holds everything as an API shows it, and what others write there is in force here, in the same turn for who
 * asks and in a microtask for who listens. A planned cluster leaves it empty.
 */
export class Cluster implements AsyncDisposable {
  /** The cluster's clock: what ages are counted by. */
  readonly now: () => Date;
  /** The kinds of objects there are. */
  readonly registry: Registry;
  readonly #planned: boolean;
  readonly #objects: ObjectStore;
  /** undefined: the cluster is planned. */
  readonly #shown: ShownObjects | undefined;
  #api: Promise<KubernetesApi> | undefined;
  readonly #store = new Store();
  readonly #manifests: Manifests;
  readonly #fleet: PodFleet;
  readonly #pods: DeploymentController;
  readonly #endpoints = new EndpointController();
  readonly #listeners = new Set<() => void>();
  readonly #settlement: Settlement;
  #set: ClusterResources = { resources: [], rejected: [] };
  /** True if a pod started, failed or ended since the controllers looked. */
  #stale = false;
  /** True if somebody wrote what no controller looks at since the set was made. */
  #outdated = false;
  #slices: readonly ResourceOf<'EndpointSlice'>[] = [];
  #changed = false;
  #flushing = false;
  #closing: Promise<void> | undefined;

  constructor({
    runtime,
    random,
    now = () => new Date(),
    clock,
    planned = false,
    showsLate = false,
    ...api
  }: ClusterOptions) {
    this.#settlement = new Settlement(clock);
    this.now = now;
    this.#planned = planned;
    const { objects = new ObjectStore(), registry = new Registry() } = api;
    this.#objects = objects;
    this.registry = registry;
    this.#manifests = new Manifests(this.#store, now);
    this.#fleet = new PodFleet(
      runtime,
      (pod) => podInputs(pod, (kind, name) => this.#source(kind, namespaceOf(pod), name), planned),
      () => this.#podsChanged(),
    );
    this.#pods = new DeploymentController({
      fleet: this.#fleet,
      random,
      now,
      idleNames: (namespace, prefix) => runtime.idleNames?.(namespace, prefix) ?? [],
    });
    this.#shown = planned
      ? undefined
      : new ShownObjects({
          store: this.#store,
          objects,
          registry,
          now,
          fleet: () => this.#fleet,
          changed: (forControllers) => {
            if (forControllers) this.#podsChanged();
            else this.#objectsChanged();
          },
          late: showsLate,
        });
  }

  /**
   * Applies manifests as `kubectl apply -n NAMESPACE -f` does; several files are one change. What is not valid is a
   * finding and changes nothing.
   */
  async apply(
    manifests: string | ManifestFile | readonly ManifestFile[],
    { file = 'manifests.yaml', namespace }: ApplyOptions = {},
  ): Promise<ApplyResult> {
    this.#assertOpen();
    const files = typeof manifests === 'string' ? [{ file, text: manifests }] : [manifests].flat();
    const results = files.map((one) => this.#manifests.apply(one, namespace));
    this.#reconcile();
    return joined(results);
  }

  /**
   * Makes these files, instead of those of the last call, what is in force from files: changed objects are configured,
   * vanished ones deleted. Objects of `apply` are left alone, and so is what was scaled, labelled or applied by hand
   * as long as the file says of it what it said. An object that is no longer valid keeps its last valid version.
   */
  async replaceFiles(
    files: readonly ManifestFile[],
    options: Pick<ApplyOptions, 'namespace'> = {},
  ): Promise<ApplyResult> {
    this.#assertOpen();
    const result = this.#manifests.replaceFiles(files, options.namespace);
    this.#reconcile();
    return result;
  }

  /**
   * Deletes an object with what hangs on it: the pods of a Deployment, all that is in a Namespace. Resolves when it is
   * out of force; its pods may still be finishing requests.
   *
   * @throws ClusterError `resource-not-found`, `namespace-protected`
   */
  async delete(reference: ResourceReference): Promise<void> {
    this.#assertOpen();
    if (reference.kind === 'Namespace' && reference.name === 'default') {
      throw new ClusterError('namespace-protected', 'the namespace `default` may not be deleted');
    }
    const pod = this.#generatedPod(reference);
    if (pod) this.#fleet.terminate(pod);
    else {
      this.#catchUp();
      const isRejected = this.#set.rejected.some((rejected) => keyOf(rejected) === keyOf(reference));
      if (!this.#store.get(reference) && !isRejected) throw notFound(reference);
      this.#manifests.delete(reference);
      if (reference.kind === 'Namespace') this.#terminateAllIn(reference.name);
      this.#shown?.deleted(reference);
    }
    this.#reconcile();
  }

  /**
   * Sets the number of pods of a Deployment.
   *
   * @throws ClusterError `resource-not-found`, `replicas-invalid`
   */
  async scale(namespace: string, deployment: string, replicas: number): Promise<void> {
    this.#assertOpen();
    if (!Number.isInteger(replicas) || replicas < 0) {
      throw new ClusterError(
        'replicas-invalid',
        `cannot scale to ${replicas}: a whole number from 0 is expected`,
      );
    }
    const reference = { kind: 'Deployment', namespace, name: deployment };
    const stored = this.#store.get(reference);
    if (stored?.resource.kind !== 'Deployment') throw notFound(reference);
    this.#store.set({ ...stored, resource: withReplicas(stored.resource, replicas) });
    this.#reconcile();
  }

  /**
   * Deletes a pod. If it belongs to a Deployment, another takes its place.
   *
   * @throws ClusterError `resource-not-found`
   */
  deletePod(namespace: string, name: string): Promise<void> {
    return this.delete({ kind: 'Pod', namespace, name });
  }

  /**
   * Sets labels and annotations of an object, as `kubectl label --overwrite` and `kubectl annotate --overwrite` do;
   * `undefined` removes one. A pod whose labels its Deployment no longer selects is replaced and goes on by itself.
   *
   * @throws ClusterError `resource-not-found`
   */
  async setMetadata(reference: ResourceReference, changes: MetadataChanges): Promise<void> {
    this.#assertOpen();
    const pod = this.#generatedPod(reference);
    const stored = this.#store.get(reference);
    if (pod) pod.describe(changeMetadata(pod.resource, changes));
    else if (stored) this.#store.set({ ...stored, resource: changeMetadata(stored.resource, changes) });
    else throw notFound(reference);
    this.#reconcile();
  }

  /** All objects, as an API shows them. */
  get objects(): ObjectStore {
    if (this.#shown?.look()) this.#show();
    return this.#objects;
  }

  /** Everything in force, with the pods and endpoints that the controllers made; pods that are terminating are left out. */
  resourceSet(): ClusterResources {
    this.#catchUp();
    return this.#set;
  }

  /** Calls the listener once per batch of changes, when the set is consistent. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Findings about the objects in force: pods that cannot start, Services that lead nowhere. */
  get diagnostics(): readonly Diagnostic[] {
    this.#catchUp();
    const findings = controllerFindings(this.#store, this.#fleet.pods, this.#planned);
    return [...(this.#shown?.diagnostics ?? []), ...findings];
  }

  /** All pods in the order they were made, with those that are terminating. */
  pods(): readonly PodState[] {
    this.#catchUp();
    return this.#fleet.pods.map(podState);
  }

  /** The pods of a Deployment, or of the Pod of that name; without those that are terminating. */
  podsOf(namespace: string, workload: string): readonly PodState[] {
    return this.pods().filter(
      (pod) => pod.workload === workload && namespaceOf(pod.resource) === namespace && !pod.terminating,
    );
  }

  /**
   * The verbs of a Kubernetes API on the objects of this cluster. From the first call on they have what an API fills in,
   * and Traefik's kinds have their definitions. Who does without is spared the loading of all that.
   *
   * @throws ClusterError `cluster-planned` for a cluster in which nothing runs
   */
  openApi(): Promise<KubernetesApi> {
    this.#api ??= this.#openApi();
    return this.#api;
  }

  async #openApi(): Promise<KubernetesApi> {
    const { objects, registry, now } = this;
    if (!this.#shown) {
      throw new ClusterError('cluster-planned', 'a cluster in which nothing runs has no API: start a lab');
    }
    const { createApi } = await import('./controllers/create-api.ts');
    const api = createApi({ objects, registry, now });
    this.#shown.open(api);
    return api;
  }

  /** What a container of a pod prints, by default its first; undefined if there is no such pod, or it has not started. */
  podLog(namespace: string, name: string, container?: string): PodOutput | undefined {
    const pod = this.pods().find(
      ({ resource }) => resource.metadata.name === name && namespaceOf(resource) === namespace,
    );
    return pod && outputOf(pod, container, this.now());
  }

  /** Where a port of a pod's container is reached on this machine; undefined if nothing listens there. */
  podPort(namespace: string, name: string, port: number): Pick<PodPort, 'host' | 'port'> | undefined {
    const pod = this.pods().find(
      ({ resource }) => resource.metadata.name === name && namespaceOf(resource) === namespace,
    );
    const { host, ports = [] } = pod?.running ?? {};
    const found = ports.find(({ containerPort, protocol }) => containerPort === port && protocol === 'TCP');
    return found ?? (host === undefined ? undefined : { host, port });
  }

  /**
   * Resolves when every pod that is wanted is ready or has failed, and listeners know. Pods that finish their last
   * requests are not waited for.
   *
   * @throws ClusterError `cluster-not-settled` after `deadlineMs` milliseconds, saying which pods wait for what;
   *   `cluster-closed`
   */
  async settled(deadlineMs: number): Promise<void> {
    this.#assertOpen();
    if (!this.#isSettled()) await this.#settlement.wait(deadlineMs, () => this.#fleet.pods);
  }

  /** Stops all pods at once. Idempotent. */
  close(): Promise<void> {
    if (!this.#closing) {
      this.#listeners.clear();
      this.#shown?.close();
      this.#settlement.fail(closedError);
      this.#closing = this.#fleet.close();
    }
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #reconcile(): void {
    if (this.#closing) return;
    this.#stale = false;
    this.#shown?.collect();
    if (!this.#planned) adoptReplicaSets(this.#store, this.#fleet);
    this.#pods.reconcile(this.#store.workloads, this.#store.pods);
    const pods = this.#fleet.pods.filter(({ terminating }) => !terminating);
    this.#slices = this.#endpoints.reconcile(this.#store.services, pods);
    this.#refresh();
    this.#show();
    this.#flushSoon();
  }

  /** Shows what controllers did, and ends what is left without an owner by it. */
  #show(): void {
    this.#shown?.show(this.#slices);
    if (this.#shown?.collect()) this.#stale = true;
  }

  /** Makes the set of what is in force now. */
  #refresh(): void {
    this.#outdated = false;
    const written = this.#store.list().filter(({ kind }) => kind !== 'Pod');
    const pods = this.#fleet.pods.filter(({ terminating }) => !terminating);
    const resources = [...written, ...pods.map(({ resource }) => resource), ...this.#slices];
    const rejected = this.#rejected();
    if (sameItems(resources, this.#set.resources) && sameItems(rejected, this.#set.rejected)) return;
    this.#set = { resources, rejected };
    this.#changed = true;
  }

  #rejected(): readonly ResourceReference[] {
    const all = [...this.#manifests.rejected, ...(this.#shown?.rejected ?? [])];
    return [...new Map(all.map((reference) => [keyOf(reference), reference])).values()];
  }

  /** However many pods change before listeners hear of it, the controllers look once. */
  #podsChanged(): void {
    this.#stale = true;
    this.#flushSoon();
  }

  /** However many objects are written, the set is made once. */
  #objectsChanged(): void {
    this.#outdated = true;
    this.#flushSoon();
  }

  /** Nobody sees a pod that has changed without what follows from that: its endpoints, and the end of those it replaces. */
  #catchUp(): void {
    if (this.#stale) this.#reconcile();
    else if (this.#outdated && !this.#closing) this.#refresh();
  }

  #flushSoon(): void {
    if (this.#flushing || this.#closing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    if (this.#closing) return;
    this.#catchUp();
    this.#flushing = false;
    // What was ended because its owner is gone.
    if (this.#stale) this.#flushSoon();
    // What terminates because of a listener has to wait until listeners have heard of that, too.
    const terminating = this.#fleet.pods.filter((pod) => pod.terminating);
    const changed = this.#changed;
    this.#changed = false;
    try {
      if (changed) for (const listener of [...this.#listeners]) listener();
    } finally {
      this.#fleet.stop(terminating);
      if (this.#isSettled()) this.#settlement.reach();
    }
  }

  #isSettled(): boolean {
    return (
      !this.#flushing &&
      this.#fleet.pods.every(({ terminating, phase }) => terminating || phase !== 'Pending')
    );
  }

  #source(
    kind: 'Secret' | 'ConfigMap',
    namespace: string,
    name: string,
  ): ResourceOf<'Secret' | 'ConfigMap'> | undefined {
    const resource = this.#store.get({ kind, namespace, name })?.resource;
    return resource?.kind === 'Secret' || resource?.kind === 'ConfigMap' ? resource : undefined;
  }

  /** A pod that is not itself written as an object. */
  #generatedPod(reference: ResourceReference): PodRecord | undefined {
    if (this.#store.get(reference)) return undefined;
    this.#catchUp();
    return this.#fleet.pods.find(
      (pod) => !pod.terminating && keyOf(referenceOf(pod.resource)) === keyOf(reference),
    );
  }

  #terminateAllIn(namespace: string): void {
    for (const pod of this.#fleet.pods)
      if (namespaceOf(pod.resource) === namespace) this.#fleet.terminate(pod);
  }

  #assertOpen(): void {
    if (this.#closing) throw closedError();
  }
}

function sameItems<Item>(some: readonly Item[], others: readonly Item[]): boolean {
  return some.length === others.length && some.every((item, index) => item === others[index]);
}
