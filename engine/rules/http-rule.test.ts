import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHttpRule } from './http-rule.ts';
import { RuleError } from './rule-error.ts';
import { factsOf, header, hosts, type Request, targets } from './test-requests.ts';

const cases: { rule: string; yes?: readonly Request[]; no?: readonly Request[] }[] = [
  {
    rule: 'Host(`shop.test`)',
    yes: hosts('shop.test', 'SHOP.Test', 'shop.test:8443', 'shop.test.'),
    no: hosts('www.shop.test', 'shop.testing', '', 'shop.test..'),
  },
  { rule: 'Host(`SHOP.test.`)', yes: hosts('shop.test', 'shop.test.'), no: hosts('shop.tes') },
  { rule: 'Host(`shop.test:80`)', no: hosts('shop.test:80', 'shop.test') },
  {
    rule: 'Host(`*.shop.test`)',
    yes: hosts('eu.shop.test', 'EU.shop.test:81', 'eu.shop.test.'),
    no: hosts('shop.test', 'a.b.shop.test', 'ashop.test', ''),
  },
  { rule: 'Host(`*eu.shop.test`)', no: hosts('eu.shop.test', 'xeu.shop.test') },
  { rule: 'Host(`.`)', no: hosts('') },
  { rule: 'Host(`*`)', yes: hosts('shop.test', '10.0.0.1', '') },
  { rule: 'Host(`10.0.0.7`)', yes: hosts('10.0.0.7:8080'), no: hosts('10.0.0.70') },
  { rule: 'Host(`fd00::7`)', yes: hosts('[fd00::7]:8080', '[FD00::7]', 'fd00::7') },
  { rule: 'Host(`[fd00::7]`)', no: hosts('[fd00::7]', '[fd00::7]:80') },
  {
    rule: 'HostRegexp(`^eu-[0-9]+\\.shop\\.test$`)',
    yes: hosts('EU-12.shop.test'),
    no: hosts('eu-.shop.test'),
  },
  { rule: 'HostRegexp(`shop\\.test`)', yes: hosts('shop.test.evil.org') },
  { rule: 'HostRegexp(`^SHOP`)', no: hosts('SHOP.test') },
  { rule: 'HostRegexp(`{sub:[a-z]+}.shop.test`)', no: hosts('eu.shop.test') },
  { rule: 'HostRegexp(`test$`)', yes: hosts('a.test'), no: hosts('a.test.', '') },
  { rule: 'HostRegexp(`^$`)', yes: hosts('shop.test', '') },
  { rule: 'HostRegexp(`^(a\\.test)?$`)', yes: hosts('b.test') },
  {
    rule: 'Path(`/cart`)',
    yes: targets('/cart', '/cart?x=1'),
    no: targets('/cart/', '/CART', '/cart/1'),
  },
  {
    rule: 'PathPrefix(`/api`)',
    yes: targets('/api', '/api/', '/api/v1', '/apiary', '/api?x'),
    no: targets('/ap', '/v1/api'),
  },
  { rule: 'PathPrefix(`/api/`)', no: targets('/api') },
  { rule: 'PathPrefix(`/`)', yes: targets('/', '/x', '//') },
  { rule: 'PathPrefix(`/a b`)', yes: targets('/a b/c') },
  { rule: 'PathPrefix(`/a/b`)', no: targets('/a%2Fb') },
  { rule: 'PathPrefix(`/a%2Fb`)', yes: targets('/a%2Fb/x') },
  { rule: 'Path(`/admin`)', yes: targets('/admin'), no: targets('/x/../admin', '//admin', '/%61dmin') },
  { rule: 'Path(`/é`)', yes: targets('/é') },
  { rule: 'PathRegexp(`^/v[0-9]+/items$`)', yes: targets('/v2/items'), no: targets('/v2/items/') },
  { rule: 'PathRegexp(`\\.php$`)', yes: targets('/a/b.php?q=1') },
  { rule: 'PathRegexp(`(?i)^/IMG`)', yes: targets('/img/1') },
  {
    rule: 'PathRegexp(`^/\\Qa.b\\E/(?P<id>[[:digit:]]+)\\pL{x\\z`)',
    yes: targets('/a.b/7é{x'),
    no: targets('/aab/7é{x'),
  },
  { rule: 'PathRegexp(`a.b`)', no: targets('/a\nb') },
  { rule: 'Method(`get`)', yes: [{ method: 'GET' }], no: [{ method: 'get' }] },
  { rule: 'Method(`GET`)', no: [{ method: 'HEAD' }] },
  { rule: 'Header(`x-canary`, `yes`)', yes: [header('yes')] },
  {
    rule: 'Header(`X-Canary`, `yes`)',
    yes: [header('no', 'yes')],
    no: [header('Yes'), header('yes, no'), {}],
  },
  {
    rule: 'HeaderRegexp(`User-Agent`, `curl`)',
    yes: [{ headers: [['User-Agent', 'my-curl/8']] }],
    no: [{ headers: [['User-Agent', 'wget']] }, {}],
  },
  { rule: 'Header(`Host`, `shop.test`)', no: [{ host: 'shop.test', headers: [['Host', 'shop.test']] }] },
  { rule: 'HeaderRegexp(`host`, `.`)', no: [{ host: 'shop.test', headers: [['Host', 'shop.test']] }] },
  {
    rule: 'HeaderRegexp(`Transfer-Encoding`, `.`) || HeaderRegexp(`Trailer`, `.`)',
    no: [
      {
        headers: [
          ['Transfer-Encoding', 'chunked'],
          ['Trailer', 'X-Sum'],
        ],
      },
    ],
  },
  {
    rule: 'Header(`X-Canary`, `é`) && HeaderRegexp(`X-Canary`, `^.$`)',
    yes: [header('\xc3\xa9')],
    no: [header('\xe9'), header('e')],
  },
  {
    rule: 'Query(`debug`)',
    yes: targets('/?debug', '/?debug=', '/?a=1&debug'),
    no: targets('/?debug=1', '/'),
  },
  {
    rule: 'Query(`tag`, `x y`)',
    yes: targets('/?tag=x+y', '/?tag=x%20y', '/?tag=z&tag=x%20y'),
    no: targets('/?tag=x', '/?tag=X+y'),
  },
  { rule: 'Query(`Tag`, `x`)', no: targets('/?tag=x') },
  { rule: 'QueryRegexp(`id`, `^[0-9]+$`)', yes: targets('/?id=abc&id=7'), no: targets('/?id=abc', '/?x=7') },
  { rule: 'QueryRegexp(`debug`)', yes: targets('/?debug'), no: targets('/?debug=1') },
  {
    rule: 'ClientIP(`10.0.0.0/8`)',
    yes: [{ clientIp: '10.1.2.3' }],
    no: [{ clientIp: '192.0.2.1', headers: [['X-Forwarded-For', '10.1.2.3']] }],
  },
  { rule: '!Host(`shop.test`)', yes: hosts('other.test', ''), no: hosts('shop.test') },
  { rule: 'Host(`a.test`) || Host(`b.test`) && Path(`/x`)', yes: [{ host: 'a.test', target: '/y' }] },
  { rule: '(Host(`a.test`) || Host(`b.test`)) && Path(`/x`)', no: [{ host: 'a.test', target: '/y' }] },
  {
    rule: '!(Host(`a.test`) && Path(`/x`))',
    yes: [{ host: 'a.test', target: '/y' }],
    no: [{ host: 'a.test', target: '/x' }],
  },
  { rule: '!!Host(`a.test`)', yes: hosts('a.test'), no: hosts('b.test') },
  { rule: 'pathprefix(`/a`)', yes: targets('/a') },
  { rule: 'PATHPREFIX(`/a`)', yes: targets('/a') },
  { rule: 'Pathprefix(`/a`)', yes: targets('/a') },
  { rule: 'Host("a.test") && PathRegexp("^/x\\\\.y$")', yes: [{ host: 'a.test', target: '/x.y' }] },
];

for (const { rule, yes = [], no = [] } of cases) {
  test(rule, () => {
    const { matches, explain } = parseHttpRule(rule);
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
  {
    rule: 'Host(`a.test`, `b.test`)',
    offset: 15,
    message: /unexpected number of parameters; got 2, expected one of \[1\]/,
  },
  { rule: 'Path(`/a`) && Header(`X-A`)', offset: 14, message: /parameters; got 1, expected one of \[2\]/ },
  { rule: 'Query(`a`, `b`, `c`)', offset: 16, message: /parameters; got 3, expected one of \[1 2\]/ },
  {
    rule: 'Path(`/`) && Host()',
    offset: 13,
    message: /no args for matcher Host, at column 14; expected 1 value/,
  },
  { rule: 'header(`X-A`, ``)', offset: 14, message: /empty args for matcher Header, \[X-A \]/ },
  { rule: 'Query(``)', offset: 6, message: /empty args for matcher Query, \[\]/ },
  {
    rule: 'Host(`bücher.test`)',
    offset: 5,
    message: /invalid value "bücher.test" for Host .*punycode: xn--bcher-kva\.test$/,
  },
  { rule: 'HostRegexp(`ü`)', offset: 11, message: /invalid value "ü" for HostRegexp matcher, non-ASCII/ },
  { rule: 'HostRegexp(`(a`)', offset: 11, message: /compiling HostRegexp matcher: .*missing closing \)/ },
  {
    rule: 'Path(`cart`)',
    offset: 5,
    message: /path "cart" does not start with a '\/'.*expected a path such as \/cart$/,
  },
  { rule: 'PathPrefix("cart")', offset: 11, message: /path "cart" does not start with a '\/'/ },
  { rule: 'PathRegexp(`^/(?!api)`)', offset: 11, message: /compiling PathRegexp matcher: .*no look-around/ },
  {
    rule: 'HeaderRegexp(`A`, `(a)\\1`)',
    offset: 18,
    message: /compiling HeaderRegexp matcher: .*invalid escape/,
  },
  { rule: 'QueryRegexp(`a`, `*`)', offset: 17, message: /compiling QueryRegexp matcher/ },
  { rule: 'ClientIP(`10.0.0.0/33`)', offset: 9, message: /initializing IP checker for ClientIP matcher: / },
];

for (const { rule, offset, message } of refused) {
  test(`${rule} is refused`, () => {
    assert.throws(
      () => parseHttpRule(rule),
      (error) => {
        assert(error instanceof RuleError);
        assert.equal(error.code, 'rule-invalid');
        assert.equal(error.offset, offset);
        assert(error.message.startsWith(`error while adding rule ${rule}: `), error.message);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test('explain names the matchers that decided', () => {
  const explain = (rule: string, request: Request) => parseHttpRule(rule).explain(factsOf(request));
  const atB = { host: 'b.test', target: '/x' };
  assert.equal(explain('Host(`a.test`)', atB), "Host(`a.test`) does not match: the request's host is b.test");
  assert.equal(explain('host("a.test")', {}), 'Host(`a.test`) does not match: the request names no host');
  assert.equal(
    explain('!Host(`b.test`)', atB),
    "!Host(`b.test`) does not match: the request's host is b.test",
  );
  assert.equal(
    explain('Path(`/x`) && (Host(`a.test`) || Host(`c.test`))', atB),
    "Host(`a.test`) does not match: the request's host is b.test; " +
      "Host(`c.test`) does not match: the request's host is b.test",
  );
  assert.equal(
    explain('!(Host(`a.test`) && Path(`/x`))', atB),
    "!Host(`a.test`) matches: the request's host is b.test",
  );
  assert.equal(
    explain('Header(`X-Canary`, `yes`)', header('no', 'never')),
    'Header(`X-Canary`, `yes`) does not match: the request\'s X-Canary header is "no" and "never"',
  );
  assert.equal(explain('Query(`a`)', atB), 'Query(`a`) does not match: the request has no query parameter a');
  assert.equal(
    explain('HostRegexp(`.*`)', atB),
    'HostRegexp(`.*`) matches: it matches the empty text and therefore every request',
  );
});

test('every matcher says where it stands, whether it applies and what it saw', () => {
  const rule = parseHttpRule(' host( "a.test" ) && !(Path(`/x`) || !Method(`GET`))');
  assert.deepEqual(
    rule
      .evaluate(factsOf({ host: 'a.test', target: '/x' }))
      .map(({ matcher, offset, negated, applies, observed }) => [
        matcher,
        offset,
        negated,
        applies,
        observed,
      ]),
    [
      ['host( "a.test" )', 1, false, true, "the request's host is a.test"],
      ['Path(`/x`)', 23, true, true, "the request's path is /x"],
      ['Method(`GET`)', 38, false, true, "the request's method is GET"],
    ],
  );
});

test('hosts are the values of Host, wherever they stand', () => {
  const { hosts } = parseHttpRule(
    'Path(`/`) && (Host(`A.test`) || !host("b.test.")) || Host(`a.test`) || HostRegexp(`c`)',
  );
  assert.deepEqual(hosts, ['a.test', 'b.test']);
});

test('matching stops at the operand that decides', () => {
  const { matches } = parseHttpRule('Host(`a.test`) && Query(`x`)');
  const facts = { ...factsOf({ host: 'b.test' }), query: () => assert.fail('the query was read') };
  assert.equal(matches(facts), false);
});

test('a rule of thousands of hosts is no deeper than one of two', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `h${index}.test`);
  const rule = parseHttpRule(names.map((name) => `Host(\`${name}\`)`).join(' || '));
  assert.deepEqual(rule.hosts, names);
  assert.equal(rule.matches(factsOf({ host: 'h4999.test' })), true);
  assert.equal(rule.matches(factsOf({ host: 'h5000.test' })), false);
});
