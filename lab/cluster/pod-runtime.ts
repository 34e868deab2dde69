import type { ResourceOf } from '../../engine/core.ts';
import type { Fault } from '../backends/backend.ts';
import type { PodInputs } from './pod-inputs.ts';
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
  onLine?(listener: (line: LogLine) => void): () => void;
  setFault(fault: Fault | undefined): Promise<void>;
  /** Ends its program at once, as on SIGKILL; absent: a fault that refuses connections has to do. */
  kill?(): Promise<void>;
  /** Ends as on SIGTERM: requests in flight finish, at most `graceMs` milliseconds. */
  stop(graceMs: number): Promise<void>;
}

/** Starts the program behind a pod: in this process, in a container, wherever the world has them. */
export interface PodRuntime {
  /**
   * `workload` is the Deployment's name, or the Pod's own; `inputs` what its container finds. Rejects if the image
   * cannot be run here.
   */
  start(pod: ResourceOf<'Pod'>, workload: string, inputs: PodInputs): Promise<RunningPod>;
  /** Names, all with a prefix, that new pods had best take if they are free: what they need is there already. */
  idleNames?(namespace: string, prefix: string): readonly string[];
}
