import type { TemplatePart } from '../template.ts';
import { literal } from '../template.ts';

/** Atoms and repetitions that mean the same with and without parentheses around them. */
const SIMPLE = /^(?:(?:\[[^\][\\]+\]|\\[dws.]|[\w.-])(?:[+*?]|\{\d+(?:,\d*)?\})?)+$/;

/** Patterns that find the same in a text of lower-case letters, whether case counts or not. */
export const CASELESS =
  /^(?:\[\^?(?:[a-z]-[a-z]|[0-9]-[0-9]|[a-z0-9_.])+-?\]|\\[dws.-]|[a-z0-9_.|+*?-]|\((?:\?:)?|\)|\{\d+(?:,\d*)?\})+$/;

interface ExpressionSettings {
  /** What a variable without a pattern stands for. */
  readonly anything: string;
  readonly toEnd: boolean;
  /** What is searched is in lower case, and case does not count. */
  readonly lowerCase: boolean;
}

/** The expression that finds what a template of the v2 syntax matches. */
export function templateExpression(
  parts: readonly TemplatePart[],
  { anything, toEnd, lowerCase }: ExpressionSettings,
): string {
  const patterns = parts.flatMap((part) => (part.kind === 'variable' ? [part.pattern ?? anything] : []));
  const ignoreCase =
    lowerCase && !patterns.every((pattern) => CASELESS.test(pattern) || pattern === anything);
  const written = parts.map((part) => {
    if (part.kind === 'text') return literal(lowerCase ? part.text.toLowerCase() : part.text);
    const pattern = part.pattern ?? anything;
    return SIMPLE.test(pattern) ? pattern : `(${pattern})`;
  });
  return `${ignoreCase ? '(?i)' : ''}^${written.join('')}${toEnd ? '$' : ''}`;
}

/** The template as it stands, if it has no variables. */
export function plainText(parts: readonly TemplatePart[]): string | undefined {
  if (parts.some(({ kind }) => kind === 'variable')) return undefined;
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}
