import type { Route } from '../routing/tables.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { necessaryHosts, necessaryPathPrefixes, necessaryServerNames } from '../rules/necessary-values.ts';
import type { TcpFacts, TcpRule } from '../rules/tcp-rule.ts';
import type { Contender, Contest, Taker } from './contest.ts';
import type { Formula } from './formula.ts';
import { httpFormula } from './http-formula.ts';
import { httpFactsOf, tcpFactsOf } from './model-facts.ts';
import type { Model } from './satisfy.ts';
import { tcpFormula } from './tcp-formula.ts';

/** Routers in the order in which they are tried, with the engine's choice among them. */
interface DecidingTable<F, R> {
  readonly routes: readonly Route<R, unknown>[];
  match(facts: F): { readonly name: string } | undefined;
}

/** What else is to be known of a table. */
interface Circumstances<F> {
  /** Who takes a request before the table is asked. Default: nobody. */
  readonly takerBefore?: (facts: F) => Taker | undefined;
  /** Whether there can be such a request. Default: yes. */
  readonly isReal?: (model: Model) => boolean;
}

/** The contest of the HTTP routers of a table, which decides it. */
export function httpContest(
  table: DecidingTable<HttpFacts, HttpRule>,
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
  table: DecidingTable<TcpFacts, TcpRule>,
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

function contestOf<F, R extends { matches(facts: F): boolean }>(
  table: DecidingTable<F, R>,
  { takerBefore = () => undefined, isReal = () => true }: Circumstances<F>,
  { factsOf, formulaOf, hostsOf, pathPrefixesOf }: Reading<F, R>,
): Contest<F> {
  const byName = new Map<string, Contender<F>>();
  for (const { name, priority, precedence, rule } of table.routes) {
    byName.set(name, {
      name,
      priority,
      ...(precedence === undefined ? {} : { precedence }),
      formula: formulaOf(rule),
      hosts: hostsOf(rule),
      pathPrefixes: pathPrefixesOf(rule),
      matches: (facts) => rule.matches(facts),
    });
  }
  const contenders = [...byName.values()];
  const places = new Map<Taker, number>(contenders.map((contender, place) => [contender, place]));
  return {
    contenders,
    placeOf: (taker) => places.get(taker) ?? -1,
    takerBefore,
    takerOf: (facts) => takerBefore(facts) ?? byName.get(table.match(facts)?.name ?? ''),
    factsOf,
    isReal,
  };
}
