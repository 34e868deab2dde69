import type { DrawnAhead } from '../draws/drawn-ahead.ts';
import type { Sampler } from '../draws/sampler.ts';
import type { BackendModel } from '../plan.ts';
import type { BackendRecord } from './backend-record.ts';

interface StationSettings {
  readonly name: string;
  readonly workload: string;
  readonly address: string;
  readonly model: BackendModel | undefined;
  readonly record: BackendRecord;
  /** Milliseconds; negative infinity: long before the beginning. */
  readonly startedAt: number;
  /** Milliseconds of work on one request. */
  readonly serviceTimes: Sampler;
  /** Decides whether a request fails. */
  readonly luck: DrawnAhead;
}

/** A pod as a queueing station: so many at work, so many in the queue, first come first served. */
export class Station {
  readonly name: string;
  readonly workload: string;
  readonly address: string;
  readonly record: BackendRecord;
  // Numbers that are or will be fractions, or without end: a field that begins as no number is kept as such a one, and
  // compiled code stays good.
  readonly concurrency: number = Number.NaN;
  /** How many may wait. */
  readonly room: number = Number.NaN;
  readonly errorStatus: number;
  readonly startedAt: number = Number.NaN;
  readonly #serviceTimes: Sampler;
  readonly #luck: DrawnAhead;
  readonly #warmUpMs: number;
  readonly #warmUpFactor: number;
  /** Whether it works on a limited number at a time, so that it can be used to the full. */
  readonly limited: boolean;
  errorRate = Number.NaN;
  slow = Number.NaN;
  refuses = false;
  /** It was killed, or ended: it accepts nothing. */
  gone = false;
  /** It gets nothing new and ends when all is done. */
  endedAt = Number.POSITIVE_INFINITY;
  busy = 0;
  queued = 0;
  /** Numbers of the first and the last request in the queue; -1: none. */
  first = -1;
  last = -1;

  constructor({ name, workload, address, model, record, startedAt, serviceTimes, luck }: StationSettings) {
    this.name = name;
    this.workload = workload;
    this.address = address;
    this.record = record;
    this.startedAt = startedAt;
    this.slow = 1;
    this.#serviceTimes = serviceTimes;
    this.#luck = luck;
    this.concurrency = model?.concurrency ?? Number.POSITIVE_INFINITY;
    this.limited = Number.isFinite(this.concurrency);
    this.room = model?.queue ?? Number.POSITIVE_INFINITY;
    this.errorRate = model?.errorRate ?? 0;
    this.errorStatus = model?.errorStatus ?? 500;
    this.#warmUpMs = model?.warmUp?.ms ?? 0;
    this.#warmUpFactor = model?.warmUp?.factor ?? 1;
  }

  /** Milliseconds of work on a request that is begun now. */
  serviceTime(now: number): number {
    const age = now - this.startedAt;
    const warming = age < this.#warmUpMs;
    if (this.slow === 1 && !warming) return this.#serviceTimes.next();
    const cold = warming ? 1 + (this.#warmUpFactor - 1) * (1 - age / this.#warmUpMs) : 1;
    return this.#serviceTimes.next() * this.slow * cold;
  }

  /** Status of a request whose work is begun now. */
  status(): number {
    return this.errorRate > 0 && this.#luck.next() < this.errorRate ? this.errorStatus : 200;
  }
}
