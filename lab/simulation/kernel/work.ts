import { Events } from './events.ts';
import { type Flight, Place } from './flight.ts';
import type { Flights } from './flights.ts';
import type { Recorder } from './recorder.ts';
import type { Station } from './station.ts';
import type { Timeline } from './timeline.ts';

/** Who hears what becomes of what was sent to a pod. */
export interface WorkListener {
  answered(flight: Flight, status: number): void;
  /** There is no answer. `unsent`: no byte of the request reached the pod. */
  failed(flight: Flight, unsent: boolean): void;
}

/** Answered at once when the queue is full. */
const FULL = 503;

/** Moves requests through the pods. */
export class Work {
  readonly #timeline: Timeline;
  readonly #recorder: Recorder;
  readonly #flights: Flights;
  readonly #listener: WorkListener;

  constructor(timeline: Timeline, recorder: Recorder, flights: Flights, listener: WorkListener) {
    this.#timeline = timeline;
    this.#recorder = recorder;
    this.#flights = flights;
    this.#listener = listener;
  }

  /** Brings a request to a pod. The listener may be told of its end before this returns. */
  send(flight: Flight, station: Station): void {
    const { record } = station;
    const { bucket } = this.#recorder;
    const { time } = this.#timeline;
    flight.arrivedAt = time;
    flight.station = station;
    if (flight.counts && !flight.isProbe) {
      if (flight.isCopy) record.copies += 1;
      else {
        record.requests += 1;
        record.bucketRequests[bucket] = (record.bucketRequests[bucket] ?? 0) + 1;
      }
    }
    if (station.refuses || station.gone) {
      this.#noteError(flight, station);
      this.#listener.failed(flight, true);
      return;
    }
    record.bucketArrived[bucket] = (record.bucketArrived[bucket] ?? 0) + 1;
    if (station.busy < station.concurrency) this.#begin(flight, station);
    else if (station.queued < station.room) {
      flight.place = Place.queue;
      this.#enqueue(flight, station);
      if (station.queued > record.deepestQueue && time >= this.#recorder.warmUpMs)
        record.deepestQueue = station.queued;
    } else {
      this.#leave(flight, station, FULL);
      this.#listener.answered(flight, FULL);
    }
  }

  /** A pod has done its work on a request. */
  done(flight: Flight): void {
    const { station, status } = flight;
    if (station === undefined) return;
    station.busy -= 1;
    while (station.queued > 0 && station.busy < station.concurrency) {
      const next = this.#dequeue(station);
      // Its connection was closed while it waited: that is seen before it is worked on.
      if (next.abandoned) this.#forget(next, station);
      else this.#begin(next, station);
    }
    flight.place = Place.nowhere;
    if (flight.abandoned) {
      this.#forget(flight, station);
      return;
    }
    this.#leave(flight, station, status);
    this.#listener.answered(flight, status);
  }

  /** A pod is killed: the connections of all that is in it break. */
  kill(station: Station): void {
    station.gone = true;
    // The oldest first; copies go on when requests are through, as in the engine.
    const inside = this.#flights.all
      .filter((flight) => flight.station === station && flight.place !== Place.nowhere)
      .sort((a, b) => Number(a.isCopy) - Number(b.isCopy) || a.arrivedAt - b.arrivedAt);
    station.busy = 0;
    station.queued = 0;
    station.first = -1;
    station.last = -1;
    for (const flight of inside) {
      if (flight.place === Place.work) this.#unwork(flight, station);
      flight.place = Place.nowhere;
      flight.generation = (flight.generation + 1) & 0x3fff_ffff;
      if (flight.abandoned) {
        this.#forget(flight, station);
        continue;
      }
      const { record } = station;
      const { bucket } = this.#recorder;
      record.bucketLeft[bucket] = (record.bucketLeft[bucket] ?? 0) + 1;
      this.#noteError(flight, station);
      this.#listener.failed(flight, false);
    }
  }

  #enqueue(flight: Flight, station: Station): void {
    flight.behind = -1;
    if (station.last >= 0) this.#flights.at(station.last).behind = flight.index;
    else station.first = flight.index;
    station.last = flight.index;
    station.queued += 1;
  }

  /** The first in the queue, which must not be empty. */
  #dequeue(station: Station): Flight {
    const flight = this.#flights.at(station.first);
    station.first = flight.behind;
    if (station.first < 0) station.last = -1;
    station.queued -= 1;
    return flight;
  }

  #begin(flight: Flight, station: Station): void {
    const { time, heap } = this.#timeline;
    station.busy += 1;
    flight.place = Place.work;
    flight.status = station.status();
    const doneAt = time + station.serviceTime(time);
    flight.doneAt = doneAt;
    if (station.limited) this.#note(station, time, doneAt, 1);
    heap.push(doneAt, Events.done, flight.index, flight.generation);
  }

  /** What a pod worked on, or did not after all, of the time that counts. */
  #note({ record }: Station, from: number, to: number, sign: number): void {
    const { warmUpMs, durationMs } = this.#recorder;
    const ms = (to < durationMs ? to : durationMs) - (from > warmUpMs ? from : warmUpMs);
    if (ms > 0) record.workedMs += sign * ms;
  }

  #unwork(flight: Flight, station: Station): void {
    if (station.limited) this.#note(station, this.#timeline.time, flight.doneAt, -1);
  }

  #leave(flight: Flight, { record }: Station, status: number): void {
    const { bucket } = this.#recorder;
    record.bucketLeft[bucket] = (record.bucketLeft[bucket] ?? 0) + 1;
    if (!flight.counts || flight.isProbe) return;
    record.latency.record(this.#timeline.time - flight.arrivedAt);
    if (status < 500) return;
    record.errors += 1;
    record.bucketErrors[bucket] = (record.bucketErrors[bucket] ?? 0) + 1;
  }

  #noteError(flight: Flight, { record }: Station): void {
    if (!flight.counts || flight.isProbe) return;
    const { bucket } = this.#recorder;
    record.errors += 1;
    record.bucketErrors[bucket] = (record.bucketErrors[bucket] ?? 0) + 1;
  }

  /** Nobody waits for it. */
  #forget(flight: Flight, { record }: Station): void {
    const { bucket } = this.#recorder;
    record.bucketLeft[bucket] = (record.bucketLeft[bucket] ?? 0) + 1;
    this.#flights.free(flight);
  }
}
