import { namespaceOf, parseLabelSelector, type Resource, type ResourceOf } from '../../engine/decisions.ts';
import { formatAge } from './age.ts';
import type { Cluster } from './cluster.ts';
import { isUpToDate } from './deployment-controller.ts';
import { kindNamed } from './kind-names.ts';
import type { PodState } from './pod-state.ts';

/** What a table shows. */
export interface TableOptions {
  readonly namespace: string;
  /** A Kubernetes label selector, such as `use=test`. */
  readonly selector?: string;
}

/** The cells of a row between NAME and AGE, by column. (A Node has one behind AGE.) */
type Cells = Readonly<Record<string, string>>;

const NONE = '<none>';

/** Items of a list of addresses or ports that kubectl shows. */
const MOST_SHOWN = 3;

/** What a label that gives a Node a role begins with. */
const ROLE = 'node-role.kubernetes.io/';

const CLUSTER_SCOPED: ReadonlySet<string> = new Set(['Namespace', 'IngressClass', 'Node']);

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
  const pods = cluster.pods();
  const resources: Resource[] =
    wanted === 'Pod' ? pods.map(({ resource }) => resource) : [...cluster.resourceSet().resources];
  const shown = resources
    .filter(
      (resource) =>
        resource.kind === wanted && isIn(resource, namespace) && selects(resource.metadata.labels),
    )
    .sort((one, other) => (one.metadata.name < other.metadata.name ? -1 : 1));
  if (shown.length === 0) {
    return CLUSTER_SCOPED.has(wanted)
      ? 'No resources found'
      : `No resources found in ${namespace} namespace.`;
  }
  const rows = shown.map((resource) => ({
    NAME: resource.metadata.name,
    ...cellsOf(resource, pods),
    AGE: ageOf(resource, cluster.now()),
    ...(resource.kind === 'Node' ? { VERSION: nodeVersion(resource) } : {}),
  }));
  return formatRows(rows);
}

function isIn(resource: Resource, namespace: string): boolean {
  return namespaceOf(resource) === '' || namespaceOf(resource) === namespace;
}

function cellsOf(resource: Resource, pods: readonly PodState[]): Cells {
  switch (resource.kind) {
    case 'Pod':
      return podCells(resource, pods);
    case 'Service':
      return serviceCells(resource);
    case 'Deployment':
      return deploymentCells(resource, pods);
    case 'Secret':
      return {
        TYPE: resource.type ?? 'Opaque',
        DATA: `${new Set([...Object.keys(resource.data ?? {}), ...Object.keys(resource.stringData ?? {})]).size}`,
      };
    case 'ConfigMap':
      return { DATA: `${Object.keys({ ...resource.data, ...resource.binaryData }).length}` };
    case 'Namespace':
      return { STATUS: 'Active' };
    case 'EndpointSlice':
      return {
        ADDRESSTYPE: resource.addressType,
        PORTS: shortened(resource.ports.map(({ port }) => `${port ?? '*'}`)),
        ENDPOINTS: shortened(resource.endpoints.flatMap(({ addresses }) => addresses)),
      };
    case 'Endpoints':
      return {
        ENDPOINTS: shortened(
          resource.subsets.flatMap(({ addresses, ports }) =>
            ports.flatMap(({ port }) => addresses.map(({ ip }) => `${ip}:${port}`)),
          ),
        ),
      };
    case 'Node':
      return nodeCells(resource);
    case 'Ingress':
      return ingressCells(resource);
    case 'IngressClass':
      return { CONTROLLER: resource.spec?.controller ?? '', PARAMETERS: NONE };
    default:
      return {};
  }
}

function podCells(pod: ResourceOf<'Pod'>, pods: readonly PodState[]): Cells {
  const state = pods.find(({ resource }) => resource === pod);
  const containers = pod.spec.containers.length;
  const status = state?.terminating ? 'Terminating' : (state?.phase ?? 'Unknown');
  return { READY: `${state?.running ? containers : 0}/${containers}`, STATUS: status, RESTARTS: '0' };
}

function serviceCells({ spec }: ResourceOf<'Service'>): Cells {
  return {
    TYPE: spec.type ?? 'ClusterIP',
    'CLUSTER-IP': spec.clusterIP ?? NONE,
    'EXTERNAL-IP': (spec.type === 'ExternalName' && spec.externalName) || NONE,
    'PORT(S)': listed(
      spec.ports.map(({ port, nodePort, protocol = 'TCP' }) =>
        nodePort === undefined ? `${port}/${protocol}` : `${port}:${nodePort}/${protocol}`,
      ),
    ),
  };
}

function ingressCells({ spec }: ResourceOf<'Ingress'>): Cells {
  const hosts = (spec?.rules ?? []).flatMap(({ host }) => (host ? [host] : []));
  return {
    CLASS: spec?.ingressClassName ?? NONE,
    HOSTS: hosts.length === 0 ? '*' : hosts.join(','),
    ADDRESS: '',
    PORTS: (spec?.tls ?? []).length === 0 ? '80' : '80, 443',
  };
}

/** What nobody reported about a Node kubectl calls unknown. */
function nodeCells({ metadata, status }: ResourceOf<'Node'>): Cells {
  const conditions = status?.['conditions'];
  const found = Array.isArray(conditions) ? conditions.find(({ type }) => type === 'Ready') : undefined;
  const roles = Object.keys(metadata.labels).flatMap((label) =>
    label.startsWith(ROLE) ? [label.slice(ROLE.length)] : [],
  );
  return {
    STATUS: found === undefined ? 'Unknown' : found.status === 'True' ? 'Ready' : 'NotReady',
    ROLES: listed(roles.toSorted()),
  };
}

function nodeVersion({ status }: ResourceOf<'Node'>): string {
  const info = status?.['nodeInfo'];
  return typeof info === 'object' && info !== null && 'kubeletVersion' in info
    ? String(info.kubeletVersion)
    : '';
}

function deploymentCells(deployment: ResourceOf<'Deployment'>, pods: readonly PodState[]): Cells {
  const own = pods.filter(
    ({ workload, resource, terminating }) =>
      !terminating &&
      workload === deployment.metadata.name &&
      namespaceOf(resource) === namespaceOf(deployment),
  );
  const ready = own.filter((pod) => pod.ready).length;
  const upToDate = own.filter(({ resource }) => isUpToDate(resource, deployment)).length;
  return {
    READY: `${ready}/${deployment.spec.replicas ?? 1}`,
    'UP-TO-DATE': `${upToDate}`,
    AVAILABLE: `${ready}`,
  };
}

function ageOf({ metadata }: Resource, now: Date): string {
  if (metadata.creationTimestamp === undefined) return '<unknown>';
  return formatAge(now.getTime() - Date.parse(metadata.creationTimestamp));
}

function listed(items: readonly string[]): string {
  return items.length === 0 ? NONE : items.join(',');
}

/** kubectl shows the first three of a list that may be long. */
function shortened(items: readonly string[]): string {
  const more = items.length - MOST_SHOWN;
  return more > 0 ? `${listed(items.slice(0, MOST_SHOWN))} + ${more} more...` : listed(items);
}

/** Columns as wide as their widest cell, three spaces apart. */
function formatRows(rows: readonly Cells[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}
