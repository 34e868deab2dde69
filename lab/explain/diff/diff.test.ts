import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { addRequestsOfRules } from '../requests/from-rules.ts';
import { readPlainLine } from '../requests/plain-line.ts';
import { RequestList } from '../requests/request-list.ts';
import { CHANGES } from './compare.ts';
import { diff } from './diff.ts';
import type { Review } from './review.ts';
import { canary, layers, MUTUAL, tcp, udp, type Written, written } from './test-manifests.ts';
import { writtenSets } from './test-sets.ts';

async function reviewed(before: Written, after: Written, lines: readonly string[] = []): Promise<Review> {
  const [was, is] = await Promise.all([written(before), written(after)]);
  const list = new RequestList();
  for (const [index, line] of lines.entries()) list.add(readPlainLine(line), () => `list:${index + 1}`);
  if (lines.length === 0) for (const side of [was, is]) addRequestsOfRules(side, list);
  return diff(was, is, list.requests);
}

function told({ groups }: Review): string[] {
  return groups.flatMap(({ differences }) =>
    differences.map(({ change, subject, before, after }) => `${change} ${subject}: ${before} -> ${after}`),
  );
}

describe('what a change of manifests does to requests', () => {
  const cases: readonly (readonly [
    name: string,
    before: Written,
    after: Written,
    expected: readonly string[],
    lines?: readonly string[],
  ])[] = [
    [
      'another service',
      {},
      { services: '[{ name: b, port: 80 }]' },
      ['routed service: default/a:80 -> default/b:80'],
    ],
    [
      'another host',
      {},
      { rule: 'Host(`other.test`)' },
      ['lost answer: default/a:80 -> 404', 'gained answer: 404 -> default/a:80'],
    ],
    [
      'another order of the weights',
      { services: canary(3, 1) },
      { services: canary(1, 1) },
      ['balanced weights: 75 % default/a:80, 25 % default/b:80 -> 50 % default/a:80, 50 % default/b:80'],
    ],
    ['larger weights in the same ratio', { services: canary(3, 1) }, { services: canary(30, 10) }, []],
    [
      'a prefix that is taken off',
      {},
      { middlewares: ['strip'] },
      ['rewritten path: /api/x -> /x', 'rewritten x-forwarded-prefix header: none -> /api'],
      ['http://shop.test/api/x', 'http://shop.test/'],
    ],
    ['a header that is set', {}, { middlewares: ['role'] }, ['rewritten x-role header: none -> guest']],
    [
      'a redirect',
      {},
      { middlewares: ['to-https'] },
      ['rewritten answer: forwarded -> 301 to https://shop.test/'],
      ['http://shop.test/'],
    ],
    [
      'addresses',
      {},
      { middlewares: ['office'] },
      [
        'secured answer: forwarded -> 403 by ipAllowList',
        'secured ipAllowList: none -> ipAllowList 10.0.0.0/8',
      ],
      ['http://shop.test/'],
    ],
    ['a limit', {}, { middlewares: ['limit'] }, ['rewritten rateLimit: none -> rateLimit 10']],
    [
      'TLS instead of none',
      {},
      { entryPoints: ['websecure'], tls: '{}' },
      ['lost answer: default/a:80 -> 404'],
      ['http://shop.test/'],
    ],
    [
      'client certificates',
      { entryPoints: ['websecure'], tls: '{}' },
      { entryPoints: ['websecure'], tls: '{ options: { name: mutual } }', more: MUTUAL },
      [
        'secured client certificates: not asked for -> RequireAnyClientCert',
        'secured lowest TLS version: none -> VersionTLS13',
      ],
      ['https://shop.test/'],
    ],
    [
      'a TCP service',
      { more: tcp('a') },
      { more: tcp('b') },
      ['routed service: default/a:80 -> default/b:80'],
    ],
    [
      'a TCP route by its name',
      { more: tcp('a', 'tls: {}') },
      { more: tcp('b', 'tls: {}') },
      ['routed service: default/a:80 -> default/b:80'],
    ],
    [
      'TLS that is passed on',
      { more: tcp('a', 'tls: {}') },
      { more: tcp('a', 'tls: { passthrough: true }') },
      ['secured TLS: ended by the proxy -> passed on to the server'],
    ],
    [
      'a UDP service',
      { more: udp('a') },
      { more: udp('b') },
      ['routed service: default/a:80 -> default/b:80'],
    ],
    ['a UDP service that goes', { more: udp('a') }, {}, ['lost answer: default/a:80 -> refused']],
  ];
  for (const [name, before, after, expected, lines] of cases) {
    test(name, async () => assert.deepEqual(told(await reviewed(before, after, lines)), expected));
  }
});

test('a guard of a router that others are behind counts for these', async () => {
  const after = { more: layers('{ name: office }') };
  const found = told(await reviewed({ more: layers('') }, after, ['http://outer.test/in --from 10.0.0.1']));
  assert.deepEqual(found, ['secured ipAllowList: none -> ipAllowList 10.0.0.0/8']);
});

test('another name is told, and is no change', async () => {
  const review = await reviewed({}, { name: 'store' });
  assert.deepEqual(told(review), []);
  assert.equal(review.renamed.length, 1);
  assert.match(JSON.stringify(review.renamed), /default-shop-.*default-store-/);
  assert.deepEqual(review.unchanged, review.all);
});

test('requests that fare alike are one group, the most frequent first', async () => {
  const lines = ['http://shop.test/1', ...Array.from({ length: 3 }, () => 'http://shop.test/2')];
  const { groups, changes, all } = await reviewed({}, { services: '[{ name: b, port: 80 }]' }, lines);
  assert.deepEqual(all, { distinct: 2, total: 4 });
  assert.deepEqual(changes.routed, { distinct: 2, total: 4 });
  const [group, ...others] = groups;
  assert.deepEqual(others, []);
  assert.deepEqual(
    group?.examples.map(({ count, place }) => [count, place]),
    [
      [3, 'list:2'],
      [1, 'list:1'],
    ],
  );
  assert.equal(group?.before?.position?.file, 'shop.yaml');
});

test('a set of manifests does not differ from itself', async () => {
  await fc.assert(
    fc.asyncProperty(writtenSets, async (set) => {
      const review = await reviewed(set, set);
      assert.deepEqual(told(review), []);
      assert.deepEqual(review.renamed, []);
    }),
    { numRuns: 40 },
  );
});

test('what is lost one way is gained the other way, and all other changes are as many', async () => {
  await fc.assert(
    fc.asyncProperty(writtenSets, writtenSets, async (one, other) => {
      const [there, back] = await Promise.all([reviewed(one, other), reviewed(other, one)]);
      for (const change of CHANGES) {
        const mirrored = change === 'lost' ? 'gained' : change === 'gained' ? 'lost' : change;
        assert.deepEqual(back.changes[mirrored], there.changes[change], change);
      }
    }),
    { numRuns: 60 },
  );
});
