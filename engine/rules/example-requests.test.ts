import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExampleRequest, exampleRequests } from './example-requests.ts';
import { parseHttpRule } from './http-rule.ts';
import type { RuleSyntax } from './rule-options.ts';
import { factsOf } from './test-requests.ts';

function accepted(source: string, syntax: RuleSyntax = 'v3'): ExampleRequest | undefined {
  const rule = parseHttpRule(source, { syntax });
  return exampleRequests(rule).find(({ host, method, path = '/', clientIp, headers, query }) =>
    rule.matches(
      factsOf({
        host: host ?? 'any.test',
        target: `${path}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))}`,
        method: method ?? 'GET',
        headers,
        ...(clientIp === undefined ? {} : { clientIp }),
      }),
    ),
  );
}

test('each rule accepts one of its examples', () => {
  const rules = [
    'Host(`shop.test`)',
    'Host(`a.test`) || Host(`b.test`)',
    'Host(`*.shop.test`) && PathPrefix(`/api`) && PathPrefix(`/api/v2`)',
    'Host(`shop.test`) && !PathPrefix(`/admin`)',
    'HostRegexp(`^[a-z]+\\.shop\\.test$`) && PathRegexp(`^/v[0-9]/`)',
    'Method(`POST`) && Path(`/orders`)',
    'Header(`X-Canary`, `yes`) && Query(`beta`, `1`)',
    'HeaderRegexp(`User-Agent`, `.*Mobile.*`) && QueryRegexp(`id`, `^[0-9]+$`)',
    'ClientIP(`10.0.0.0/8`) && Query(`plain`)',
  ];
  for (const rule of rules) assert.ok(accepted(rule), rule);
});

test('so do rules of the v2 syntax', () => {
  const rules = [
    'Host(`a.test`, `b.test`) && PathPrefix(`/api`, `/v1`)',
    'HostRegexp(`{sub:[a-z]+}.shop.test`) && Path(`/orders/{id:[0-9]+}/{rest}`)',
    'Headers(`X-Canary`, `yes`) && Query(`a=1`, `b=2`)',
  ];
  for (const rule of rules) assert.ok(accepted(rule, 'v2'), rule);
});

test('a rule that nothing satisfies has no example that it accepts', () => {
  assert.equal(accepted('Host(`a.test`) && !Host(`a.test`)'), undefined);
});
