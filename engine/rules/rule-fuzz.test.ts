import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHttpRule } from './http-rule.ts';
import { printRule } from './print-rule.ts';
import { RuleError } from './rule-error.ts';
import type { RuleNode } from './rule-node.ts';
import type { RuleOptions } from './rule-options.ts';
import { parseTcpRule } from './tcp-rule.ts';

/** How many texts each test tries; `INGRESS_LAB_FUZZ_CASES` for more. */
const numRuns = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 1000);
/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const NAMES =
  'Host HostHeader HostRegexp Path PathPrefix PathRegexp Method Header Headers HeaderRegexp HeadersRegexp Query QueryRegexp ClientIP HostSNI HostSNIRegexp ALPN host PATH Foo'.split(
    ' ',
  );
const VALUES = [
  'a.test',
  '*.a.test',
  '/a',
  '/{x:[0-9]+}',
  '{',
  '}',
  '(',
  '[a-z]+',
  '\\pL',
  '(?i)x',
  'x{3}',
  'x{1001}',
  '10.0.0.0/8',
  '::1',
  'a=1',
  '',
  'ü',
  '*',
];

const value = fc
  .oneof(fc.constantFrom(...VALUES), fc.string({ unit: 'grapheme', maxLength: 12 }))
  .map((text) => (text.includes('`') ? JSON.stringify(text) : `\`${text}\``));

const call = fc
  .tuple(fc.constantFrom(...NAMES), fc.array(value, { maxLength: 3 }))
  .map(([name, values]) => `${name}(${values.join(', ')})`);

/** Calls that both syntaxes take, nearly always, in rules of any form. */
function goodRule(calls: readonly string[]): fc.Arbitrary<string> {
  return fc.letrec<{ rule: string }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(...calls),
      tie('rule').map((rule) => `!(${rule})`),
      fc
        .tuple(tie('rule'), fc.constantFrom(' && ', '||\n', ' && !', ') && (', ' || ('), tie('rule'))
        .map(([left, operator, right]) =>
          operator.includes('(') ? `(${left}${operator}${right})` : left + operator + right,
        ),
    ),
  })).rule;
}

const GOOD_HTTP = [
  ...['Host(`A.test`)', 'path("/a\\x41`")', 'PathPrefix(`/{x:[0-9]+}`,)', 'METHOD(`get`)', 'Query(`a=1`)'],
  ...['HostRegexp(`{x}.test`)', 'ClientIP(`10.0.0.0/8`)', 'Host(`*.a.test`)', 'Path(`/a`, `/b`)'],
];
const GOOD_TCP = [
  ...['HostSNI(`*`)', 'hostsni("A.test.")', 'HostSNIRegexp(`{x:[a-z]+}`)', 'ALPN(`h2`)', 'ClientIP(`::1`,)'],
  ...['HOSTSNI(`a.test`)', 'HostSNI(`*.a.test`)', 'HostSNI(`a.test`, `b.test`)'],
];

/** Text that is nearly a rule, and text that is not. */
const badText = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof(call, fc.constantFrom(' && ', ' || ', '!', '(', ')', '\n', '//', '"', '`')), {
        maxLength: 9,
      })
      .map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.array(call, { minLength: 1, maxLength: 5 }).map((calls) => calls.join(' && ')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);

const options = fc.record({
  syntax: fc.constantFrom('v2' as const, 'v3' as const),
  version: fc.constantFrom(211, 304, 307),
});

for (const [protocol, parse, calls] of [
  ['HTTP', parseHttpRule, GOOD_HTTP],
  ['TCP', parseTcpRule, GOOD_TCP],
] as const) {
  const ruleText = fc.oneof(badText, goodRule(calls));

  test(`${protocol}: any text is a rule, or an error that points into it`, () => {
    fc.assert(
      fc.property(ruleText, options, (text, how) => {
        const outcome = tryToParse(parse, text, how);
        if (!(outcome instanceof RuleError)) {
          assert.equal(shape(parse(printRule(outcome.tree), how).tree), shape(outcome.tree));
          return;
        }
        assert.ok(outcome.offset >= 0 && outcome.offset <= text.length, `offset ${outcome.offset}`);
        assert.notEqual(outcome.expected, '');
      }),
      { numRuns, seed },
    );
  });
}

/** The tree without positions, which printing changes. */
function shape(tree: RuleNode): string {
  return JSON.stringify(tree, (key, part) => (/offset|^end$/i.test(key) ? undefined : part));
}

function tryToParse(
  parse: typeof parseHttpRule | typeof parseTcpRule,
  text: string,
  how: RuleOptions,
): ReturnType<typeof parseHttpRule | typeof parseTcpRule> | RuleError {
  try {
    return parse(text, how);
  } catch (error) {
    if (error instanceof RuleError) return error;
    throw error;
  }
}
