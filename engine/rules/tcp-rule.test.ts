import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RuleError } from './rule-error.ts';
import { parseTcpRule, type TcpFacts } from './tcp-rule.ts';

const plain: TcpFacts = { sni: '', alpn: [], clientIp: '192.0.2.1' };
const from = (clientIp: string): TcpFacts => ({ ...plain, clientIp });
const named = (sni: string): TcpFacts => ({ ...plain, sni });
const offering = (...alpn: string[]): TcpFacts => ({ ...plain, alpn });

const cases: { rule: string; yes?: readonly TcpFacts[]; no?: readonly TcpFacts[] }[] = [
  { rule: 'HostSNI(`*`)', yes: [plain, offering('h2'), named('db.test')] },
  { rule: 'HostSNI(`db.test`)', yes: [named('DB.test')], no: [plain, named('db.test.evil')] },
  { rule: 'HostSNI(`DB.test.`)', yes: [named('db.test')] },
  {
    rule: 'HostSNI(`*.db.test`)',
    yes: [named('a.db.test')],
    no: [named('db.test'), named('a.b.db.test'), named('adb.test'), plain],
  },
  { rule: 'HostSNIRegexp(`^db-[0-9]+\\.test$`)', yes: [named('db-1.test'), named('DB-1.test')], no: [plain] },
  { rule: 'HostSNIRegexp(`.*`)', yes: [plain] },
  { rule: 'HostSNI(`*`) && ClientIP(`10.0.0.0/8`)', yes: [from('10.2.3.4')], no: [from('192.0.2.1')] },
  { rule: 'HostSNI(`*`) && ALPN(`mqtt`)', yes: [offering('h2', 'mqtt')], no: [offering('h2'), plain] },
];

for (const { rule, yes = [], no = [] } of cases) {
  test(rule, () => {
    const { matches, explain } = parseTcpRule(rule);
    for (const facts of yes) assert.equal(matches(facts), true, explain(facts));
    for (const facts of no) assert.equal(matches(facts), false, explain(facts));
  });
}

const refused: { rule: string; offset: number; message: RegExp }[] = [
  { rule: 'HostSNI(`a.test`, `b.test`)', offset: 18, message: /parameters; got 2, expected 1,/ },
  { rule: 'HostSNI()', offset: 0, message: /no args for matcher HostSNI/ },
  { rule: 'ALPN(``)', offset: 5, message: /empty args for matcher ALPN, \[\]/ },
  {
    rule: 'HostSNI(`a b`)',
    offset: 8,
    message: /invalid value for HostSNI matcher, "a b" is not a valid hostname/,
  },
  { rule: 'HostSNI(`x.*.test`)', offset: 8, message: /is not a valid hostname/ },
  { rule: 'HostSNI(`bücher.test`)', offset: 8, message: /is not a valid hostname/ },
  { rule: 'HostSNIRegexp(`ü`)', offset: 14, message: /invalid value for HostSNIRegexp matcher/ },
  { rule: 'HostSNIRegexp(`(?=a)`)', offset: 14, message: /compiling HostSNIRegexp matcher/ },
  {
    rule: 'ALPN(`acme-tls/1`)',
    offset: 5,
    message: /invalid protocol value for ALPN matcher, "acme-tls\/1" is not allowed/,
  },
  { rule: 'ClientIP(`db.test`)', offset: 9, message: /initializing IP checker for ClientIP matcher/ },
  { rule: 'Host(`db.test`)', offset: 0, message: /unsupported function: Host/ },
];

for (const { rule, offset, message } of refused) {
  test(`${rule} is refused`, () => {
    assert.throws(
      () => parseTcpRule(rule),
      (error) => error instanceof RuleError && error.offset === offset && message.test(error.message),
    );
  });
}

test('only a lone HostSNI(`*`) is the catch-all', () => {
  for (const rule of ['HostSNI(`*`)', 'hostsni("*")', ' ( HostSNI(`*`) )', '!HostSNI(`*`)']) {
    assert.equal(parseTcpRule(rule).catchAll, true, rule);
  }
  const others = [
    'HostSNI(`*`) && ClientIP(`10.0.0.0/8`)',
    'HostSNI(`*`) || HostSNI(`*`)',
    'HostSNIRegexp(`.*`)',
  ];
  for (const rule of [...others, 'HostSNI(`db.test`)'])
    assert.equal(parseTcpRule(rule).catchAll, false, rule);
});

test('firstHostSni is the first value of HostSNI, negated or not', () => {
  assert.equal(parseTcpRule('ALPN(`h2`) && !HostSNI(`DB.test`) || HostSNI(`*`)').firstHostSni, 'db.test');
  assert.equal(parseTcpRule('HostSNI(`*`) && HostSNI(`db.test`)').firstHostSni, '*');
  assert.equal(parseTcpRule('HostSNIRegexp(`db`) || ClientIP(`::1`)').firstHostSni, undefined);
});

test('explain names what the connection has', () => {
  const { explain } = parseTcpRule('HostSNI(`db.test`) && ALPN(`mqtt`)');
  assert.equal(explain(plain), 'HostSNI(`db.test`) does not match: the connection has no server name');
  assert.equal(
    explain({ ...named('db.test'), alpn: ['h2', 'http/1.1'] }),
    'ALPN(`mqtt`) does not match: the client offers h2, http/1.1',
  );
});

const v2: [rule: string, yes: Partial<TcpFacts>[], no: Partial<TcpFacts>[]][] = [
  ['HostSNI(`a.test`, `B.test.`)', [{ sni: 'A.test' }, { sni: 'b.test' }], [{ sni: 'c.test' }, {}]],
  ['HostSNI(`*`)', [{}, { sni: 'a.test' }], []],
  ['HostSNI(`a.test`, `*`)', [{ sni: 'c.test' }], [{}]],
  [
    'HostSNIRegexp(`{x:[a-z]+}.test`, `db`)',
    [{ sni: 'A.test' }, { sni: 'db' }],
    [{ sni: 'a1.test' }, { sni: 'xdb' }],
  ],
  ['HostSNIRegexp(`{x:.*}`)', [{}, { sni: 'a' }], []],
  ['ALPN(`h2`, `mqtt`)', [{ alpn: ['x', 'mqtt'] }], [{ alpn: ['x'] }, {}]],
  [
    'ClientIP(`10.0.0.0/8`, `::1`)',
    [{ clientIp: '10.1.1.1' }, { clientIp: '::1' }],
    [{ clientIp: '192.0.2.1' }],
  ],
];
for (const [rule, yes, no] of v2) {
  test(`v2: ${rule}`, () => {
    const { matches } = parseTcpRule(rule, { syntax: 'v2' });
    const facts = { sni: '', alpn: [], clientIp: '' };
    for (const some of yes) assert.equal(matches({ ...facts, ...some }), true, JSON.stringify(some));
    for (const some of no) assert.equal(matches({ ...facts, ...some }), false, JSON.stringify(some));
  });
}

const v2Refused: [rule: string, message: RegExp][] = [
  ['HostSNI(`*.a.test`)', /"\*.a.test" is not a valid hostname or IP, at column 9/],
  ['HostSNI(`a`, `b c`)', /"b c" is not a valid hostname or IP, at column 14/],
  ['HostSNIRegexp(`{a`)', /unbalanced braces/],
  ['ALPN(`h2`, `acme-tls/1`)', /"acme-tls\/1" is not allowed, at column 12/],
];
for (const [rule, message] of v2Refused) {
  test(`v2: ${rule} is refused`, () => assert.throws(() => parseTcpRule(rule, { syntax: 'v2' }), message));
}

test('v2: a catch-all has no other value', () => {
  const catchAll = (rule: string): boolean => parseTcpRule(rule, { syntax: 'v2' }).catchAll;
  assert.deepEqual([catchAll('HostSNI(`*`)'), catchAll('HostSNI(`*`, `a`)')], [true, false]);
});

test('before 3.7 HostSNI takes no wildcard', () => {
  assert.throws(() => parseTcpRule('HostSNI(`*.a.test`)', { version: 306 }), /not a valid hostname/);
});
