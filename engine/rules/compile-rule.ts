import { type Condition, type RuleLanguage, ValueError } from './matcher.ts';
import { printRule } from './print-rule.ts';
import { RuleError } from './rule-error.ts';
import { type CallNode, chainOperands, type RuleNode } from './rule-node.ts';

/** One matcher of a rule, and what it says of a request or connection. */
export interface MatcherReason {
  /** As written, without a `!` before it. */
  readonly matcher: string;
  /** Where it begins in the rule: 0-based, in UTF-16 code units. */
  readonly offset: number;
  /** An odd number of `!` stands before it. */
  readonly negated: boolean;
  /** Whether the matcher itself applies, whatever stands before it. */
  readonly applies: boolean;
  /** What it looked at, to end a sentence with: "the request's host is shop.test". */
  readonly observed: string;
}

/** A rule compiled to closures, which are built once and do not change. */
interface CompiledRule<Facts> {
  matches(facts: Facts): boolean;
  /** The matchers that decided, a sentence for each, joined by semicolons. */
  explain(facts: Facts): string;
  /** Every matcher in the order written, also those that need not be asked. */
  evaluate(facts: Facts): MatcherReason[];
}

interface Part<Facts> {
  matches(facts: Facts): boolean;
  /** Sentences of the matchers that decided. `negated`: an odd number of `!` stands before this part. */
  reasons(facts: Facts, negated: boolean): string[];
  evaluate(facts: Facts, negated: boolean): MatcherReason[];
}

/**
 * Checks the values of every matcher of a rule and compiles the rule.
 *
 * @throws RuleError at the first matcher, in the order written, whose values it refuses
 */
export function compileRule<Facts>(
  source: string,
  tree: RuleNode,
  language: RuleLanguage<Facts>,
): CompiledRule<Facts> {
  const root = compilePart(tree);
  return {
    matches: (facts) => root.matches(facts),
    explain: (facts) => root.reasons(facts, false).join('; '),
    evaluate: (facts) => root.evaluate(facts, false),
  };

  function compilePart(node: RuleNode): Part<Facts> {
    switch (node.kind) {
      case 'call':
        return leaf(source, node, compileCall(source, node, language));
      case 'not':
        return negation(compilePart(node.operand));
      default:
        return chain(node.kind === 'or', chainOperands(node).map(compilePart));
    }
  }
}

function leaf<Facts>(source: string, node: CallNode, condition: Condition<Facts>): Part<Facts> {
  return {
    matches: (facts) => condition.matches(facts),
    reasons(facts, negated) {
      const verdict = condition.matches(facts) === negated ? 'does not match' : 'matches';
      return [`${negated ? '!' : ''}${printRule(node)} ${verdict}: ${condition.observe(facts)}`];
    },
    evaluate(facts, negated) {
      const { offset, end } = node;
      const [applies, observed] = [condition.matches(facts), condition.observe(facts)];
      return [{ matcher: source.slice(offset, end), offset, negated, applies, observed }];
    },
  };
}

function negation<Facts>(operand: Part<Facts>): Part<Facts> {
  return {
    matches: (facts) => !operand.matches(facts),
    reasons: (facts, negated) => operand.reasons(facts, !negated),
    evaluate: (facts, negated) => operand.evaluate(facts, !negated),
  };
}

/** `decisive`: the answer of one operand that settles the chain; true for `||`, false for `&&`. */
function chain<Facts>(decisive: boolean, operands: readonly Part<Facts>[]): Part<Facts> {
  return {
    matches(facts) {
      for (const operand of operands) {
        if (operand.matches(facts) === decisive) return decisive;
      }
      return !decisive;
    },
    reasons(facts, negated) {
      const deciding = operands.find((operand) => operand.matches(facts) === decisive);
      const speakers = deciding === undefined ? operands : [deciding];
      return speakers.flatMap((operand) => operand.reasons(facts, negated));
    },
    evaluate: (facts, negated) => operands.flatMap((operand) => operand.evaluate(facts, negated)),
  };
}

function compileCall<Facts>(source: string, call: CallNode, language: RuleLanguage<Facts>): Condition<Facts> {
  const { name, arguments: values, argumentOffsets } = call;
  const matcher = language.matchers[name];
  if (matcher === undefined) throw new TypeError(`matcher ${name} was parsed but is not in the language`);

  const { minimumValues: minimum, maximumValues: maximum } = matcher;
  const count = minimum === maximum ? `${minimum}` : `${minimum} to ${maximum}`;
  const noun = maximum === 1 ? 'value' : 'values';
  if (values.length === 0) refuse(`no args for matcher ${name}`, 0, `${count} ${noun}`);
  const empty = values.indexOf('');
  if (empty >= 0)
    refuse(`empty args for matcher ${name}, [${values.join(' ')}]`, empty, 'a value that is not empty');
  if (values.length < minimum || values.length > maximum) {
    const problem = `unexpected number of parameters; got ${values.length}, ${language.expectedCount(matcher)}`;
    refuse(problem, maximum, `${count} ${noun} for ${name}`);
  }
  try {
    return matcher.compile(values);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    return refuse(error.message, error.index, error.expected);
  }

  /** A value that was not written is blamed on the matcher itself. */
  function refuse(problem: string, index: number, expected: string): never {
    const offset = argumentOffsets[index] ?? call.offset;
    throw new RuleError({ stage: 'adding', source, problem, offset, expected });
  }
}
