/** The candidate that `written` is probably a slip of the pen for, `undefined` if none is near. */
export function closest(written: string, candidates: readonly string[]): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(written.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Words of fewer letters are too easily near another. */
const SHORTEST_SLIP = 4;

/**
 * The only candidate from which `written` differs by its case alone, or by one insertion, deletion, replacement or swap:
 * near enough to be written instead without asking. `undefined` if there is none, or a choice.
 */
export function onlyNear(written: string, candidates: readonly string[]): string | undefined {
  const wanted = written.toLowerCase();
  const at = (wantedDistance: number): string[] =>
    candidates.filter((candidate) => editDistance(wanted, candidate.toLowerCase()) === wantedDistance);
  const [same, ...sames] = at(0);
  if (same !== undefined) return sames.length === 0 && same !== written ? same : undefined;
  const [near, ...others] = written.length < SHORTEST_SLIP ? [] : at(1);
  return others.length === 0 ? near : undefined;
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other. */
function editDistance(from: string, to: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(previous, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let distance = Math.min(replaced, at(previous, column) + 1, at(current, column - 1) + 1);
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && swapped) distance = Math.min(distance, at(beforePrevious, column - 2) + 1);
      current.push(distance);
    }
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
