import { type Candidate, isUsable, type Picker } from './candidate.ts';

/** What is known of how fast it is. */
interface Timed extends Candidate<unknown> {
  readonly inFlight: number;
  /** Mean milliseconds to the first byte of the last answers; 0: none yet. */
  readonly meanTime: number;
}

interface Entry<C> {
  readonly candidate: C;
  deadline: number;
}

/**
 * The one with the least time to the first byte, times the requests under way and this one, by its weight; those that
 * are equal have turns by their weights (Traefik: leasttime).
 */
export class LeastTime<C extends Timed> implements Picker<C> {
  readonly #entries: readonly Entry<C>[];

  constructor(candidates: readonly C[]) {
    let deadline = 0;
    this.#entries = candidates.map((candidate) => {
      deadline += 1 / candidate.weight;
      return { candidate, deadline };
    });
  }

  pick(): C | undefined {
    let best: Entry<C>[] = [];
    let bestScore = Number.POSITIVE_INFINITY;
    let usable = 0;
    for (const entry of this.#entries) {
      const { candidate } = entry;
      if (!isUsable(candidate)) continue;
      usable += 1;
      const score = (candidate.meanTime * (1 + candidate.inFlight)) / candidate.weight;
      if (score < bestScore) {
        best = [entry];
        bestScore = score;
      } else if (score === bestScore) best.push(entry);
    }
    // Who is chosen without a tie keeps its turn.
    return usable < 2 || best.length < 2 ? best[0]?.candidate : inTurn(best);
  }
}

function inTurn<C extends Timed>(entries: readonly Entry<C>[]): C | undefined {
  let first: Entry<C> | undefined;
  for (const entry of entries) if (first === undefined || entry.deadline < first.deadline) first = entry;
  if (first) first.deadline += 1 / first.candidate.weight;
  return first?.candidate;
}
