import { compileRule, type MatcherReason } from './compile-rule.ts';
import type { RuleLanguage } from './matcher.ts';
import { MatcherNames } from './matcher-names.ts';
import { parseRule } from './parser.ts';
import { matcherCalls, type RuleNode } from './rule-node.ts';
import { hasWildcards, type RuleOptions } from './rule-options.ts';
import type { TcpFacts } from './tcp-facts.ts';
import { tcpLanguage, tcpLanguageWithoutWildcards } from './tcp-matchers.ts';
import { tcpLanguageV2 } from './tcp-matchers-v2.ts';

export type { TcpFacts } from './tcp-facts.ts';

/** The rule of a TCP router. Immutable; may be asked any number of times. */
export interface TcpRule {
  /** The text as written; its length decides the default priority. */
  readonly source: string;
  readonly tree: RuleNode;
  matches(facts: TcpFacts): boolean;
  /** The matchers that decided: "HostSNI(`a.test`) does not match: the connection has no server name". */
  explain(facts: TcpFacts): string;
  /** Every matcher, in the order written. */
  evaluate(facts: TcpFacts): MatcherReason[];
  /** The rule is HostSNI(`*`) and nothing else. Like Traefik, this does not look at `!` and parentheses. */
  readonly catchAll: boolean;
  /**
   * The first HostSNI value in the rule, in lower case, also if it is negated. A router without TLS is refused
   * unless this is `*` or undefined.
   */
  readonly firstHostSni: string | undefined;
}

/** The same in both syntaxes. */
const names = new MatcherNames(Object.keys(tcpLanguage.matchers));

/**
 * Parses and compiles the rule of a TCP router.
 *
 * @throws RuleError with the offset of what is wrong
 */
export function parseTcpRule(source: string, options: RuleOptions = {}): TcpRule {
  const tree = parseRule(source, names);
  const { matches, explain, evaluate } = compileRule(source, tree, languageFor(options));
  const calls = matcherCalls(tree);
  const firstHostSni = calls.find(({ name }) => name === 'HostSNI')?.arguments[0]?.toLowerCase();
  return {
    source,
    tree,
    matches,
    explain,
    evaluate,
    catchAll: calls.length === 1 && firstHostSni === '*' && calls[0]?.arguments.length === 1,
    firstHostSni,
  };
}

function languageFor(options: RuleOptions): RuleLanguage<TcpFacts> {
  if (options.syntax === 'v2') return tcpLanguageV2;
  return hasWildcards(options) ? tcpLanguage : tcpLanguageWithoutWildcards;
}
