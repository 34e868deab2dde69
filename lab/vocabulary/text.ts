import { exampleLines } from './markdown.ts';
import type { StepGroup, Vocabulary } from './vocabulary.ts';

/** The steps by group for a terminal, each with an example below it; then what their parameters take. */
export function vocabularyText({ groups, parameterTypes }: Vocabulary): string {
  const parameters = parameterTypes.map(({ name, comment }) => `  {${name}}  ${comment}`);
  return [...groups.map(groupText), ...(parameters.length > 0 ? [['Parameters', ...parameters]] : [])]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function groupText({ title, steps }: StepGroup): string[] {
  return [
    title,
    ...steps.flatMap((step) => [
      `  ${step.keyword} ${step.expression}`,
      ...exampleLines(step).map((line) => `      ${line}`.trimEnd()),
    ]),
  ];
}

/** The steps as data, for editors and other programs. */
export function vocabularyJson({ groups, parameterTypes }: Vocabulary): string {
  const steps = groups.flatMap(({ title, steps }) =>
    steps.map((step) => ({
      group: title,
      keyword: step.keyword,
      expression: step.expression,
      comment: step.comment,
      example: exampleLines(step).join('\n'),
      file: step.file,
      line: step.line,
    })),
  );
  const parameters = parameterTypes.map(({ name, patterns, comment }) => ({ name, patterns, comment }));
  return `${JSON.stringify({ steps, parameters }, null, 2)}\n`;
}
