import { jsonIn, jsonListIn } from '../objects/json.ts';
import type { Json, KubeObject } from '../objects/object.ts';
import type { Finding } from './conditions.ts';
import type { PodCount } from './pod-count.ts';

const PAUSED: Finding = {
  type: 'Progressing',
  status: 'Unknown',
  reason: 'DeploymentPaused',
  message: 'Deployment is paused',
};

/**
 * How a rollout gets on (Kubernetes: Deployment, "Deployment status"). One that has come to its end stays so, whatever
 * becomes of single pods; one that has not got on for `progressDeadlineSeconds` has failed, until it gets on after all.
 *
 * `isNews`: it has got on, so that its time begins anew.
 */
export function progressOf(
  object: KubeObject,
  count: PodCount,
  wanted: number,
  replicaSet: string,
  now: string,
): { readonly finding: Finding; readonly isNews: boolean } {
  if (jsonIn(object, 'spec')['paused'] === true) return { finding: PAUSED, isNews: false };
  const last = progressingIn(object);
  const isOfThis = String(last['message'] ?? '').startsWith(`ReplicaSet "${replicaSet}" `);
  const isComplete = count.updatedReady >= wanted && count.all <= count.updated;
  const wasComplete = isOfThis && last['reason'] === 'NewReplicaSetAvailable' && count.all <= count.updated;
  if (isComplete || wasComplete) {
    return {
      finding: found('True', 'NewReplicaSetAvailable', replicaSet, 'has successfully progressed.'),
      isNews: false,
    };
  }
  const isNews = !isOfThis || hasGotOn(jsonIn(object, 'status'), count);
  const isLate =
    !isNews &&
    (last['reason'] === 'ProgressDeadlineExceeded' || (millisecondsLeft(object, new Date(now)) ?? 1) <= 0);
  return {
    finding: isLate
      ? found('False', 'ProgressDeadlineExceeded', replicaSet, 'has timed out progressing.')
      : found('True', 'ReplicaSetUpdated', replicaSet, 'is progressing.'),
    isNews,
  };
}

/** Until the rollout that the status tells of has failed; undefined if none is under way, or it may take forever. */
export function millisecondsLeft(object: KubeObject, now: Date): number | undefined {
  const seconds = jsonIn(object, 'spec')['progressDeadlineSeconds'];
  const { reason, lastUpdateTime } = progressingIn(object);
  if (typeof seconds !== 'number' || reason !== 'ReplicaSetUpdated') return undefined;
  const since = Date.parse(String(lastUpdateTime));
  return Number.isNaN(since) ? undefined : since + seconds * 1000 - now.getTime();
}

function progressingIn(object: KubeObject): Json {
  const conditions = jsonListIn(jsonIn(object, 'status'), 'conditions');
  return conditions.find(({ type }) => type === 'Progressing') ?? {};
}

/** More new pods, more that serve, or fewer old ones (Kubernetes: `DeploymentProgressing`). */
function hasGotOn(before: Json, count: PodCount): boolean {
  const number = (field: string): number => {
    const value = before[field];
    return typeof value === 'number' ? value : 0;
  };
  return (
    count.updated > number('updatedReplicas') ||
    count.ready > number('readyReplicas') ||
    count.all - count.updated < number('replicas') - number('updatedReplicas')
  );
}

function found(status: 'True' | 'False', reason: string, replicaSet: string, what: string): Finding {
  return { type: 'Progressing', status, reason, message: `ReplicaSet "${replicaSet}" ${what}` };
}
