import type { Contender, Contest, Taker } from './contest.ts';
import { negation } from './formula.ts';
import { Neighbours } from './neighbours.ts';
import { type Model, satisfy } from './satisfy.ts';

/** Two routers of equal priority, and a request that both would take: the order of names decides. */
export interface Tie<F> {
  readonly loser: Contender<F>;
  readonly winner: Contender<F>;
  readonly model: Model;
}

/** How many routers of its priority are looked at for one router. */
const MOST_RIVALS = 200;

/** How many requests are looked at for one pair. */
const MOST_REQUESTS = 4;

/** How many questions a comparison is worth. */
const COMPARISON = 10;

interface TieSearch<F> {
  /** Routers that need not be looked at. */
  readonly isOut: (contender: Contender<F>) => boolean;
  /** How many rules are asked for one request, at most. */
  readonly crowd: number;
  /** How many rules may be asked in all, about. */
  readonly questions: number;
}

/**
 * Pairs of routers of equal priority with a request that one gets and the other would take too; for each router the
 * first that is found. Requests name each header and each parameter once, as those of ordinary clients do.
 */
export function* tiesOf<F>(
  contest: Contest<F>,
  { isOut, crowd, questions }: TieSearch<F>,
): Generator<Tie<F>> {
  let left = questions;
  const counted: Contest<F> = {
    ...contest,
    takerOf(facts) {
      left -= crowd;
      return contest.takerOf(facts);
    },
  };
  for (const group of groups(contest.contenders.filter((contender) => !isOut(contender)))) {
    const neighbours = new Neighbours(group);
    const members = new Map<Taker, Contender<F>>(group.map((contender) => [contender, contender]));
    for (const [place, loser] of group.entries()) {
      let rivals = 0;
      for (const other of neighbours.of(loser)) {
        const rival = group[other];
        left -= 1;
        if (left < 0) break;
        if (!rival || other >= place) continue;
        rivals += 1;
        left -= COMPARISON;
        if (rivals > MOST_RIVALS) break;
        const tie = tieOf(counted, members, loser, rival);
        if (!tie) continue;
        yield tie;
        break;
      }
    }
  }
}

/** Contenders between which only the order of names decides, where there are several. */
function groups<F>(contenders: readonly Contender<F>[]): Contender<F>[][] {
  const found: Contender<F>[][] = [];
  let group: Contender<F>[] = [];
  for (const contender of contenders) {
    const [first] = group;
    if (first && first.priority === contender.priority && first.precedence === contender.precedence) {
      group.push(contender);
    } else {
      group = [contender];
      found.push(group);
    }
  }
  return found.filter(({ length }) => length > 1);
}

/** The request may be one that others get; if these are of the same priority, they are the winners. */
function tieOf<F>(
  contest: Contest<F>,
  members: ReadonlyMap<Taker, Contender<F>>,
  loser: Contender<F>,
  rival: Contender<F>,
): Tie<F> | undefined {
  const takers: Taker[] = [];
  while (takers.length < MOST_REQUESTS) {
    const formulas = [loser.formula, rival.formula, ...takers.map(({ formula }) => negation(formula))];
    const outcome = satisfy(formulas, { single: true });
    if (outcome.kind !== 'found') return undefined;
    const facts = contest.factsOf(outcome.value);
    const taker = contest.takerOf(facts);
    if (taker === undefined || taker === loser || takers.includes(taker)) return undefined;
    const winner = members.get(taker);
    if (winner && loser.matches(facts) && contest.isReal(outcome.value)) {
      return { loser, winner, model: outcome.value };
    }
    takers.push(taker);
  }
  return undefined;
}
