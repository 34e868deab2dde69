import type { Formula, Literal } from './formula.ts';

/** A guess how little a rule takes: 0 for what takes everything. */
export function narrowness(formula: Formula): number {
  if (typeof formula === 'boolean') return formula ? 0 : Number.POSITIVE_INFINITY;
  if (formula.kind === 'literal') return ofLiteral(formula);
  const parts = formula.operands.map(narrowness);
  return formula.kind === 'and' ? parts.reduce((sum, part) => sum + part, 0) : Math.min(...parts);
}

function ofLiteral({ atom: { form }, holds }: Literal): number {
  if (!holds) return 1;
  switch (form.kind) {
    case 'named':
      return 1;
    case 'prefix':
      return form.prefix.length;
    case 'expression':
      return 2 + form.expression.length;
    default:
      return 10;
  }
}
