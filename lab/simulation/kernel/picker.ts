import type { Asker, HttpServiceNode } from '../../../engine/core.ts';
import { type Choice, NO_SERVER } from './choices.ts';
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
  pick(flight: Flight, { node, turns, sessions }: Chooser): void {
    if (turns !== undefined) {
      this.#note(flight, turns.next(), undefined);
      return;
    }
    const { source } = flight;
    const asker = source && this.#asker.of(source, flight);
    const choice = sessions?.next(flight.sent, asker);
    if (choice !== undefined) this.#note(flight, choice, sessions?.cookies);
    else this.#ask(flight, node, asker);
  }

  #note(flight: Flight, choice: Choice, cookies: readonly string[] | undefined): void {
    flight.target = choice.target;
    flight.status = choice.refusal;
    flight.mirrorings = choice.mirrorings;
    flight.cookies = cookies;
    flight.watch = undefined;
  }

  #ask(flight: Flight, node: HttpServiceNode, asker: Asker | undefined): void {
    const { server, refusal, mirrorings, cookies, watch } = node.select(asker);
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
