import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Api, rawData } from './api.ts';
import { CONFIGURATION, headerOf, OPTIONS, request, SHOP_RULE } from './test-support.ts';

const api = new Api({
  options: OPTIONS,
  configuration: () => CONFIGURATION,
  startedAt: new Date('2026-01-02T03:04:05Z'),
});

function get(target: string): unknown {
  return JSON.parse(api.get(request(target).target).body);
}

const OBSERVABILITY = { accessLogs: true, metrics: true, tracing: true, traceVerbosity: 'minimal' };

const SHOP = {
  entryPoints: ['web'],
  middlewares: ['auth@kubernetescrd', 'strip@kubernetescrd'],
  service: 'mirrored',
  rule: SHOP_RULE,
  priority: SHOP_RULE.length,
  priorityStr: String(SHOP_RULE.length),
  tls: { options: 'strict' },
  observability: OBSERVABILITY,
  status: 'enabled',
  using: ['web'],
  name: 'shop@kubernetescrd',
  provider: 'kubernetescrd',
};

const V1 = {
  loadBalancer: {
    servers: [{ url: 'http://10.0.0.1:80' }, { url: 'http://10.0.0.2:80' }],
    strategy: 'wrr',
    passHostHeader: true,
    responseForwarding: { flushInterval: '100ms' },
  },
  status: 'enabled',
  usedBy: ['partly@kubernetescrd'],
  serverStatus: { 'http://10.0.0.1:80': 'UP', 'http://10.0.0.2:80': 'UP' },
  name: 'v1@kubernetescrd',
  provider: 'kubernetescrd',
  type: 'loadbalancer',
};

const MONGO_ROUTER = {
  entryPoints: ['mongo'],
  service: 'mongo',
  rule: 'HostSNI(`*`)',
  priority: -1,
  priorityStr: '-1',
  tls: { passthrough: true },
  status: 'enabled',
  using: ['mongo'],
  name: 'mongo@kubernetescrd',
  provider: 'kubernetescrd',
};

const WEB = {
  name: 'web',
  address: ':8000',
  asDefault: true,
  transport: {
    lifeCycle: { graceTimeOut: '10s' },
    respondingTimeouts: { readTimeout: '1m0s', idleTimeout: '3m0s' },
  },
  forwardedHeaders: {},
  http: { maxHeaderBytes: 1_048_576 },
  udp: { timeout: '3s' },
};

const objects: readonly (readonly [target: string, expected: object])[] = [
  ['/api/http/routers/shop@kubernetescrd', SHOP],
  ['/api/http/routers/shop%40kubernetescrd', SHOP],
  [
    '/api/http/routers/lost@kubernetescrd',
    {
      entryPoints: ['web'],
      service: 'gone',
      rule: 'Path(`/lost`)',
      priority: 7,
      priorityStr: '7',
      observability: OBSERVABILITY,
      error: ['the service "gone@kubernetescrd" does not exist'],
      status: 'disabled',
      using: ['web'],
      name: 'lost@kubernetescrd',
      provider: 'kubernetescrd',
    },
  ],
  ['/api/http/services/v1@kubernetescrd', V1],
  [
    '/api/http/services/v2@kubernetescrd',
    {
      loadBalancer: {
        servers: [{ url: 'http://10.0.0.3:80' }],
        strategy: 'wrr',
        passHostHeader: true,
        responseForwarding: { flushInterval: '100ms' },
        serversTransport: 'mtls@kubernetescrd',
      },
      status: 'enabled',
      serverStatus: { 'http://10.0.0.3:80': 'UP' },
      name: 'v2@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'loadbalancer',
    },
  ],
  [
    '/api/http/services/empty@kubernetescrd',
    {
      loadBalancer: {
        strategy: 'wrr',
        passHostHeader: false,
        responseForwarding: { flushInterval: '100ms' },
      },
      status: 'enabled',
      name: 'empty@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'loadbalancer',
    },
  ],
  [
    '/api/http/services/canary@kubernetescrd',
    {
      weighted: {
        services: [
          { name: 'v1', weight: 3 },
          { name: 'v2', weight: 1 },
        ],
      },
      status: 'enabled',
      name: 'canary@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'weighted',
    },
  ],
  [
    '/api/http/services/mirrored@kubernetescrd',
    {
      mirroring: {
        service: 'canary',
        mirrorBody: true,
        maxBodySize: -1,
        mirrors: [{ name: 'v2', percent: 10 }, { name: 'empty' }],
      },
      status: 'enabled',
      usedBy: ['shop@kubernetescrd'],
      name: 'mirrored@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'mirroring',
    },
  ],
  [
    '/api/http/services/api@internal',
    { usedBy: ['api@internal'], status: 'enabled', name: 'api@internal', provider: 'internal' },
  ],
  ['/api/http/services/noop@internal', { status: 'enabled', name: 'noop@internal', provider: 'internal' }],
  [
    '/api/http/middlewares/strip@kubernetescrd',
    {
      stripPrefix: { prefixes: ['/api'] },
      status: 'enabled',
      usedBy: ['shop@kubernetescrd'],
      name: 'strip@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'stripprefix',
    },
  ],
  [
    '/api/http/middlewares/auth@kubernetescrd',
    {
      basicAuth: { realm: 'shop', users: ['xxxx'] },
      status: 'enabled',
      usedBy: ['shop@kubernetescrd'],
      name: 'auth@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'basicauth',
    },
  ],
  ['/api/tcp/routers/mongo@kubernetescrd', MONGO_ROUTER],
  [
    '/api/tcp/routers/unreadable@kubernetescrd',
    {
      service: 'mongo',
      rule: 'HostSNI(',
      priority: 8,
      priorityStr: '8',
      error: ['unexpected token'],
      status: 'disabled',
      name: 'unreadable@kubernetescrd',
      provider: 'kubernetescrd',
    },
  ],
  [
    '/api/tcp/services/mongo@kubernetescrd',
    {
      loadBalancer: {
        servers: [{ address: '10.0.1.1:27017' }, { address: '[fd00::1]:27017' }],
        terminationDelay: 100,
      },
      status: 'enabled',
      usedBy: ['mongo@kubernetescrd', 'unreadable@kubernetescrd'],
      serverStatus: { '10.0.1.1:27017': 'UP', '[fd00::1]:27017': 'UP' },
      name: 'mongo@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'loadbalancer',
    },
  ],
  [
    '/api/udp/routers/dns@kubernetescrd',
    {
      entryPoints: ['dns'],
      service: 'dns',
      status: 'enabled',
      using: ['dns'],
      name: 'dns@kubernetescrd',
      provider: 'kubernetescrd',
    },
  ],
  [
    '/api/udp/services/dns-1@kubernetescrd',
    {
      loadBalancer: { servers: [{ address: '10.0.2.1:53' }] },
      status: 'enabled',
      serverStatus: { '10.0.2.1:53': 'UP' },
      name: 'dns-1@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'loadbalancer',
    },
  ],
  ['/api/entrypoints/web', WEB],
  [
    '/api/entrypoints/mongo',
    {
      ...withoutDefault(WEB),
      name: 'mongo',
      address: '[::1]:27017',
      forwardedHeaders: { insecure: true, trustedIPs: ['10.0.0.0/8'] },
    },
  ],
  [
    '/api/entrypoints/dns',
    {
      ...withoutDefault(WEB),
      name: 'dns',
      address: ':5353/udp',
      transport: { lifeCycle: { graceTimeOut: '10s' }, respondingTimeouts: { idleTimeout: '3m0s' } },
    },
  ],
  [
    '/api/overview',
    {
      http: {
        routers: { total: 7, warnings: 1, errors: 1 },
        services: { total: 10, warnings: 0, errors: 0 },
        middlewares: { total: 2, warnings: 0, errors: 0 },
      },
      tcp: {
        routers: { total: 2, warnings: 0, errors: 1 },
        services: { total: 1, warnings: 0, errors: 0 },
        middlewares: { total: 0, warnings: 0, errors: 0 },
      },
      udp: {
        routers: { total: 1, warnings: 0, errors: 0 },
        services: { total: 2, warnings: 0, errors: 0 },
      },
      features: { tracing: '', metrics: 'Prometheus', accessLog: false },
      providers: ['KubernetesCRD'],
    },
  ],
];

function withoutDefault({ asDefault: _, ...rest }: typeof WEB): object {
  return rest;
}

for (const [target, expected] of objects) {
  test(`GET ${target}`, () => {
    const answer = api.get(target);
    assert.equal(answer.status, 200);
    assert.equal(headerOf(answer, 'Content-Type'), 'application/json');
    assert.deepEqual(get(target), expected);
  });
}

const lists: readonly (readonly [target: string, names: string, next: string])[] = [
  ['/api/http/routers', 'api dashboard lost partly ping prometheus shop', '1'],
  ['/api/http/routers?per_page=3', 'api dashboard lost', '2'],
  ['/api/http/routers?per_page=3&page=2', 'partly ping prometheus', '3'],
  ['/api/http/routers?per_page=3&page=3', 'shop', '1'],
  ['/api/http/routers?per_page=7', 'api dashboard lost partly ping prometheus shop', '1'],
  ['/api/http/routers?search=SHOP', 'shop', '1'],
  ['/api/http/routers?search=path(%60/part', 'partly', '1'],
  ['/api/http/routers?status=disabled', 'lost', '1'],
  ['/api/http/routers?status=WARNING', 'partly', '1'],
  ['/api/http/routers?status=disabled&search=shop', '', '1'],
  ['/api/http/routers?serviceName=v1@kubernetescrd', 'partly', '1'],
  ['/api/http/routers?serviceName=api@internal', 'api', '1'],
  ['/api/http/routers?middlewareName=strip@kubernetescrd', 'shop', '1'],
  ['/api/http/routers?sortBy=priority', 'lost partly shop dashboard api ping prometheus', '1'],
  ['/api/http/routers?sortBy=status&direction=desc&per_page=1', 'partly', '2'],
  ['/api/http/services?sortBy=servers&direction=desc&per_page=2', 'v1 v2', '2'],
  ['/api/http/services?search=V', 'v1 v2', '1'],
  ['/api/http/middlewares', 'auth strip', '1'],
  ['/api/http/middlewares?search=strip', 'strip', '1'],
  ['/api/tcp/routers', 'mongo unreadable', '1'],
  ['/api/tcp/services', 'mongo', '1'],
  ['/api/tcp/middlewares', '', '1'],
  ['/api/udp/routers', 'dns', '1'],
  ['/api/udp/services', 'dns-1 dns', '1'],
  ['/api/entrypoints', 'dns mongo traefik web', '1'],
  ['/api/entrypoints?per_page=1&page=4', 'web', '1'],
];

for (const [target, names, next] of lists) {
  test(`GET ${target}`, () => {
    const answer = api.get(target);
    assert.equal(answer.status, 200);
    const items: readonly { readonly name: string }[] = JSON.parse(answer.body);
    assert.equal(items.map(({ name }) => name.replace(/@.*/, '')).join(' '), names);
    assert.equal(headerOf(answer, 'X-Next-Page'), next);
  });
}

const failures: readonly (readonly [target: string, status: number, message: string])[] = [
  ['/api/http/routers/x@y', 404, 'router not found: x@y'],
  ['/api/http/routers/foo%2Fbar@p', 404, 'router not found: foo/bar@p'],
  ['/api/http/services/x@y', 404, 'service not found: x@y'],
  ['/api/http/middlewares/x@y', 404, 'middleware not found: x@y'],
  ['/api/tcp/routers/shop@kubernetescrd', 404, 'router not found: shop@kubernetescrd'],
  ['/api/udp/services/x@y', 404, 'service not found: x@y'],
  ['/api/entrypoints/x', 404, 'entry point not found: x'],
  ['/api/http/routers/%zz', 400, 'unable to decode the path /api/http/routers/%zz'],
  ['/api/http/routers?page=9', 400, 'invalid request: page: 9, per_page: 100'],
  ['/api/http/routers?per_page=7&page=2', 400, 'invalid request: page: 2, per_page: 7'],
  ['/api/http/routers?page=0', 400, 'invalid request: page: 0'],
  ['/api/http/routers?per_page=-2', 400, 'invalid request: per_page: -2'],
  ['/api/http/routers?page=two', 400, 'invalid request: page: 0'],
  ['/api/entrypoints?page=2', 400, 'invalid request: page: 2, per_page: 100'],
];

for (const [target, status, message] of failures) {
  test(`GET ${target} fails`, () => {
    const answer = api.get(target);
    assert.equal(answer.status, status);
    assert.deepEqual(JSON.parse(answer.body), { message });
  });
}

for (const target of [
  '/api',
  '/api/',
  '/api/nothing',
  '/api/rawdata/x',
  '/api/http',
  '/api/http/routers/a/b',
  '/api/udp/middlewares',
  '/api/entrypoints/a/b',
  '/apiary/version',
]) {
  test(`GET ${target} is no resource`, () => {
    const answer = api.get(target);
    assert.equal(answer.status, 404);
    assert.equal(answer.body, '404 page not found\n');
  });
}

test('the version is the package’s', () => {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(get('/api/version'), {
    Version: manifest.version,
    Codename: 'ingress-lab',
    startDate: '2026-01-02T03:04:05.000Z',
  });
});

test('priorities of internal routers are exact in the text', () => {
  const { body } = api.get('/api/http/routers/ping@internal');
  assert.match(body, /"priority":9223372036854775807,"priorityStr":"9223372036854775807"/);
});

test('raw data is keyed by name and includes the engine’s own', () => {
  const { name: _name, provider: _provider, ...shop } = SHOP;
  const { name: _v1, provider: _v1Provider, type: _type, ...v1 } = V1;
  const raw: Record<string, Record<string, unknown>> = JSON.parse(api.get('/api/rawdata').body);
  assert.deepEqual(Object.keys(raw), [
    'routers',
    'middlewares',
    'services',
    'tcpRouters',
    'tcpServices',
    'udpRouters',
    'udpServices',
  ]);
  assert.deepEqual(raw['routers']?.['shop@kubernetescrd'], shop);
  assert.deepEqual(raw['services']?.['v1@kubernetescrd'], v1);
  assert.ok(raw['routers']?.['dashboard@internal']);
});

test('raw data of a configuration alone shows neither the engine’s own nor secrets', () => {
  const text = JSON.stringify(rawData(CONFIGURATION));
  assert.match(text, /"shop@kubernetescrd"/);
  assert.doesNotMatch(text, /@internal|apr1/);
});
