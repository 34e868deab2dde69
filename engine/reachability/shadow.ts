import type { Contender, Contest, Taker } from './contest.ts';
import { negation } from './formula.ts';
import type { Neighbours } from './neighbours.ts';
import { relevantPart } from './relevant-part.ts';
import { satisfy } from './satisfy.ts';

/** Whether a router ever gets a request. `unknown`: it cannot be told. */
export type Reach =
  | { readonly kind: 'reachable' | 'unknown' }
  /** Everything that it would take is taken by these together; by none: its rule never holds. */
  | { readonly kind: 'shadowed'; readonly by: readonly Taker[] };

/** Of how many routers together it is found out that they leave nothing to another. */
const MOST_TAKERS = 32;

/** How many routers are tried for one that cannot be told, as an expression is in the way. */
const MOST_GUESSES = 64;

/** How many routers are passed over on the way. */
const MOST_LOOKS = 1000;

/**
 * Looks for a request that reaches the router: for one that its rule takes, and if another router gets that, for one
 * that the other does not take, and so on, until the engine itself would route it to this one, or none is left.
 *
 * @param place of the router among the contenders
 */
export function reachOf<F>(contest: Contest<F>, neighbours: Neighbours, place: number): Reach {
  const contender = contest.contenders[place];
  if (contender === undefined) throw new RangeError(`there is no contender ${place}`);
  const takers: Taker[] = [];
  while (takers.length < MOST_TAKERS) {
    const outcome = remainder(contender, takers);
    if (outcome.kind === 'none') return { kind: 'shadowed', by: needed(contender, takers) };
    if (outcome.kind === 'unknown') return guessed(contest, neighbours, place, takers);
    const facts = contest.factsOf(outcome.value);
    const taker = contest.takerOf(facts);
    if (taker === contender) return { kind: 'reachable' };
    // In a crowd, this router itself may not be among those that are asked.
    if (taker !== undefined && contest.placeOf(taker) > place) return { kind: 'unknown' };
    // What the dimensions have in common makes this request another than was asked for.
    if (!contender.matches(facts) || taker === undefined || takers.includes(taker))
      return { kind: 'unknown' };
    takers.push(taker);
  }
  return { kind: 'unknown' };
}

/** Without a request to ask about, routers nearby that come before are tried one by one. */
function guessed<F>(
  { contenders }: Contest<F>,
  neighbours: Neighbours,
  place: number,
  known: readonly Taker[],
): Reach {
  const contender = contenders[place];
  let guesses = 0;
  let looks = 0;
  for (const other of contender ? neighbours.of(contender) : []) {
    const taker = contenders[other];
    looks += 1;
    if (looks > MOST_LOOKS) break;
    if (!contender || !taker || other >= place) continue;
    const takers = [...known, taker];
    if (remainder(contender, takers).kind === 'none') {
      return { kind: 'shadowed', by: needed(contender, takers) };
    }
    guesses += 1;
    if (guesses >= MOST_GUESSES) break;
  }
  return { kind: 'unknown' };
}

function remainder(contender: Taker, takers: readonly Taker[]): ReturnType<typeof satisfy> {
  const { formula } = contender;
  return satisfy([formula, ...takers.map((taker) => negation(relevantPart(taker.formula, formula)))]);
}

/** The takers without those that are not needed. */
function needed<F>(contender: Contender<F>, takers: readonly Taker[]): readonly Taker[] {
  const alone = takers.find((taker) => remainder(contender, [taker]).kind === 'none');
  if (alone) return [alone];
  let left = takers;
  for (const taker of takers.toReversed()) {
    const others = left.filter((other) => other !== taker);
    if (remainder(contender, others).kind === 'none') left = others;
  }
  return left;
}
