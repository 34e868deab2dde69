import { disjunction, type Formula, type Literal } from './formula.ts';

type Alternative = Exclude<Formula, boolean>;

/** Alternatives by the texts that they want of one dimension. */
interface Alternatives {
  readonly byText: ReadonlyMap<string, readonly Alternative[]>;
  /** They leave the dimension open, or nearly so. */
  readonly others: readonly Alternative[];
}

/** Up to here all alternatives are cheap to look at. */
const MANY = 2;

const known = new WeakMap<object, Map<string, Alternatives>>();

/**
 * A rule of many alternatives without those that cannot hold together with another rule, as they want other texts: of a
 * rule that names thousands of hosts, one is left for a router of one host.
 */
export function relevantPart(formula: Formula, other: Formula): Formula {
  if (typeof formula === 'boolean' || formula.kind !== 'or' || formula.operands.length <= MANY)
    return formula;
  const wanted = literalsOf(other).find(textsOf);
  if (!wanted) return formula;
  const { byText, others } = alternativesOf(formula.operands, wanted.atom.dimension.name);
  const left = new Set(others);
  for (const text of textsOf(wanted) ?? []) for (const operand of byText.get(text) ?? []) left.add(operand);
  return disjunction([...left]);
}

function alternativesOf(operands: readonly Alternative[], dimension: string): Alternatives {
  const dimensions = known.get(operands) ?? new Map<string, Alternatives>();
  known.set(operands, dimensions);
  let alternatives = dimensions.get(dimension);
  if (alternatives === undefined) {
    alternatives = filed(operands, dimension);
    dimensions.set(dimension, alternatives);
  }
  return alternatives;
}

function filed(operands: readonly Alternative[], dimension: string): Alternatives {
  const byText = new Map<string, Alternative[]>();
  const others: Alternative[] = [];
  for (const operand of operands) {
    const its = literalsOf(operand).find((one) => one.atom.dimension.name === dimension && textsOf(one));
    if (!its) others.push(operand);
    for (const text of (its && textsOf(its)) ?? []) {
      const those = byText.get(text);
      if (those) those.push(operand);
      else byText.set(text, [operand]);
    }
  }
  return { byText, others };
}

/** Those that hold whenever the formula does. */
function literalsOf(formula: Formula): Literal[] {
  if (typeof formula === 'boolean' || formula.kind === 'or') return [];
  const operands = formula.kind === 'literal' ? [formula] : formula.operands;
  return operands.filter((operand) => operand.kind === 'literal');
}

/** The texts one of which is wanted, if these are few; lists may hold others besides. */
function textsOf({ holds, atom: { form, dimension } }: Literal): readonly string[] | undefined {
  return holds && form.kind === 'texts' && dimension.kind !== 'list' ? form.texts : undefined;
}
