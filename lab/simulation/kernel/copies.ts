import type { HttpDestination, Mirroring } from '../../../engine/core.ts';
import { type Flight, FlightKind } from './flight.ts';
import type { Flights } from './flights.ts';
import type { InForce } from './in-force.ts';
import type { Picker } from './picker.ts';

/**
 * Copies of requests: those of one mirroring service are sent one after the other, as the engine does it (`MirrorTasks`),
 * and nobody waits for them.
 */
export class Copies {
  readonly #flights: Flights;
  readonly #picker: Picker;
  readonly #send: (copy: Flight) => void;
  /** What they go by from now on. */
  inForce: InForce | undefined;
  /** Under way. */
  count = 0;

  /** @param send sends a copy whose server was chosen */
  constructor(flights: Flights, picker: Picker, send: (copy: Flight) => void) {
    this.#flights = flights;
    this.#picker = picker;
    this.#send = send;
  }

  /** Starts the copies of a request whose answer was delivered. The innermost mirroring service comes first. */
  start(mirrorings: readonly Mirroring<HttpDestination>[], original: Flight): void {
    for (let at = mirrorings.length - 1; at >= 0; at -= 1) {
      const mirroring = mirrorings[at];
      if (mirroring === undefined) continue;
      const copy = this.#flights.take(FlightKind.copy);
      copy.isCopy = true;
      copy.counts = original.counts;
      copy.source = original.source;
      copy.client = original.client;
      copy.sent = original.sent;
      copy.engine = original.engine;
      copy.mirrors = mirroring.mirrors;
      copy.nextMirror = 0;
      this.count += 1;
      this.#next(copy);
    }
  }

  /** A mirror has answered, or will not. */
  over(copy: Flight): void {
    if (copy.mirrorings.length > 0) this.start(copy.mirrorings, copy);
    this.#next(copy);
  }

  /** One mirror of a mirroring service after the other; those without a server are passed over. */
  #next(copy: Flight): void {
    for (;;) {
      const mirror = copy.mirrors[copy.nextMirror];
      if (mirror === undefined || this.inForce === undefined) {
        this.count -= 1;
        this.#flights.free(copy);
        return;
      }
      copy.nextMirror += 1;
      this.#picker.pick(copy, this.inForce.chooser(copy.engine, mirror));
      if (copy.target !== undefined) {
        this.#send(copy);
        return;
      }
      if (copy.mirrorings.length > 0) this.start(copy.mirrorings, copy);
    }
  }
}
