/** What rules ask about: the host, the path, the lines of one header. Different dimensions do not hang together. */
export interface Dimension {
  readonly name: string;
  /** `list`: any number of texts, such as the lines of a header; else one text. */
  readonly kind: 'host' | 'path' | 'word' | 'address' | 'list';
  /** Lists in which a client usually has several texts. */
  readonly plural?: true;
}

/** Which texts a condition accepts. */
export type Form =
  /** None but these, and perhaps not all of them. */
  | { readonly kind: 'texts'; readonly texts: readonly string[] }
  /** All that begin so. */
  | { readonly kind: 'prefix'; readonly prefix: string }
  /** One label of a host and after it one of these, which begin with a dot or are empty. */
  | { readonly kind: 'label'; readonly parents: readonly string[] }
  /** All but the empty text. */
  | { readonly kind: 'named' }
  /** The addresses of a range. */
  | { readonly kind: 'range'; readonly first: string; readonly next: string | undefined }
  /** Who knows. */
  | { readonly kind: 'expression'; readonly language: ExpressionLanguage; readonly expression: string };

/** How an expression is read: as RE2 has it, or as a template of the v2 syntax for some part of a request. */
export type ExpressionLanguage =
  | 're2'
  | 'host-template'
  | 'path-template'
  | 'prefix-template'
  | 'query-template';

/** A condition on one dimension. */
export interface Atom {
  /** The same key means the same condition. */
  readonly key: string;
  readonly dimension: Dimension;
  readonly form: Form;
  /** Of a list the first text is meant, not any. */
  readonly first?: true;
  /** Asks the engine's own matcher. */
  accepts(text: string): boolean;
}

/** A condition that is to hold, or not to hold. */
export interface Literal {
  readonly kind: 'literal';
  readonly atom: Atom;
  readonly holds: boolean;
}

interface Chain {
  readonly kind: 'and' | 'or';
  readonly operands: readonly (Literal | Chain)[];
}

/** A rule in which negation stands before single conditions only, and nothing is left that is always or never true. */
export type Formula = boolean | Literal | Chain;

export function conjunction(operands: readonly Formula[]): Formula {
  return chain('and', operands);
}

export function disjunction(operands: readonly Formula[]): Formula {
  return chain('or', operands);
}

export function negation(formula: Formula): Formula {
  if (typeof formula === 'boolean') return !formula;
  if (formula.kind === 'literal') return { ...formula, holds: !formula.holds };
  let negated = negations.get(formula);
  if (negated === undefined) {
    negated = chain(formula.kind === 'and' ? 'or' : 'and', formula.operands.map(negation));
    negations.set(formula, negated);
  }
  return negated;
}

/** A rule that names thousands of hosts may be negated for thousands of others. */
const negations = new WeakMap<Chain, Formula>();

function chain(kind: Chain['kind'], operands: readonly Formula[]): Formula {
  const decisive = kind === 'or';
  const flat: (Literal | Chain)[] = [];
  for (const operand of operands) {
    if (operand === decisive) return decisive;
    if (typeof operand === 'boolean') continue;
    if (operand.kind === kind) for (const inner of operand.operands) flat.push(inner);
    else flat.push(operand);
  }
  const [only, ...others] = flat;
  if (only === undefined) return !decisive;
  return others.length === 0 ? only : { kind, operands: flat };
}
