import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareOutcomes } from './compare.ts';
import { compareStories } from './compare-stories.ts';
import type { Outcome } from './outcome.ts';
import type { ServiceShape, Shares } from './service-shape.ts';

const APP: ServiceShape = {
  shares: new Map([['default/app:80', 1]]),
  mirrors: new Map(),
  fallbacks: new Map(),
  choosing: [],
  delivery: [],
  middlewares: [],
};

const HEAD = { method: 'GET', host: 'shop.test', target: '/', headers: [] };

const BASE: Outcome = {
  entryPoint: 'web',
  state: 'forwarded',
  router: { name: 'shop@file' },
  middlewares: [],
  head: HEAD,
  service: APP,
};
const REFUSED: Outcome = { entryPoint: 'web', state: 'refused', answer: '404', middlewares: [] };
const AUTH = { type: 'basicAuth', options: '1', label: 'basicAuth (1 user)' };
const LIMIT = { type: 'rateLimit', options: '10', label: 'rateLimit 10' };

function service(change: Partial<ServiceShape>): Outcome {
  return { ...BASE, service: { ...APP, ...change } };
}

function shares(...of: [string, number][]): Shares {
  return new Map(of);
}

function told(before: Outcome, after: Outcome): string[] {
  return compareOutcomes(before, after).map(
    ({ change, subject, before, after }) => `${change} ${subject}: ${before} -> ${after}`,
  );
}

describe('how an outcome differs from another', () => {
  const redirect: Outcome = { ...BASE, state: 'answered', answer: '301 to https://shop.test/' };
  const away: Outcome = { ...BASE, state: 'turned away', answer: '401 by basicAuth', middlewares: [AUTH] };
  const cases: readonly (readonly [
    name: string,
    before: Outcome,
    after: Outcome,
    expected: readonly string[],
  ])[] = [
    ['not at all', BASE, structuredClone(BASE), []],
    ['by the name of its router alone', BASE, { ...BASE, router: { name: 'other@file' } }, []],
    ['nothing takes it any more', BASE, REFUSED, ['lost answer: default/app:80 -> 404']],
    ['something takes it now', REFUSED, BASE, ['gained answer: 404 -> default/app:80']],
    ['refused either way', REFUSED, { ...REFUSED }, []],
    ['refused in another way', REFUSED, { ...REFUSED, answer: '503' }, ['routed answer: 404 -> 503']],
    [
      'another workload',
      BASE,
      service({ shares: shares(['default/new:80', 1]) }),
      ['routed service: default/app:80 -> default/new:80'],
    ],
    [
      'a further workload',
      BASE,
      service({ shares: shares(['default/app:80', 0.75], ['default/new:80', 0.25]) }),
      ['routed service: default/app:80 -> 75 % default/app:80, 25 % default/new:80'],
    ],
    [
      'other weights',
      service({ shares: shares(['a', 0.5], ['b', 0.5]) }),
      service({ shares: shares(['b', 0.9], ['a', 0.1]) }),
      ['balanced weights: 50 % a, 50 % b -> 90 % b, 10 % a'],
    ],
    [
      'weights in other numbers',
      service({ shares: shares(['a', 1 / 3], ['b', 2 / 3]) }),
      service({ shares: shares(['b', 4 / 6], ['a', 2 / 6]) }),
      [],
    ],
    [
      'a weight of nothing',
      BASE,
      service({ shares: shares(['default/app:80', 1], ['default/new:80', 0]) }),
      [],
    ],
    [
      'a mirror',
      BASE,
      service({ mirrors: shares(['default/copy:80', 0.1]) }),
      ['balanced mirrors: none -> 10 % default/copy:80'],
    ],
    [
      'a fallback',
      service({ fallbacks: shares(['default/spare:80', 1]) }),
      BASE,
      ['balanced fallback: default/spare:80 -> none'],
    ],
    ['a strategy', BASE, service({ choosing: ['p2c'] }), ['balanced choice of the server: none -> p2c']],
    [
      'TLS to the servers',
      BASE,
      service({ delivery: ['https'] }),
      ['secured way to the servers: none -> https'],
    ],
    [
      'the host that servers see',
      BASE,
      service({ delivery: ['under their own host'] }),
      ['rewritten way to the servers: none -> under their own host'],
    ],
    ['a path', BASE, { ...BASE, head: { ...HEAD, target: '/v2/' } }, ['rewritten path: / -> /v2/']],
    [
      'method and host',
      BASE,
      { ...BASE, head: { ...HEAD, method: 'PUT', host: 'b' } },
      ['rewritten method: GET -> PUT', 'rewritten host: shop.test -> b'],
    ],
    [
      'a header',
      {
        ...BASE,
        head: {
          ...HEAD,
          headers: [
            ['X-A', '1'],
            ['x-a', '2'],
          ],
        },
      },
      { ...BASE, head: { ...HEAD, headers: [['x-b', '1']] } },
      ['rewritten x-a header: 1, 2 -> none', 'rewritten x-b header: none -> 1'],
    ],
    [
      'a secret',
      { ...BASE, head: { ...HEAD, headers: [['Authorization', 'Basic YTpi']] } },
      { ...BASE, head: { ...HEAD, headers: [['authorization', 'Basic c2Vj']] } },
      ['rewritten authorization header: a value -> another value'],
    ],
    ['a redirect', BASE, redirect, ['rewritten answer: forwarded -> 301 to https://shop.test/']],
    [
      'another redirect',
      redirect,
      { ...redirect, answer: '302 to https://shop.test/' },
      ['rewritten answer: 301 to https://shop.test/ -> 302 to https://shop.test/'],
    ],
    [
      'a password',
      BASE,
      away,
      ['secured answer: forwarded -> 401 by basicAuth', 'secured basicAuth: none -> basicAuth (1 user)'],
    ],
    [
      'another password',
      away,
      { ...away, middlewares: [{ ...AUTH, options: '2' }] },
      ['secured basicAuth: basicAuth (1 user) -> basicAuth (1 user), with other options'],
    ],
    [
      'behind a password another service',
      away,
      { ...away, service: { ...APP, shares: shares(['default/new:80', 1]) } },
      ['routed service: default/app:80 -> default/new:80'],
    ],
    [
      'turned away by what is no guard',
      BASE,
      { ...BASE, state: 'turned away', answer: '413 by buffering' },
      ['lost answer: forwarded -> 413 by buffering'],
    ],
    ['a limit', BASE, { ...BASE, middlewares: [LIMIT] }, ['rewritten rateLimit: none -> rateLimit 10']],
    [
      'client certificates',
      { ...BASE, tls: new Map([['client certificates', 'not asked for']]) },
      { ...BASE, tls: new Map([['client certificates', 'RequireAndVerifyClientCert']]) },
      ['secured client certificates: not asked for -> RequireAndVerifyClientCert'],
    ],
  ];
  for (const [name, before, after, expected] of cases) {
    test(name, () => assert.deepEqual(told(before, after), expected));
  }
});

describe('how a request fares differently at several entry points', () => {
  const at = (entryPoint: string, outcome: Outcome = BASE): Outcome => ({ ...outcome, entryPoint });
  const other = service({ shares: shares(['default/new:80', 1]) });
  const cases: readonly (readonly [
    name: string,
    before: readonly Outcome[],
    after: readonly Outcome[],
    expected: readonly string[],
  ])[] = [
    ['the same at each', [at('a'), at('b')], [at('b'), at('a')], []],
    ['differently at one', [at('a'), at('b')], [at('a'), at('b', other)], ['b: routed']],
    ['lost at all', [at('a'), at('b')], [at('a', REFUSED), at('b', REFUSED)], ['a: lost', 'b: lost']],
    ['lost with its entry point', [at('a')], [], ['a: lost']],
    ['gained with its entry point', [], [at('a')], ['a: gained']],
    ['an entry point that takes nothing does not count', [at('a')], [at('a'), at('b', REFUSED)], []],
    ['at another entry point', [at('a'), at('b', REFUSED)], [at('a', REFUSED), at('b')], ['a, b: secured']],
    ['at a further entry point', [at('a')], [at('a'), at('b')], ['a: secured']],
    [
      'at another entry point, and by another service',
      [at('a')],
      [at('b', other)],
      ['a, b: secured, routed'],
    ],
  ];
  for (const [name, before, after, expected] of cases) {
    test(name, () => {
      const found = compareStories(before, after).map(
        ({ entryPoints, differences }) =>
          `${entryPoints.join(', ')}: ${differences.map(({ change }) => change).join(', ')}`,
      );
      assert.deepEqual(found, expected);
    });
  }
});
