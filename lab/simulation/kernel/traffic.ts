import type { LocalLimits, UpstreamError } from '../../../engine/core.ts';
import { Copies } from './copies.ts';
import { Events } from './events.ts';
import { type Flight, FlightKind, Place } from './flight.ts';
import type { Flights } from './flights.ts';
import type { Handled } from './handled.ts';
import type { InForce } from './in-force.ts';
import { Outcome } from './outcome.ts';
import type { Passage } from './passage.ts';
import type { Picker } from './picker.ts';
import type { Recorder } from './recorder.ts';
import type { Source } from './source.ts';
import type { Timeline } from './timeline.ts';
import { NETWORK_STATUS, TIMEOUT_STATUS } from './upstream-errors.ts';
import type { Work, WorkListener } from './work.ts';

interface TrafficSettings {
  readonly timeline: Timeline;
  readonly recorder: Recorder;
  readonly flights: Flights;
  /** By engine. */
  readonly limits: readonly LocalLimits[];
  readonly picker: Picker;
  readonly handled: Handled;
}

/** How one attempt ended, for retry policies, which look at it while they are asked only. */
const END = { status: 0, unsent: false, elapsedMs: 0, method: 'GET', bodyPassedOn: false };

/**
 * Takes clients' requests through the policies of their router to a server and back. In one file, for the way back undoes
 * step by step what the way there did.
 */
export class Traffic implements WorkListener {
  readonly #timeline: Timeline;
  readonly #recorder: Recorder;
  readonly #flights: Flights;
  readonly #limits: readonly LocalLimits[];
  readonly #picker: Picker;
  readonly #handled: Handled;
  #work: Work | undefined;
  #inForce: InForce | undefined;
  readonly copies: Copies;

  constructor({ timeline, recorder, flights, limits, picker, handled }: TrafficSettings) {
    this.#timeline = timeline;
    this.#recorder = recorder;
    this.#flights = flights;
    this.#limits = limits;
    this.#picker = picker;
    this.#handled = handled;
    this.copies = new Copies(flights, picker, (copy) => this.#send(copy));
  }

  /** Before anything else. */
  use(work: Work): void {
    this.#work = work;
  }

  /** What requests go by from now on. */
  set inForce(inForce: InForce) {
    this.#inForce = inForce;
    this.copies.inForce = inForce;
  }

  /** A client sends a request now. */
  begin(source: Source, template: number, client: number, engine: number): void {
    const { time } = this.#timeline;
    const flight = this.#flights.take(FlightKind.request);
    flight.startedAt = time;
    flight.counts = time >= this.#recorder.warmUpMs;
    flight.source = source;
    flight.template = template;
    flight.client = client;
    flight.engine = engine;
    flight.sent = source.jars.of(client);
    if (flight.counts) this.#recorder.began();
    this.#flights.begin(flight);
    const passage = source.passages[template] ?? this.#passageOf(source, template, client);
    flight.passage = passage;
    if (passage.served) {
      flight.kind = FlightKind.served;
      this.#serve(flight, source);
    } else this.pass(flight, passage, 0);
  }

  /** Takes a request through its steps from one on. */
  pass(flight: Flight, passage: Passage, from: number): void {
    const { steps } = passage;
    for (let at = from; at < steps.length; at += 1) {
      const step = steps[at];
      if (step === undefined) break;
      switch (step.kind) {
        case 'rate-limit': {
          const waitMs = step.policy.take(this.#limitsOf(flight), step.key);
          if (waitMs < 0) {
            this.#answer(flight, passage, at, step.policy.refusal(-waitMs).status);
            return;
          }
          if (waitMs > 0) {
            this.#wait(flight, at + 1, waitMs);
            return;
          }
          break;
        }
        case 'in-flight':
          if (!step.policy.acquire(this.#limitsOf(flight), step.key)) {
            this.#answer(flight, passage, at, step.policy.refusal.status);
            return;
          }
          flight.held |= 1 << at;
          break;
        case 'retry':
          flight.attempts[at] = 1;
          flight.enteredAt[at] = this.#timeline.time;
          break;
        case 'circuit-breaker':
          if (step.breakers[flight.engine]?.admit() === false) {
            this.#answer(flight, passage, at, step.refusal);
            return;
          }
          flight.enteredAt[at] = this.#timeline.time;
          break;
      }
    }
    flight.step = steps.length;
    if (passage.answer !== 0) this.#answer(flight, passage, steps.length, passage.answer);
    else this.#forward(flight, passage);
  }

  answered(flight: Flight, status: number): void {
    const { watch, target } = flight;
    // Who waited for this answer waits no longer.
    if (target !== undefined && target.headerTimeoutMs > 0) this.#stale(flight);
    if (watch !== undefined) {
      watch.answered(status);
      watch.ended();
      flight.watch = undefined;
    }
    const { passage } = flight;
    if (flight.kind === FlightKind.call) this.#handled.answered(flight, status);
    else if (flight.kind === FlightKind.copy) this.copies.over(flight);
    else if (passage !== undefined) this.#answer(flight, passage, passage.steps.length, status);
  }

  failed(flight: Flight, unsent: boolean): void {
    this.#noAnswer(flight, unsent, NETWORK_STATUS);
  }

  /** A server has not answered in time. The pod goes on with the request, which nobody waits for. */
  lateHead(flight: Flight): void {
    if (flight.kind === FlightKind.call) {
      flight.abandoned = true;
      this.#handled.failed(flight, false, TIMEOUT_STATUS);
      return;
    }
    this.#noAnswer(this.#flights.part(flight), false, TIMEOUT_STATUS);
  }

  /** A client has waited long enough. */
  giveUp(flight: Flight): void {
    if (flight.kind === FlightKind.served) {
      const { served } = flight;
      this.#over(flight, Outcome.timeout);
      served?.done(false);
      this.#flights.free(flight);
      return;
    }
    flight.watch?.ended();
    flight.watch = undefined;
    const { passage } = flight;
    for (let at = 0; passage !== undefined && at < flight.step; at += 1) {
      const step = passage.steps[at];
      if (step?.kind === 'circuit-breaker')
        step.breakers[flight.engine]?.record(CLIENT_GONE, this.#timeline.time - (flight.enteredAt[at] ?? 0));
    }
    this.#over(flight, Outcome.timeout);
    if (flight.place === Place.nowhere) this.#flights.free(flight);
    else flight.abandoned = true;
  }

  #passageOf(source: Source, template: number, client: number): Passage {
    const known = source.byClient[template]?.[client];
    if (known !== undefined) return known;
    if (this.#inForce === undefined) throw new Error('no configuration is in force');
    const passage = this.#inForce.passage(source, template, client);
    const clients = source.byClient[template];
    if (clients) clients[client] = passage;
    return passage;
  }

  #limitsOf({ engine }: Flight): LocalLimits {
    const limits = this.#limits[engine];
    if (limits === undefined) throw new Error(`there is no engine number ${engine}`);
    return limits;
  }

  #wait(flight: Flight, step: number, ms: number): void {
    flight.step = step;
    this.#timeline.heap.push(this.#timeline.time + ms, Events.wake, flight.index, flight.generation);
  }

  #stale(flight: Flight): void {
    flight.generation = (flight.generation + 1) & 0x3fff_ffff;
  }

  #forward(flight: Flight, passage: Passage): void {
    const chooser = passage.choosers[flight.engine];
    if (chooser === undefined) throw new Error(`there is no engine number ${flight.engine}`);
    this.#picker.pick(flight, chooser);
    if (flight.target === undefined) this.#answer(flight, passage, passage.steps.length, flight.status);
    else this.#send(flight);
  }

  #send(flight: Flight): void {
    const { target, watch } = flight;
    if (target === undefined || this.#work === undefined) return;
    watch?.began();
    if (target.headerTimeoutMs > 0) {
      const { heap, time } = this.#timeline;
      heap.push(time + target.headerTimeoutMs, Events.headerTimeout, flight.index, flight.generation);
    }
    this.#work.send(flight, target.station);
  }

  #noAnswer(flight: Flight, unsent: boolean, status: UpstreamError['status']): void {
    const { watch, target, passage } = flight;
    if (target !== undefined && target.headerTimeoutMs > 0) this.#stale(flight);
    if (watch !== undefined) {
      watch.failed(unsent);
      watch.ended();
      flight.watch = undefined;
    }
    if (flight.kind === FlightKind.call) this.#handled.failed(flight, unsent, status);
    else if (flight.kind === FlightKind.copy) this.copies.over(flight);
    else if (passage !== undefined) {
      flight.unsent = unsent;
      this.#answer(flight, passage, passage.steps.length, status);
    }
  }

  /** An answer goes back through the steps before one. */
  #answer(flight: Flight, passage: Passage, behind: number, status: number): void {
    const { time } = this.#timeline;
    for (let at = behind - 1; at >= 0; at -= 1) {
      const step = passage.steps[at];
      if (step === undefined) continue;
      if (step.kind === 'circuit-breaker') {
        step.breakers[flight.engine]?.record(status, time - (flight.enteredAt[at] ?? 0));
      } else if (step.kind === 'retry') {
        const made = flight.attempts[at] ?? 1;
        if (made >= step.policy.attempts) continue;
        END.status = status;
        END.unsent = flight.unsent;
        END.elapsedMs = time - (flight.enteredAt[at] ?? 0);
        END.method = flight.source?.templates[flight.template]?.method ?? 'GET';
        if (!step.policy.repeats(END)) continue;
        this.#release(flight, passage, at + 1);
        flight.attempts[at] = made + 1;
        flight.unsent = false;
        // What this attempt chose goes with it.
        flight.target = undefined;
        flight.cookies = undefined;
        flight.mirrorings = NO_MIRRORINGS;
        if (flight.counts) this.#recorder.retries += 1;
        this.#wait(flight, at + 1, step.policy.waitMs(made));
        return;
      }
    }
    this.#deliver(flight, status);
  }

  /** The client has its answer. */
  #deliver(flight: Flight, status: number): void {
    const { source, cookies, mirrorings } = flight;
    this.#over(flight, status);
    if (cookies !== undefined && source?.keepsCookies) this.keep(flight, source, cookies);
    if (mirrorings.length > 0) this.copies.start(mirrorings, flight);
    this.#flights.free(flight);
  }

  /** A client gets cookies. */
  keep(flight: Flight, source: Source, lines: readonly string[]): void {
    for (const line of lines) {
      if (source.jars.keep(flight, line) && flight.counts) this.#recorder.sessionsMoved += 1;
    }
  }

  /** A client's request is over, whatever its pod still does. */
  #over(flight: Flight, outcome: number): void {
    const { time } = this.#timeline;
    const { source, passage } = flight;
    this.#flights.end(flight);
    if (flight.held !== 0 && passage !== undefined) this.#release(flight, passage, 0);
    if (flight.counts) this.#recorder.ended(outcome, time, time - flight.startedAt);
    if (source?.thinkTime !== undefined) {
      this.#timeline.heap.push(time + source.thinkTime(), Events.thought, source.index, flight.client);
    }
  }

  /** Gives back what is held for steps from one on. */
  #release(flight: Flight, { steps }: Passage, from: number): void {
    for (let at = from; flight.held >> at !== 0; at += 1) {
      if ((flight.held & (1 << at)) === 0) continue;
      flight.held &= ~(1 << at);
      const step = steps[at];
      if (step?.kind === 'in-flight') step.policy.release(this.#limitsOf(flight), step.key);
    }
  }

  #serve(flight: Flight, source: Source): void {
    this.#handled.begin(flight, source, this.#inForce, (outcome, cookies) => {
      this.#over(flight, outcome);
      if (cookies.length > 0 && source.keepsCookies) this.keep(flight, source, cookies);
      this.#flights.free(flight);
    });
  }
}

const NO_MIRRORINGS: readonly never[] = [];
/** What breakers hear of a request whose client went away. */
const CLIENT_GONE = 499;
