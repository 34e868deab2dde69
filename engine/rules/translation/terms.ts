import { quoteValue } from '../quoting.ts';
import type { CallNode } from '../rule-node.ts';

/** One matcher with its values. */
export interface Term {
  readonly name: string;
  readonly values: readonly string[];
}

/** What one matcher of a rule is in the other syntax. */
export interface Translated {
  readonly operator: '||' | '&&';
  readonly terms: readonly Term[];
  /** For which requests it decides otherwise; absent: for none. */
  readonly difference?: string;
}

/** A matcher that the other syntax has no words for, and why. */
export interface Untranslatable {
  readonly reason: string;
}

/** Writes one matcher in the other syntax. */
export type Translator = (call: CallNode) => Translated | Untranslatable;

/** One matcher of the same kind for each value, one of which must apply. */
export function eachAs(call: CallNode, name: string = call.name): Translated {
  return { operator: '||', terms: call.arguments.map((value) => ({ name, values: [value] })) };
}

/** One matcher with the same values. */
export function renamed(call: CallNode, name: string = call.name): Translated {
  return { operator: '||', terms: [{ name, values: call.arguments }] };
}

/** All of them, one for each value, unless one cannot be written. */
export function anyTerm(
  call: CallNode,
  termOf: (value: string, index: number) => Term | Untranslatable,
): Translated | Untranslatable {
  const terms: Term[] = [];
  for (const [index, value] of call.arguments.entries()) {
    const term = termOf(value, index);
    if ('reason' in term) return term;
    terms.push(term);
  }
  return { operator: '||', terms };
}

/** `Host(\`a.test\`) || Host(\`b.test\`)` */
export function printTerms({ operator, terms }: Translated): string {
  return terms
    .map(({ name, values }) => `${name}(${values.map(quoteValue).join(', ')})`)
    .join(` ${operator} `);
}
