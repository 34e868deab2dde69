import fc from 'fast-check';
import type { Route } from '../routing/tables.ts';
import type { HttpFacts, HttpRule } from '../rules/http-rule.ts';
import { parseHttpRule } from '../rules/http-rule.ts';
import { defaultPriority } from '../rules/priority.ts';
import { RuleError } from '../rules/rule-error.ts';
import type { RuleOptions } from '../rules/rule-options.ts';
import { parseTcpRule, type TcpFacts, type TcpRule } from '../rules/tcp-rule.ts';

/** One dimension of requests: matchers that ask about it in each syntax, and values that they stumble over. */
interface Topic<V> {
  readonly v3: readonly string[];
  readonly v2: readonly string[];
  readonly values: readonly V[];
}

const call = (name: string, ...values: string[]): string =>
  `${name}(${values.map((value) => `\`${value}\``).join(', ')})`;
const calls = (name: string, values: string): string[] => values.split(' ').map((value) => call(name, value));

const hosts: Topic<string> = {
  v3: [
    ...calls('Host', 'a.test A.Test a.test. a.test.. b.test x.a.test *.a.test *.test *.test. * *x ::1 . *.'),
    ...calls('HostRegexp', '^a\\. test$ ^$ x ^[a-z]+\\.a\\.test$ .* ^.+$ a* ^(a|b)\\.test$'),
  ],
  v2: [
    ...calls('Host', 'a.test A.Test a.test. b.test x.a.test *.a.test'),
    ...[call('Host', 'a.test', 'b.test'), call('HostHeader', 'b.test', 'x.a.test')],
    ...calls('HostRegexp', 'a.test {x}.test {x:.*} {x:.+} {x:[a-z]+}.a.test {x:a|b}.test'),
  ],
  values: [
    ...['*.a.test', '*x', 'b.test.', 'x.', 'y.test', 'ab.a.test', 'a.x'],
    ...'a.test a.test. a.test.. b.test x.a.test y.a.test x.a.test. y.x.a.test test x.test c.other'.split(' '),
    ...['::1', '.', '..', '', 'x'],
  ],
};

const paths: Topic<string> = {
  v3: [
    ...calls('Path', '/ /a /a/ /a/b /b /a%2Fb'),
    ...calls('PathPrefix', '/ /a /a/ /a/b /b /a%2Fb'),
    ...calls('PathRegexp', '^/a b/?$ ^/[ab]+/ ^/ ^/a$ ^/a? /b ^/a/b?|^/c'),
  ],
  v2: [
    ...calls('Path', '/ /a /a/b /{x} /{x:[ab]+} /a/{x:.*} /a/{x}'),
    ...calls('PathPrefix', '/ /a /a/ /{x:[ab]+} /a/{x} /a%2Fb'),
    ...[call('Path', '/a', '/b'), call('PathPrefix', '/a', '/b/{x}')],
  ],
  values: ['/', '/a', '/a/', '/ab', '/a/b', '/b', '/b/a', '/bb', '/a%2Fb', '/c', '/a/b/c', '/%2Fa'],
};

const methods: Topic<string> = {
  v3: calls('Method', 'GET get POST'),
  v2: [...calls('Method', 'GET get POST'), call('Method', 'GET', 'POST')],
  values: ['GET', 'POST', 'PUT', 'get'],
};

const headers: Topic<readonly string[]> = {
  v3: [
    ...['1', '2', 'ü'].map((value) => call('Header', 'X', value)),
    ...['^1', '2$', '.', '^1$'].map((value) => call('HeaderRegexp', 'x', value)),
    call('Header', 'Host', 'a.test'),
  ],
  v2: [
    ...['1', '2'].map((value) => call('Headers', 'X', value)),
    ...['^1', '2$'].map((value) => call('HeadersRegexp', 'x', value)),
    ...[call('Headers', 'X', '1', 'x', '2'), call('Headers', 'X', '1', 'X', '2')],
  ],
  values: [
    [],
    ['1'],
    ['2'],
    ['1', '2'],
    ['2', '1'],
    ['12'],
    ['1', '12'],
    ['Ã¼'],
    [''],
    ['3'],
    ['3', '1', '2'],
    ['Ã¼', '12'],
  ],
};

const queries: Topic<readonly string[]> = {
  v3: [
    ...[call('Query', 'q'), call('Query', 'q', '1'), call('Query', 'q', '2'), call('QueryRegexp', 'q')],
    ...['^1', '2$', '.*'].map((value) => call('QueryRegexp', 'q', value)),
  ],
  v2: [
    ...calls('Query', 'q=1 q=2 q= q={x:[0-9]+} q={x}'),
    ...[call('Query', 'q', '1'), call('Query', 'q=1', 'q=2')],
  ],
  values: [
    [],
    ['1'],
    ['2'],
    ['1', '2'],
    ['2', '1'],
    ['12'],
    [''],
    ['', '1'],
    ['a'],
    ['a', '1'],
    ['1', '', '2'],
  ],
};

const RANGES =
  '10.0.0.0/8 10.1.0.0/16 10.1.2.3 10.1.2.3/9 192.0.2.1 ::/0 0.0.0.0/0 ::ffff:10.0.0.0/104 fd00::/8 0.0.0.0/1 128.0.0.0/1 ::1 ::ffff:0:0/95';
const addresses: Topic<string> = {
  v3: calls('ClientIP', RANGES),
  v2: [...calls('ClientIP', RANGES), call('ClientIP', '10.0.0.0/9', '10.128.0.0/9')],
  values: [
    ...'10.0.0.0 10.1.2.3 10.200.0.1 10.127.255.255 11.0.0.0 9.255.255.255 192.0.2.1 255.255.255.255'.split(
      ' ',
    ),
    ...['::1', '::', 'fd00::1', '::ffff:10.1.2.3', '::fffe:0:1', 'fe80::1%eth0', ''],
  ],
};

const names: Topic<string> = {
  v3: [
    ...calls('HostSNI', 'a.test A.Test a.test. b.test x.a.test *.a.test *.test. * ::1 .'),
    ...calls('HostSNIRegexp', '^a\\. test$ ^$ x .* ^.+$'),
  ],
  v2: [
    ...calls('HostSNI', 'a.test A.Test a.test. a.test.. b.test *'),
    ...[call('HostSNI', 'a.test', 'b.test'), call('HostSNI', 'a.test', '*'), call('HostSNI', '*', 'a.test')],
    ...calls('HostSNIRegexp', '{x}.test {x:.*} a.test'),
  ],
  values: [...hosts.values, 'A.test', 'X.A.TEST'],
};

const protocols: Topic<readonly string[]> = {
  v3: calls('ALPN', 'h2 http/1.1'),
  v2: [...calls('ALPN', 'h2 http/1.1'), call('ALPN', 'h2', 'mqtt')],
  values: [[], ['h2'], ['http/1.1'], ['h2', 'http/1.1'], ['mqtt'], ['mqtt', 'h2']],
};

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
