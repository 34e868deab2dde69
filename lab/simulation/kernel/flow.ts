import type { LoopEnd } from './loop.ts';
import { Outcome } from './outcome.ts';
import type { Recorder } from './recorder.ts';
import type { Source } from './source.ts';
import type { Station } from './station.ts';
import type { Timeline } from './timeline.ts';

interface FlowSettings {
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly sources: readonly Source[];
  readonly clientTimeoutMs: number;
}

/** Requests between two looks at the real clock. */
const TURN = 262_144;

/**
 * Virtual time where nothing waits: pods work on any number of requests at a time and accept each, so that the end of a
 * request is known when it arrives. Counts the same as the loop of events does, without events.
 */
export class Flow {
  readonly #settings: FlowSettings;

  constructor(settings: FlowSettings) {
    this.#settings = settings;
  }

  run(until: number): LoopEnd {
    const { timeline, recorder, sources } = this.#settings;
    const [only] = sources;
    if (only === undefined) return this.#reach(until);
    const isAlone = sources.length === 1;
    for (let left = TURN; left > 0; left -= 1) {
      const source = isAlone ? only : earliest(sources, only);
      const time = source.next;
      if (time >= until) return this.#reach(until);
      if (time >= recorder.bucketEnd) {
        recorder.advance(time);
        timeline.time = time;
      }
      const number = source.count;
      source.count = number + 1;
      source.next = source.following();
      this.#request(source, source.template(number), time);
    }
    timeline.time = Math.min(only.next, until);
    return 'turn';
  }

  #reach(time: number): LoopEnd {
    const { timeline, recorder } = this.#settings;
    recorder.advance(time);
    timeline.time = time;
    return 'reached';
  }

  #request(source: Source, template: number, time: number): void {
    const { recorder } = this.#settings;
    const counts = time >= recorder.warmUpMs;
    if (counts) recorder.began();
    const passage = source.passages[template];
    if (passage === undefined) return;
    let outcome = passage.answer;
    const chooser = outcome === 0 ? passage.choosers[source.engine()] : undefined;
    if (chooser?.turns !== undefined) {
      const { target, refusal } = chooser.turns.next();
      if (target !== undefined) {
        this.#work(target.station, time, counts);
        return;
      }
      outcome = refusal;
    }
    if (counts) recorder.ended(outcome, time, 0);
  }

  #work(station: Station, time: number, counts: boolean): void {
    const { recorder, clientTimeoutMs } = this.#settings;
    const { record } = station;
    const status = station.status();
    const ms = station.serviceTime(time);
    const end = time + ms;
    const { bucket } = recorder;
    const last = recorder.bucketOf(end);
    record.bucketArrived[bucket] = (record.bucketArrived[bucket] ?? 0) + 1;
    record.bucketLeft[last] = (record.bucketLeft[last] ?? 0) + 1;
    if (!counts) return;
    record.requests += 1;
    record.bucketRequests[bucket] = (record.bucketRequests[bucket] ?? 0) + 1;
    // The connection is closed before the pod has answered: nobody takes note of the answer.
    if (ms > clientTimeoutMs) {
      recorder.ended(Outcome.timeout, time + clientTimeoutMs, clientTimeoutMs);
      return;
    }
    record.latency.record(ms);
    if (status >= 500) {
      record.errors += 1;
      record.bucketErrors[last] = (record.bucketErrors[last] ?? 0) + 1;
    }
    recorder.ended(status, end, ms);
  }
}

function earliest(sources: readonly Source[], first: Source): Source {
  let next = first;
  for (let at = 1; at < sources.length; at += 1) {
    const source = sources[at];
    if (source !== undefined && source.next < next.next) next = source;
  }
  return next;
}
