import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseHttpRule } from '../http-rule.ts';
import { parseTcpRule } from '../tcp-rule.ts';
import { factsOf } from '../test-requests.ts';
import { translateRule } from './translate.ts';

/** How many pairs of a rule and a request each property tries; `INGRESS_LAB_FUZZ_CASES` for more. */
const cases = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 20_000);
/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const REQUESTS = 10;

type Protocol = 'http' | 'tcp';
type Syntax = 'v2' | 'v3';

function translated(source: string, to: Syntax, protocol: Protocol = 'http', version = 307): string {
  const outcome = translateRule(source, { protocol, to, version });
  return 'reason' in outcome
    ? `not: ${outcome.reason}`
    : [outcome.text, ...outcome.differences].join(' but ');
}

const FIRST_VALUE = 'but of a parameter that is sent several times v2 looks at the first value, v3 at each';

const toV3: [source: string, expected: string][] = [
  ['Host(`a.test`)', 'Host(`a.test`)'],
  ['Host(`a.test`, `b.test`)', 'Host(`a.test`) || Host(`b.test`)'],
  ['Host(`a.test`,`b.test`) && Path(`/x`)', '(Host(`a.test`) || Host(`b.test`)) && Path(`/x`)'],
  ['(Host(`a.test`,`b.test`)) && Path(`/x`)', '(Host(`a.test`) || Host(`b.test`)) && Path(`/x`)'],
  ['!Host(`a.test`, `b.test`)', '!(Host(`a.test`) || Host(`b.test`))'],
  ['HostHeader(`a.test`)', 'Host(`a.test`)'],
  ['Host(`*.a.test`)', 'not: *.a.test is a name that no host has in the syntax v2, and a wildcard in v3'],
  ['HostRegexp(`{sub:[a-z]+}.A.test`)', 'HostRegexp(`^[a-z]+\\.a\\.test$`)'],
  ['HostRegexp(`{sub}.a.test`)', 'HostRegexp(`^[^.]+\\.a\\.test$`)'],
  ['HostRegexp(`{sub:[A-Z]+}.test`)', 'HostRegexp(`(?i)^[A-Z]+\\.test$`)'],
  ['HostRegexp(`{sub:eu|us}.test`)', 'HostRegexp(`^(eu|us)\\.test$`)'],
  ['HostRegexp(`{any:.*}`)', 'HostRegexp(`.*`)'],
  ['HostRegexp(`a.test`, `b.test`)', 'HostRegexp(`^a\\.test$`) || HostRegexp(`^b\\.test$`)'],
  [
    'HostRegexp(`{any:[a-z.]*}`)',
    'not: {any:[a-z.]*} may be empty, and in v3 an expression that finds nothing matches every host',
  ],
  ['Path(`/a/{id:[0-9]+}`)', 'PathRegexp(`^/a/[0-9]+$`)'],
  ['Path(`/a/{id}/b`, `/c`)', 'PathRegexp(`^/a/[^/]+/b$`) || Path(`/c`)'],
  ['PathPrefix(`/a`, `/b`)', 'PathPrefix(`/a`) || PathPrefix(`/b`)'],
  ['PathPrefix(`/{v:v[12]}/`)', 'PathRegexp(`^/v[12]/`)'],
  ['PathPrefix(`/a/{rest:.*}`)', 'PathPrefix(`/a/`)'],
  ['Headers(`x-a`, `1`)', 'Header(`x-a`, `1`)'],
  ['!Headers(`x-a`, `1`, `x-b`, `2`)', '!(Header(`x-a`, `1`) && Header(`x-b`, `2`))'],
  ['headersregexp("x-a", "^1\\\\d")', 'HeaderRegexp(`x-a`, `^1\\d`)'],
  ['Method(`GET`, `POST`)', 'Method(`GET`) || Method(`POST`)'],
  ['ClientIP(`10.0.0.0/8`, `::1`)', 'ClientIP(`10.0.0.0/8`) || ClientIP(`::1`)'],
  ['Query(`a=1`)', `Query(\`a\`, \`1\`) ${FIRST_VALUE}`],
  [
    'Query(`a=1`, `b=`, `c={d:[0-9]+}`)',
    `Query(\`a\`, \`1\`) && QueryRegexp(\`b\`, \`.*\`) && QueryRegexp(\`c\`, \`^[0-9]+$\`) ${FIRST_VALUE}`,
  ],
  ['  Host(`a.test`)  &&\n  Headers(`x`, `y`)', '  Host(`a.test`)  &&\n  Header(`x`, `y`)'],
];

const toV2: [source: string, expected: string][] = [
  ['Host(`a.test`) && Header(`x`, `y`)', 'Host(`a.test`) && Headers(`x`, `y`)'],
  ['HeaderRegexp(`x`, `y`)', 'HeadersRegexp(`x`, `y`)'],
  ['HostRegexp(`^[a-z]+\\.a\\.test$`)', 'HostRegexp(`{host:[a-z]+\\.a\\.test}`)'],
  [
    'HostRegexp(`a\\.test`)',
    'not: v2 compares whole names, and a\\.test is not one that begins with ^ and ends with $',
  ],
  ['HostRegexp(`^[A-Z]+$`)', 'not: v2 does not regard case, on which ^[A-Z]+$ may hang'],
  ['PathRegexp(`^/v[0-9]{1,2}/items$`)', 'Path(`/{path:v[0-9]{1,2}/items}`)'],
  ['PathRegexp(`^/(a|b)/`)', 'PathPrefix(`/{path:(a|b)/}`)'],
  ['PathRegexp(`^/a|/b`)', 'not: v2 looks where a path begins, and ^/a|/b does not begin with ^/'],
  ['Path(`/{a}`)', 'not: /{a} has braces, which v2 takes for a variable'],
  ['Query(`a`, `1`)', `Query(\`a=1\`) ${FIRST_VALUE}`],
  ['Query(`a`)', 'not: the syntax v2 cannot ask for an empty value alone'],
];

const tcpToV3: [source: string, expected: string][] = [
  ['HostSNI(`*`)', 'HostSNI(`*`)'],
  ['HostSNI(`a.test`, `b.test`)', 'HostSNI(`a.test`) || HostSNI(`b.test`)'],
  ['HostSNI(`a.test`, `*`)', 'HostSNI(`a.test`) || HostSNIRegexp(`.+`)'],
  ['HostSNIRegexp(`{db}.test`)', 'HostSNIRegexp(`^[^.]+\\.test$`)'],
  ['ALPN(`h2`, `mqtt`) && ClientIP(`::1`)', '(ALPN(`h2`) || ALPN(`mqtt`)) && ClientIP(`::1`)'],
];

describe('a rule in the other syntax', () => {
  for (const [source, expected] of toV3) test(source, () => assert.equal(translated(source, 'v3'), expected));
  for (const [source, expected] of toV2) test(source, () => assert.equal(translated(source, 'v2'), expected));
  for (const [source, expected] of tcpToV3) {
    test(source, () => assert.equal(translated(source, 'v3', 'tcp'), expected));
  }
  test('before Traefik 3.7 a star is no wildcard', () => {
    assert.equal(translated('Host(`*.a`, `b`)', 'v3', 'http', 306), 'Host(`*.a`) || Host(`b`)');
  });
});

const one = <T extends string>(...values: readonly T[]) => fc.constantFrom(...values);
const some = (value: fc.Arbitrary<string>) =>
  fc.array(value, { minLength: 1, maxLength: 3 }).map((values) => values.map(quoted).join(', '));
const pairs = (name: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .array(fc.tuple(name, value), { minLength: 1, maxLength: 2 })
    .map((both) => both.flat().map(quoted).join(', '));
const quoted = (value: string) => (value.includes('\\') ? `\`${value}\`` : JSON.stringify(value));
const call = (name: string, values: fc.Arbitrary<string>) => values.map((text) => `${name}(${text})`);

const PATTERNS = [
  ...[
    '[a-z]+',
    '[A-Z]+',
    '[^a-z]+',
    '[[:upper:]]+',
    'a|b',
    '(?i)A',
    '.*',
    '.+',
    '\\d+',
    'a{1,2}',
    '\\pL+',
    '[!-_]',
  ],
  ...['(a|b)*', 'a?', '^a$', '\\Qa.b\\E', '[a-z0-9-]+', '(?:a|b)\\.x', '$', 'a\\.b'],
];
const pattern = one(...PATTERNS);
/** Pieces of templates: text, and variables with a pattern and without. */
const template = (texts: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        one(...texts),
        one('{x}'),
        pattern.map((text) => `{x:${text}}`),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((parts) => parts.join(''));
const HOST_TEXTS = ['a', 'B', '.', '.test', 'a.b', '-1'];
const PATH_TEXTS = ['a', 'B', '/', '/b', '.x', '1', '%2F'];
const name = one('a', 'A.b', 'a.b.', 'b.test', '*.b', '*', '1', 'a.test');
const path = (texts: readonly string[]) => template(texts).map((text) => `/${text}`);
const key = one('x', 'X', 'y');
const word = one('1', '2', 'a', '1,2');
const address = one('10.0.0.0/8', '::1', '192.0.2.1', '0.0.0.0/0');
const anchored = fc
  .tuple(one('^', '^/', ''), one('', '$'), pattern, one('', 'a', '/b', '{2}', '|c'))
  .map(([start, end, middle, more]) => start + middle + more + end);

const MATCHERS: Record<`${Protocol} ${Syntax}`, fc.Arbitrary<string>[]> = {
  'http v2': [
    call('Host', some(name)),
    call('HostHeader', some(name)),
    call('hostregexp', some(template(HOST_TEXTS))),
    call('Path', some(path(PATH_TEXTS))),
    call('PathPrefix', some(path(PATH_TEXTS))),
    call('METHOD', some(one('get', 'POST'))),
    call('Headers', pairs(key, word)),
    call('HeadersRegexp', pairs(key, pattern)),
    call('ClientIP', some(address)),
  ],
  'http v3': [
    call('Host', name.map(quoted)),
    call('HostRegexp', anchored.map(quoted)),
    call('Path', path(['a', '/', '{x}', 'b']).map(quoted)),
    call('PathPrefix', path(PATH_TEXTS).map(quoted)),
    call('PathRegexp', anchored.map(quoted)),
    call('Method', one('get', 'POST').map(quoted)),
    call(
      'Header',
      fc.tuple(key, word).map((values) => values.map(quoted).join()),
    ),
    call(
      'HeaderRegexp',
      fc.tuple(key, pattern).map((values) => values.map(quoted).join()),
    ),
    call('ClientIP', address.map(quoted)),
  ],
  'tcp v2': [
    call('HostSNI', some(one('a', 'A.b', 'b.test', '*', 'a.'))),
    call('HostSNIRegexp', some(template(HOST_TEXTS))),
    call('ALPN', some(one('h2', 'mqtt'))),
    call('ClientIP', some(address)),
  ],
  'tcp v3': [
    call('HostSNI', one('a', 'A.b', 'b.test', '*', 'a.', '*.b').map(quoted)),
    call('HostSNIRegexp', anchored.map(quoted)),
    call('ALPN', one('h2', 'mqtt').map(quoted)),
    call('ClientIP', address.map(quoted)),
  ],
};

function rules(matchers: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.letrec<{ rule: string }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.oneof(...matchers),
      tie('rule').map((rule) => `!( ${rule})`),
      fc.oneof(...matchers).map((rule) => `!${rule}`),
      fc
        .tuple(tie('rule'), one(' && ', '||\n', ') && ('), tie('rule'))
        .map(([left, operator, right]) =>
          operator.startsWith(')') ? `(${left}${operator}${right})` : left + operator + right,
        ),
    ),
  })).rule;
}

/** A request, and the connection that it could have come by. */
const request = fc
  .record({
    sni: one('', 'a', 'A', 'a.', 'a.b', 'b.test', 'x.test', 'x.b', 'ab'),
    alpn: fc.subarray(['h2', 'mqtt']),
    host: one(
      '',
      'a',
      'a.b',
      'A.B.',
      'a.b..',
      'b.test',
      'x.test',
      'a.test',
      '1',
      'x.b',
      '*.b',
      '*',
      'ab',
      'aa.b',
    ),
    target: one(
      '/',
      '/a',
      '/aa',
      '/ab',
      '/a/b',
      '/b',
      '/1',
      '/a/1',
      '/B.x',
      '/a.b',
      '/%2F',
      '/a/%2F',
      '/\n',
      '/{x}',
    ),
    method: one('GET', 'POST'),
    clientIp: one('10.1.2.3', '::1', '192.0.2.1', '::ffff:10.0.0.1'),
    headers: fc.array(fc.tuple(one('x', 'y'), one('1', '2', 'a', 'A', '1,2', '')), { maxLength: 3 }),
  })
  .map((fields) => ({ ...fields, ...factsOf(fields), text: JSON.stringify(fields) }));

const DIRECTIONS: [Protocol, Syntax, Syntax][] = [
  ['http', 'v2', 'v3'],
  ['http', 'v3', 'v2'],
  ['tcp', 'v2', 'v3'],
  ['tcp', 'v3', 'v2'],
];

for (const [protocol, from, to] of DIRECTIONS) {
  test(`${protocol}: a rule of ${from} and what it is in ${to} decide alike`, () => {
    let tried = 0;
    let translatedRules = 0;
    const asked = fc.array(request, { minLength: REQUESTS, maxLength: REQUESTS });
    fc.assert(
      fc.property(
        rules(MATCHERS[`${protocol} ${from}`]),
        one('306', '307'),
        asked,
        (source, release, all) => {
          const version = Number(release);
          const parse = (text: string, syntax: Syntax) =>
            protocol === 'http'
              ? parseHttpRule(text, { syntax, version })
              : parseTcpRule(text, { syntax, version });
          const before = attempt(() => parse(source, from));
          if (!before) return;
          tried += 1;
          const outcome = translateRule(source, { protocol, to, version });
          if ('reason' in outcome) return;
          assert.deepEqual(outcome.differences, []);
          translatedRules += 1;
          const after = parse(outcome.text, to);
          for (const facts of all) {
            const verdicts: boolean[] = [before, after].map((rule) => rule.matches(facts));
            assert.equal(verdicts[1], verdicts[0], `${outcome.text} for ${facts.text}`);
          }
          if ('catchAll' in before && 'catchAll' in after) {
            assert.equal(after.catchAll, before.catchAll, outcome.text);
            assert.equal(after.firstHostSni === '*', before.firstHostSni === '*', outcome.text);
          }
        },
      ),
      { numRuns: Math.ceil(cases / REQUESTS), seed },
    );
    assert.ok(translatedRules > tried / 10, `${translatedRules} of ${tried} rules were translated`);
    assert.ok(tried > cases / REQUESTS / 5, `${tried} texts were rules`);
  });
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
