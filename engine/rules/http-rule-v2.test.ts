import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseHttpRule } from './http-rule.ts';
import { RuleError } from './rule-error.ts';
import { factsOf, header, hosts, type Request, targets } from './test-requests.ts';

const V2 = { syntax: 'v2' } as const;

const cases: { rule: string; yes?: readonly Request[]; no?: readonly Request[] }[] = [
  {
    rule: 'Host(`a.test`, `B.test`)',
    yes: hosts('a.test', 'A.test:81', 'b.test', 'b.test.'),
    no: hosts('c.test', ''),
  },
  { rule: 'HostHeader(`a.test`)', yes: hosts('a.test'), no: hosts('b.test') },
  { rule: 'Host(`*.a.test`)', no: hosts('x.a.test', 'a.test') },
  { rule: 'Host(`*`)', no: hosts('a.test', '') },
  {
    rule: 'HostRegexp(`a.test`)',
    yes: hosts('a.test', 'A.TEST'),
    no: hosts('xa.test', 'a.test.evil', 'axtest'),
  },
  {
    rule: 'HostRegexp(`{sub:[a-z]+}.shop.test`)',
    yes: hosts('eu.shop.test', 'EU.shop.test'),
    no: hosts('e1.shop.test', 'a.b.shop.test'),
  },
  {
    rule: 'HostRegexp(`{any}.test`, `b.org`)',
    yes: hosts('a.test', 'b.org'),
    no: hosts('a.b.test', '.test'),
  },
  { rule: 'HostRegexp(`{a:x{2}}.test`)', yes: hosts('xx.test'), no: hosts('x.test') },
  { rule: 'Path(`/cart`, `/pay`)', yes: targets('/cart', '/pay'), no: targets('/cart/', '/CART', '/') },
  { rule: 'Path(`/a.b+c`)', yes: targets('/a.b+c'), no: targets('/axb+c', '/a.bb+c') },
  {
    rule: 'Path(`/items/{id:[0-9]+}`)',
    yes: targets('/items/7'),
    no: targets('/items/x', '/items/7/', '/items/'),
  },
  { rule: 'Path(`/items/{id}`)', yes: targets('/items/x-y'), no: targets('/items/x/y', '/items/') },
  {
    rule: 'PathPrefix(`/api`, `/v{n:[12]}`)',
    yes: targets('/api', '/apiary', '/v1/x'),
    no: targets('/v3', '/x/api'),
  },
  { rule: 'PathPrefix(`/{all:.*}`)', yes: targets('/', '/x/y') },
  {
    rule: 'Method(`get`, `POST`)',
    yes: [{ method: 'GET' }, { method: 'POST' }],
    no: [{ method: 'PUT' }, { method: 'get' }],
  },
  { rule: 'Headers(`x-canary`, `yes`)', yes: [header('no', 'yes')], no: [header('Yes'), {}] },
  { rule: 'Headers(`X-Canary`, `a`, `X-Other`, `b`)', no: [header('a')] },
  { rule: 'HeadersRegexp(`X-Canary`, `^y`)', yes: [header('yes')], no: [header('no')] },
  {
    rule: 'Query(`debug=1`)',
    yes: targets('/?debug=1', '/?x&debug=1'),
    no: targets('/?debug=2', '/', '/?debug=2&debug=1'),
  },
  { rule: 'Query(`debug=`)', yes: targets('/?debug', '/?debug=', '/?debug=1'), no: targets('/?x') },
  { rule: 'Query(`a=1`, `b={x:[0-9]+}`)', yes: targets('/?a=1&b=22'), no: targets('/?a=1', '/?a=1&b=x') },
  { rule: 'Query(`a=b=c`)', yes: targets('/?a=b%3Dc'), no: targets('/?a=b') },
  { rule: 'Query(`a`, `1`)', yes: targets('/?a=1'), no: targets('/?a') },
  {
    rule: 'ClientIP(`10.0.0.0/8`, `192.0.2.1`)',
    yes: [{ clientIp: '10.1.2.3' }, { clientIp: '192.0.2.1' }],
    no: [{ clientIp: '192.0.2.2' }],
  },
  {
    rule: 'Host(`a.test`) && !(Path(`/x`) || Method(`PUT`))',
    yes: [{ host: 'a.test', target: '/y' }],
    no: [{ host: 'a.test', target: '/x' }],
  },
];

for (const { rule, yes = [], no = [] } of cases) {
  test(rule, () => {
    const { matches, explain } = parseHttpRule(rule, V2);
    for (const [requests, expected] of [
      [yes, true],
      [no, false],
    ] as const) {
      for (const request of requests) {
        const facts = factsOf(request);
        assert.equal(matches(facts), expected, `${JSON.stringify(request)}: ${explain(facts)}`);
        assert.equal(explain(facts).includes(' does not match: '), !expected, explain(facts));
      }
    }
  });
}

const refused: { rule: string; offset: number; message: RegExp }[] = [
  { rule: 'Host(`bü.test`)', offset: 5, message: /invalid value "bü.test" for Host matcher, non-ASCII/ },
  { rule: 'Host(`a`, `ü`)', offset: 10, message: /invalid value "ü" for Host matcher/ },
  {
    rule: 'HostRegexp(`{a.test`)',
    offset: 11,
    message: /unbalanced braces in "\{a.test" for HostRegexp.*closing brace/,
  },
  { rule: 'HostRegexp(`a`, `b}`)', offset: 16, message: /unbalanced braces/ },
  { rule: 'Path(`/{:x}`)', offset: 5, message: /missing name or pattern in "\{:x\}"/ },
  { rule: 'Path(`/{x:}`)', offset: 5, message: /missing name or pattern/ },
  { rule: 'Path(`/{x:(}`)', offset: 5, message: /compiling Path matcher: .*missing closing/ },
  { rule: 'Path(`cart`)', offset: 5, message: /path must start with a slash, got "cart", .*such as \/cart/ },
  { rule: 'PathPrefix(`/`, `cart`)', offset: 16, message: /path must start with a slash/ },
  { rule: 'Headers(`A`)', offset: 8, message: /number of parameters must be multiple of 2, got \[A\]/ },
  { rule: 'HeadersRegexp(`A`, `[`)', offset: 19, message: /compiling HeadersRegexp matcher/ },
  { rule: 'Query(`a`)', offset: 6, message: /number of parameters must be multiple of 2, got \[a\]/ },
  { rule: 'Query(`a={x}`, `b={x}`)', offset: 15, message: /duplicated route variable "x"/ },
  { rule: 'ClientIP(`10.0.0.1`, `x`)', offset: 21, message: /invalid CIDR address: x/ },
  { rule: 'Host()', offset: 0, message: /no args for matcher Host/ },
  { rule: 'Host(`a`, ``)', offset: 10, message: /empty args for matcher Host, \[a \]/ },
  { rule: 'PathRegexp(`/`)', offset: 0, message: /unsupported function: PathRegexp/ },
  { rule: 'Header(`a`, `b`)', offset: 0, message: /unsupported function: Header.*did you mean Headers\?/ },
];

for (const { rule, offset, message } of refused) {
  test(`${rule} is refused`, () => {
    assert.throws(
      () => parseHttpRule(rule, V2),
      (error) => {
        assert(error instanceof RuleError);
        assert.equal(error.offset, offset);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('hosts are the values of Host, not of HostHeader', () => {
  const { hosts } = parseHttpRule('Host(`A.test`, `b.test.`) || HostHeader(`c.test`)', V2);
  assert.deepEqual(hosts, ['a.test', 'b.test']);
});

const decodedPaths: [rule: string, yes: string[], no: string[]][] = [
  ['Path(`/a/b`)', ['/a/b', '/a%2Fb'], ['/a%252Fb']],
  ['Path(`/a%2Fb`)', ['/a%252Fb'], ['/a%2Fb', '/a/b']],
  ['Path(`/{x}`)', ['/a%40b'], ['/a%2Fb']],
  ['PathPrefix(`/a`) && !PathPrefix(`/a/`)', ['/ab'], ['/a%2F', '/a/']],
];

for (const [rule, yes, no] of decodedPaths) {
  test(`${rule} in Traefik 2.11`, () => {
    const { matches, explain } = parseHttpRule(rule, { syntax: 'v2', version: 211 });
    for (const request of targets(...yes)) assert.equal(matches(factsOf(request)), true, request.target);
    for (const request of targets(...no)) assert.equal(matches(factsOf(request)), false, request.target);
    assert.match(explain(factsOf({ target: '/a%2Fc' })), /the request's path is \/a\/c$/);
  });
}

const butForMethod: [rule: string, fits: boolean | undefined][] = [
  ['Method(`PUT`)', true],
  ['Host(`a.test`) && Method(`PUT`, `POST`)', true],
  ['Host(`a.test`) && (Method(`PUT`) || Method(`POST`))', true],
  ['Host(`b.test`) && Method(`PUT`)', false],
  ['Host(`a.test`) && !Method(`GET`)', false],
  ['Host(`a.test`)', undefined],
];

describe('what a GET of a.test fits but for the method', () => {
  for (const [rule, fits] of butForMethod) {
    test(rule, () => {
      const facts = factsOf({ host: 'a.test' });
      const { matchesButForMethod } = parseHttpRule(rule, { syntax: 'v2', version: 211 });
      assert.equal(matchesButForMethod?.(facts), fits);
      for (const later of [{ syntax: 'v2', version: 300 }, { version: 211 }] as const) {
        assert.equal(parseHttpRule(rule.replace(', `POST`', ''), later).matchesButForMethod, undefined);
      }
    });
  }
});

describe('v3 before 3.7', () => {
  const old = { version: 306 };
  test('a wildcard is a name that no host has', () => {
    for (const rule of ['Host(`*.a.test`)', 'Host(`*`)']) {
      const { matches } = parseHttpRule(rule, old);
      for (const request of hosts('x.a.test', 'a.test', '')) assert.equal(matches(factsOf(request)), false);
    }
  });
  test('other hosts are as later', () => {
    assert.equal(parseHttpRule('Host(`A.test.`)', old).matches(factsOf({ host: 'a.test' })), true);
  });
});
