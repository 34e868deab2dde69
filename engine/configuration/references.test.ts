import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, ingressRoute, manifests, object, spot, statuses } from './test-support.ts';

const CROSS = '--providers.kubernetescrd.allowcrossnamespace=true';
const FOREIGN = 'names an object of any namespace, which is not allowed';

const objects = manifests(
  app('v1'),
  app('db', 'data'),
  object('Middleware', 'strip', 'stripPrefix: { prefixes: [/api] }'),
  object('Middleware', 'strip', 'stripPrefix: { prefixes: [/api] }', 'namespace: data'),
  object('TraefikService', 'app', 'weighted: { services: [{ name: db, port: 80 }] }', 'namespace: data'),
  object('TLSOption', 'strict', 'sniStrict: true', 'namespace: data'),
  object('ServersTransport', 'skip', 'insecureSkipVerify: true', 'namespace: data'),
);

function http(fields: string, spec = ''): string {
  const route = ingressRoute('site', `{ match: Path(\`/\`), ${fields} }`);
  return spec === '' ? route : `${route}\n  ${spec}`;
}

function tcp(fields: string): string {
  return object(
    'IngressRouteTCP',
    'site',
    `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), ${fields} }]`,
  );
}

interface Case {
  readonly title: string;
  readonly text: string;
  /** What is found without the flag, `code: place`; then its message. */
  readonly refused: readonly [finding: string, message: string];
  /** Status of the router without the flag; absent: there is none. */
  readonly router?: string;
}

const V1 = 'services: [{ name: v1, port: 80 }]';

const cases: Case[] = [
  {
    title: 'a Service of another namespace',
    text: http('services: [{ name: db, namespace: data, port: 80 }]'),
    refused: [
      'cross-namespace: data',
      'IngressRoute in namespace "shop" refers to db in namespace "data", which is not allowed',
    ],
  },
  {
    title: 'a TraefikService of another namespace',
    text: http('services: [{ name: app, namespace: data, kind: TraefikService }]'),
    refused: [
      'cross-namespace: data',
      'IngressRoute in namespace "shop" refers to app in namespace "data", which is not allowed',
    ],
  },
  {
    title: 'a TraefikService with its provider',
    text: http('services: [{ name: data-app@kubernetescrd, kind: TraefikService }]'),
    refused: ['cross-namespace: data-app@kubernetescrd', `"data-app@kubernetescrd" ${FOREIGN}`],
  },
  {
    title: 'a Middleware of another namespace',
    text: http(`middlewares: [{ name: strip, namespace: data }], ${V1}`),
    refused: [
      'cross-namespace: data',
      'IngressRoute in namespace "shop" refers to strip in namespace "data", which is not allowed',
    ],
  },
  {
    title: 'a Middleware with its provider, even of the same namespace',
    text: http(`middlewares: [{ name: shop-strip@kubernetescrd, namespace: nowhere }], ${V1}`),
    refused: ['cross-namespace: shop-strip@kubernetescrd', `"shop-strip@kubernetescrd" ${FOREIGN}`],
  },
  {
    title: 'the member of a chain',
    text: manifests(
      object('Middleware', 'all', 'chain: { middlewares: [{ name: strip, namespace: data }] }'),
      http(`middlewares: [{ name: all }], ${V1}`),
    ),
    refused: [
      'cross-namespace: data',
      'Middleware in namespace "shop" refers to strip in namespace "data", which is not allowed',
    ],
    router: 'disabled: middleware "shop-all@kubernetescrd" does not exist',
  },
  {
    title: 'the member of a chain with its provider',
    text: manifests(
      object('Middleware', 'all', 'chain: { middlewares: [{ name: data-strip@kubernetescrd }] }'),
      http(`middlewares: [{ name: all }], ${V1}`),
    ),
    refused: ['cross-namespace: data-strip@kubernetescrd', `"data-strip@kubernetescrd" ${FOREIGN}`],
    router: 'disabled: middleware "shop-all@kubernetescrd" does not exist',
  },
  {
    title: 'TLS options of another namespace',
    text: http(V1, 'tls: { options: { name: strict, namespace: data } }'),
    refused: [
      'cross-namespace: data',
      'IngressRoute in namespace "shop" refers to strict in namespace "data", which is not allowed',
    ],
  },
  {
    title: 'TLS options with their provider',
    text: http(V1, 'tls: { options: { name: data-strict@kubernetescrd } }'),
    refused: ['cross-namespace: data-strict@kubernetescrd', `"data-strict@kubernetescrd" ${FOREIGN}`],
  },
  {
    title: 'a ServersTransport with its provider',
    text: http('services: [{ name: v1, port: 80, serversTransport: data-skip@kubernetescrd }]'),
    refused: ['cross-namespace: data-skip@kubernetescrd', `"data-skip@kubernetescrd" ${FOREIGN}`],
  },
  {
    title: 'a TCP service of another namespace',
    text: tcp('services: [{ name: db, namespace: data, port: 80 }]'),
    refused: [
      'cross-namespace: data',
      'IngressRouteTCP in namespace "shop" refers to db in namespace "data", which is not allowed',
    ],
    router: 'disabled',
  },
];

for (const { title, text, refused, router } of cases) {
  test(`${title} needs allowCrossNamespace`, () => {
    const { configuration, diagnostics } = compileText(manifests(text, objects));
    assert.deepEqual(
      diagnostics.flatMap((found) => [spot(found), found.message]),
      refused,
    );
    const routers = { ...statuses(configuration.http.routers), ...statuses(configuration.tcp.routers) };
    const found = Object.values(routers).map((status) =>
      router === 'disabled' ? status.slice(0, 8) : status,
    );
    assert.deepEqual(found, router === undefined ? [] : [router]);
  });

  test(`${title} is found with allowCrossNamespace`, () => {
    const { configuration, diagnostics } = compileText(manifests(text, objects), { flags: [CROSS] });
    assert.deepEqual(diagnostics.map(spot), []);
    const routers = { ...statuses(configuration.http.routers), ...statuses(configuration.tcp.routers) };
    assert.deepEqual(Object.values(routers), ['enabled']);
  });
}

test('an empty namespace is the own one', () => {
  const { diagnostics } = compileText(
    manifests(http('services: [{ name: v1, namespace: "", port: 80 }]'), objects),
  );
  assert.deepEqual(diagnostics.map(spot), []);
});

test('a Kubernetes Service has no provider', () => {
  const { diagnostics } = compileText(http('services: [{ name: api@internal, port: 80 }]'), {
    internalServices: ['api@internal'],
  });
  assert.deepEqual(
    diagnostics.map((found) => [spot(found), found.advice]),
    [
      [
        'service-not-found: api@internal',
        'a name with a provider is never a Kubernetes Service: write kind: TraefikService',
      ],
    ],
  );
});

test('an object of another provider is taken literally and does not exist', () => {
  const text = http(`middlewares: [{ name: auth@file }], ${V1}`);
  const { configuration } = compileText(manifests(text, objects));
  assert.deepEqual(Object.values(statuses(configuration.http.routers)), [
    'disabled: middleware "auth@file" does not exist',
  ]);
});

const providers: [list: string | undefined, finding: string[]][] = [
  [undefined, []],
  ['shop', []],
  ['other,shop', []],
  ['', ['cross-provider: api@internal']],
  ['other', ['cross-provider: api@internal']],
];
for (const [list, expected] of providers) {
  test(`crossProviderNamespaces ${list === undefined ? 'unset' : `"${list}"`}: ${expected.join() || 'allowed'}`, () => {
    const text = http('services: [{ name: api@internal, kind: TraefikService }]');
    const flags = list === undefined ? [] : [`--providers.kubernetescrd.crossprovidernamespaces=${list}`];
    const { diagnostics } = compileText(text, { flags, internalServices: ['api@internal'] });
    assert.deepEqual(diagnostics.map(spot), expected);
  });
}
