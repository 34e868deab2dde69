import { parseLabelSelector } from '../../engine/core.ts';
import type { Cluster } from './cluster.ts';
import { kindNamed, pluralOf } from './kind-names.ts';
import { qualifiedName } from './objects/resource-type.ts';
import { formatTable, printerOf } from './printing/index.ts';

/** What a table shows. */
export interface TableOptions {
  readonly namespace: string;
  /** A Kubernetes label selector, such as `use=test`. */
  readonly selector?: string;
}

const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['Namespace', 'IngressClass', 'Node']);

/** Groups whose kinds a cluster takes without a CustomResourceDefinition. */
const TRAEFIK_GROUPS = ['traefik.io', 'traefik.containo.us'];

/**
 * The objects of one kind as `kubectl get KIND -n NAMESPACE -l SELECTOR` prints them, sorted by name. `kind` is a
 * kind, its plural or a short name.
 *
 * @throws ClusterError `kind-not-known`
 * @throws LabelSelectorError
 */
export function getTable(cluster: Cluster, kind: string, { namespace, selector = '' }: TableOptions): string {
  const wanted = kindNamed(kind);
  const selects = parseLabelSelector(selector);
  const isOfCluster = CLUSTER_SCOPED.has(wanted);
  const types = cluster.registry.types.filter((type) => type.kind === wanted);
  const keys = new Set([
    ...types.map(qualifiedName),
    ...TRAEFIK_GROUPS.map((group) => `${pluralOf(wanted)}.${group}`),
  ]);
  const shown = [...keys]
    .flatMap((key) => cluster.objects.list(key, isOfCluster ? undefined : namespace))
    .filter(({ metadata }) => selects(metadata.labels ?? {}))
    .sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  if (shown.length === 0) {
    return isOfCluster ? 'No resources found' : `No resources found in ${namespace} namespace.`;
  }
  const { columns, cells } = printerOf(types[0]);
  const now = cluster.now().getTime();
  return formatTable(
    columns,
    shown.map((object) => cells(object, now)),
  );
}
