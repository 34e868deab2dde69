import type { Contender, Contest, Taker } from './contest.ts';
import { narrowness } from './narrowness.ts';
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

/** Some tenths of a second. */
const MOST_QUESTIONS = 500_000;

/**
 * Which routers of a table never get anything, and which win by their name only. What cannot be told is left out.
 *
 * @param questions about how many rules may be asked; each of the two searches takes that much at most
 */
export function survey<F>(contest: Contest<F>, questions = MOST_QUESTIONS): Survey<F> {
  const neighbours = new Neighbours(contest.contenders);
  const { crowd } = neighbours;
  const { length } = contest.contenders;
  const arena = crowd * length > questions ? crowded(contest, questions / length) : contest;
  const shadowed = new Map<Contender<F>, readonly Taker[]>();
  contest.contenders.forEach((contender, place) => {
    const reach = reachOf(arena, neighbours, place);
    if (reach.kind === 'shadowed') shadowed.set(contender, reach.by);
  });
  const isOut = (contender: Contender<F>): boolean => shadowed.has(contender);
  return { shadowed, ties: [...tiesOf(contest, { isOut, crowd, questions })] };
}

/**
 * A contest in which only the routers that seem to take most are asked who takes a request: where neither hosts nor
 * paths tell thousands of routers apart, asking all of them for each would take minutes.
 */
function crowded<F>(contest: Contest<F>, most: number): Contest<F> {
  const broad = new Set(
    contest.contenders
      .map((contender) => ({ contender, narrowness: narrowness(contender.formula) }))
      .sort((a, b) => a.narrowness - b.narrowness)
      .slice(0, Math.max(1, most))
      .map(({ contender }) => contender),
  );
  const inOrder = contest.contenders.filter((contender) => broad.has(contender));
  return {
    ...contest,
    takerOf: (facts) => contest.takerBefore(facts) ?? inOrder.find((contender) => contender.matches(facts)),
  };
}
