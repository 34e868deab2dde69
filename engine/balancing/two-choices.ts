import { type Candidate, isUsable, type Picker } from './candidate.ts';
import type { Random } from './service-node.ts';

/** How many requests are under way at it. */
interface Busy extends Candidate<unknown> {
  readonly inFlight: number;
}

/** The less busy of two drawn at random, the first if they are equally so; weights do not count (Traefik: p2c). */
export class TwoChoices<C extends Busy> implements Picker<C> {
  readonly #candidates: readonly C[];
  readonly #random: Random;

  constructor(candidates: readonly C[], random: Random) {
    this.#candidates = candidates;
    this.#random = random;
  }

  pick(): C | undefined {
    const usable = this.#candidates.filter(isUsable);
    if (usable.length < 2) return usable[0];
    const first = this.#draw(usable.length);
    let second = this.#draw(usable.length);
    if (second === first) second = (second + 1) % usable.length;
    const [one, other] = [usable[first], usable[second]];
    return one && other && other.inFlight < one.inFlight ? other : one;
  }

  #draw(count: number): number {
    return Math.floor(this.#random() * count);
  }
}
