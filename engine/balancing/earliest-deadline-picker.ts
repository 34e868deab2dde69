import { type Candidate, isUsable, type Picker } from './candidate.ts';
import { EarliestDeadline } from './earliest-deadline.ts';
import type { Random } from './service-node.ts';

/** Weighted round robin over those that are up; who is passed over has had its turn, as in Traefik. */
export class EarliestDeadlinePicker<C extends Candidate<unknown>> implements Picker<C> {
  readonly #candidates: readonly C[];
  readonly #turns: EarliestDeadline<C>;

  constructor(candidates: readonly C[], random: Random) {
    this.#candidates = candidates;
    this.#turns = new EarliestDeadline(
      candidates.map((item) => ({ item, weight: item.weight })),
      random,
    );
  }

  pick(): C | undefined {
    // Otherwise the search would never end.
    if (!this.#candidates.some(isUsable)) return undefined;
    for (;;) {
      const candidate = this.#turns.next();
      if (candidate === undefined || isUsable(candidate)) return candidate;
    }
  }
}
