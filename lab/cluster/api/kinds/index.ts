import { qualifiedName, type ResourceType } from '../../objects/resource-type.ts';
import {
  horizontalPodAutoscaler,
  namespace,
  persistentVolumeClaim,
  podDisruptionBudget,
  role,
  roleBinding,
} from './cluster-kinds.ts';
import { customResourceDefinition } from './custom-resource-definition.ts';
import { configMap, secret } from './data.ts';
import { endpointSlice, endpoints } from './endpoints.ts';
import { ingress, ingressClass } from './ingress.ts';
import { cronJob, job } from './jobs.ts';
import type { KindRules } from './kind-rules.ts';
import { pod } from './pod.ts';
import { service } from './service.ts';
import { daemonSet, deployment, replicaSet, replicationController, statefulSet } from './workloads.ts';

/** The built-in kinds that have rules of their own; of all others, the shape of their fields says everything. */
const RULES: Readonly<Record<string, KindRules>> = {
  configmaps: configMap,
  endpoints,
  namespaces: namespace,
  persistentvolumeclaims: persistentVolumeClaim,
  pods: pod,
  replicationcontrollers: replicationController,
  secrets: secret,
  services: service,
  'daemonsets.apps': daemonSet,
  'deployments.apps': deployment,
  'replicasets.apps': replicaSet,
  'statefulsets.apps': statefulSet,
  'horizontalpodautoscalers.autoscaling': horizontalPodAutoscaler,
  'cronjobs.batch': cronJob,
  'jobs.batch': job,
  'ingressclasses.networking.k8s.io': ingressClass,
  'ingresses.networking.k8s.io': ingress,
  'customresourcedefinitions.apiextensions.k8s.io': customResourceDefinition,
  'endpointslices.discovery.k8s.io': endpointSlice,
  'poddisruptionbudgets.policy': podDisruptionBudget,
  'clusterrolebindings.rbac.authorization.k8s.io': roleBinding,
  'clusterroles.rbac.authorization.k8s.io': role,
  'rolebindings.rbac.authorization.k8s.io': roleBinding,
  'roles.rbac.authorization.k8s.io': role,
};
const NONE: KindRules = {};

export function rulesOf(type: ResourceType): KindRules {
  return (type.definition ? undefined : RULES[qualifiedName(type)]) ?? NONE;
}

/** Kinds that have a generation: a number that grows with what is wanted, for those who say how far they have come. */
const COUNTED = new Set([
  'replicationcontrollers',
  'daemonsets.apps',
  'deployments.apps',
  'replicasets.apps',
  'statefulsets.apps',
  'cronjobs.batch',
  'jobs.batch',
  'ingressclasses.networking.k8s.io',
  'ingresses.networking.k8s.io',
  'networkpolicies.networking.k8s.io',
  'endpointslices.discovery.k8s.io',
  'poddisruptionbudgets.policy',
  'customresourcedefinitions.apiextensions.k8s.io',
]);

export function hasGeneration(type: ResourceType): boolean {
  return type.definition !== undefined || COUNTED.has(qualifiedName(type));
}
