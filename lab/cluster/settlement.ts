import { formatReference, referenceOf } from '../../engine/decisions.ts';
import { ClusterError } from './cluster-error.ts';
import type { PodRecord } from './pod-record.ts';

interface Waiter {
  resolve(): void;
  reject(error: Error): void;
}

/** Those who wait for the controllers to have nothing to do. */
export class Settlement {
  readonly #waiting = new Set<Waiter>();

  /** Nothing is left to do. */
  reach(): void {
    for (const waiter of this.#waiting) waiter.resolve();
  }

  fail(error: Error): void {
    for (const waiter of this.#waiting) waiter.reject(error);
  }

  /** @throws ClusterError `cluster-not-settled` after `deadlineMs` milliseconds, and whatever `fail` is called with. */
  async wait(deadlineMs: number, pods: () => readonly PodRecord[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { resolve, reject };
    const timer = setTimeout(() => reject(notSettled(deadlineMs, pods())), deadlineMs);
    this.#waiting.add(waiter);
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(waiter);
    }
  }
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
