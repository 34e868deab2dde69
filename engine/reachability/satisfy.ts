import type { Formula, Literal } from './formula.ts';
import { type Solution, solveDimension } from './solve-dimension.ts';

/** The texts of each dimension that matters, by its name. */
export type Model = ReadonlyMap<string, readonly string[]>;

/** `none`: nothing satisfies the formulas. `unknown`: it cannot be told, or it would take too long. */
export type Satisfaction = Solution<Model>;

export interface SatisfyOptions {
  /** Lists hold one text at most, as requests of ordinary clients do. Default: any number. */
  readonly single?: boolean;
  /** How often it may be tried whether something can hold. */
  readonly budget?: number;
}

/**
 * Whether formulas can hold together, and for what. Of alternatives one after the other is tried; what cannot hold with
 * the rest is left out first, and what holds anyway is not tried. `none` is a proof, as far as the candidates of each
 * dimension (see `candidateTexts`) are complete, which the tests compare with brute force.
 */
export function satisfy(
  formulas: readonly Formula[],
  { single = false, budget = 4000 }: SatisfyOptions = {},
): Satisfaction {
  return new Search(single, budget).search(new Map(), formulas);
}

type Chain = Exclude<Formula, boolean | Literal>;
type Literals = Map<string, readonly Literal[]>;

const NONE = { kind: 'none' } as const;
const UNKNOWN = { kind: 'unknown' } as const;

class Search {
  readonly #single: boolean;
  #budget: number;

  constructor(single: boolean, budget: number) {
    this.#single = single;
    this.#budget = budget;
  }

  /** @param literals hold already; becomes the search's own */
  search(literals: Literals, formulas: readonly Formula[]): Satisfaction {
    let clauses: Chain[] = [];
    let added: readonly Formula[] = formulas;
    while (added.length > 0) {
      if (!this.#add(literals, clauses, added)) return NONE;
      if (this.#budget <= 0) return UNKNOWN;
      const narrowed = this.#narrowed(literals, clauses);
      if (narrowed === undefined) return NONE;
      ({ clauses, added } = narrowed);
    }
    const [first, ...others] = clauses.toSorted((a, b) => a.operands.length - b.operands.length);
    return first ? this.#branch(literals, first, others) : this.#model(literals);
  }

  /** Takes formulas apart. Returns whether they can hold with the literals. */
  #add(literals: Literals, clauses: Chain[], formulas: readonly Formula[]): boolean {
    const added = new Map<string, Literal[]>();
    const pending = formulas.toReversed();
    for (let formula = pending.pop(); formula !== undefined; formula = pending.pop()) {
      if (typeof formula === 'boolean') {
        if (!formula) return false;
      } else if (formula.kind === 'literal') {
        const { name } = formula.atom.dimension;
        const those = added.get(name);
        if (those) those.push(formula);
        else added.set(name, [formula]);
      } else if (formula.kind === 'and') {
        for (const operand of formula.operands.toReversed()) pending.push(operand);
      } else clauses.push(formula);
    }
    for (const [name, those] of added) {
      const all = withLiterals(literals.get(name) ?? [], those);
      if (!this.#canHold(all)) return false;
      literals.set(name, all);
    }
    return true;
  }

  /** Clauses that are still open, and what follows from those of which one alternative is left; undefined: none is. */
  #narrowed(
    literals: Literals,
    clauses: readonly Chain[],
  ): { clauses: Chain[]; added: readonly Formula[] } | undefined {
    const open: Chain[] = [];
    const added: Formula[] = [];
    for (const clause of clauses) {
      const operands = clause.operands.filter((operand) => this.#isPossible(literals, operand));
      const [only, ...others] = operands;
      if (only === undefined) return undefined;
      if (others.length === 0) added.push(only);
      else if (!operands.some((operand) => operand.kind === 'literal' && this.#follows(literals, operand))) {
        open.push({ kind: 'or', operands });
      }
    }
    return { clauses: open, added };
  }

  #branch(literals: Literals, clause: Chain, others: readonly Chain[]): Satisfaction {
    let isUnknown = false;
    for (const operand of clause.operands) {
      const outcome = this.search(new Map(literals), [operand, ...others]);
      if (outcome.kind === 'found') return outcome;
      if (outcome.kind === 'unknown') isUnknown = true;
      if (this.#budget <= 0) return UNKNOWN;
    }
    return isUnknown ? UNKNOWN : NONE;
  }

  #model(literals: Literals): Satisfaction {
    const model = new Map<string, readonly string[]>();
    for (const [name, those] of literals) {
      const solution = solveDimension(those, this.#single);
      if (solution.kind !== 'found') return solution;
      model.set(name, solution.value);
    }
    return { kind: 'found', value: model };
  }

  #isPossible(literals: Literals, formula: Literal | Chain): boolean {
    if (formula.kind === 'literal') {
      return this.#canHold(withLiterals(literals.get(formula.atom.dimension.name) ?? [], [formula]));
    }
    const isPossible = (operand: Literal | Chain): boolean => this.#isPossible(literals, operand);
    return formula.kind === 'and' ? formula.operands.every(isPossible) : formula.operands.some(isPossible);
  }

  #follows(literals: Literals, literal: Literal): boolean {
    const those = literals.get(literal.atom.dimension.name);
    return (
      those !== undefined && !this.#canHold(withLiterals(those, [{ ...literal, holds: !literal.holds }]))
    );
  }

  #canHold(literals: readonly Literal[]): boolean {
    this.#budget -= 1;
    return solveDimension(literals, this.#single).kind !== 'none';
  }
}

/** Leaves out what is there already, and what says nothing new: `!Host(a)` beside `Host(b)`, of which there may be thousands. */
function withLiterals(known: readonly Literal[], added: readonly Literal[]): readonly Literal[] {
  const finite = known.find(wantsOneOfFew) ?? added.find(wantsOneOfFew);
  const open = finite ? added.filter((literal) => literal === finite || !isBeside(literal, finite)) : added;
  const keys = new Set(known.map(keyOf));
  const fresh = open.filter((literal) => {
    const key = keyOf(literal);
    if (keys.has(key)) return false;
    keys.add(key);
    return true;
  });
  return fresh.length === 0 ? known : [...known, ...fresh];
}

function keyOf({ atom, holds }: Literal): string {
  return `${holds} ${atom.key}`;
}

function wantsOneOfFew({ atom, holds }: Literal): boolean {
  return holds && atom.form.kind === 'texts' && atom.dimension.kind !== 'list';
}

function isBeside({ atom, holds }: Literal, finite: Literal): boolean {
  const wanted = finite.atom.form;
  const { form } = atom;
  if (holds || form.kind !== 'texts' || wanted.kind !== 'texts') return false;
  return !form.texts.some((text) => wanted.texts.includes(text));
}
