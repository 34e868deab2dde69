import {
  HeaderList,
  type RunningCall,
  type UpstreamCall,
  type UpstreamClient,
  type UpstreamError,
} from '../../../engine/core.ts';
import { ClientReply } from './client-reply.ts';
import { Events } from './events.ts';
import { type Flight, FlightKind, Place } from './flight.ts';
import type { Flights } from './flights.ts';
import type { InForce } from './in-force.ts';
import { Outcome } from './outcome.ts';
import type { Recorder } from './recorder.ts';
import { arrivalOf, requestOf } from './requests.ts';
import type { Source } from './source.ts';
import type { Targets } from './targets.ts';
import type { Timeline } from './timeline.ts';
import { noAnswer } from './upstream-errors.ts';
import type { Work } from './work.ts';

interface HandledSettings {
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly flights: Flights;
  readonly targets: Targets;
}

const NO_SOURCE = { resume() {}, cancel() {} };
const NO_BYTES = Buffer.alloc(0);

/**
 * Requests that the engine's whole chain of handlers serves, in virtual time: for what has no short way, and to prove the
 * short way right.
 */
export class Handled {
  readonly #settings: HandledSettings;
  #work: Work | undefined;
  /** Calls under way, checks of health left out. */
  calls = 0;
  /** A call that is being sent is not told of its end yet. */
  #sending: Flight | undefined;

  constructor(settings: HandledSettings) {
    this.#settings = settings;
  }

  use(work: Work): void {
    this.#work = work;
  }

  /** Who answers for servers. */
  upstreams(kind: 'requests' | 'copies' | 'probes'): UpstreamClient {
    return { send: (call) => this.#send(call, kind), close: async () => undefined };
  }

  begin(
    flight: Flight,
    source: Source,
    inForce: InForce | undefined,
    over: (outcome: number, cookies: readonly string[]) => void,
  ): void {
    const { template, client, engine, generation } = flight;
    const door = inForce?.door(source, template, engine);
    if (!door) throw new Error(`there is no engine number ${engine}`);
    let ended: boolean | undefined;
    const reply = new ClientReply((answer, whole) => {
      ended = whole;
      // Its client went away.
      if (flight.generation !== generation) return;
      const { served } = flight;
      over(whole ? answer.status : Outcome.broken, answer.cookies);
      served?.done(whole);
    });
    const request = requestOf(source, template, client, door.routes);
    const served = door.plane.serve(arrivalOf(request, flight.sent.field, reply));
    if (ended === undefined) flight.served = served;
    else served.done(ended);
  }

  /** A pod has answered a call. */
  answered(flight: Flight, status: number): void {
    if (this.#sending === flight) {
      this.#later(flight, () => this.answered(flight, status));
      return;
    }
    const { reply } = flight;
    if (!flight.isProbe) this.calls -= 1;
    this.#settings.flights.free(flight);
    reply?.start({ status, headers: new HeaderList(['Content-Length', '0']) }, NO_SOURCE);
    reply?.end(NO_BYTES, 0, 0, undefined);
  }

  /** A call has no answer. */
  failed(flight: Flight, unsent: boolean, status: UpstreamError['status']): void {
    if (this.#sending === flight) {
      this.#later(flight, () => this.failed(flight, unsent, status));
      return;
    }
    const { reply } = flight;
    if (!flight.isProbe) this.calls -= 1;
    if (!flight.abandoned) this.#settings.flights.free(flight);
    flight.reply = undefined;
    reply?.fail(noAnswer(status, unsent));
  }

  /** Who sends a call has to have it in hands before it hears of its end. */
  #later(flight: Flight, tell: () => void): void {
    const { generation } = flight;
    queueMicrotask(() => {
      if (flight.generation === generation && !flight.abandoned) tell();
    });
  }

  #send({ server, reply }: UpstreamCall, kind: 'requests' | 'copies' | 'probes'): RunningCall {
    const { timeline, recorder, flights, targets } = this.#settings;
    const target = targets.of(server);
    const flight = flights.take(FlightKind.call);
    flight.counts = timeline.time >= recorder.warmUpMs;
    flight.isCopy = kind === 'copies';
    flight.isProbe = kind === 'probes';
    flight.reply = reply;
    flight.target = target;
    const { index, generation } = flight;
    if (target.headerTimeoutMs > 0) {
      const dueAt = timeline.time + target.headerTimeoutMs;
      timeline.heap.push(dueAt, Events.headerTimeout, index, generation);
    }
    if (!flight.isProbe) this.calls += 1;
    this.#sending = flight;
    this.#work?.send(flight, target.station);
    this.#sending = undefined;
    return {
      cancel: () => {
        if (flight.generation !== generation || flight.abandoned) return;
        if (!flight.isProbe) this.calls -= 1;
        flight.reply = undefined;
        if (flight.place === Place.nowhere) flights.free(flight);
        else flight.abandoned = true;
      },
    };
  }
}
