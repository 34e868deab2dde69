import type { ResourceOf } from '../../engine/core.ts';
import type { PodInputs } from './pod-inputs.ts';
import { type PodMembership, PodRecord } from './pod-record.ts';
import type { PodRuntime } from './pod-runtime.ts';

/** Seconds a pod may take to stop if its manifest does not say. */
const DEFAULT_GRACE_SECONDS = 10;

/** Owns the programs behind pods: starts them, and stops each in the end. */
export class PodFleet {
  readonly #runtime: PodRuntime;
  readonly #inputsOf: (pod: ResourceOf<'Pod'>) => PodInputs;
  readonly #changed: () => void;
  readonly #records = new Set<PodRecord>();
  readonly #starting = new Map<PodRecord, Promise<void>>();
  readonly #stopping = new Map<PodRecord, Promise<void>>();
  readonly #stopErrors: unknown[] = [];

  /** `inputsOf`: what a pod's container finds. `changed` is called when a pod has started, failed or ended. */
  constructor(runtime: PodRuntime, inputsOf: (pod: ResourceOf<'Pod'>) => PodInputs, changed: () => void) {
    this.#runtime = runtime;
    this.#inputsOf = inputsOf;
    this.#changed = changed;
  }

  /** All pods in the order they were made, with those that are terminating. */
  get pods(): readonly PodRecord[] {
    return [...this.#records];
  }

  create(pod: ResourceOf<'Pod'>, membership: PodMembership): void {
    const record = new PodRecord(pod, membership);
    this.#records.add(record);
    this.#starting.set(record, this.#start(record));
  }

  /** Takes the pod out of service. `stop` ends its program, which is to happen once nobody sends to it. */
  terminate(record: PodRecord): void {
    record.terminating = true;
  }

  /** Ends the programs of terminating pods, each within its grace. One that is still starting is stopped in a later call. */
  stop(records: readonly PodRecord[]): void {
    for (const record of records) {
      if (!record.terminating || this.#starting.has(record) || this.#stopping.has(record)) continue;
      this.#stopping.set(record, this.#stop(record, graceOf(record)));
    }
  }

  /**
   * Stops every program at once and waits for all of them.
   *
   * @throws AggregateError if some could not be stopped.
   */
  async close(): Promise<void> {
    for (const record of this.pods) this.terminate(record);
    await Promise.all(
      this.pods.map(async (record) => {
        await this.#starting.get(record);
        // For one that drains already this is a second, impatient request.
        await Promise.all([this.#stopping.get(record), this.#stop(record, 0)]);
      }),
    );
    if (this.#stopErrors.length > 0) {
      throw new AggregateError(
        this.#stopErrors,
        `pods that could not be stopped: ${this.#stopErrors.length}`,
      );
    }
  }

  async #start(record: PodRecord): Promise<void> {
    try {
      // Also a runtime that throws at once is heard of later: whoever creates a pod is not to be called back meanwhile.
      const starting = async () =>
        this.#runtime.start(record.resource, record.workload, this.#inputsOf(record.resource));
      record.started(await starting());
    } catch (error) {
      record.failed(error instanceof Error ? error.message : String(error));
    }
    // In the same turn as the new phase, so that nobody sees a pod whose endpoints are still to come.
    this.#starting.delete(record);
    this.#changed();
  }

  async #stop(record: PodRecord, graceMs: number): Promise<void> {
    try {
      await record.running?.stop(graceMs);
    } catch (error) {
      this.#stopErrors.push(error);
    }
    this.#records.delete(record);
    this.#stopping.delete(record);
    this.#changed();
  }
}

function graceOf(record: PodRecord): number {
  const { terminationGracePeriodSeconds: seconds } = record.resource.spec;
  return (typeof seconds === 'number' && seconds >= 0 ? seconds : DEFAULT_GRACE_SECONDS) * 1000;
}
