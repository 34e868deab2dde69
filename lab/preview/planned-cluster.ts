import {
  type Applied,
  Configurator,
  type Diagnostic,
  type ManifestText,
  parseFlags,
  type Resource,
  type ResourceSet,
  type StaticConfiguration,
  seededRandom,
} from '../../engine/core.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { PodRuntime } from '../cluster/pod-runtime.ts';
import { ASSUMED_CLASS, assumedFlags } from './assumed-flags.ts';
import { withClusterAddresses } from './planned-addresses.ts';
import { plannedRuntime } from './planned-runtime.ts';

/** How manifests are planned. */
export interface PlanningOptions {
  /** Traefik's static flags. Without an entry point among them, those of its Helm chart and all that the manifests name are assumed. */
  readonly flags?: readonly string[];
  /** As kubectl's `--namespace`. */
  readonly namespace?: string;
  /** Names pods and shuffles balancers; default 1. */
  readonly seed?: number;
}

interface Parts {
  readonly runtime?: PodRuntime;
  readonly now?: () => Date;
  /** Milliseconds, monotonic, for what balancers remember of servers; default: time stands still. */
  readonly elapsed?: () => number;
}

/** Milliseconds until every planned pod is there; they only have to be counted. */
const DEADLINE_MS = 60_000;

/** A cluster in which nothing runs, and the engine's configuration that its objects compile to. Owns the cluster. */
export class PlannedCluster implements AsyncDisposable {
  readonly cluster: Cluster;
  readonly static: StaticConfiguration;
  /** false: no flag named an entry point, and those that the manifests name were assumed. */
  readonly entryPointsKnown: boolean;
  readonly configurator: Configurator;
  readonly #read: readonly Diagnostic[];

  /**
   * Applies manifests to a cluster in which nothing runs; nothing is compiled yet.
   *
   * @throws FlagError, LabelSelectorError for flags that cannot be used
   */
  static async open(
    texts: readonly ManifestText[],
    { flags = [], namespace, seed = 1 }: PlanningOptions,
    { runtime = plannedRuntime(), now, elapsed = () => 0 }: Parts = {},
  ): Promise<PlannedCluster> {
    const random = seededRandom(seed);
    const cluster = new Cluster({ runtime, random, planned: true, ...(now ? { now } : {}) });
    try {
      const { diagnostics } = await cluster.replaceFiles(texts, namespace === undefined ? {} : { namespace });
      await assumeClass(cluster);
      await cluster.settled(DEADLINE_MS);
      return new PlannedCluster(cluster, diagnostics, flags, random, elapsed);
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  private constructor(
    cluster: Cluster,
    read: readonly Diagnostic[],
    flags: readonly string[],
    random: () => number,
    elapsed: () => number,
  ) {
    this.cluster = cluster;
    this.#read = read;
    this.entryPointsKnown = flags.some((flag) => /^--entrypoints\./i.test(flag));
    const { resources } = this.resourceSet();
    this.static = parseFlags(this.entryPointsKnown ? flags : [...assumedFlags(resources), ...flags]);
    this.configurator = new Configurator({ static: this.static, random, now: elapsed });
  }

  /** All objects, with the pods and endpoints that controllers make. */
  resourceSet(): Required<ResourceSet> {
    const { resources, rejected } = this.cluster.resourceSet();
    return { resources: withClusterAddresses(resources), rejected };
  }

  /** Puts the objects in force, each as `revise` makes it. */
  compile(revise: (resource: Resource) => Resource = (resource) => resource): Applied {
    const { resources, rejected } = this.resourceSet();
    return this.configurator.apply({ resources: resources.map(revise), rejected });
  }

  /** What was found in the manifests, by controllers and by the engine, each once. */
  get diagnostics(): readonly Diagnostic[] {
    const all = [...this.#read, ...this.cluster.diagnostics, ...this.configurator.diagnostics];
    return [...new Map(all.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cluster.close();
  }
}

/** Applies the IngressClass that comes with Traefik's Helm chart, where the manifests leave classes to others. */
async function assumeClass(cluster: Cluster): Promise<void> {
  const { resources } = cluster.resourceSet();
  if (!resources.some(({ kind }) => kind === 'IngressClass')) await cluster.apply(ASSUMED_CLASS);
}
