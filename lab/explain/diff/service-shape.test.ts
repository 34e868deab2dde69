import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { serviceShape } from './service-shape.ts';
import { written } from './test-manifests.ts';

const tree = (name: string, spec: string): string => `
apiVersion: traefik.io/v1alpha1
kind: TraefikService
metadata: { name: ${name} }
spec: ${spec}
---`;

const TREE = '[{ name: tree, kind: TraefikService }]';
const COPY = tree(
  'copy',
  '{ mirroring: { name: a, port: 80, mirrors: [{ name: b, port: 80, percent: 10 }] } }',
);

describe('what a service means', () => {
  const cases: readonly (readonly [name: string, services: string, more: string, expected: object])[] = [
    ['replicas are one workload', '[{ name: a, port: 80 }]', '', { shares: { 'default/a:80': 1 } }],
    [
      'weights',
      '[{ name: a, port: 80, weight: 1 }, { name: b, port: 80, weight: 3 }]',
      '',
      { shares: { 'default/a:80': 0.25, 'default/b:80': 0.75 } },
    ],
    [
      'a service twice',
      '[{ name: a, port: 80, weight: 1 }, { name: a, port: 80, weight: 3 }]',
      '',
      { shares: { 'default/a:80': 1 } },
    ],
    [
      'weights below weights, and a mirror below a weight',
      TREE,
      `${COPY}${tree('tree', '{ weighted: { services: [{ name: copy, kind: TraefikService, weight: 1 }, { name: c, port: 80, weight: 1 }] } }')}`,
      { shares: { 'default/a:80': 0.5, 'default/c:80': 0.5 }, mirrors: { 'default/b:80': 0.05 } },
    ],
    [
      'a strategy',
      '[{ name: a, port: 80, strategy: p2c }]',
      '',
      { shares: { 'default/a:80': 1 }, choosing: ['p2c'] },
    ],
    [
      'a cookie',
      '[{ name: a, port: 80, sticky: { cookie: { name: id, secure: true } } }]',
      '',
      { shares: { 'default/a:80': 1 }, choosing: ['by the cookie id; Secure'] },
    ],
    [
      'a passive health check',
      '[{ name: a, port: 80, passiveHealthCheck: { maxFailedAttempts: 3, failureWindow: 10s } }]',
      '',
      { shares: { 'default/a:80': 1 }, choosing: ['without those that fail 3 times in 10000 ms'] },
    ],
    [
      'another scheme and host',
      '[{ name: a, port: 80, scheme: https, passHostHeader: false }]',
      '',
      { shares: { 'default/a:80': 1 }, delivery: ['https', 'under their own host'] },
    ],
    ['nothing behind it', '[{ name: missing, port: 80 }]', '', {}],
  ];
  for (const [name, services, more, expected] of cases) {
    test(name, async () => {
      const preview = await written({ services, more });
      const [router] = preview.configurator.configuration.http.routers.values();
      const { shares, mirrors, fallbacks, choosing, delivery } = serviceShape(
        preview,
        'http',
        router?.service ?? '',
      );
      assert.deepEqual(
        {
          shares: Object.fromEntries(shares),
          mirrors: Object.fromEntries(mirrors),
          fallbacks: Object.fromEntries(fallbacks),
          choosing,
          delivery,
        },
        { shares: {}, mirrors: {}, fallbacks: {}, choosing: [], delivery: [], ...expected },
      );
    });
  }
});
