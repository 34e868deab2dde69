/**
 * What Kubernetes says of fields of its built-in kinds beside their types: facts of its published API, "Merge strategy"
 * (`x-kubernetes-list-type`, `-list-map-keys`, `-map-type`, `-patch-merge-key`, `-patch-strategy`).
 */

/** How managers and patches share the list of a field. */
export interface ListTraits {
  readonly listType: 'atomic' | 'set' | 'map';
  readonly listKeys: readonly string[];
  /** Absent if a strategic merge patch replaces the list, or if it is one of plain values. */
  readonly mergeKey?: string;
  readonly retainKeys: boolean;
}

/**
 * Lists of which managers share the items, by shape: `field: keys`. The first key is what a strategic merge patch names
 * an item by, unless a `-` stands before it; `+` says that it keeps only the keys it lists, `*` that patches alone know
 * the items. Ports have two keys for managers and one for patches.
 */
const KEYED_LISTS = `
  core/v1.PodSpec containers:name initContainers:name ephemeralContainers:name volumes:+name imagePullSecrets:name hostAliases:ip topologySpreadConstraints:topologyKey,whenUnsatisfiable schedulingGates:name resourceClaims:+name
  core/v1.PodStatus conditions:type podIPs:ip hostIPs:*ip resourceClaimStatuses:+name
  core/v1.Container ports:containerPort,protocol env:name volumeMounts:mountPath volumeDevices:devicePath
  core/v1.EphemeralContainer ports:containerPort,protocol env:name volumeMounts:mountPath volumeDevices:devicePath
  core/v1.ContainerStatus volumeMounts:mountPath allocatedResourcesStatus:name
  core/v1.ResourceStatus resources:-resourceID
  core/v1.ResourceRequirements claims:-name
  core/v1.ServiceSpec ports:port,protocol
  core/v1.ServiceStatus conditions:type
  core/v1.ServiceAccount secrets:name
  core/v1.NamespaceStatus conditions:type
  core/v1.NodeStatus conditions:type addresses:type
  core/v1.PersistentVolumeClaimStatus conditions:type
  core/v1.ReplicationControllerStatus conditions:type
  apps/v1.DeploymentStatus conditions:type
  apps/v1.DaemonSetStatus conditions:type
  apps/v1.ReplicaSetStatus conditions:type
  apps/v1.StatefulSetStatus conditions:type
  autoscaling/v2.HorizontalPodAutoscalerStatus conditions:type
  batch/v1.JobStatus conditions:*type
  policy/v1.PodDisruptionBudgetStatus conditions:type
  apiextensions/v1.CustomResourceDefinitionStatus conditions:-type
  apiextensions/v1.JSONSchemaProps x-kubernetes-validations:rule
  meta/v1.ObjectMeta ownerReferences:uid`;

/** Lists of plain values of which managers share the items; a strategic merge patch adds to them. */
const SETS = `
  core/v1.NodeSpec podCIDRs
  meta/v1.ObjectMeta finalizers`;

/** Shapes, and fields of shapes, that have one owner as a whole. */
const ATOMIC = `
  core/v1.ConfigMapKeySelector
  core/v1.EndpointAddress
  core/v1.EndpointPort
  core/v1.FileKeySelector
  core/v1.LocalObjectReference
  core/v1.NodeSelector
  core/v1.NodeSelectorTerm
  core/v1.ObjectFieldSelector
  core/v1.ObjectReference
  core/v1.PodSpec nodeSelector
  core/v1.ReplicationControllerSpec selector
  core/v1.ResourceFieldSelector
  core/v1.ScopeSelector
  core/v1.SecretKeySelector
  core/v1.SecretReference
  core/v1.ServiceSpec selector
  core/v1.TypedLocalObjectReference
  discovery/v1.EndpointPort
  meta/v1.LabelSelector
  rbac/v1.RoleRef
  rbac/v1.Subject`;

/** Fields of which a strategic merge patch keeps only the keys that it lists. */
const RETAINED = `
  apps/v1.DeploymentSpec strategy`;

/** Fields that hold a quantity (`500m`, `1Gi`), or a mapping of quantities: numbers are accepted there. */
const QUANTITIES = `
  core/v1.ContainerStatus allocatedResources
  core/v1.EmptyDirVolumeSource sizeLimit
  core/v1.LimitRangeItem default defaultRequest max maxLimitRequestRatio min
  core/v1.NodeAllocatableResourceClaimStatus resources
  core/v1.NodeStatus allocatable capacity
  core/v1.PersistentVolumeClaimStatus allocatedResources capacity
  core/v1.PersistentVolumeSpec capacity
  core/v1.PodSpec overhead
  core/v1.PodStatus allocatedResources
  core/v1.ResourceFieldSelector divisor
  core/v1.ResourceQuotaSpec hard
  core/v1.ResourceQuotaStatus hard used
  core/v1.ResourceRequirements limits requests
  core/v1.VolumeResourceRequirements limits requests
  autoscaling/v2.MetricTarget averageValue value
  autoscaling/v2.MetricValueStatus averageValue value`;

/**
 * Required fields that an API server does not miss: it takes their zero value, or says something of its own about it.
 */
const NOT_MISSED = `
  apiextensions/v1.CustomResourceDefinitionSpec scope
  autoscaling/v2.HorizontalPodAutoscalerSpec maxReplicas
  core/v1.Endpoints metadata
  core/v1.Event involvedObject metadata
  core/v1.HTTPHeader value
  core/v1.ServicePort port
  core/v1.Sysctl value
  discovery/v1.EndpointSlice endpoints
  networking/v1.NetworkPolicySpec podSelector`;

function rows(text: string): (readonly [shape: string, ...fields: string[]])[] {
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [shape = '', ...fields] = line.trim().split(' ');
      return [shape, ...fields];
    });
}

/** `shape field` for each field, the shape alone where there is none. */
function places(text: string): ReadonlySet<string> {
  return new Set(
    rows(text).flatMap(([shape, ...fields]) =>
      fields.length === 0 ? [shape] : fields.map((field) => `${shape} ${field}`),
    ),
  );
}

/** By `shape field`: `core/v1.PodSpec containers`. */
export const LIST_TRAITS: ReadonlyMap<string, ListTraits> = new Map([
  ...rows(KEYED_LISTS).flatMap(([shape, ...fields]) => fields.map((field) => keyedList(shape, field))),
  ...[...places(SETS)].map((place): [string, ListTraits] => [
    place,
    { listType: 'set', listKeys: [], retainKeys: false },
  ]),
]);

function keyedList(shape: string, written: string): [string, ListTraits] {
  const [, field = '', mark = '', keys = ''] = /^([^:]+):([-+*]?)(.+)$/.exec(written) ?? [];
  const [mergeKey = '', ...others] = keys.split(',');
  return [
    `${shape} ${field}`,
    {
      listType: mark === '*' ? 'atomic' : 'map',
      listKeys: mark === '*' ? [] : [mergeKey, ...others],
      ...(mark === '-' ? {} : { mergeKey }),
      retainKeys: mark === '+',
    },
  ];
}

export const ATOMIC_PLACES = places(ATOMIC);
export const RETAINED_PLACES = places(RETAINED);
export const QUANTITY_PLACES = places(QUANTITIES);
export const NOT_MISSED_PLACES = places(NOT_MISSED);
