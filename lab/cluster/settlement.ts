import { formatReference, referenceOf } from '../../engine/core.ts';
import type { Clock } from '../../engine/index.ts';
import { ClusterError } from './cluster-error.ts';
import type { PodRecord } from './pod-record.ts';

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** Those who wait for the controllers to have nothing to do. */
export class Settlement {
  readonly #waiting = new Set<Waiter>();
  readonly #after: Clock['after'];

  /** `clock`: what deadlines go by; default: the system's. */
  constructor(clock?: Pick<Clock, 'after'>) {
    this.#after = clock?.after ?? afterRealTime;
  }

  /** Nothing is left to do. */
  reach(): void {
    for (const waiter of this.#waiting) waiter.resolve();
  }

  fail(error: () => Error): void {
    for (const waiter of this.#waiting) waiter.reject(error());
  }

  /** @throws ClusterError `cluster-not-settled` after `deadlineMs` milliseconds, and what `fail` is called with. */
  async wait(deadlineMs: number, pods: () => readonly PodRecord[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { resolve, reject };
    const forget = this.#after(deadlineMs, () => reject(notSettled(deadlineMs, pods())));
    this.#waiting.add(waiter);
    try {
      await promise;
    } finally {
      forget();
      this.#waiting.delete(waiter);
    }
  }
}

function afterRealTime(milliseconds: number, run: () => void): () => void {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
}

function notSettled(deadlineMs: number, pods: readonly PodRecord[]): ClusterError {
  const waiting = pods.filter(({ terminating, phase }) => !terminating && phase === 'Pending').map(describe);
  return new ClusterError(
    'cluster-not-settled',
    `the cluster did not settle within ${deadlineMs} ms: ${waiting.join('; ')}`,
  );
}

function describe({ resource, workload }: PodRecord): string {
  const images = resource.spec.containers.map(({ image }) => `\`${image ?? ''}\``).join(', ');
  const ofDeployment =
    resource.metadata.name === workload ? '' : ` of Deployment ${resource.metadata.namespace}/${workload}`;
  return `${formatReference(referenceOf(resource))}${ofDeployment} waits for its image ${images} to start`;
}
