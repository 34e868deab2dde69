import { tokensOf } from '../rules/expression-tokens.ts';

/**
 * Whether an expression that is found in a text is found in every longer text that begins with it: nothing in it asks
 * for an end of the text or of a word. May be false where it is so all the same.
 */
export function survivesMore(expression: string): boolean {
  return !/\$|\\[bBzZ]/.test(expression);
}

/** What every text begins with in which an anchored expression is found; empty if that cannot be told. */
export function literalBeginning(expression: string): string {
  const [anchor, ...tokens] = tokensOf(expression);
  // Flags may stand between a character and its repetition.
  if (anchor?.text !== '^' || /\(\?[a-zA-Z-]*\)/.test(expression)) return '';
  let depth = 0;
  for (const { text, inClass } of tokens) {
    if (inClass) continue;
    if (text.startsWith('(') && !text.endsWith(')')) depth += 1;
    else if (text === ')') depth -= 1;
    else if (text === '|' && depth === 0) return '';
  }
  let beginning = '';
  for (const { text } of tokens) {
    if (/^(?:[*?]|\{\d.*\})$/.test(text)) return beginning.slice(0, -1);
    const [, escaped] = /^\\([^A-Za-z0-9])$/.exec(text) ?? [];
    if (escaped === undefined && !/^[A-Za-z0-9/_~%@:;,=&' !"#<>-]$/.test(text)) return beginning;
    beginning += escaped ?? text;
  }
  return beginning;
}

/** What an expression or the pattern of a template's only variable says: any text, or any that is not empty. */
export function anyText(expression: string): 'any' | 'not empty' | undefined {
  const [, sign] = /^\^?\(?\.([*+])\)?\$?$/.exec(expression.replace(/^\{\w+:(.*)\}$/, '$1')) ?? [];
  if (sign === undefined) return undefined;
  return sign === '*' ? 'any' : 'not empty';
}
