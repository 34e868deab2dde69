import type { Step, Vocabulary } from './vocabulary.ts';

/** What is wrong with the vocabulary, a sentence each: unused steps, ambiguous texts, steps that say one thing twice. */
export function findings(vocabulary: Vocabulary): string[] {
  const { groups, ambiguous } = vocabulary;
  const unused = groups
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses.length === 0)
    .map((step) => `${where(step)}: no feature uses "${step.expression}"; use it in one or remove it`);
  const unclear = ambiguous.map(
    ({ use, expressions }) =>
      `${where(use)}: "${use.text}" is meant by ${expressions.map((expression) => `"${expression}"`).join(' and ')}; reword one`,
  );
  const twice = groups.flatMap(({ steps }) => repetitions(steps));
  return [...unused, ...unclear, ...twice];
}

/**
 * Steps of one file with the same words or, under the same keyword, the same code. A Given and a When may share code:
 * one tells what there was, the other what happens.
 */
function repetitions(steps: readonly Step[]): string[] {
  return steps.flatMap((step, index) => {
    const same = steps
      .slice(0, index)
      .find(
        (earlier) =>
          wording(earlier.expression) === wording(step.expression) ||
          (earlier.keyword === step.keyword && earlier.body === step.body),
      );
    return same
      ? [
          `${where(step)}: "${step.expression}" says what "${same.expression}" on line ${same.line} says; keep one`,
        ]
      : [];
  });
}

/** An expression without what does not change its meaning: case, articles, optional letters, names of parameters. */
export function wording(expression: string): string {
  return expression
    .toLowerCase()
    .replace(/(?<!\\)\{[^{}]*\}/g, '{}')
    .replace(/(?<!\\)\([^()]*\)/g, '')
    .replace(/([^\s/\\]+)\/\S+/g, '$1')
    .replace(/\b(?:an?|the)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function where({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}
