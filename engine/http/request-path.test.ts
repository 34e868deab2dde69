import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuery, prepareTarget } from './request-path.ts';

/** Sent, routing path, forwarded. */
const rows: readonly (readonly [string, string, string])[] = [
  ['/', '/', '/'],
  ['/a/../b', '/b', '/b'],
  ['/a/../../b', '/b', '/b'],
  ['//a///b/', '/a/b/', '/a/b/'],
  ['/a/./b/.', '/a/b', '/a/b'],
  ['/a/b/x/..', '/a/b', '/a/b'],
  ['/a/b/x/../', '/a/b/', '/a/b/'],
  ['/..', '/', '/'],
  ['//', '/', '/'],
  ['/a/%2E%2E/b', '/b', '/b'],
  ['/a/..%2Fb', '/a/..%2Fb', '/a/..%2Fb'],
  ['/a%2fb', '/a%2Fb', '/a%2Fb'],
  ['/%41%7e', '/A~', '/A~'],
  ['/a%20b', '/a b', '/a%20b'],
  ['/a%25b', '/a%25b', '/a%25b'],
  ['/%C3%A9', '/é', '/%C3%A9'],
  ['/a?x=1;y=2', '/a', '/a?x=1&y=2'],
  ['/a?x=/../b//c', '/a', '/a?x=/../b//c'],
  ['/a?', '/a', '/a?'],
  ['/...', '/...', '/...'],
  ['/.hidden/a', '/.hidden/a', '/.hidden/a'],
  ['*', '*', '*'],
  ['/a|b', '/a|b', '/a%7Cb'],
  ['/{a}\\"<>^`', '/{a}\\"<>^`', '/%7Ba%7D%5C%22%3C%3E%5E%60'],
];

for (const [sent, routingPath, target] of rows) {
  test(`${sent} is routed as ${routingPath} and sent on as ${target}`, () => {
    const prepared = prepareTarget(sent);
    assert.ok(typeof prepared === 'object');
    assert.deepEqual({ routingPath: prepared.routingPath, target: prepared.target }, { routingPath, target });
  });
}

test('what is no path is refused', () => {
  for (const sent of ['', 'a', '/%', '/%4', '/%zz', '/a%2'])
    assert.equal(prepareTarget(sent), 'malformed', sent);
  assert.equal(prepareTarget('/a#b'), 'fragment');
  assert.equal(typeof prepareTarget('/a?b#c'), 'object');
  assert.equal(typeof prepareTarget('/a?%zz'), 'object');
});

test('a query is parsed as Go does', () => {
  assert.deepEqual(parseQuery('a=1&b=x+y%20z&c&d=&a=2&=v&bad=%zz&e=%C3%A9&&f=a=b'), [
    ['a', '1'],
    ['b', 'x y z'],
    ['c', ''],
    ['d', ''],
    ['a', '2'],
    ['', 'v'],
    ['e', 'é'],
    ['f', 'a=b'],
  ]);
});
