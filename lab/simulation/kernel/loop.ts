import { Events } from './events.ts';
import type { Fleet } from './fleet.ts';
import { FlightKind, Place } from './flight.ts';
import type { Flights } from './flights.ts';
import type { Handled } from './handled.ts';
import type { Recorder } from './recorder.ts';
import type { Source } from './source.ts';
import type { Timeline } from './timeline.ts';
import type { Traffic } from './traffic.ts';
import type { Work } from './work.ts';

interface LoopSettings {
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly flights: Flights;
  readonly fleet: Fleet;
  readonly work: Work;
  readonly traffic: Traffic;
  readonly handled: Handled;
  readonly sources: readonly Source[];
  readonly clientTimeoutMs: number;
}

/**
 * Why the loop came back: all was done up to the time; it has run for a while, and others may have their turn; something
 * goes on in microtasks, which have to run before time goes on.
 */
export type LoopEnd = 'reached' | 'turn' | 'aside';

/** Events between two looks at the real clock. */
const TURN = 65_536;

/** Virtual time: takes what is due next, again and again. */
export class Loop {
  readonly #settings: LoopSettings;
  /** Whether microtasks may have something to do after what others than this loop do. */
  runsAside = false;

  constructor(settings: LoopSettings) {
    this.#settings = settings;
  }

  /** Whether nothing at all is due but arrivals. */
  get empty(): boolean {
    return this.#settings.timeline.heap.size === 0;
  }

  /** Whether no client's request and no copy is under way. */
  get idle(): boolean {
    const { flights, traffic, handled } = this.#settings;
    return flights.oldest === undefined && traffic.copies.count === 0 && handled.calls === 0;
  }

  /** @param untilIdle to stop earlier, when nothing is under way any more */
  run(until: number, untilIdle: boolean): LoopEnd {
    const { timeline, recorder, flights, sources, clientTimeoutMs } = this.#settings;
    const { heap } = timeline;
    for (let left = TURN; left > 0; left -= 1) {
      if (untilIdle && this.idle) return 'reached';
      const { oldest } = flights;
      let due = heap.time;
      let kind = 0;
      if (oldest !== undefined && oldest.startedAt + clientTimeoutMs < due) {
        due = oldest.startedAt + clientTimeoutMs;
        kind = GIVE_UP;
      }
      let arriving: Source | undefined;
      for (let at = 0; at < sources.length; at += 1) {
        const source = sources[at];
        if (source !== undefined && source.next < due) {
          due = source.next;
          arriving = source;
        }
      }
      if (due >= until) {
        this.#passTo(until);
        return 'reached';
      }
      if (due >= recorder.bucketEnd) this.#passTo(due);
      timeline.time = due;
      if (arriving !== undefined) this.#arrive(arriving);
      else if (kind === GIVE_UP) {
        if (oldest !== undefined) this.#settings.traffic.giveUp(oldest);
      } else if (this.#handle()) return 'aside';
      else continue;
      if (this.runsAside) return 'aside';
    }
    return 'turn';
  }

  #passTo(time: number): void {
    const { recorder, fleet, timeline } = this.#settings;
    if (!Number.isFinite(time)) return;
    if (time >= recorder.bucketEnd) {
      fleet.noteQueues(recorder.bucket, Math.floor(time / recorder.bucketMs));
      recorder.advance(time);
    }
    timeline.time = time;
  }

  #arrive(source: Source): void {
    const number = source.count;
    source.count += 1;
    source.next = source.following();
    this.#settings.traffic.begin(source, source.template(number), source.client(), source.engine());
  }

  /** Returns whether microtasks have to run before anything else. */
  #handle(): boolean {
    const { timeline, flights, work, traffic, sources } = this.#settings;
    const { heap } = timeline;
    heap.pop();
    const { first, second } = heap;
    switch (heap.kind) {
      case Events.done: {
        const flight = flights.at(first);
        if (flight.generation !== second) return false;
        const isCall = flight.kind === FlightKind.call;
        work.done(flight);
        return isCall && this.runsAside;
      }
      case Events.wake: {
        const flight = flights.at(first);
        if (flight.generation === second && flight.passage !== undefined)
          traffic.pass(flight, flight.passage, flight.step);
        return false;
      }
      case Events.headerTimeout: {
        const flight = flights.at(first);
        if (flight.generation === second && flight.place !== Place.nowhere && !flight.abandoned)
          traffic.lateHead(flight);
        return this.runsAside;
      }
      case Events.thought: {
        const source = sources[first];
        if (source !== undefined && timeline.time < source.toMs && source.count < source.most) {
          const number = source.count;
          source.count += 1;
          traffic.begin(source, source.template(number), second, source.engineOf(second));
        }
        return this.runsAside;
      }
      default:
        timeline.call(first);
        return this.runsAside;
    }
  }
}

const GIVE_UP = 1;
