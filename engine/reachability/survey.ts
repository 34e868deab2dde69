import type { Contender, Contest, Taker } from './contest.ts';
import { Neighbours } from './neighbours.ts';
import { reachOf } from './shadow.ts';
import { type Tie, tiesOf } from './ties.ts';

/** What a table's routers have to do with one another. */
export interface Survey<F> {
  /** Routers that get nothing, with those that take it all; without any: their rules never hold. */
  readonly shadowed: ReadonlyMap<Contender<F>, readonly Taker[]>;
  /** Pairs between which only the order of names decides, of the others. */
  readonly ties: readonly Tie<F>[];
}

/** How many pairs of a table are compared for ties. */
const MOST_PAIRS = 100_000;

/** Which routers of a table never get anything, and which win by their name only. What cannot be told is left out. */
export function survey<F>(contest: Contest<F>): Survey<F> {
  const neighbours = new Neighbours(contest.contenders);
  const shadowed = new Map<Contender<F>, readonly Taker[]>();
  contest.contenders.forEach((contender, place) => {
    const reach = reachOf(contest, neighbours, place);
    if (reach.kind === 'shadowed') shadowed.set(contender, reach.by);
  });
  return { shadowed, ties: [...tiesOf(contest, (contender) => shadowed.has(contender), MOST_PAIRS)] };
}
