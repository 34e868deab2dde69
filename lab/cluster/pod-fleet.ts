import type { ResourceOf } from '../../engine/index.ts';
import { type PodMembership, PodRecord } from './pod-record.ts';
import type { PodRuntime } from './pod-runtime.ts';

/** Seconds a pod may take to stop if its manifest does not say. */
const DEFAULT_GRACE_SECONDS = 10;

/** Owns the programs behind pods: starts them, and stops each in the end. */
export class PodFleet {
  readonly #runtime: PodRuntime;
  readonly #changed: () => void;
  readonly #records = new Set<PodRecord>();
  readonly #starting = new Map<PodRecord, Promise<void>>();
  readonly #stopping = new Map<PodRecord, Promise<void>>();
  readonly #stopErrors: unknown[] = [];

  /** `changed` is called when a pod has started, failed or ended. */
  constructor(runtime: PodRuntime, changed: () => void) {
    this.#runtime = runtime;
    this.#changed = changed;
  }

  /** All pods in the order they were made, with those that are terminating. */
  get pods(): readonly PodRecord[] {
    return [...this.#records];
  }

  create(pod: ResourceOf<'Pod'>, membership: PodMembership): void {
    const record = new PodRecord(pod, membership);
    this.#records.add(record);
    this.#track(this.#starting, record, this.#start(record));
  }

  /** Takes the pod out of service. `stop` ends its program, which is to happen once nobody sends to it. */
  terminate(record: PodRecord): void {
    record.terminating = true;
  }

  /** Ends the programs of terminating pods, each within its grace. One that is still starting is stopped in a later call. */
  stop(records: readonly PodRecord[]): void {
    for (const record of records) {
      if (!record.terminating || this.#starting.has(record) || this.#stopping.has(record)) continue;
      this.#track(this.#stopping, record, this.#stop(record, graceOf(record)));
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
        await this.#stop(record, 0);
        await this.#stopping.get(record);
      }),
    );
    if (this.#stopErrors.length > 0) {
      throw new AggregateError(this.#stopErrors, `${this.#stopErrors.length} pods could not be stopped`);
    }
  }

  async #start(record: PodRecord): Promise<void> {
    try {
      record.started(await this.#runtime.start(record.resource, record.workload));
    } catch (error) {
      record.failed(error instanceof Error ? error.message : String(error));
    }
  }

  async #stop(record: PodRecord, graceMs: number): Promise<void> {
    try {
      await record.running?.stop(graceMs);
    } catch (error) {
      this.#stopErrors.push(error);
    }
    this.#records.delete(record);
  }

  #track(works: Map<PodRecord, Promise<void>>, record: PodRecord, work: Promise<void>): void {
    const tracked = work.then(() => {
      works.delete(record);
      this.#changed();
    });
    works.set(record, tracked);
  }
}

function graceOf(record: PodRecord): number {
  const { terminationGracePeriodSeconds: seconds } = record.resource.spec;
  return (typeof seconds === 'number' && seconds >= 0 ? seconds : DEFAULT_GRACE_SECONDS) * 1000;
}
