import type { ResourceOf } from '../../engine/core.ts';
import type { RunningPod } from './pod-runtime.ts';

type Pod = ResourceOf<'Pod'>;

/** What a pod belongs to. */
export interface PodMembership {
  /** Name of the Deployment, or the Pod's own. */
  readonly workload: string;
  /** Key of the object that keeps it alive: its Deployment, or the Pod that somebody wrote. */
  readonly owner: string;
  /** Names the template the pod was made from. */
  readonly hash: string;
}

/** One pod over its life: waiting for its program, running or failed, and terminating at the end. */
export class PodRecord {
  readonly workload: string;
  readonly hash: string;
  #owner: string | undefined;
  #described: Pod;
  #resource: Pod;
  #running: RunningPod | undefined;
  #failure: string | undefined;
  /** True from the moment it is to stop: it gets no new traffic and counts for nothing. */
  terminating = false;

  constructor(pod: Pod, { workload, owner, hash }: PodMembership) {
    this.workload = workload;
    this.hash = hash;
    this.#owner = owner;
    this.#described = pod;
    this.#resource = this.#withStatus();
  }

  /** The Pod as a cluster reports it, with its status. The same object until something about it changes. */
  get resource(): Pod {
    return this.#resource;
  }

  /** The Pod without what is reported about it. */
  get described(): Pod {
    return this.#described;
  }

  /** Undefined once its labels no longer let its Deployment recognize it: nobody replaces or stops it then. */
  get owner(): string | undefined {
    return this.#owner;
  }

  get running(): RunningPod | undefined {
    return this.#running;
  }

  /** Why its program could not be started. */
  get failure(): string | undefined {
    return this.#failure;
  }

  get phase(): 'Pending' | 'Running' | 'Failed' {
    if (this.#failure !== undefined) return 'Failed';
    return this.#running ? 'Running' : 'Pending';
  }

  /** True if it takes traffic. */
  get ready(): boolean {
    return this.#running !== undefined && !this.terminating;
  }

  /** Its manifest and metadata from now on. */
  describe(pod: Pod): void {
    if (pod === this.#described) return;
    this.#described = pod;
    this.#resource = this.#withStatus();
  }

  /** It belongs to another object from now on. */
  adopt(owner: string): void {
    this.#owner = owner;
  }

  release(): void {
    this.#owner = undefined;
  }

  started(running: RunningPod): void {
    this.#running = running;
    this.#resource = this.#withStatus();
  }

  failed(reason: string): void {
    this.#failure = reason;
    this.#resource = this.#withStatus();
  }

  #withStatus(): Pod {
    const pod = this.#described;
    const host = this.#running?.host ?? this.#running?.ports[0]?.host;
    const status = {
      phase: this.phase,
      ...(host === undefined ? {} : { podIP: host }),
      ...(this.#failure === undefined ? {} : { message: this.#failure }),
      conditions: [{ type: 'Ready', status: this.#running ? 'True' : 'False' }],
    };
    return { ...pod, status, object: { ...pod.object, status } };
  }
}
