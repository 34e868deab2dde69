import type { Asker } from '../../../engine/core.ts';
import { NO_SERVER } from './choices.ts';
import { NONE } from './cookie-jars.ts';
import type { Flight } from './flight.ts';
import type { Chooser } from './passage.ts';
import type { Source } from './source.ts';
import type { Targets } from './targets.ts';

/** Has the engine's services choose servers. */
export class Picker {
  readonly #targets: Targets;
  readonly #asker = new ClientAsker();

  constructor(targets: Targets) {
    this.#targets = targets;
  }

  /** Notes in the request which server it goes to; its status is that of the answer if there is none. */
  pick(flight: Flight, { node, turns }: Chooser): void {
    if (turns !== undefined) {
      const choice = turns.next();
      flight.target = choice.target;
      flight.status = choice.refusal;
      flight.mirrorings = choice.mirrorings;
      flight.cookies = undefined;
      flight.watch = undefined;
      return;
    }
    const { source } = flight;
    const { server, refusal, mirrorings, cookies, watch } = node.select(
      source && this.#asker.of(source, flight),
    );
    if (server?.kind !== undefined) throw new Error(`service ${server.name} needs the engine's handlers`);
    flight.target = server && this.#targets.of(server);
    flight.status = refusal?.status ?? NO_SERVER;
    flight.mirrorings = mirrorings;
    flight.cookies = cookies;
    flight.watch = watch;
  }
}

/** One of the clients; balancers look at it while they choose only. */
class ClientAsker implements Asker {
  #source: Source | undefined;
  #client = 0;
  #cookies = NONE;

  of(source: Source, { client, sent }: Flight): this {
    this.#source = source;
    this.#client = client;
    this.#cookies = sent;
    return this;
  }

  get clientIp(): string {
    return this.#source?.addressOf(this.#client) ?? '';
  }

  cookies(name: string): readonly string[] {
    return this.#cookies.values(name);
  }
}
