import { compileRule, type MatcherReason } from './compile-rule.ts';
import type { HttpFacts } from './http-facts.ts';
import { httpLanguage, httpLanguageWithoutWildcards } from './http-matchers.ts';
import { httpLanguage211, httpLanguageOfAnyMethod, httpLanguageV2 } from './http-matchers-v2.ts';
import type { RuleLanguage } from './matcher.ts';
import { MatcherNames } from './matcher-names.ts';
import { parseRule } from './parser.ts';
import { matcherCalls, type RuleNode } from './rule-node.ts';
import { hasWildcards, isTraefik2, type RuleOptions } from './rule-options.ts';

export type { HttpFacts } from './http-facts.ts';

/** The rule of an HTTP router. Immutable; may be asked any number of times, by any number of requests. */
export interface HttpRule {
  /** The text as written; its length decides the default priority. */
  readonly source: string;
  readonly tree: RuleNode;
  matches(facts: HttpFacts): boolean;
  /** The matchers that decided: "Host(`a.test`) does not match: the request's host is b.test". */
  explain(facts: HttpFacts): string;
  /** Every matcher, in the order written. */
  evaluate(facts: HttpFacts): MatcherReason[];
  /**
   * Every value of Host, wherever it stands in the rule (also under `!`), each once, in the order written, in
   * lower case and without a final dot. TLS options are chosen by these names.
   */
  readonly hosts: readonly string[];
  /** The rule sees the path decoded as a whole, not as `HttpFacts` has it. */
  readonly decodesPath: boolean;
  /**
   * Whether the rule would hold if Method did. Only for rules that have one, as Traefik 2.11 reads them: it answers with
   * 405 what no router takes and one would take with another method.
   */
  matchesButForMethod?(facts: HttpFacts): boolean;
}

const names = new MatcherNames(Object.keys(httpLanguage.matchers));
const namesV2 = new MatcherNames(Object.keys(httpLanguageV2.matchers));

/**
 * Parses and compiles the rule of an HTTP router.
 *
 * @throws RuleError with the offset of what is wrong
 */
export function parseHttpRule(source: string, options: RuleOptions = {}): HttpRule {
  const tree = parseRule(source, options.syntax === 'v2' ? namesV2 : names);
  const { matches, explain, evaluate } = compileRule(source, tree, languageFor(options));
  const hosts = new Set<string>();
  const calls = matcherCalls(tree);
  for (const call of calls) {
    if (call.name !== 'Host') continue;
    for (const value of call.arguments) hosts.add(value.toLowerCase().replace(/\.$/, ''));
  }
  const compiled = { source, tree, matches, explain, evaluate };
  const rule = { ...compiled, hosts: [...hosts], decodesPath: isTraefik2(options) };
  if (!isTraefik2(options) || !calls.some(({ name }) => name === 'Method')) return rule;
  let ofAnyMethod: ReturnType<typeof compileRule<HttpFacts>> | undefined;
  return {
    ...rule,
    matchesButForMethod(facts) {
      ofAnyMethod ??= compileRule(source, tree, httpLanguageOfAnyMethod);
      return ofAnyMethod.matches(facts);
    },
  };
}

function languageFor(options: RuleOptions): RuleLanguage<HttpFacts> {
  if (isTraefik2(options)) return httpLanguage211;
  if (options.syntax === 'v2') return httpLanguageV2;
  return hasWildcards(options) ? httpLanguage : httpLanguageWithoutWildcards;
}
