import { tokensOf } from '../rules/expression-tokens.ts';
import type { ExpressionLanguage } from './formula.ts';

/**
 * Texts that an expression may well match, which has to be tried: of alternatives the first, of a class a member, of a
 * repetition one. Without any look at what makes it difficult.
 */
export function expressionSamples(language: ExpressionLanguage, expression: string): string[] {
  if (language === 're2') return [sampleOf(expression)];
  const variable = language === 'path-template' || language === 'prefix-template' ? '[^/]+' : 'a';
  const text = expression.replace(/\{[^{}:]*(?::((?:[^{}]|\{[^{}]*\})*))?\}/g, (_, pattern?: string) =>
    sampleOf(pattern ?? variable),
  );
  return [text === '' ? 'a' : text];
}

function sampleOf(expression: string): string {
  /** Whether what stands at each depth of groups is passed over: an alternative was chosen before. */
  const passed = [false];
  let sample = '';
  let member: string | undefined;
  for (const { text, inClass } of tokensOf(expression)) {
    if (inClass) {
      if (text === ']') {
        if (!passed.includes(true)) sample += member ?? 'a';
      } else if (member === undefined) member = memberOf(text);
      continue;
    }
    if (text === '[') member = undefined;
    else if (text === '[^') member = 'x';
    else if (text.startsWith('(')) passed.push(false);
    else if (text === ')') passed.pop();
    else if (text === '|') passed[passed.length - 1] = true;
    else if (!passed.includes(true)) sample += characterOf(text);
  }
  return sample;
}

function memberOf(token: string): string {
  return token.startsWith('[:') ? 'a' : characterOf(token);
}

function characterOf(token: string): string {
  if (token === '.') return 'a';
  if (/^(?:[\^$*+?]|\{\d.*\}|\\[bBAz])$/.test(token)) return '';
  if (token === '\\d') return '1';
  if (/^\\[wpPSD]/.test(token)) return 'a';
  if (token.startsWith('\\Q')) return token.slice(2).replace(/\\E$/, '');
  return token.startsWith('\\') ? token.slice(1) : token;
}
