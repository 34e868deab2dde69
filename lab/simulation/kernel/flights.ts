import { Flight, FlightKind, Place } from './flight.ts';

const NONE: readonly never[] = [];

/** All requests under way, and those that are over, to be used again; those of clients in the order in which they began. */
export class Flights {
  // Lists that never were empty are of one kind from the beginning, and compiled code stays good from one run to the next.
  readonly #all: Flight[] = [new Flight(0)];
  readonly #free: Flight[] = [...this.#all];
  /** Number of the client's request under way that began last; -1: none. Numbers are stored without the collector's check. */
  #youngest = -1;
  /** The client's request under way that began first. */
  oldest: Flight | undefined;

  /** Requests under way. */
  get size(): number {
    return this.#all.length - this.#free.length;
  }

  take(kind: number): Flight {
    const free = this.#free.pop();
    if (free !== undefined) {
      free.kind = kind;
      return free;
    }
    const flight = new Flight(this.#all.length);
    flight.kind = kind;
    this.#all.push(flight);
    return flight;
  }

  at(index: number): Flight {
    const flight = this.#all[index];
    if (flight === undefined) throw new Error(`there is no request number ${index}`);
    return flight;
  }

  /** Everything that was ever under way at a time. */
  get all(): readonly Flight[] {
    return this.#all;
  }

  /** Puts a client's request that begins now behind the others. */
  begin(flight: Flight): void {
    const youngest = this.#youngest;
    flight.older = youngest;
    flight.younger = -1;
    if (youngest >= 0) this.at(youngest).younger = flight.index;
    else this.oldest = flight;
    this.#youngest = flight.index;
  }

  /** A client's request is over, whatever its pod still does. */
  end(flight: Flight): void {
    const { older, younger } = flight;
    if (older >= 0) this.at(older).younger = younger;
    else this.oldest = younger >= 0 ? this.at(younger) : undefined;
    if (younger >= 0) this.at(younger).older = older;
    else this.#youngest = older;
    flight.older = -1;
    flight.younger = -1;
  }

  /** Parts a request from its work in a pod, which goes on with nobody who waits for it. Returns the request. */
  part(work: Flight): Flight {
    const request = this.take(work.kind);
    const { index: _, generation: __, attempts, enteredAt, older, younger, ...others } = work;
    Object.assign(request, others);
    for (const [at, made] of attempts.entries()) request.attempts[at] = made;
    for (const [at, time] of enteredAt.entries()) request.enteredAt[at] = time;
    request.station = undefined;
    request.place = Place.nowhere;
    if (work.kind === FlightKind.request) {
      request.older = older;
      request.younger = younger;
      if (older >= 0) this.at(older).younger = request.index;
      else this.oldest = request;
      if (younger >= 0) this.at(younger).older = request.index;
      else this.#youngest = request.index;
      work.older = -1;
      work.younger = -1;
    }
    work.abandoned = true;
    work.watch = undefined;
    return request;
  }

  free(flight: Flight): void {
    flight.generation = (flight.generation + 1) & 0x3fff_ffff;
    if (flight.kind !== FlightKind.request) {
      flight.kind = FlightKind.request;
      flight.isCopy = false;
      flight.isProbe = false;
      flight.mirrors = NONE;
      flight.served = undefined;
      flight.reply = undefined;
    }
    flight.place = Place.nowhere;
    flight.abandoned = false;
    flight.step = 0;
    flight.held = 0;
    flight.unsent = false;
    flight.station = undefined;
    flight.watch = undefined;
    flight.cookies = undefined;
    flight.target = undefined;
    flight.passage = undefined;
    flight.mirrorings = NONE;
    this.#free.push(flight);
  }
}
