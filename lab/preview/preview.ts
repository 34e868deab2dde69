import {
  type Applied,
  Configurator,
  type Diagnostic,
  type ManifestText,
  namespaceOf,
  parseFlags,
  type Resource,
  type ResourceReference,
  type StaticConfiguration,
  seededRandom,
} from '../../engine/core.ts';
import { Cluster } from '../cluster/cluster.ts';
import { ASSUMED_CLASS, assumedFlags } from './assumed-flags.ts';
import { withClusterAddresses } from './planned-addresses.ts';
import { plannedRuntime } from './planned-runtime.ts';

/** How a preview is made. */
export interface PreviewOptions {
  /** Traefik's static flags. Without an entry point among them, those of its Helm chart and all that the manifests name are assumed. */
  readonly flags?: readonly string[];
  /** As kubectl's `--namespace`. */
  readonly namespace?: string;
  /** Shuffles balancers; default 1. */
  readonly seed?: number;
}

/** A pod that would run. */
interface PlannedPod {
  readonly namespace: string;
  readonly name: string;
  /** Name of the Deployment, or the pod's own. */
  readonly workload: string;
}

/** What would be in force if manifests were applied: nothing is started, no socket is opened. */
export interface Preview {
  readonly texts: readonly ManifestText[];
  readonly static: StaticConfiguration;
  /** false: no flag named an entry point, and those that the manifests name were assumed. */
  readonly entryPointsKnown: boolean;
  /** All objects, with the pods and endpoints that controllers would make. */
  readonly resources: readonly Resource[];
  /** Objects that are written but not valid. */
  readonly rejected: readonly ResourceReference[];
  /** By name. */
  readonly pods: ReadonlyMap<string, PlannedPod>;
  readonly configurator: Configurator;
  readonly applied: Applied;
  /** What was found in the manifests, by controllers and by the engine, each once. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Milliseconds until every planned pod is there; they only have to be counted. */
const DEADLINE_MS = 60_000;

/**
 * Applies manifests to a cluster in which nothing runs, and compiles what is then there.
 *
 * @throws FlagError, LabelSelectorError for flags that cannot be used
 */
export async function preview(
  texts: readonly ManifestText[],
  { flags = [], namespace, seed = 1 }: PreviewOptions = {},
): Promise<Preview> {
  const random = seededRandom(seed);
  await using cluster = new Cluster({ runtime: plannedRuntime(), random, planned: true });
  const { diagnostics: read } = await cluster.replaceFiles(
    texts,
    namespace === undefined ? {} : { namespace },
  );
  const entryPointsKnown = flags.some((flag) => /^--entrypoints\./i.test(flag));
  await assumeClass(cluster);
  await cluster.settled(DEADLINE_MS);
  const planned = cluster.resourceSet();
  const set = { ...planned, resources: withClusterAddresses(planned.resources) };
  const options = parseFlags(entryPointsKnown ? flags : [...assumedFlags(set.resources), ...flags]);
  const configurator = new Configurator({ static: options, random, now: () => 0 });
  const applied = configurator.apply(set);
  const pods = cluster.pods().map(({ resource, workload }): PlannedPod => {
    const { name } = resource.metadata;
    return { namespace: namespaceOf(resource), name, workload };
  });
  return {
    texts,
    static: options,
    entryPointsKnown,
    resources: set.resources,
    rejected: set.rejected,
    pods: new Map(pods.map((pod) => [pod.name, pod])),
    configurator,
    applied,
    diagnostics: once([...read, ...cluster.diagnostics, ...applied.diagnostics]),
  };
}

/** Applies the IngressClass that comes with Traefik's Helm chart, where the manifests leave classes to others. */
async function assumeClass(cluster: Cluster): Promise<void> {
  const { resources } = cluster.resourceSet();
  if (!resources.some(({ kind }) => kind === 'IngressClass')) await cluster.apply(ASSUMED_CLASS);
}

function once(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic])).values()];
}
