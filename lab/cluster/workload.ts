import type { Resource, ResourceOf } from '../../engine/core.ts';

/** What makes pods from a template. */
export type Workload = ResourceOf<'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet'>;

/** True for what makes pods from a template. */
export function isWorkload(resource: Resource): resource is Workload {
  switch (resource.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
      return true;
    default:
      return false;
  }
}

/** Whether changes of its template wait (Kubernetes: Deployment, "Pausing and Resuming a rollout"). */
export function isPaused(workload: Workload): boolean {
  return workload.kind === 'Deployment' && workload.spec.paused === true;
}

/** How many pods are asked for. There is one node, so that a DaemonSet has one. */
export function replicasOf({ spec }: Workload): number {
  return 'replicas' in spec ? (spec.replicas ?? 1) : 1;
}
