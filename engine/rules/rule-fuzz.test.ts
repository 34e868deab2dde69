import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseHttpRule } from './http-rule.ts';
import { printRule } from './print-rule.ts';
import { RuleError } from './rule-error.ts';
import type { RuleOptions } from './rule-options.ts';
import { parseTcpRule } from './tcp-rule.ts';

/** How many texts each test tries; `INGRESS_LAB_FUZZ_CASES` for more. A failure prints the seed. */
const numRuns = Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 1000);

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

/** Text that is nearly a rule, and text that is not. */
const ruleText = fc.oneof(
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

for (const [protocol, parse] of [
  ['HTTP', parseHttpRule],
  ['TCP', parseTcpRule],
] as const) {
  test(`${protocol}: any text is a rule, or an error that points into it`, () => {
    fc.assert(
      fc.property(ruleText, options, (text, how) => {
        const outcome = tryToParse(parse, text, how);
        if (!(outcome instanceof RuleError)) {
          // What is printed is read as the same rule.
          assert.equal(printRule(parse(printRule(outcome.tree), how).tree), printRule(outcome.tree));
          return;
        }
        assert.ok(outcome.offset >= 0 && outcome.offset <= text.length, `offset ${outcome.offset}`);
        assert.notEqual(outcome.expected, '');
      }),
      { numRuns },
    );
  });
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
