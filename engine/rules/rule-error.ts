/** Characters of a rule's text, and what can only be meant by them. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

interface RuleErrorDetails {
  /** `parsing`: the text is not a rule. `adding`: the text is a rule, but a matcher refuses its values. */
  readonly stage: 'parsing' | 'adding';
  readonly source: string;
  readonly problem: string;
  readonly offset: number;
  readonly expected: string;
  /** A clause that replaces "expected …" at the end of the message when it says it better. */
  readonly advice?: string;
  readonly replacement?: Replacement | undefined;
}

/**
 * A rule that cannot be used. The message has the shape that Traefik writes to its log and API ("error while
 * parsing rule …: …"), then the place and what was expected.
 */
export class RuleError extends Error {
  readonly code = 'rule-invalid';
  /** Where the offending token or value begins in the rule's text: 0-based, in UTF-16 code units. */
  readonly offset: number;
  /** What is wrong, without place and remedy. */
  readonly problem: string;
  /** What would have been accepted there. */
  readonly expected: string;
  /** What was meant, where it can be only that. */
  readonly replacement: Replacement | undefined;

  constructor(details: RuleErrorDetails) {
    const { stage, source, problem, offset, expected } = details;
    const advice = details.advice ?? `expected ${expected}`;
    super(`error while ${stage} rule ${source}: ${problem}, at ${place(source, offset)}; ${advice}`);
    this.name = 'RuleError';
    this.offset = offset;
    this.problem = problem;
    this.expected = expected;
    this.replacement = details.replacement;
  }
}

/** 1-based; the line is named only where a rule has several. */
function place(source: string, offset: number): string {
  const lines = source.slice(0, offset).split('\n');
  const column = `column ${(lines.at(-1)?.length ?? 0) + 1}`;
  return source.trim().includes('\n') ? `line ${lines.length}, ${column}` : column;
}
