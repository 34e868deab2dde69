import type { ApiObject } from '../../../engine/index.ts';
import { jsonIn, jsonListIn } from '../../cluster/objects/json.ts';

/** How a pod is doing, as its object says. */
export interface PodStatus {
  readonly name: string;
  /** Name of the Deployment, StatefulSet or the like; the pod's own if nothing made it. */
  readonly workload: string;
  /** What makes it anew: `Deployment`; `Pod` if nothing does. */
  readonly ownerKind: string;
  readonly phase: 'Pending' | 'Running' | 'Failed';
  /** True if it takes traffic. */
  readonly ready: boolean;
  readonly terminating: boolean;
  /** Why it does not start, and will not without a change. */
  readonly failure?: string;
}

/** Why a container waits that waits in vain (Kubernetes: kubelet's reasons of `state.waiting`). */
const HOPELESS: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImageInspectError',
  'ImagePullBackOff',
  'InvalidImageName',
  'RunContainerError',
]);

export function podStatus(pod: ApiObject): PodStatus {
  const status = jsonIn(pod, 'status');
  const failure = failureOf(pod);
  const terminating = pod.metadata['deletionTimestamp'] !== undefined;
  const isReady = jsonListIn(status, 'conditions').some(
    (condition) => condition['type'] === 'Ready' && condition['status'] === 'True',
  );
  return {
    name: pod.metadata.name,
    ...ownerOf(pod),
    phase: failure !== undefined ? 'Failed' : status['phase'] === 'Running' ? 'Running' : 'Pending',
    ready: isReady && !terminating,
    terminating,
    ...(failure === undefined ? {} : { failure }),
  };
}

function failureOf(pod: ApiObject): string | undefined {
  const status = jsonIn(pod, 'status');
  for (const container of jsonListIn(status, 'containerStatuses')) {
    const waiting = jsonIn(jsonIn(container, 'state'), 'waiting');
    const { reason, message } = waiting;
    if (typeof reason === 'string' && HOPELESS.has(reason))
      return `${reason}: ${typeof message === 'string' ? message : `the image ${container['image']}`}`;
  }
  if (status['phase'] !== 'Failed') return undefined;
  return String(status['message'] ?? status['reason'] ?? 'its containers have ended');
}

/** A ReplicaSet is named by its Deployment and the hash of its template. */
function ownerOf({ metadata }: ApiObject): Pick<PodStatus, 'workload' | 'ownerKind'> {
  const owner = jsonListIn(metadata, 'ownerReferences').find(({ controller }) => controller === true);
  if (!owner) return { workload: metadata.name, ownerKind: 'Pod' };
  const [kind, name] = [String(owner['kind']), String(owner['name'])];
  const hash = jsonIn(metadata, 'labels')['pod-template-hash'];
  if (kind === 'ReplicaSet' && typeof hash === 'string' && name.endsWith(`-${hash}`))
    return { workload: name.slice(0, -hash.length - 1), ownerKind: 'Deployment' };
  return { workload: name, ownerKind: kind };
}
