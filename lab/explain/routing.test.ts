import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { decisionOf, services } from './test-decision.ts';

/** Routers by name, each with its rule and perhaps a priority. */
function routers(written: Readonly<Record<string, { rule: string; priority?: number }>>): string {
  const lines = Object.entries(written).map(
    ([name, router]) => `    ${name}: ${JSON.stringify({ ...router, service: 'shop' })}`,
  );
  return `http:\n  routers:\n${lines.join('\n')}\n  services:\n${services('shop')}\n`;
}

const reasons: [claim: string, written: Parameters<typeof routers>[0], why: string][] = [
  [
    'the only one',
    { one: { rule: 'Path(`/`)' }, two: { rule: 'Path(`/x`)' } },
    'one@file is the only router that matches',
  ],
  [
    'the longer rule',
    { one: { rule: 'Path(`/`)' }, two: { rule: 'PathPrefix(`/`)' } },
    "two@file comes first of 2 routers that match: its priority is 15, by the length of its rule, the next one's, of one@file, 9, by the length of its rule",
  ],
  [
    'the priority that is written',
    { one: { rule: 'Path(`/`)', priority: 99 }, two: { rule: 'PathPrefix(`/`)' } },
    "one@file comes first of 2 routers that match: its priority is 99, as written, the next one's, of two@file, 15, by the length of its rule",
  ],
  [
    'the name, among equals',
    { two: { rule: 'Path(`/`)' }, one: { rule: 'Path(`/`)' } },
    'one@file comes first of 2 routers that match: it has the priority of two@file, 9, and its name comes first, where Traefik leaves the order open',
  ],
  ['none', { one: { rule: 'Path(`/x`)' }, two: { rule: 'Path(`/y`)' } }, 'none of 2 routers matches'],
];

describe('a router wins as', () => {
  for (const [claim, written, why] of reasons) {
    test(claim, async () => assert.equal((await decisionOf(routers(written), 'http://a.test/')).why, why));
  }
});

test('each matcher tells where it is written, whether it holds and what it saw', async () => {
  const { routing } = await decisionOf(
    routers({ one: { rule: 'Host(`a.test`) && !(Method(`GET`) || Path(`/x`))' } }),
    'http://a.test/',
  );
  assert.deepEqual(
    routing[0]?.candidates[0]?.matchers.map(({ matcher, holds, observed, position }) => [
      matcher,
      holds,
      observed,
      `${position?.line}:${position?.column}`,
    ]),
    [
      ['Host(`a.test`)', true, "the request's host is a.test", '3:19'],
      ['!Method(`GET`)', false, "the request's method is GET", '3:39'],
      ['!Path(`/x`)', true, "the request's path is /", '3:56'],
    ],
  );
});

test('of many routers those are told that match, or whose host does', async () => {
  const many = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`other-${index}`, { rule: `Host(\`h${index}.test\`)` }]),
  );
  const { routing } = await decisionOf(
    routers({ ...many, mine: { rule: 'Host(`a.test`) && Path(`/mine`)' }, all: { rule: 'PathPrefix(`/`)' } }),
    'http://a.test/',
  );
  assert.deepEqual(
    routing.map(({ candidates, others }) => [candidates.map(({ router }) => router), others]),
    [[['mine@file', 'all@file'], 300]],
  );
});

test('of a rule with very many matchers those are told that hold', async () => {
  const rule = Array.from({ length: 3000 }, (_, index) => `Host(\`h${index}.test\`)`).join(' || ');
  const { routing } = await decisionOf(routers({ one: { rule } }), 'http://h2999.test/');
  const [candidate] = routing[0]?.candidates ?? [];
  assert.equal(candidate?.matchers.length, 40);
  assert.equal(candidate?.otherMatchers, 2960);
  assert.deepEqual(
    candidate?.matchers.filter(({ holds }) => holds).map(({ matcher }) => matcher),
    ['Host(`h2999.test`)'],
  );
});

const matcher = fc.oneof(
  fc.constantFrom('a.test', 'b.test', 'c.a.test').map((host) => `Host(\`${host}\`)`),
  fc.constantFrom('HostRegexp(`^[ab]\\.test$`)', 'Host(`*.a.test`)'),
  fc.constantFrom('/', '/x', '/x/y').map((path) => `PathPrefix(\`${path}\`)`),
  fc.constantFrom('/', '/x').map((path) => `Path(\`${path}\`)`),
  fc.constantFrom('GET', 'POST').map((method) => `Method(\`${method}\`)`),
);
const rule = fc
  .array(fc.tuple(fc.boolean(), matcher), { minLength: 1, maxLength: 3 })
  .chain((parts) =>
    fc
      .constantFrom(' && ', ' || ')
      .map((join) => parts.map(([not, text]) => (not ? `!${text}` : text)).join(join)),
  );
const table = fc.array(
  fc.record(
    { rule, priority: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined }) },
    { requiredKeys: ['rule'] },
  ),
  { minLength: 1, maxLength: 12 },
);

test('the winner that is told is the first candidate that matches, and matches are told truly', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom('a.test', 'b.test', 'c.a.test', 'd.test'),
      fc.constantFrom('/', '/x', '/x/y', '/z'),
      fc.constantFrom('GET', 'POST'),
      async (written, host, path, method) => {
        const named = Object.fromEntries(
          written.map(({ rule, priority }, index) => [
            `r${index}`,
            { rule, ...(priority !== undefined && { priority }) },
          ]),
        );
        const { routing, router } = await decisionOf(routers(named), `http://${host}${path}`, { method });
        const [layer] = routing;
        assert.equal(layer?.candidates.find(({ matches }) => matches)?.router, router);
        assert.equal((layer?.candidates.length ?? 0) + (layer?.others ?? 0), written.length);
        for (const { matches, matchers, rule } of layer?.candidates ?? []) {
          const holding = matchers.map(({ holds }) => holds);
          assert.equal(rule.includes(' || ') ? holding.some(Boolean) : holding.every(Boolean), matches, rule);
        }
      },
    ),
    { numRuns: 150 },
  );
});
