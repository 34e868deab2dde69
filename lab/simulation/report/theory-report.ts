import { textTable } from '../../report/text-table.ts';
import type { TheoryComparison } from '../validation/theory.ts';

/** How far simulated waits are from those of queueing theory, model by model and seed by seed, for a terminal. */
export function theoryText(comparisons: readonly TheoryComparison[]): string {
  const blocks = modelsOf(comparisons).map((ofModel) => [heading(ofModel), ...textTable(rows(ofModel), [])]);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function modelsOf(comparisons: readonly TheoryComparison[]): TheoryComparison[][] {
  return [...Map.groupBy(comparisons, ({ model }) => model).values()];
}

function heading([first]: readonly TheoryComparison[]): string {
  if (!first) return '';
  const { name, formula, load } = first.model;
  return `${name}, ρ = ${load}: ${formula.text} (${formula.name}; ${formula.source})`;
}

function rows(comparisons: readonly TheoryComparison[]): string[][] {
  return [
    ['seed', 'requests', 'formula', 'simulated', 'error'],
    ...comparisons.map(({ seed, requests, formulaWait, simulatedWait, error }) => [
      String(seed),
      requests.toLocaleString('en-US'),
      `${formulaWait.toFixed(4)} ms`,
      `${simulatedWait.toFixed(4)} ms`,
      `${(100 * error).toFixed(3)} %`,
    ]),
  ];
}
