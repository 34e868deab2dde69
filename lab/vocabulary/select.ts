import { exampleLines } from './markdown.ts';
import { parametersOf, type Step, type StepGroup, type Vocabulary } from './vocabulary.ts';

/** The part of a vocabulary that speaks of all the words: in a step, its example, its comment or its group's title. */
export function select(vocabulary: Vocabulary, words: readonly string[]): Vocabulary {
  const wanted = words.map((word) => word.toLowerCase());
  const groups = vocabulary.groups
    .map((group): StepGroup => ({ ...group, steps: group.steps.filter((step) => speaks(group, step)) }))
    .filter(({ steps }) => steps.length > 0);
  const used = new Set(
    groups.flatMap(({ steps }) => steps.flatMap(({ expression }) => parametersOf(expression))),
  );
  return {
    ...vocabulary,
    groups,
    parameterTypes: vocabulary.parameterTypes.filter(({ name }) => used.has(name)),
  };

  function speaks({ title }: StepGroup, step: Step): boolean {
    const { keyword, expression, comment } = step;
    const text = [title, keyword, expression, comment, ...exampleLines(step)].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  }
}
