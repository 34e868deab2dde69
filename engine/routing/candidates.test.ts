import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type HttpFacts, parseHttpRule } from '../rules/http-rule.ts';
import { httpTable } from './tables.ts';

const matcher = fc.oneof(
  fc.constantFrom('a.test', 'b.test', 'B.test.', 'c.a.test').map((host) => `Host(\`${host}\`)`),
  fc.constantFrom('HostRegexp(`^[ab]`)', 'Host(`*.a.test`)', 'Host(`*`)'),
  fc.constantFrom('/', '/x', '/x/y').map((path) => `PathPrefix(\`${path}\`)`),
  fc.constantFrom('/', '/x').map((path) => `Path(\`${path}\`)`),
);
const rule = fc
  .array(fc.tuple(fc.boolean(), matcher), { minLength: 1, maxLength: 3 })
  .chain((parts) =>
    fc
      .constantFrom(' && ', ' || ')
      .map((operator) => parts.map(([not, text]) => (not ? `!${text}` : text)).join(operator)),
  );
const routes = fc.array(fc.tuple(rule, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 24 });

test('candidates are all that hold and others, in the order that they are tried; the first that holds wins', () => {
  fc.assert(
    fc.property(
      routes,
      fc.constantFrom('a.test', 'b.test', 'b.test.', 'c.a.test', 'd.test'),
      fc.constantFrom('/', '/x', '/x/y'),
      (written, host, path) => {
        const table = httpTable(
          written.map(([text, priority], index) => ({
            name: `r${index}`,
            rule: parseHttpRule(text),
            priority,
            target: index,
          })),
        );
        const facts: HttpFacts = {
          host,
          path,
          method: 'GET',
          clientIp: '127.0.0.1',
          header: () => [],
          query: () => [],
        };
        const holding = table.candidates(facts).filter((candidate) => candidate.rule.matches(facts));
        const expected = table.routes.filter((route) => route.rule.matches(facts));
        assert.deepEqual(
          holding.map(({ name }) => name),
          expected.map(({ name }) => name),
        );
        assert.equal(table.match(facts)?.name, holding[0]?.name);
      },
    ),
  );
});
