import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHttpRule } from '../rules/http-rule.ts';
import type { RuleOptions } from '../rules/rule-options.ts';
import { conjunction } from './formula.ts';
import { httpFormula } from './http-formula.ts';
import { httpFactsOf } from './model-facts.ts';
import { satisfy } from './satisfy.ts';

const impossible = [
  'Host(`a.test`) && Host(`b.test`)',
  'Host(`a.test`) && !HostRegexp(`a`)',
  'Host(`*.a.test`) && Host(`*.b.test`)',
  'Path(`/a`) && PathPrefix(`/b`)',
  'PathPrefix(`/a/b`) && !PathPrefix(`/a`)',
  '!PathPrefix(`/`)',
  'Method(`GET`) && !Method(`get`)',
  'Header(`Host`, `a.test`)',
  'HeaderRegexp(`X`, `a`) && !HeaderRegexp(`x`, `a`)',
  'Header(`X`, `ab`) && !HeaderRegexp(`X`, `a`)',
  'ClientIP(`10.0.0.0/8`) && !ClientIP(`10.0.0.0/9`) && !ClientIP(`10.128.0.0/9`)',
  'PathRegexp(`^/api/`) && !PathPrefix(`/api`)',
  '(Host(`a.test`) || Host(`b.test`)) && !Host(`a.test`) && !(Host(`b.test`) || Path(`/`))',
];
for (const rule of impossible) {
  test(`${rule} never holds`, () => assert.equal(outcome(rule).kind, 'none'));
}

const possible = [
  'Host(`a.test`) && !Path(`/`)',
  'Host(`a.test`) && Host(`a.test.`)',
  'Host(`*.a.test`) && !Host(`www.a.test`) && !Host(`app.a.test`)',
  'PathPrefix(`/a`) && !Path(`/a`) && !PathPrefix(`/ax`)',
  'Header(`X`, `1`) && Header(`X`, `2`)',
  'Query(`q`, `1`) && !Query(`q`, `2`) && QueryRegexp(`q`, `^[a-z]$`)',
  'ClientIP(`10.0.0.0/8`) && !ClientIP(`10.0.0.0/9`)',
  'ClientIP(`::/0`) && !ClientIP(`::/1`)',
  '!(Host(`a.test`) || Method(`GET`)) && (Path(`/a`) || Path(`/b`)) && !Path(`/a`)',
  'PathRegexp(`^/v[0-9]+/(users|groups)/?$`) && !Path(`/v1/users`)',
];
for (const rule of possible) {
  test(`${rule} holds for the request that is found`, () => {
    const found = outcome(rule);
    assert.ok(found.kind === 'found');
    const { matches, explain } = parseHttpRule(rule);
    const facts = httpFactsOf(found.value);
    assert.ok(matches(facts), explain(facts));
  });
}

test('an expression of which no text is known makes it undecided', () => {
  assert.equal(outcome('PathRegexp(`^/a{3}$`)').kind, 'unknown');
  assert.equal(outcome('Host(`*.a.test`) && !HostRegexp(`a`)').kind, 'unknown');
});

test('requests of ordinary clients name a header once', () => {
  assert.equal(outcome('Header(`X`, `1`) && Header(`X`, `2`)', { single: true }).kind, 'none');
  assert.equal(outcome('Header(`X`, `1`) && Header(`Y`, `2`)', { single: true }).kind, 'found');
});

test('what takes too long is undecided', () => {
  const pair = (n: number): string => `(Header(\`A${n}\`, \`1\`) || Header(\`B${n}\`, \`1\`))`;
  const rule = [1, 2, 3, 4, 5].map(pair).join(' && ');
  assert.equal(outcome(rule, { budget: 3 }).kind, 'unknown');
  assert.equal(outcome(rule).kind, 'found');
});

test('v2: the first value of a parameter counts, and the last of a header', () => {
  const v2 = { syntax: 'v2' } as const;
  assert.equal(outcome('Query(`q=1`) && Query(`q=2`)', {}, v2).kind, 'none');
  assert.equal(outcome('Headers(`X`, `1`, `X`, `2`) && !Headers(`X`, `1`)', {}, v2).kind, 'found');
  assert.equal(outcome('Path(`/users/{id}`) && PathPrefix(`/shops`)', {}, v2).kind, 'none');
});

function outcome(
  rule: string,
  options: Parameters<typeof satisfy>[1] = {},
  how: RuleOptions = {},
): ReturnType<typeof satisfy> {
  return satisfy([conjunction([httpFormula(parseHttpRule(rule, how))])], options);
}
