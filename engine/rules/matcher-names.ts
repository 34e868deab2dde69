/** The matcher names of one rule language, and how they may be written. */
export class MatcherNames {
  readonly #canonical: readonly string[];
  readonly #spellings = new Map<string, string>();

  constructor(canonical: readonly string[]) {
    this.#canonical = canonical.toSorted();
    for (const name of canonical) {
      const lower = name.toLowerCase();
      const title = lower.charAt(0).toUpperCase() + lower.slice(1);
      for (const spelling of [name, lower, name.toUpperCase(), title]) this.#spellings.set(spelling, name);
    }
  }

  /**
   * The canonical name for one of the four spellings that Traefik accepts: `PathPrefix`, `pathprefix`,
   * `PATHPREFIX`, `Pathprefix`. Undefined for any other mixture of cases.
   */
  resolve(spelling: string): string | undefined {
    return this.#spellings.get(spelling);
  }

  /** The name a writer most likely meant, or undefined if none is close. */
  nearest(spelling: string): string | undefined {
    const wanted = spelling.toLowerCase();
    let best: string | undefined;
    let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
    for (const name of this.#canonical) {
      const distance = editDistance(wanted, name.toLowerCase());
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** The only name that differs by case alone, or else by one letter; undefined if there is none, or a choice. */
  onlyNear(spelling: string): string | undefined {
    const wanted = spelling.toLowerCase();
    const distances = this.#canonical.map((name) => ({
      name,
      distance: editDistance(wanted, name.toLowerCase()),
    }));
    const least = Math.min(...distances.map(({ distance }) => distance));
    const [near, ...others] = distances.filter(({ distance }) => distance === least);
    return least <= 1 && others.length === 0 ? near?.name : undefined;
  }

  toString(): string {
    return this.#canonical.join(', ');
  }
}

/** Levenshtein's distance: insertions, deletions and substitutions of one character. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
