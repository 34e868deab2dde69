import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compilePattern } from '../rules/text-pattern.ts';
import { expressionSamples } from './expression-samples.ts';
import { anyText, literalBeginning, survivesMore } from './expression-shape.ts';

const beginnings: [expression: string, beginning: string][] = [
  ['^/api', '/api'],
  ['^/api/v[0-9]+', '/api/v'],
  ['^/api?', '/ap'],
  ['^/ap{0,2}', '/a'],
  ['^/ab+', '/ab'],
  ['^/a\\.b$', '/a.b'],
  ['^/a|^/b', ''],
  ['^/(a|b)', '/'],
  ['^(?i)/a', ''],
  ['(?i)^/a', ''],
  ['/a', ''],
  ['^\\Q/a\\E', ''],
  ['^/a*|x', ''],
  ['^/a(?m)?', ''],
];
for (const [expression, beginning] of beginnings) {
  test(`what ${expression} is found in begins with "${beginning}"`, () => {
    assert.equal(literalBeginning(expression), beginning);
  });
}

const expression = fc
  .array(
    fc.constantFrom(
      ...['^', '/', 'a', 'b', '.', '?', '*', '+', '|', '(', ')', '[ab]', '[^a]', '$', '\\b', '\\.', '{2}'],
      ...['(?i)', '(?:', '(?m)', '\\d', 'A', '\\A', '{0,1}', '\\B'],
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))
  .filter((text) => {
    try {
      return compilePattern('Path', text, 0) !== undefined;
    } catch {
      return false;
    }
  });
const text = fc
  .array(fc.constantFrom('/', 'a', 'b', 'A', '.', '1', '\n'), { maxLength: 6 })
  .map((parts) => parts.join(''));

test('every text in which an expression is found begins as its beginning says, and more text does no harm', () => {
  let found = 0;
  fc.assert(
    fc.property(expression, text, text, (written, one, more) => {
      const { foundIn } = compilePattern('Path', written, 0);
      if (!foundIn(one)) return;
      found += 1;
      assert.ok(one.startsWith(literalBeginning(written)));
      if (survivesMore(written)) assert.ok(foundIn(one + more));
    }),
    { numRuns: Number(process.env['INGRESS_LAB_FUZZ_CASES'] ?? 5000) },
  );
  assert.ok(found > 0, 'none was found');
});

const samples: [expression: string, sample: string][] = [
  ['^/api/v[0-9]+/users$', '/api/v0/users'],
  ['^(?:eu|us)\\.shop\\.test$', 'eu.shop.test'],
  ['^[a-z-]+\\.(test|example)$', 'a.test'],
  ['^[^.]+\\.test$', 'x.test'],
  ['\\d+', '1'],
];
for (const [written, sample] of samples) {
  test(`${written} is found in ${sample}`, () => {
    assert.deepEqual(expressionSamples('re2', written), [sample]);
    assert.ok(compilePattern('Path', written, 0).foundIn(sample));
  });
}

test('the variables of a template are filled in', () => {
  assert.deepEqual(expressionSamples('path-template', '/users/{id:[0-9]+}/{rest}'), ['/users/0/x']);
  assert.deepEqual(expressionSamples('host-template', '{x:(a|b){1,2}}.test'), ['a.test']);
});

test('what says any text is known', () => {
  assert.deepEqual(
    ['.*', '^.*$', '(.*)', '{any:.*}'].map(anyText),
    Array.from({ length: 4 }, () => 'any'),
  );
  assert.deepEqual(
    ['.+', '^.+$', '{host:.+}'].map(anyText),
    Array.from({ length: 3 }, () => 'not empty'),
  );
  assert.deepEqual(
    ['^a.*', '.', '.*a', '{x}', '{x:.*}.test', '{a:.*}{b:.*}'].map(anyText),
    Array.from({ length: 6 }),
  );
});
