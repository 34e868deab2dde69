import { jsonIn } from '../objects/json.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import { replicasOf, type Workload } from '../workload.ts';
import { conditionsSince, type Finding } from './conditions.ts';
import { progressOf } from './deployment-progress.ts';
import type { PodCount } from './pod-count.ts';

/** What a workload's controller reports (Kubernetes: DeploymentStatus and its like). `name`: of the newest revision. */
export function workloadStatus(
  workload: Workload,
  object: KubeObject,
  count: PodCount,
  name: string,
  now: string,
): Json {
  const common = { observedGeneration: object.metadata.generation ?? 1, replicas: count.all };
  const wanted = replicasOf(workload);
  switch (workload.kind) {
    case 'Deployment':
      return deploymentStatus(object, common, count, wanted, name, now);
    case 'StatefulSet':
      return {
        ...common,
        ...nonZero({
          readyReplicas: count.ready,
          currentReplicas: count.updated,
          updatedReplicas: count.updated,
        }),
        availableReplicas: count.ready,
        collisionCount: 0,
        currentRevision: name,
        updateRevision: name,
      };
    case 'DaemonSet':
      return {
        observedGeneration: common.observedGeneration,
        desiredNumberScheduled: wanted,
        currentNumberScheduled: Math.min(count.all, wanted),
        numberMisscheduled: 0,
        numberReady: Math.min(count.ready, wanted),
        ...nonZero({ numberAvailable: Math.min(count.ready, wanted) }),
        ...nonZero({ numberUnavailable: Math.max(0, wanted - count.ready) }),
        ...nonZero({ updatedNumberScheduled: Math.min(count.updated, wanted) }),
      };
    case 'ReplicaSet':
      return replicaSetStatus(common.observedGeneration, count.all, count.ready);
  }
}

/** Kubernetes: ReplicaSetStatus. */
export function replicaSetStatus(observedGeneration: number, all: number, ready: number): Json {
  return {
    observedGeneration,
    replicas: all,
    ...nonZero({ fullyLabeledReplicas: all, readyReplicas: ready, availableReplicas: ready }),
  };
}

function deploymentStatus(
  object: KubeObject,
  common: Json,
  count: PodCount,
  wanted: number,
  replicaSet: string,
  now: string,
): Json {
  const before = jsonIn(object, 'status');
  // Up to a quarter may be missing (Kubernetes: `maxUnavailable`, by default 25%, rounded down).
  const isAvailable = count.ready >= wanted - Math.floor(wanted / 4);
  const available: Finding = isAvailable
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
  const { finding: progressing, isNews } = progressOf(object, count, wanted, replicaSet, now);
  return {
    ...nonZero({ replicas: count.all }),
    observedGeneration: common['observedGeneration'],
    ...nonZero({
      updatedReplicas: count.updated,
      readyReplicas: count.ready,
      availableReplicas: count.ready,
      unavailableReplicas: Math.max(0, wanted - count.ready),
    }),
    conditions: conditionsSince(before, [available, progressing], now, 'lastUpdateTime').map((condition) =>
      isNews && condition['type'] === 'Progressing' ? { ...condition, lastUpdateTime: now } : condition,
    ),
  };
}

/** Go leaves zeros out of these. */
function nonZero(counts: Readonly<Record<string, number>>): Json {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
