import type { PodContainer } from './pod-container.ts';

/** Idle containers that are kept. */
const MOST_IDLE = 24;

/**
 * Containers that are as good as new: their pods have gone, and nothing has happened to them that the next pod of the
 * same name and make could notice. Owns them until somebody takes one, and the removal of those that nobody is to take.
 */
export class ContainerPool implements AsyncDisposable {
  readonly #idle: PodContainer[] = [];
  readonly #removals = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];

  /** Names of pods that would find theirs again. */
  names(namespace: string, prefix: string): string[] {
    return this.#idle
      .filter(({ spec }) => spec.namespace === namespace && spec.pod.startsWith(prefix))
      .map(({ spec }) => spec.pod);
  }

  /** One for a pod of that make; it is the caller's from now on. */
  async take(key: string): Promise<PodContainer | undefined> {
    const index = this.#idle.findIndex((container) => container.key === key);
    const [found] = index < 0 ? [] : this.#idle.splice(index, 1);
    if (!found || (await found.isRunning())) return found;
    this.remove(found);
    return undefined;
  }

  /** Keeps one, and lets the oldest go if there are too many. */
  keep(container: PodContainer): void {
    this.#idle.push(container);
    if (this.#idle.length <= MOST_IDLE) return;
    const oldest = this.#idle.shift();
    if (oldest) this.remove(oldest);
  }

  /** Removes one while others go on. */
  remove(container: PodContainer): void {
    const removal = container
      .stop(0)
      .catch((error: unknown) => this.#failures.push(error))
      .then(() => {
        this.#removals.delete(removal);
      });
    this.#removals.add(removal);
  }

  /** @throws AggregateError if containers could not be removed */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const container of this.#idle.splice(0)) this.remove(container);
    await Promise.all(this.#removals);
    if (this.#failures.length === 0) return;
    throw new AggregateError(
      this.#failures.splice(0),
      'containers that could not be removed; `docker ps -a` shows them',
    );
  }
}
