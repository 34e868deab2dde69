import type { Asker, HttpServiceNode } from '../../../engine/core.ts';
import type { Choice } from './choices.ts';
import type { Cookies } from './cookie-jars.ts';
import type { Turns } from './turns.ts';

/** Cookies beyond these are found by a map: slower. */
const FEW = 8;

/**
 * A service that chooses among others by a cookie, or by turns for clients without, and whose health never changes. What it
 * says for a cookie is asked once: as long as its configuration is in force the cookie means the same service.
 */
export class Sessions {
  readonly #node: HttpServiceNode;
  readonly #turnsOf: (service: HttpServiceNode) => Turns<Choice> | undefined;
  readonly #few: Cookies[] = [];
  readonly #turnsOfFew: Turns<Choice>[] = [];
  readonly #known = new Map<Cookies, Turns<Choice>>();
  /** By Set-Cookie line. */
  readonly #lines = new Map<string, readonly string[]>();
  /** What is set with the latest choice: Set-Cookie lines; undefined: none. */
  cookies: readonly string[] | undefined;

  /** @param turnsOf how a service behind it chooses */
  constructor(node: HttpServiceNode, turnsOf: (service: HttpServiceNode) => Turns<Choice> | undefined) {
    this.#node = node;
    this.#turnsOf = turnsOf;
  }

  /** For a client with these cookies. Undefined: the node itself has to be asked. */
  next(sent: Cookies, asker: Asker | undefined): Choice | undefined {
    const few = this.#few;
    for (let at = 0; at < few.length; at += 1) {
      if (few[at] !== sent) continue;
      this.cookies = undefined;
      return this.#turnsOfFew[at]?.next();
    }
    const known = this.#known.get(sent);
    if (known === undefined) return this.#ask(sent, asker);
    this.cookies = undefined;
    return known.next();
  }

  #ask(sent: Cookies, asker: Asker | undefined): Choice | undefined {
    const chosen = this.#node.chooseService?.(asker);
    if (chosen === undefined) return undefined;
    const { service, cookie } = chosen;
    const turns = this.#turnsOf(service);
    if (turns === undefined) throw new Error(`service ${service.name} does not choose by turns`);
    this.cookies = cookie === undefined ? undefined : this.#linesOf(cookie);
    // The client's cookie named it, and names it again.
    if (cookie === undefined) this.#remember(sent, turns);
    return turns.next();
  }

  #remember(sent: Cookies, turns: Turns<Choice>): void {
    this.#known.set(sent, turns);
    if (this.#few.length === FEW) return;
    this.#few.push(sent);
    this.#turnsOfFew.push(turns);
  }

  #linesOf(cookie: string): readonly string[] {
    const known = this.#lines.get(cookie) ?? [cookie];
    this.#lines.set(cookie, known);
    return known;
  }
}
