import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type HttpFacts, type HttpRule, parseHttpRule } from '../rules/http-rule.ts';
import { type Route, RouteTable } from './tables.ts';

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

  test('the story of a choice ends with the winner', () => {
    assert.deepEqual(table.consider(facts), [
      {
        router: 'other',
        rule: 'Host(`other.test`)',
        priority: 30,
        matched: false,
        reason: "Host(`other.test`) does not match: the request's host is shop.test",
      },
      {
        router: 'cart',
        rule: 'Path(`/cart`)',
        priority: 20,
        matched: true,
        reason: "Path(`/cart`) matches: the request's path is /cart",
      },
    ]);
  });
});
