import { candidateTexts, longestPrefix } from './candidate-texts.ts';
import { survivesMore } from './expression-shape.ts';
import type { Dimension, Literal } from './formula.ts';

/** `none`: nothing satisfies the literals. `unknown`: nothing was found, for there are expressions among them. */
export type Solution<V> =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'found'; readonly value: V };

const NONE = { kind: 'none' } as const;
const UNKNOWN = { kind: 'unknown' } as const;

/**
 * Whether the literals about one dimension can hold together, and for which texts; dimensions that are no lists have
 * one. The engine's own matchers are asked about texts of which one would do.
 *
 * @param single lists hold one text at most, but for plural ones
 */
export function solveDimension(literals: readonly Literal[], single: boolean): Solution<readonly string[]> {
  const dimension = literals[0]?.atom.dimension;
  if (dimension === undefined) return { kind: 'found', value: [] };
  if (dimension.kind !== 'list' || (single && !dimension.plural)) {
    if (dimension.kind === 'list' && !literals.some(({ holds }) => holds))
      return { kind: 'found', value: [] };
    const text = solveText(dimension.kind, literals);
    return text.kind === 'found' ? { kind: 'found', value: [text.value] } : text;
  }
  return solveList(literals);
}

function solveText(kind: Dimension['kind'], literals: readonly Literal[]): Solution<string> {
  if (contradicts(literals)) return NONE;
  const certain = literals.filter(({ atom }) => atom.form.kind !== 'expression');
  const fitting = candidateTexts(kind, literals).filter((text) => satisfies(text, certain));
  if (fitting.length === 0 || certain.length === literals.length) return found(fitting[0]);
  const value = fitting.find((text) => satisfies(text, literals));
  if (value !== undefined) return found(value);
  const isDecided = literals.some(({ holds, atom }) => holds && atom.form.kind === 'texts');
  return isDecided || acceptsAll(kind, literals) ? NONE : UNKNOWN;
}

function found(value: string | undefined): Solution<string> {
  return value === undefined ? NONE : { kind: 'found', value };
}

/** Whether an expression that must not be found is found in whatever begins as the literals want it. */
function acceptsAll(kind: Dimension['kind'], literals: readonly Literal[]): boolean {
  const beginning = kind === 'path' ? longestPrefix(literals) : '';
  return literals.some(({ atom, holds }) => {
    const { form } = atom;
    if (holds || form.kind !== 'expression' || !survivesMore(form.expression)) return false;
    return (form.language === 're2' || form.language === 'prefix-template') && atom.accepts(beginning);
  });
}

function satisfies(text: string, literals: readonly Literal[]): boolean {
  return literals.every(({ atom, holds }) => atom.accepts(text) === holds);
}

/** What is the same condition can be told even where it is an expression. */
function contradicts(literals: readonly Literal[]): boolean {
  if (literals.length < 2) return false;
  const wanted = new Set<string>();
  for (const { atom, holds } of literals) if (holds) wanted.add(atom.key);
  return literals.some(({ atom, holds }) => !holds && wanted.has(atom.key));
}

/**
 * Any text of a list may be the one that a condition wants, and none may be one that is not wanted; the first may be
 * meant. Each condition that is to hold has a text of its own.
 */
function solveList(literals: readonly Literal[]): Solution<readonly string[]> {
  const firsts = literals.filter(({ atom }) => atom.first);
  const wanted = literals.filter(({ atom, holds }) => !atom.first && holds);
  const unwanted = literals.filter(({ atom, holds }) => !atom.first && !holds);
  if (wanted.length === 0 && !firsts.some(({ holds }) => holds)) return { kind: 'found', value: [] };
  const parts = wanted.map((one) => solveText('list', [one, ...unwanted]));
  if (firsts.length > 0) parts.unshift(solveText('list', [...firsts, ...unwanted]));
  const texts: string[] = [];
  for (const part of parts) {
    if (part.kind === 'none') return NONE;
    if (part.kind === 'found') texts.push(part.value);
  }
  return texts.length < parts.length ? UNKNOWN : { kind: 'found', value: [...new Set(texts)] };
}
