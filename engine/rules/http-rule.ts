import { compileRule } from './compile-rule.ts';
import type { HttpFacts } from './http-facts.ts';
import { httpLanguage } from './http-matchers.ts';
import { MatcherNames } from './matcher-names.ts';
import { parseRule } from './parser.ts';
import { matcherCalls, type RuleNode } from './rule-node.ts';

export type { HttpFacts } from './http-facts.ts';

/** The rule of an HTTP router. Immutable; may be asked any number of times, by any number of requests. */
export interface HttpRule {
  /** The text as written; its length decides the default priority. */
  readonly source: string;
  readonly tree: RuleNode;
  matches(facts: HttpFacts): boolean;
  /** The matchers that decided: "Host(`a.test`) does not match: the request's host is b.test". */
  explain(facts: HttpFacts): string;
  /**
   * Every value of Host, wherever it stands in the rule (also under `!`), each once, in the order written, in
   * lower case and without a final dot. TLS options are chosen by these names.
   */
  readonly hosts: readonly string[];
}

const names = new MatcherNames(Object.keys(httpLanguage.matchers));

/**
 * Parses and compiles the rule of an HTTP router, in the v3 syntax.
 *
 * @throws RuleError with the offset of what is wrong
 */
export function parseHttpRule(source: string): HttpRule {
  const tree = parseRule(source, names);
  const { matches, explain } = compileRule(source, tree, httpLanguage);
  const hosts = new Set<string>();
  for (const call of matcherCalls(tree)) {
    if (call.name !== 'Host') continue;
    for (const value of call.arguments) hosts.add(value.toLowerCase().replace(/\.$/, ''));
  }
  return { source, tree, matches, explain, hosts: [...hosts] };
}
