import type { ResourceOf } from '../../engine/core.ts';
import type { Fault } from '../backends/backend.ts';
import type { LogLine } from './pod-log.ts';

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
  /** Where it answers on whatever port it is asked; absent: on those listed alone. */
  readonly host?: string;
  /** Lines the program printed so far. */
  readonly log: readonly string[];
  /** The same lines, with the time of each; absent where nobody noted it. */
  readonly logLines?: readonly LogLine[];
  /** Calls the listener with each line that is printed from now on. Returns how to stop that. */
  onLog?(listener: (line: LogLine) => void): () => void;
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
