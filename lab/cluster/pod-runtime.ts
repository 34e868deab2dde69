import type { ResourceOf } from '../../engine/decisions.ts';
import type { Fault } from '../backends/backend.ts';

/** Where a container port is reached. */
export interface PodPort {
  readonly containerPort: number;
  /** As the manifest names it; empty if it does not. */
  readonly name: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly host: string;
  readonly port: number;
}

/** A pod whose program runs. Owned by the cluster's controllers, which close it. */
export interface RunningPod {
  readonly ports: readonly PodPort[];
  /** Lines the program printed so far. */
  readonly log: readonly string[];
  setFault(fault: Fault | undefined): Promise<void>;
  /** Ends as on SIGTERM: requests in flight finish, at most `graceMs` milliseconds. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the program behind a pod: in this process, in a container, wherever the world has them. */
export interface PodRuntime {
  /**
   * `workload` is the Deployment's name, or the Pod's own; `files` what its container finds at its mounts. Rejects if
   * the image cannot be run here.
   */
  start(pod: ResourceOf<'Pod'>, workload: string, files: ReadonlyMap<string, Buffer>): Promise<RunningPod>;
}
