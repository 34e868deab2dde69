import type { RouteTable } from '../routing/tables.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { necessaryHosts, necessaryPathPrefixes, necessaryServerNames } from '../rules/necessary-values.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import type { Contender, Contest, Taker } from './contest.ts';
import type { Formula } from './formula.ts';
import { httpFormula } from './http-formula.ts';
import { httpFactsOf, tcpFactsOf } from './model-facts.ts';
import { tcpFormula } from './tcp-formula.ts';

/** What else is to be known of a table. */
interface Circumstances<F> {
  /** Who takes a request before the table is asked. Default: nobody. */
  readonly takerBefore?: (facts: F) => Taker | undefined;
  /** Whether there can be such a request. Default: yes. */
  readonly isReal?: (facts: F) => boolean;
}

/** The contest of the HTTP routers of a table, which decides it. */
export function httpContest(
  table: RouteTable<HttpFacts, HttpRule, unknown>,
  circumstances: Circumstances<HttpFacts> = {},
): Contest<HttpFacts> {
  return contestOf(table, circumstances, {
    factsOf: httpFactsOf,
    formulaOf: httpFormula,
    hostsOf: ({ tree }) => necessaryHosts(tree),
    pathPrefixesOf: ({ tree, decodesPath }) => necessaryPathPrefixes(tree, decodesPath),
  });
}

/**
 * The contest of the TCP routers of a table, which decides it.
 *
 * @param tls whether the table is the one for connections that begin with TLS
 */
export function tcpContest(
  table: RouteTable<TcpFacts, TcpRule, unknown>,
  tls: boolean,
  circumstances: Circumstances<TcpFacts> = {},
): Contest<TcpFacts> {
  return contestOf(table, circumstances, {
    factsOf: tcpFactsOf,
    formulaOf: (rule) => tcpFormula(rule, tls),
    hostsOf: ({ tree }) => necessaryServerNames(tree),
    pathPrefixesOf: () => undefined,
  });
}

interface Reading<F, R> extends Pick<Contest<F>, 'factsOf'> {
  formulaOf(rule: R): Formula;
  hostsOf(rule: R): readonly string[] | undefined;
  pathPrefixesOf(rule: R): readonly string[] | undefined;
}

function contestOf<F, R extends { matches(facts: F): boolean; source: string; explain(facts: F): string }>(
  table: RouteTable<F, R, unknown>,
  { takerBefore, isReal = () => true }: Circumstances<F>,
  { factsOf, formulaOf, hostsOf, pathPrefixesOf }: Reading<F, R>,
): Contest<F> {
  const byRoute = new Map<unknown, Contender<F>>();
  for (const route of table.routes) {
    const { name, priority, precedence, rule } = route;
    byRoute.set(route, {
      name,
      priority,
      ...(precedence === undefined ? {} : { precedence }),
      formula: formulaOf(rule),
      hosts: hostsOf(rule),
      pathPrefixes: pathPrefixesOf(rule),
      matches: (facts) => rule.matches(facts),
    });
  }
  return {
    contenders: [...byRoute.values()],
    takerOf: (facts) => takerBefore?.(facts) ?? byRoute.get(table.match(facts)),
    factsOf,
    isReal,
  };
}
