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
  /** What is found with the flag. */
  readonly ignored?: readonly string[];
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
    ignored: ['field-ignored: nowhere'],
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

for (const { title, text, refused, router, ignored = [] } of cases) {
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
    assert.deepEqual(diagnostics.map(spot), ignored);
    const routers = { ...statuses(configuration.http.routers), ...statuses(configuration.tcp.routers) };
    assert.deepEqual(Object.values(routers), ['enabled']);
  });
}

for (const [flags, routers] of [
  [[], ['disabled']],
  [[CROSS], ['enabled', 'enabled']],
] as const) {
  test(`a parent of another namespace ${flags.join() || 'needs allowCrossNamespace'}`, () => {
    const parent = object(
      'IngressRoute',
      'top',
      'entryPoints: [web]\nroutes: [{ match: Host(`a.test`) }]',
      'namespace: data',
    );
    const child = object(
      'IngressRoute',
      'site',
      `parentRefs: [{ name: top, namespace: data }]\nroutes: [{ match: Path(\`/\`), ${V1} }]`,
    );
    const { configuration } = compileText(manifests(parent, child, objects), { flags });
    const found = [...configuration.http.routers.values()].map(({ status }) => status);
    assert.deepEqual(found, routers);
  });
}

test('an empty namespace is the own one', () => {
  const { diagnostics } = compileText(
    manifests(http('services: [{ name: v1, namespace: "", port: 80 }]'), objects),
  );
  assert.deepEqual(diagnostics.map(spot), []);
});

const foreignServices: [reference: string, service: string, findings?: string[]][] = [
  ['name: data-app@kubernetescrd', 'data-app@kubernetescrd'],
  ['name: app@kubernetescrd, namespace: data', 'data-app@kubernetescrd'],
  ['name: my_app@file', 'my-app@file'],
  ['name: app@file, namespace: data', 'app@file', ['field-ignored: data']],
];
for (const [reference, service, findings = []] of foreignServices) {
  test(`a TraefikService of any namespace: { ${reference} } is ${service}`, () => {
    const file = 'http: { services: { my-app: { loadBalancer: {} }, app: { loadBalancer: {} } } }';
    const text = http(`services: [{ ${reference}, kind: TraefikService }]`);
    const { configuration, diagnostics } = compileText(manifests(text, objects, file));
    assert.deepEqual(diagnostics.map(spot), findings);
    const [router] = configuration.http.routers.values();
    assert.deepEqual([router?.service, router?.status], [service, 'enabled']);
  });
}

test('middlewares and the transport of a service are looked for in its namespace', () => {
  const service =
    'name: db, namespace: data, port: 80, middlewares: [{ name: strip }, { name: strip, namespace: shop }], serversTransport: skip';
  const { configuration, diagnostics } = compileText(manifests(http(`services: [{ ${service} }]`), objects), {
    flags: [CROSS],
  });
  assert.deepEqual(diagnostics, []);
  const [router] = configuration.http.routers.values();
  const found = configuration.http.services.get(router?.service ?? '');
  assert.ok(found?.kind === 'loadBalancer');
  assert.deepEqual(found.middlewares, ['data-strip@kubernetescrd', 'shop-strip@kubernetescrd']);
  assert.equal(found.serversTransport, 'data-skip@kubernetescrd');
});

const dotted: [version: string, router: string, advice: string[]][] = [
  [
    '2.11',
    'disabled',
    ['no router can name shop-strict.v1@kubernetescrd: give the TLSOption a name without dots'],
  ],
  ['3.5', 'enabled', []],
  [
    '3.7',
    'disabled',
    ['no router can name shop-strict.v1@kubernetescrd: give the TLSOption a name without dots'],
  ],
];
for (const [version, router, advice] of dotted) {
  test(`${version}: a route with TLS options of a dotted name is ${router}`, () => {
    const option = object('TLSOption', 'strict.v1', 'sniStrict: true');
    const text = manifests(http(V1, 'tls: { options: { name: strict.v1 } }'), option, app('v1'));
    const { configuration, diagnostics } = compileText(text, { flags: [`--traefikversion=${version}`] });
    assert.deepEqual(
      [...configuration.http.routers.values()].map(({ status }) => status),
      [router],
    );
    assert.deepEqual(
      diagnostics.map((found) => found.advice),
      advice,
    );
  });
}

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

const foreignReferences: [what: string, text: string][] = [
  ['a TraefikService', http('services: [{ name: x@file, kind: TraefikService }]')],
  ['a Middleware', http(`middlewares: [{ name: x@file }], ${V1}`)],
  ['the member of a chain', object('Middleware', 'all', 'chain: { middlewares: [{ name: x@file }] }')],
  [
    'the Middleware of a service',
    http('services: [{ name: v1, port: 80, middlewares: [{ name: x@file }] }]'),
  ],
  ['TLS options', http(V1, 'tls: { options: { name: x@file } }')],
  ['a ServersTransport', http('services: [{ name: v1, port: 80, serversTransport: x@file }]')],
  [
    'a member of a TraefikService',
    object('TraefikService', 'all', 'mirroring: { name: x@file, kind: TraefikService }'),
  ],
  ['a MiddlewareTCP', tcp(`middlewares: [{ name: x@file }], ${V1}`)],
  ['a ServersTransportTCP', tcp('services: [{ name: v1, port: 80, serversTransport: x@file }]')],
];
for (const [what, text] of foreignReferences) {
  test(`${what} of another provider is refused where crossProviderNamespaces does not list the namespace`, () => {
    const codes = (list: string): string[] => {
      const flags = [`--providers.kubernetescrd.crossprovidernamespaces=${list}`];
      return compileText(manifests(text, objects), { flags }).diagnostics.map(spot);
    };
    assert.deepEqual(codes('other'), ['cross-provider: x@file']);
    assert.doesNotMatch(codes('other,shop').join(), /cross-provider/);
  });
}
