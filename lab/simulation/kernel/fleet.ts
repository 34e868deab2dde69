import type { SimulatedPod } from '../cluster/simulated-pods.ts';
import { samplerOf } from '../draws/distribution.ts';
import { DrawnAhead } from '../draws/drawn-ahead.ts';
import { RandomStream } from '../draws/random-stream.ts';
import type { BackendModel, Distribution } from '../plan.ts';
import type { Recorder } from './recorder.ts';
import { Station } from './station.ts';

interface FleetSettings {
  readonly seed: number;
  readonly backends: readonly BackendModel[];
  readonly recorder: Recorder;
}

const AT_ONCE: Distribution = { kind: 'constant', ms: 0 };

/** All pods that there are and were, and servers outside of the cluster, as stations. */
export class Fleet {
  readonly #settings: FleetSettings;
  readonly #models: ReadonlyMap<string, BackendModel>;
  readonly #all: Station[] = [];
  /** The one that has or had an address last. */
  readonly #byAddress = new Map<string, Station>();
  readonly #running = new Map<string, Station>();
  /** What was changed on the way, for pods that come later. */
  readonly #slow = new Map<string, number>();
  readonly #errorRates = new Map<string, number>();
  readonly #refusing = new Set<string>();

  constructor(settings: FleetSettings) {
    this.#settings = settings;
    this.#models = new Map(settings.backends.map((model) => [model.workload, model]));
  }

  get stations(): readonly Station[] {
    return this.#all;
  }

  /** Those of a workload that run. */
  of(workload: string): readonly Station[] {
    return [...this.#running.values()].filter((station) => station.workload === workload);
  }

  /**
   * Pods that are new begin, those that are gone end.
   *
   * @param startedAt of new ones
   * @returns those that ended
   */
  sync(pods: readonly SimulatedPod[], now: number, startedAt: number): readonly Station[] {
    const names = new Set(pods.map(keyOf));
    const ended = [...this.#running].filter(([key]) => !names.has(key));
    for (const [key, station] of ended) {
      station.endedAt = now;
      this.#running.delete(key);
    }
    for (const pod of pods) {
      const key = keyOf(pod);
      if (this.#running.has(key)) continue;
      const station = this.#station(key, pod, startedAt);
      this.#running.set(key, station);
    }
    return ended.map(([, station]) => station);
  }

  /** The pod with that address; what is no pod is a server of its own, which its host names as a workload. */
  readonly at = (address: string): Station => {
    const known = this.#byAddress.get(address);
    if (known) return known;
    return this.#station(address, { workload: address, address }, Number.NEGATIVE_INFINITY);
  };

  slow(workload: string, factor: number): void {
    this.#slow.set(workload, factor);
    for (const station of this.of(workload)) station.slow = factor;
  }

  refuse(workload: string, refuses: boolean): void {
    if (refuses) this.#refusing.add(workload);
    else this.#refusing.delete(workload);
    for (const station of this.of(workload)) station.refuses = refuses;
  }

  errors(workload: string, rate: number): void {
    this.#errorRates.set(workload, rate);
    for (const station of this.of(workload)) station.errorRate = rate;
  }

  /** Requests that wait now are noted for the buckets before one. */
  noteQueues(from: number, to: number): void {
    for (const { record, queued } of this.#all) {
      if (queued === 0) continue;
      for (let bucket = from; bucket < to && bucket < record.bucketQueued.length; bucket += 1)
        record.bucketQueued[bucket] = (record.bucketQueued[bucket] ?? 0) + queued;
    }
  }

  /** Notes for how long the pods could have worked. */
  noteCapacity(): void {
    const { warmUpMs, durationMs } = this.#settings.recorder;
    for (const { record, concurrency, limited, startedAt, endedAt } of this.#all) {
      if (!limited) continue;
      const ms = Math.min(endedAt, durationMs) - Math.max(startedAt, warmUpMs);
      record.ableMs += Math.max(0, ms) * concurrency;
    }
  }

  #station(
    key: string,
    { workload, address }: Pick<SimulatedPod, 'workload' | 'address'>,
    startedAt: number,
  ): Station {
    const { seed, recorder } = this.#settings;
    const model = this.#models.get(workload) ?? this.#models.get(key.slice(key.indexOf('/') + 1));
    const station = new Station({
      name: key,
      workload,
      address,
      model,
      record: recorder.backend(workload),
      startedAt,
      serviceTimes: samplerOf(
        model?.serviceTime ?? AT_ONCE,
        new DrawnAhead(new RandomStream(seed, `service times of ${key}`)),
      ),
      luck: new DrawnAhead(new RandomStream(seed, `errors of ${key}`)),
    });
    station.slow = this.#slow.get(workload) ?? 1;
    station.errorRate = this.#errorRates.get(workload) ?? station.errorRate;
    station.refuses = this.#refusing.has(workload);
    this.#all.push(station);
    this.#byAddress.set(address, station);
    return station;
  }
}

function keyOf({ namespace, name }: SimulatedPod): string {
  return `${namespace}/${name}`;
}
