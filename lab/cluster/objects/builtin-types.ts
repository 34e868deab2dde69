import type { ResourceType } from './resource-type.ts';

/**
 * One kind a line: plural, kind, short names (`-` if none), and what else it is: `cluster` of no namespace, `all` in the
 * category of that name, `status` and `scale` for its subresources. The kinds that the lab gives a meaning, and those
 * that clients insist on finding (`kubectl describe`, `kubectl apply --prune`, Helm) though nothing is in them.
 */
const BUILT_IN: Readonly<Record<string, string>> = {
  v1: `
    configmaps ConfigMap cm
    endpoints Endpoints ep
    events Event ev
    limitranges LimitRange limits
    namespaces Namespace ns cluster status
    nodes Node no cluster status
    persistentvolumeclaims PersistentVolumeClaim pvc status
    persistentvolumes PersistentVolume pv cluster status
    pods Pod po all status
    replicationcontrollers ReplicationController rc all status scale
    resourcequotas ResourceQuota quota status
    secrets Secret -
    serviceaccounts ServiceAccount sa
    services Service svc all status`,
  'apps/v1': `
    controllerrevisions ControllerRevision -
    daemonsets DaemonSet ds all status
    deployments Deployment deploy all status scale
    replicasets ReplicaSet rs all status scale
    statefulsets StatefulSet sts all status scale`,
  'autoscaling/v2': `
    horizontalpodautoscalers HorizontalPodAutoscaler hpa all status`,
  'autoscaling/v1': `
    horizontalpodautoscalers HorizontalPodAutoscaler hpa all status`,
  'batch/v1': `
    cronjobs CronJob cj all status
    jobs Job - all status`,
  'networking.k8s.io/v1': `
    ingressclasses IngressClass - cluster
    ingresses Ingress ing status
    networkpolicies NetworkPolicy netpol`,
  'policy/v1': `
    poddisruptionbudgets PodDisruptionBudget pdb status`,
  'rbac.authorization.k8s.io/v1': `
    clusterrolebindings ClusterRoleBinding - cluster
    clusterroles ClusterRole - cluster
    rolebindings RoleBinding -
    roles Role -`,
  'discovery.k8s.io/v1': `
    endpointslices EndpointSlice -`,
  'coordination.k8s.io/v1': `
    leases Lease -`,
  'apiextensions.k8s.io/v1': `
    customresourcedefinitions CustomResourceDefinition crd,crds cluster status`,
};

/** The kinds that are there without a CustomResourceDefinition, in the order of discovery. */
export const BUILT_IN_TYPES: readonly ResourceType[] = Object.entries(BUILT_IN).flatMap(
  ([apiVersion, lines]) => {
    const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    return lines
      .trim()
      .split('\n')
      .map((line) => typeOf(group, version, line.trim().split(' ')));
  },
);

function typeOf(
  group: string,
  version: string,
  [plural = '', kind = '', short = '-', ...traits]: readonly string[],
): ResourceType {
  return {
    group,
    version,
    kind,
    listKind: `${kind}List`,
    plural,
    singular: kind.toLowerCase(),
    shortNames: short === '-' ? [] : short.split(','),
    categories: traits.includes('all') ? ['all'] : [],
    namespaced: !traits.includes('cluster'),
    subresources: (['status', 'scale'] as const).filter((subresource) => traits.includes(subresource)),
  };
}
