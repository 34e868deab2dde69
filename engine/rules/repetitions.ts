import { type Token, tokensOf } from './expression-tokens.ts';

/** How many copies of characters, classes and groups an expression's repetitions may make. */
export const MAXIMUM_COPIES = 5000;

/**
 * How many copies the repetitions of an expression make: 999 for `a{1000}`. A program of RE2 holds every copy, so that
 * its memory, and its time for each character of a text, grow with them.
 */
export function copiesMade(expression: string): number {
  if (!/\{\d/.test(expression)) return 0;
  let copies = 0;
  let last = 0;
  const openGroups = [0];
  const grow = (by: number): void => {
    openGroups.push((openGroups.pop() ?? 0) + by);
  };
  for (const { text, inClass } of tokensOf(expression)) {
    const [, least, most] = inClass ? [] : (/^\{(\d+)(?:,(\d*))?\}$/.exec(text) ?? []);
    if (least !== undefined) {
      const more = last * (Math.max(Number(least), Number(most ?? 0), 1) - 1);
      copies += more;
      last += more;
      grow(more);
    } else if (opensGroup({ text, inClass })) {
      openGroups.push(0);
    } else if (text === ')' && !inClass && openGroups.length > 1) {
      last = 1 + (openGroups.pop() ?? 0);
      grow(last);
    } else if (!inClass) {
      last = 1;
      grow(text.startsWith('\\Q') ? text.length : 1);
    }
  }
  return copies;
}

/** Not `(?i)`, which only sets flags. */
function opensGroup({ text, inClass }: Token): boolean {
  return !inClass && text.startsWith('(') && !text.endsWith(')');
}
