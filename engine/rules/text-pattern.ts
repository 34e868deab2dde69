import { RE2JS } from 're2js';
import { ValueError } from './matcher.ts';

/** A regular expression of a rule. */
export interface TextPattern {
  /** Whether the expression is found anywhere in the text. Takes time linear in the text's length. */
  foundIn(text: string): boolean;
}

/**
 * Compiles a regular expression with the syntax and semantics of Go's RE2: no look-around, no back-references.
 *
 * @param index which value of the matcher the expression is, for the error
 * @throws ValueError where RE2 refuses the expression
 */
export function compilePattern(matcher: string, expression: string, index: number): TextPattern {
  try {
    const compiled = RE2JS.compile(expression);
    return { foundIn: (text) => compiled.test(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const expected = 'an RE2 regular expression (no look-around, no back-references)';
    throw new ValueError(`compiling ${matcher} matcher: ${reason}`, index, expected);
  }
}

/** The host matchers take ASCII only: names in other scripts have to be written in punycode. */
export function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}
