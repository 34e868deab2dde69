import type { ResourceOf } from '../../engine/decisions.ts';
import type { PodRecord } from './pod-record.ts';
import type { RunningPod } from './pod-runtime.ts';

/** How a pod is doing, at the moment of asking. */
export interface PodState {
  readonly resource: ResourceOf<'Pod'>;
  /** Name of the Deployment, or of the Pod itself if it has none. */
  readonly workload: string;
  readonly phase: 'Pending' | 'Running' | 'Failed';
  /** True if it takes traffic. */
  readonly ready: boolean;
  /** True if it is finishing its last requests. */
  readonly terminating: boolean;
  readonly running: RunningPod | undefined;
  /** Why it could not start. */
  readonly failure?: string;
}

export function podState(record: PodRecord): PodState {
  const { resource, workload, phase, ready, terminating, running, failure } = record;
  return {
    resource,
    workload,
    phase,
    ready,
    terminating,
    running,
    ...(failure === undefined ? {} : { failure }),
  };
}
