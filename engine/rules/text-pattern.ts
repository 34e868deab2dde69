import { RE2JS } from 're2js';
import { goExpression } from './go-expression.ts';
import { ValueError } from './matcher.ts';
import { copiesMade, MAXIMUM_COPIES } from './repetitions.ts';

/** A regular expression of a rule. */
export interface TextPattern {
  /** Whether the expression is found anywhere in the text. Takes time linear in the text's length. */
  foundIn(text: string): boolean;
}

/** Routers like to share an expression: one program of RE2 takes some 10 KB, and 0.1 ms to make. */
const KEPT_PATTERNS = 256;
const recent = new Map<string, TextPattern>();

/**
 * Compiles a regular expression with the syntax and semantics of Go's RE2: no look-around, no back-references.
 *
 * @param index which value of the matcher the expression is, for the error
 * @throws ValueError where Go refuses the expression, and where its repetitions would slow every request down
 */
export function compilePattern(matcher: string, expression: string, index: number): TextPattern {
  const copies = copiesMade(expression);
  if (copies > MAXIMUM_COPIES) {
    const problem = `compiling ${matcher} matcher: repetitions make ${copies} copies, at most ${MAXIMUM_COPIES} are allowed`;
    throw new ValueError(problem, index, 'smaller repetition counts, or * and +');
  }
  try {
    const pattern = recent.get(expression) ?? compiled(expression);
    keep(expression, pattern);
    return pattern;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const expected = 'an RE2 regular expression (no look-around, no back-references)';
    throw new ValueError(`compiling ${matcher} matcher: ${reason}`, index, expected);
  }
}

function compiled(expression: string): TextPattern {
  const compiled = RE2JS.compile(goExpression(expression));
  return { foundIn: (text) => compiled.test(text) };
}

/** Makes room at the end that was used longest ago. */
function keep(expression: string, pattern: TextPattern): void {
  recent.delete(expression);
  recent.set(expression, pattern);
  if (recent.size <= KEPT_PATTERNS) return;
  for (const oldest of recent.keys()) return void recent.delete(oldest);
}

/** The host matchers take ASCII only: names in other scripts have to be written in punycode. */
export function isAscii(text: string): boolean {
  return !/\P{ASCII}/u.test(text);
}
