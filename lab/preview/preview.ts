import {
  type Applied,
  type Configurator,
  type Diagnostic,
  type ManifestText,
  namespaceOf,
  type Resource,
  type ResourceReference,
  type StaticConfiguration,
} from '../../engine/core.ts';
import { PlannedCluster, type PlanningOptions } from './planned-cluster.ts';

/** How a preview is made. */
export type PreviewOptions = PlanningOptions;

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

/**
 * Applies manifests to a cluster in which nothing runs, and compiles what is then there.
 *
 * @throws FlagError, LabelSelectorError for flags that cannot be used
 */
export async function preview(
  texts: readonly ManifestText[],
  options: PreviewOptions = {},
): Promise<Preview> {
  await using planned = await PlannedCluster.open(texts, options);
  const { cluster, configurator, entryPointsKnown } = planned;
  const applied = planned.compile();
  const { resources, rejected } = planned.resourceSet();
  const pods = cluster.pods().map(({ resource, workload }): PlannedPod => {
    const { name } = resource.metadata;
    return { namespace: namespaceOf(resource), name, workload };
  });
  return {
    texts,
    static: planned.static,
    entryPointsKnown,
    resources,
    rejected,
    pods: new Map(pods.map((pod) => [pod.name, pod])),
    configurator,
    applied,
    diagnostics: planned.diagnostics,
  };
}
