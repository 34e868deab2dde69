import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { relevanceOf } from '../diff/relevance.ts';
import { layers, type Written, written } from '../diff/test-manifests.ts';
import { addRequestsOfRules } from './from-rules.ts';
import { recordedRouters } from './recorded-routers.ts';
import { requestText } from './request.ts';
import { RequestList } from './request-list.ts';

const TCP = `
apiVersion: traefik.io/v1alpha1
kind: IngressRouteTCP
metadata: { name: db }
spec:
  entryPoints: [db]
  routes:
    - { match: HostSNI(\`db.test\`) || HostSNI(\`*.db.test\`), services: [{ name: a, port: 80 }] }
  tls: { passthrough: true }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRouteTCP
metadata: { name: plain }
spec:
  entryPoints: [plain]
  routes: [{ match: HostSNI(\`*\`), services: [{ name: a, port: 80 }] }]
---
apiVersion: traefik.io/v1alpha1
kind: IngressRouteUDP
metadata: { name: dns }
spec: { entryPoints: [dns], routes: [{ services: [{ name: a, port: 80 }] }] }
`;

describe('the requests that rules ask for', () => {
  const cases: readonly (readonly [set: Written, expected: readonly string[]])[] = [
    [{}, ['GET http://shop.test/']],
    [{ tls: '{}', entryPoints: ['websecure'] }, ['GET https://shop.test/']],
    [
      { entryPoints: ['web', 'internal'] },
      ['GET http://shop.test/', 'GET http://shop.test/ --entrypoint internal'],
    ],
    [{ rule: 'Host(`a.test`) && PathPrefix(`/b`)' }, ['GET http://a.test/b', 'GET http://a.test/b/a']],
    [{ rule: 'Host(`a.test`) || Host(`b.test`)' }, ['GET http://a.test/', 'GET http://b.test/']],
    [
      { rule: 'Path(`/ü x%2Fy`) && Method(`PUT`)' },
      ['PUT http://any.test/%C3%BC%20x%2Fy', 'PUT http://any.test/%C3%BC%20x%2Fy/a'],
    ],
    [{ rule: 'Header(`X-Role`, `a`) && Query(`q`, `1 2`)' }, ["GET http://any.test/?q=1%202 -H 'X-Role: a'"]],
    [{ rule: 'ClientIP(`10.1.0.0/16`)' }, ['GET http://any.test/ --from 10.1.0.0']],
    [{ rule: 'Nonsense(`a`)' }, []],
    [
      { rule: 'Nonsense(`b`)', more: layers('') },
      ['GET http://outer.test/', 'GET http://outer.test/in', 'GET http://outer.test/in/a'],
    ],
    [
      { more: TCP },
      [
        'GET http://shop.test/',
        'tls://db.test --entrypoint db',
        'tls://any.db.test --entrypoint db',
        'tcp:// --entrypoint plain',
        'udp:// --entrypoint dns',
      ],
    ],
  ];
  for (const [set, expected] of cases) {
    test(set.rule ?? JSON.stringify(set).slice(0, 40), async () => {
      const list = new RequestList();
      addRequestsOfRules(await written(set), list);
      assert.deepEqual(
        list.requests.map(({ question }) => requestText(question)).sort(),
        [...expected].sort(),
      );
      for (const { place } of list.requests) assert.match(place, /^shop\.yaml:\d+$/);
    });
  }
});

describe('the routers that an access log names tell the host', () => {
  const cases: readonly (readonly [set: Written, host: string | undefined])[] = [
    [{}, 'shop.test'],
    [{ rule: 'Host(`a.test`) && PathPrefix(`/x`)' }, 'a.test'],
    [{ rule: 'Host(`a.test`) || Host(`b.test`)' }, undefined],
    [{ rule: '!Host(`a.test`)' }, undefined],
    [{ rule: 'Host(`*.a.test`)' }, undefined],
    [{ rule: 'PathPrefix(`/x`)' }, undefined],
  ];
  for (const [set, host] of cases) {
    test(set.rule ?? 'Host', async () => {
      const preview = await written({ ...set, tls: '{}', entryPoints: ['websecure'] });
      const [name = ''] = preview.configurator.configuration.http.routers.keys();
      const known = recordedRouters(preview);
      const expected = host === undefined ? undefined : { host, tls: true };
      assert.deepEqual([known.get(name), known.get(`websecure-${name}`)], [expected, expected]);
    });
  }
});

test('of recorded requests counts what rules and middlewares go by', async () => {
  const cases: readonly (readonly [set: Written, expected: object])[] = [
    [
      {},
      {
        clientIps: true,
        queries: false,
        headers: ['access-control-request-method', 'origin', 'x-forwarded-for', 'x-forwarded-proto'],
      },
    ],
    [
      { rule: 'Query(`q`, `1`) && HeaderRegexp(`X-Role`, `a`)' },
      {
        clientIps: true,
        queries: true,
        headers: [
          'access-control-request-method',
          'origin',
          'x-forwarded-for',
          'x-forwarded-proto',
          'x-role',
        ],
      },
    ],
  ];
  for (const [set, expected] of cases) {
    const { headers, ...rest } = relevanceOf([await written(set)]);
    assert.deepEqual({ ...rest, headers: [...headers].sort() }, expected);
  }
});
