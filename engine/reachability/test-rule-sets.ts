import fc from 'fast-check';
import type { Route } from '../routing/tables.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { parseHttpRule } from '../rules/http-rule.ts';
import { defaultPriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { RuleOptions } from '../rules/rule-options.ts';
import { parseTcpRule, type TcpFacts, type TcpRule } from '../rules/tcp-rule.ts';
import {
  addresses,
  headers,
  hosts,
  methods,
  names,
  paths,
  protocols,
  queries,
  type Topic,
} from './test-topics.ts';

/** A rule as drawn. */
interface Drawn {
  readonly source: string;
  readonly options: RuleOptions;
  /** undefined: by the length of the rule. */
  readonly priority: number | undefined;
}

const VERSIONS: readonly RuleOptions[] = [
  { syntax: 'v3', version: 307 },
  { syntax: 'v3', version: 304 },
  { syntax: 'v2', version: 307 },
  { syntax: 'v2', version: 211 },
];

/** Rules of at most three topics, mostly of one syntax. */
function drawnRules(
  topics: readonly Topic<unknown>[],
): fc.Arbitrary<{ readonly rules: Drawn[]; readonly about: number[] }> {
  const about = fc.uniqueArray(fc.nat(topics.length - 1), { minLength: 1, maxLength: 3 });
  return fc.tuple(about, fc.constantFrom(...VERSIONS)).chain(([about, usual]) => {
    const options = fc.oneof(
      { weight: 7, arbitrary: fc.constant(usual) },
      { weight: 1, arbitrary: fc.constantFrom(...VERSIONS) },
    );
    const rule = options.chain((options) => {
      const matchers = about.map((at) => topics[at]?.[options.syntax ?? 'v3'] ?? []);
      const matcher = fc.oneof(...matchers.map((those) => fc.constantFrom(...those)));
      return fc.record({
        source: ruleOf(matcher),
        options: fc.constant(options),
        priority: fc.constantFrom(undefined, undefined, 10, 20),
      });
    });
    return fc.record({ rules: fc.array(rule, { minLength: 1, maxLength: 6 }), about: fc.constant(about) });
  });
}

function ruleOf(matcher: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ rule: string }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 2 },
      { weight: 3, arbitrary: matcher },
      { weight: 1, arbitrary: tie('rule').map((rule) => `!(${rule})`) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(tie('rule'), fc.constantFrom('&&', '&&', '||'), tie('rule'))
          .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
      },
    ),
  })).rule;
}

/** A table, and every request made of the values that its rules stumble over. */
export interface RuleSet<F, R extends HttpRule | TcpRule> {
  readonly rules: readonly Drawn[];
  readonly routes: readonly Route<R, string>[];
  readonly universe: readonly F[];
}

const HTTP_TOPICS: readonly Topic<unknown>[] = [hosts, paths, methods, headers, queries, addresses];
const TCP_TOPICS: readonly Topic<unknown>[] = [names, addresses, protocols];

export const httpRuleSet: fc.Arbitrary<RuleSet<HttpFacts, HttpRule>> = drawnRules(HTTP_TOPICS).map(
  ({ rules, about }) => {
    const chosen = <V>(topic: Topic<V>, otherwise: V): readonly V[] =>
      about.some((at) => HTTP_TOPICS[at] === topic) ? topic.values : [otherwise];
    const universe = product(
      [chosen(hosts, 'a.test'), chosen(paths, '/'), chosen(methods, 'GET')],
      [chosen(headers, []), chosen(queries, []), chosen(addresses, '::1')],
    ).map(([[host, path, method], [lines, values, clientIp]]): HttpFacts => {
      const pairs = values.map((value) => ['q', value] as const);
      const header = (name: string): readonly string[] => (name === 'x' ? lines : []);
      return { host, path, method, clientIp, header, query: () => pairs };
    });
    return { rules, routes: routesOf(rules, parseHttpRule), universe };
  },
);

export const tcpRuleSet: fc.Arbitrary<RuleSet<TcpFacts, TcpRule>> = drawnRules(TCP_TOPICS).map(
  ({ rules, about }) => {
    const chosen = <V>(topic: Topic<V>, otherwise: V): readonly V[] =>
      about.some((at) => TCP_TOPICS[at] === topic) ? topic.values : [otherwise];
    const universe = chosen(names, 'a.test').flatMap((sni) =>
      chosen(protocols, []).flatMap((alpn) =>
        chosen(addresses, '::1').map((clientIp): TcpFacts => ({ sni, alpn, clientIp })),
      ),
    );
    return { rules, routes: routesOf(rules, parseTcpRule), universe };
  },
);

type Three<A, B, C> = readonly [readonly A[], readonly B[], readonly C[]];

function product<A, B, C, D, E, F>(
  left: Three<A, B, C>,
  right: Three<D, E, F>,
): (readonly [readonly [A, B, C], readonly [D, E, F]])[] {
  return triples(left).flatMap((one) => triples(right).map((other) => [one, other] as const));
}

function triples<A, B, C>([as, bs, cs]: Three<A, B, C>): [A, B, C][] {
  return as.flatMap((a) => bs.flatMap((b) => cs.map((c): [A, B, C] => [a, b, c])));
}

/** Some values are refused by some versions. */
function routesOf<R extends HttpRule | TcpRule>(
  drawn: readonly Drawn[],
  parse: (source: string, options: RuleOptions) => R,
): Route<R, string>[] {
  return drawn.flatMap(({ source, options, priority }, index) => {
    try {
      const rule = parse(source, options);
      return { name: `r${index}`, rule, priority: priority ?? defaultPriority(rule), target: '' };
    } catch (error) {
      if (error instanceof RuleError) return [];
      throw error;
    }
  });
}
