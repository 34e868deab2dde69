import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type HttpFacts, type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import { defaultPriority, effectivePriority } from '../rules/priority.ts';
import { httpTable, type Route, RouteTable } from './tables.ts';

type HttpRoute = Route<HttpRule, string>;

function route(name: string, priority: number, rule = 'PathPrefix(`/`)'): HttpRoute {
  return { name, rule: parseHttpRule(rule), priority, target: name };
}

const facts: HttpFacts = {
  host: 'shop.test',
  path: '/cart',
  method: 'GET',
  clientIp: '127.0.0.1',
  header: () => [],
  query: () => [],
};

const orders: [title: string, routes: HttpRoute[], order: string][] = [
  ['the greater priority first', [route('a', 1), route('b', 15), route('c', 2)], 'b c a'],
  ['among equals by name', [route('b', 5), route('C', 5), route('a', 5)], 'C a b'],
  [
    'among equals by precedence before the name',
    [{ ...route('a', 5), precedence: 2 }, { ...route('b', 5), precedence: 1 }, route('d', 5), route('c', 5)],
    'c d b a',
  ],
  [
    'precedence only among equals',
    [{ ...route('a', 6), precedence: 9 }, { ...route('b', 5), precedence: -1 }, route('c', 5)],
    'a b c',
  ],
  ['negative ones last', [route('a', -1), route('b', 0), route('c', -20), route('d', 1)], 'd b a c'],
  [
    'internal ones above all of users',
    [route('a', 2 ** 63 - 1001), route('b', 2 ** 64), route('c', 2 ** 63)],
    'b c a',
  ],
];

describe('order', () => {
  for (const [title, routes, order] of orders) {
    test(title, () => {
      for (const given of [routes, routes.toReversed()]) {
        assert.equal(new RouteTable(given).routes.map(({ name }) => name).join(' '), order);
      }
    });
  }
});

describe('choice', () => {
  const table = new RouteTable<HttpFacts, HttpRule, string>([
    route('fallback', -1),
    route('cart', 20, 'Path(`/cart`)'),
    route('other', 30, 'Host(`other.test`)'),
  ]);

  test('the first route whose rule holds wins', () => {
    assert.equal(table.match(facts)?.name, 'cart');
    assert.equal(table.match({ ...facts, path: '/' })?.name, 'fallback');
    assert.equal(new RouteTable<HttpFacts, HttpRule, string>([]).match(facts), undefined);
  });

  test('candidates are told in the order they are tried, each with its matchers', () => {
    assert.deepEqual(
      table.candidates(facts).map(({ name, rule }) => [name, rule.evaluate(facts)]),
      [
        [
          'other',
          [
            {
              matcher: 'Host(`other.test`)',
              offset: 0,
              negated: false,
              applies: false,
              observed: "the request's host is shop.test",
            },
          ],
        ],
        [
          'cart',
          [
            {
              matcher: 'Path(`/cart`)',
              offset: 0,
              negated: false,
              applies: true,
              observed: "the request's path is /cart",
            },
          ],
        ],
        [
          'fallback',
          [
            {
              matcher: 'PathPrefix(`/`)',
              offset: 0,
              negated: false,
              applies: true,
              observed: "the request's path is /cart",
            },
          ],
        ],
      ],
    );
  });
});

/** For GET a.test/api/v1 (Traefik: routing/routers#priority). */
const priorities: [title: string, winner: string, loser: string][] = [
  ['the longer rule', 'Host(`a.test`) && PathPrefix(`/api`)', 'Host(`a.test`)'],
  ['the longer rule, though it says less', 'HostRegexp(`.+`)', 'Host(`a.test`)'],
  ['an implicit priority above a small one', 'Host(`a.test`)', '5: PathPrefix(`/api`) && Method(`GET`)'],
  ['an implicit priority above a negative one', 'Path(`/api/v1`)', '-1: PathPrefix(`/`)'],
  ['more blanks', 'Host( `a.test` )', 'Host(`a.test`)'],
  ['more bytes', 'Host(`a.test`) || Path(`/é`)', 'Host(`a.test`) || Path(`/e`)'],
  ['0 is no priority', '0: Host(`a.test`)', '13: PathPrefix(`/api`)'],
];

describe('what wins by default', () => {
  for (const [title, winner, loser] of priorities) {
    test(title, () => {
      const routes = [loser, winner].map((text): HttpRoute => {
        const [, priority, source = ''] = /^(?:(-?\d+): )?(.*)$/.exec(text) ?? [];
        const rule = parseHttpRule(source);
        const explicit = priority === undefined ? undefined : Number(priority);
        return {
          name: text,
          rule,
          priority: effectivePriority(explicit, defaultPriority(rule)),
          target: text,
        };
      });
      const request = { ...facts, host: 'a.test', path: '/api/v1' };
      for (const given of [routes, routes.toReversed()]) {
        assert.equal(httpTable(given).match(request)?.name, winner);
      }
      const beaten = routes.filter(({ name }) => name === loser);
      assert.equal(httpTable(beaten).match(request)?.name, loser, 'the other matches, too');
    });
  }
});
