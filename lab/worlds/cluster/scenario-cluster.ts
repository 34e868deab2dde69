import {
  type ApiObject,
  type Diagnostic,
  formatReference,
  namespaceOf,
  type Resource,
  type ResourceReference,
  type ResourceSet,
  referenceOf,
} from '../../../engine/index.ts';
import { readFor } from '../../cluster/read.ts';
import { keyOf } from '../../cluster/store.ts';
import type { Journal } from '../../journal.ts';
import type { ApplyOutcome, ApplyResult } from '../world.ts';
import { Applier } from './applier.ts';
import { ClusterWorldError } from './cluster-world-error.ts';
import { Collections } from './collections.ts';
import { type ClusterConnection, pathOf, type ServedKind } from './connection.ts';
import { Expectations } from './expectations.ts';
import type { ScenarioNamespaces } from './namespaces.ts';
import { Refresher } from './refresher.ts';
import { type Reach, RelayedPods } from './relayed-pods.ts';
import { RoutedObjects } from './routed-objects.ts';
import { waitingFor } from './waiting.ts';

/** What is followed in each namespace from the beginning; other kinds, once the scenario has one. */
const ALWAYS: readonly (readonly [apiVersion: string, kind: Resource['kind']])[] = [
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
];

export interface ScenarioClusterOptions {
  readonly connection: ClusterConnection;
  readonly journal: Journal;
  readonly namespaces: ScenarioNamespaces;
  readonly run: string;
  readonly reach: Reach | undefined;
  readonly standIns: ReadonlyMap<string, string>;
}

/**
 * The part of a cluster that is one scenario's: its objects as it wrote them, their pods, and what proxies here route by.
 * Owns its namespaces, watches and relays.
 */
export class ScenarioCluster {
  readonly pods: RelayedPods;
  readonly #connection: ClusterConnection;
  readonly #namespaces: ScenarioNamespaces;
  readonly #applier: Applier;
  readonly #collections: Collections;
  readonly #expectations = new Expectations();
  readonly #routed: RoutedObjects;
  readonly #listeners = new Set<() => void>();
  /** What the scenario wrote last of each object. */
  readonly #written = new Map<string, Resource>();
  /** What is no object of a cluster: dynamic configurations, of which proxies have files. */
  readonly #local = new Map<string, Resource>();
  readonly #rejected = new Map<string, ResourceReference>();
  #inFiles = new Map<string, ResourceReference>();
  #set: ResourceSet = { resources: [], rejected: [] };
  readonly #refresher = new Refresher(() => this.#refresh());

  constructor({ connection, journal, namespaces, run, reach, standIns }: ScenarioClusterOptions) {
    this.#connection = connection;
    this.#namespaces = namespaces;
    this.#applier = new Applier({ connection, namespaces, run }, standIns);
    this.#collections = new Collections(connection.transport, () => this.#refresher.changed());
    this.pods = new RelayedPods({
      connection,
      journal,
      reach,
      inScenario: (namespace) => namespaces.inScenario(namespace) ?? namespace,
    });
    this.#routed = new RoutedObjects({
      collections: this.#collections,
      namespaces,
      pods: this.pods,
      writtenOf: (reference) => this.#written.get(keyOf(reference)),
    });
  }

  get set(): ResourceSet {
    return this.#set;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async apply(text: string, file: string, namespace: string | undefined): Promise<ApplyResult> {
    const read = readFor(text, file, namespace);
    for (const reference of read.rejected) this.#rejected.set(keyOf(reference), reference);
    const diagnostics = [...read.diagnostics];
    const outcomes: ApplyOutcome[] = [];
    for (const resource of read.resources) {
      const reference = referenceOf(resource);
      if (resource.kind === 'DynamicConfiguration') {
        outcomes.push({ reference, outcome: this.#local.has(keyOf(reference)) ? 'configured' : 'created' });
        this.#local.set(keyOf(reference), resource);
        continue;
      }
      const put = await this.#applier.put(resource);
      if ('refusal' in put) {
        diagnostics.push(put.refusal);
        this.#rejected.set(keyOf(reference), reference);
        continue;
      }
      this.#rejected.delete(keyOf(reference));
      this.#written.set(keyOf(reference), resource);
      outcomes.push({ reference, outcome: put.outcome });
      await this.#follow(resource, put.served);
      this.#expect(reference, put.served, put.object);
    }
    this.#refresher.changed();
    return { outcomes, diagnostics };
  }

  async replaceFiles(
    files: readonly { readonly file: string; readonly text: string }[],
  ): Promise<ApplyResult> {
    const outcomes: ApplyOutcome[] = [];
    const diagnostics: Diagnostic[] = [];
    const before = this.#inFiles;
    this.#inFiles = new Map();
    for (const { file, text } of files) {
      const result = await this.apply(text, file, undefined);
      outcomes.push(...result.outcomes);
      diagnostics.push(...result.diagnostics);
      for (const { reference } of result.outcomes) this.#inFiles.set(keyOf(reference), reference);
    }
    // A file with a slip of the pen in it deletes nothing.
    const isWhole = diagnostics.every(({ severity, resource }) => severity !== 'error' || resource);
    for (const [key, reference] of before) {
      if (this.#inFiles.has(key)) continue;
      if (!isWhole || this.#rejected.has(key)) this.#inFiles.set(key, reference);
      else {
        await this.delete(reference);
        outcomes.push({ reference, outcome: 'deleted' });
      }
    }
    return { outcomes, diagnostics };
  }

  /** @throws ClusterWorldError if there is no such object */
  async delete(reference: ResourceReference): Promise<void> {
    const { served, place, path } = await this.#locate(reference);
    if (!(await this.#connection.delete(path)) && !this.#rejected.has(keyOf(reference)))
      throw notFound(reference);
    this.#rejected.delete(keyOf(reference));
    this.#written.delete(keyOf(reference));
    const { apiVersion } = served;
    if (reference.kind !== 'Namespace') {
      this.#expectations.add({
        ...{ apiVersion, kind: reference.kind, namespace: place },
        ...{ name: nameIn(path), reference, resourceVersion: undefined },
      });
    }
    this.#refresher.changed();
  }

  /** Merges a change into an object. */
  async change(reference: ResourceReference, change: Readonly<Record<string, unknown>>): Promise<void> {
    const { served, path } = await this.#locate(reference);
    const object = await this.#connection.merge(path, change);
    this.#expect(reference, served, object);
  }

  /** A table as kubectl prints it is made of what this answers. */
  async table(apiVersion: string, kind: string, namespace: string, selector: string) {
    const served = await this.#connection.find(apiVersion, kind);
    if (!served) return undefined;
    const place = this.#namespaces.inCluster(namespace);
    return { served, ...(await this.#connection.table(pathOf(served, place), selector)) };
  }

  /**
   * Resolves when the cluster has done what was asked of it, and listeners know.
   *
   * @throws ClusterWorldError `cluster-not-settled` after `deadlineMs` milliseconds, saying what was waited for;
   *   `cluster-not-reached`
   */
  async settled(deadlineMs: number): Promise<void> {
    const waiting = await this.#refresher.until(deadlineMs, () => [
      ...this.#expectations.missing(this.#collections),
      ...waitingFor(this.#collections, (object) => this.#nameOf(object)),
    ]);
    if (waiting.length === 0) return;
    const { failure } = this.#collections;
    const why = failure ? ` (the API: ${failure.message})` : '';
    throw new ClusterWorldError(
      'cluster-not-settled',
      `the cluster did not settle within ${deadlineMs} ms: ${waiting.join('; ')}${why}`,
    );
  }

  async close(): Promise<void> {
    this.#listeners.clear();
    await this.#collections.close();
    await this.#refresher.close();
    await this.pods.close();
    await this.#applier.deleteAll();
  }

  #nameOf(object: ApiObject): string {
    const { kind, metadata } = this.#namespaces.restore(object);
    return formatReference({ kind: String(kind), namespace: metadata.namespace ?? '', name: metadata.name });
  }

  #expect(reference: ResourceReference, { apiVersion }: ServedKind, object: ApiObject): void {
    if (reference.kind === 'Namespace') return;
    const { name, namespace = '', resourceVersion } = object.metadata;
    this.#expectations.add({ apiVersion, kind: reference.kind, namespace, name, reference, resourceVersion });
  }

  async #follow(resource: Resource, served: ServedKind): Promise<void> {
    const { kind } = resource;
    if (kind === 'Namespace') return;
    const namespace = namespaceOf(resource) === '' ? '' : this.#namespaces.inCluster(namespaceOf(resource));
    const follows = [this.#collections.follow({ ...served, kind, namespace })];
    if (namespace !== '') {
      for (const [apiVersion, always] of ALWAYS) {
        const known = await this.#connection.find(apiVersion, always);
        if (known) follows.push(this.#collections.follow({ ...known, kind: always, namespace }));
      }
    }
    await Promise.all(follows);
  }

  async #locate(
    reference: ResourceReference,
  ): Promise<{ readonly served: ServedKind; readonly place: string; readonly path: string }> {
    const { kind, namespace } = reference;
    const known =
      this.#written.get(keyOf(reference)) ??
      this.#set.resources.find((resource) => keyOf(referenceOf(resource)) === keyOf(reference));
    const served = known && (await this.#connection.find(known.apiVersion, kind));
    if (!served) throw notFound(reference);
    const place = namespace === '' ? '' : this.#namespaces.inCluster(namespace);
    const name = namespace === '' ? this.#namespaces.nameInCluster(kind, reference.name) : reference.name;
    return { served, place, path: pathOf(served, place, name) };
  }

  async #refresh(): Promise<void> {
    const pods = [...this.#collections.all('Pod')];
    this.pods.update(pods);
    const resources = [...this.#local.values(), ...(await this.#routed.read(await this.#applier.made()))];
    const rejected = [...this.#rejected.values()];
    const before = this.#set;
    if (!sameItems(resources, before.resources) || !sameItems(rejected, before.rejected ?? [])) {
      this.#set = { resources, rejected };
      for (const listener of [...this.#listeners]) listener();
    }
    this.pods.release(pods);
  }
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function notFound(reference: ResourceReference): ClusterWorldError {
  return new ClusterWorldError('cluster-refused', `there is no ${formatReference(reference)} in the cluster`);
}

function sameItems<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
