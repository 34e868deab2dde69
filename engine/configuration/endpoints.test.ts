import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, manifests, object, resolve, type ServiceCase, slice } from './test-support.ts';

const EXTERNAL = ['--providers.kubernetescrd.allowexternalnameservices=true'];
const EMPTY = ['--providers.kubernetescrd.allowemptyservices=true'];
const NAMED = 'ports: [{ name: http, port: 80 }, { name: "80", port: 8080 }]';
const pods = [
  slice('app', 'addresses: [10.0.0.1, 10.0.0.2], conditions: { ready: true }', {
    ports: '{ name: http, port: 8080 }, { name: "80", port: 9090 }',
  }),
];

const NATIVE = ['--providers.kubernetescrd.nativelbbydefault=true'];

const http: ServiceCase[] = [
  {
    title: 'nativeLB is the address of the Service',
    service: `${NAMED}\nclusterIP: 10.96.0.7`,
    reference: 'port: 80, nativeLB: true',
    slices: pods,
    expected: ['http://10.96.0.7:80'],
  },
  {
    title: 'nativeLB of a headless Service',
    service: `${NAMED}\nclusterIP: None`,
    reference: 'port: 80, nativeLB: true',
    slices: pods,
    expected: ['service-without-address: true', 'no clusterIP on headless service: shop/app'],
  },
  {
    title: 'nativeLB of a Service that has no address',
    service: NAMED,
    reference: 'port: 80, nativeLB: true',
    slices: pods,
    expected: ['service-without-address: true', 'no clusterIP found for service: shop/app'],
  },
  {
    title: 'nativeLB by default',
    service: `${NAMED}\nclusterIP: 10.96.0.7`,
    reference: 'port: 80',
    slices: pods,
    flags: NATIVE,
    expected: ['http://10.96.0.7:80'],
  },
  {
    title: 'nativeLB by default, but not here',
    service: `${NAMED}\nclusterIP: 10.96.0.7`,
    reference: 'port: 80, nativeLB: false',
    slices: pods,
    flags: NATIVE,
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'an address in two slices counts once, in the order seen',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.2, 10.0.0.1]'),
      slice('app', 'addresses: [10.0.0.1, 10.0.0.3]', { name: 'app-2' }),
    ],
    expected: ['http://10.0.0.2:8080', 'http://10.0.0.1:8080', 'http://10.0.0.3:8080'],
  },
  {
    title: 'slices without the port, of another Service or of another namespace do not count',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { name: 'app-1', ports: '{ name: metrics, port: 9100 }' }),
      slice('other', 'addresses: [10.0.0.2]'),
      slice('app', 'addresses: [10.0.0.3]', { namespace: 'other' }),
      slice('app', 'addresses: [10.0.0.4]', { name: 'app-4' }),
    ],
    expected: ['http://10.0.0.4:8080'],
  },
  {
    title: 'a port without a name has a slice port without a name',
    service: 'ports: [{ port: 80 }]',
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { ports: '{ port: 8080 }' }),
      slice('app', 'addresses: [10.0.0.2]', { name: 'app-2', ports: '{ name: "", port: 8081 }' }),
    ],
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8081'],
  },
  {
    title: 'a slice whose port has no number does not count',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { ports: '{ name: http }' }),
      slice('app', 'addresses: [10.0.0.2]', { name: 'app-2' }),
    ],
    expected: ['http://10.0.0.2:8080'],
  },
  {
    title: 'an endpoint serves unless it says that it does not; ready does not matter',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { name: 'app-1' }),
      slice('app', 'addresses: [10.0.0.2], conditions: { serving: true, ready: false }', { name: 'app-2' }),
      slice('app', 'addresses: [10.0.0.3], conditions: { serving: false, ready: true }', { name: 'app-3' }),
    ],
    expected: ['http://10.0.0.1:8080', 'http://10.0.0.2:8080'],
  },
  {
    title: 'an endpoint that terminates is fenced',
    service: NAMED,
    reference: 'port: 80',
    slices: [slice('app', 'addresses: [10.0.0.1], conditions: { serving: true, terminating: true }')],
    expected: ['http://10.0.0.1:8080 fenced'],
  },
  {
    title: 'IPv6 addresses are bracketed',
    service: NAMED,
    reference: 'port: 80',
    slices: [slice('app', 'addresses: ["fd00::1"]')],
    expected: ['http://[fd00::1]:8080'],
  },
  {
    title: 'the pod is remembered',
    service: NAMED,
    reference: 'port: 80',
    slices: [slice('app', 'addresses: [10.0.0.1], targetRef: { kind: Pod, name: app-x1 }')],
    expected: ['http://10.0.0.1:8080 app-x1'],
  },
  {
    title: 'of an address that is seen twice the first counts',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1], targetRef: { kind: Pod, name: app-x1 }'),
      slice('app', 'addresses: [10.0.0.1], conditions: { terminating: true }', { name: 'app-2' }),
    ],
    expected: ['http://10.0.0.1:8080 app-x1'],
  },
  {
    title: 'no endpoints',
    service: NAMED,
    reference: 'port: 80',
    expected: ['service-without-endpoints: app', 'no servers found for shop/app'],
  },
  {
    title: 'no endpoints, where that is allowed',
    service: NAMED,
    reference: 'port: 80',
    flags: EMPTY,
    expected: [],
  },
];

const olderReleases: ServiceCase[] = [
  {
    title: '3.2 takes endpoints that are ready',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { name: 'app-1' }),
      slice('app', 'addresses: [10.0.0.2], conditions: { serving: false, ready: true, terminating: true }', {
        name: 'app-2',
      }),
    ],
    flags: ['--traefikversion=3.2'],
    expected: ['http://10.0.0.2:8080'],
  },
  {
    title: '3.0 reads Endpoints, of those the addresses that are ready',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.9]'),
      `apiVersion: v1
kind: Endpoints
metadata: { namespace: shop, name: app }
subsets:
  - addresses: [{ ip: 10.0.0.1, targetRef: { kind: Pod, name: app-x1 } }, { ip: 10.0.0.2 }]
    notReadyAddresses: [{ ip: 10.0.0.3 }]
    ports: [{ name: http, port: 8080 }]
  - { addresses: [{ ip: 10.0.0.4 }], ports: [{ name: metrics, port: 9100 }] }`,
    ],
    flags: ['--traefikversion=3.0'],
    expected: ['http://10.0.0.1:8080 app-x1', 'http://10.0.0.2:8080'],
  },
  {
    title: '2.11 finds no addresses in Endpoints without subsets',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      'apiVersion: v1\nkind: Endpoints\nmetadata: { namespace: shop, name: app }',
      slice('app', 'addresses: [10.0.0.9]'),
    ],
    flags: ['--traefikversion=2.11'],
    expected: ['service-without-endpoints: app', 'subset not found for shop/app'],
  },
  {
    title: '2.11 finds no addresses in Endpoints without subsets, where that is allowed',
    service: NAMED,
    reference: 'port: 80',
    slices: ['apiVersion: v1\nkind: Endpoints\nmetadata: { namespace: shop, name: app }'],
    flags: ['--traefikversion=2.11', ...EMPTY],
    expected: [],
  },
  {
    title: '3.0 takes slices for Endpoints where there are no others',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1]', { name: 'app-1' }),
      slice('app', 'addresses: [10.0.0.2], conditions: { serving: true, ready: false }', { name: 'app-2' }),
    ],
    flags: ['--traefikversion=3.0'],
    expected: ['http://10.0.0.1:8080'],
  },
];

for (const given of [...http, ...olderReleases]) {
  test(`HTTP: ${given.title}`, () => assert.deepEqual(resolve(given, 'http'), given.expected));
}

const streams: ServiceCase[] = [
  {
    title: 'an endpoint must say that it is ready; serving does not matter',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1], conditions: { serving: true }', { name: 'app-1' }),
      slice('app', 'addresses: [10.0.0.2], conditions: { ready: true, serving: false }', { name: 'app-2' }),
      slice('app', 'addresses: [10.0.0.3]', { name: 'app-3' }),
    ],
    expected: ['10.0.0.2:8080'],
  },
  {
    title: 'nothing is fenced',
    service: NAMED,
    reference: 'port: 80',
    slices: [slice('app', 'addresses: [10.0.0.1], conditions: { ready: true, terminating: true }')],
    expected: ['10.0.0.1:8080'],
  },
  {
    title: 'ExternalName',
    service: 'type: ExternalName\nexternalName: db.example.test',
    reference: 'port: 5432',
    flags: EXTERNAL,
    expected: ['db.example.test:5432'],
  },
  {
    title: 'ExternalName, which needs a flag',
    service: 'type: ExternalName\nexternalName: db.example.test',
    reference: 'port: 5432',
    expected: ['external-name-not-allowed: app', 'externalName services not allowed: shop/app'],
  },
  {
    title: 'nativeLB',
    service: `${NAMED}\nclusterIP: 10.96.0.7`,
    reference: 'port: http, nativeLB: true',
    expected: ['10.96.0.7:80'],
  },
  {
    title: 'nativeLB by default',
    service: `${NAMED}\nclusterIP: 10.96.0.7`,
    reference: 'port: http',
    flags: NATIVE,
    expected: ['10.96.0.7:80'],
  },
  {
    title: 'nativeLB of a headless Service',
    service: `${NAMED}\nclusterIP: None`,
    reference: 'port: 80, nativeLB: true',
    expected: ['service-without-address: true', 'no clusterIP on headless service: shop/app'],
  },
  {
    title: 'an unknown port',
    service: NAMED,
    reference: 'port: 81',
    expected: ['service-port-not-found: 81', 'service port not found: 81 in shop/app'],
  },
  {
    title: 'an address in two slices counts once',
    service: NAMED,
    reference: 'port: 80',
    slices: [
      slice('app', 'addresses: [10.0.0.1], conditions: { ready: true }'),
      slice('app', 'addresses: ["fd00::1", 10.0.0.1], conditions: { ready: true }', { name: 'app-2' }),
    ],
    expected: ['10.0.0.1:8080', 'fd00::1:8080'],
  },
  {
    title: 'no endpoints, where that is allowed',
    service: NAMED,
    reference: 'port: 80',
    flags: EMPTY,
    expected: [],
  },
  {
    title: 'no endpoints',
    service: NAMED,
    reference: 'port: 80',
    expected: ['service-without-endpoints: app', 'no servers found for shop/app'],
  },
];

for (const given of streams) {
  for (const protocol of ['tcp', 'udp'] as const) {
    test(`${protocol}: ${given.title}`, () => assert.deepEqual(resolve(given, protocol), given.expected));
  }
}

const indirect: [what: string, text: string][] = [
  ['a TraefikService', object('TraefikService', 'all', 'weighted: { services: [{ name: app, port: 80 }] }')],
  [
    'the middleware errors',
    object('Middleware', 'sorry', 'errors: { status: ["500"], service: { name: app, port: 80 } }'),
  ],
];
for (const [what, text] of indirect) {
  test(`nativeLB by default is not for what ${what} names`, () => {
    const service = app('app').replace('spec: {', 'spec: { clusterIP: 10.96.0.7,');
    const { configuration, diagnostics } = compileText(manifests(service, text), { flags: NATIVE });
    assert.deepEqual(diagnostics, []);
    const urls = [...configuration.http.services.values()].flatMap((found) =>
      found.kind === 'loadBalancer' ? found.servers.map(({ url }) => url) : [],
    );
    assert.deepEqual(urls, ['http://10.0.0.1:8080']);
  });
}
