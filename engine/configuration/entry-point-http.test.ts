import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, ingressRoute, manifests, object, spot } from './test-support.ts';

const TLS = '--entrypoints.websecure.http.tls=true';
const V1 = 'services: [{ name: v1, port: 80 }]';

const rows: {
  what: string;
  spec: string;
  flags: string[];
  /** Name without its hash, entry points, TLS options, middlewares. */
  routers: string[];
}[] = [
  {
    what: 'nothing is given',
    spec: 'entryPoints: [web, websecure]',
    flags: [],
    routers: ['shop-site on web,websecure'],
  },
  {
    what: 'one of two entry points gives TLS',
    spec: 'entryPoints: [web, websecure]',
    flags: [TLS],
    routers: ['websecure-shop-site on websecure tls default', 'shop-site on web'],
  },
  {
    what: 'the only entry point gives TLS',
    spec: 'entryPoints: [websecure]',
    flags: [TLS],
    routers: ['shop-site on websecure tls default'],
  },
  {
    what: 'a router without entry points is on all',
    spec: 'entryPoints: []',
    flags: [TLS],
    routers: ['websecure-shop-site on websecure tls default', 'shop-site on mongo,web'],
  },
  {
    what: 'its own TLS stays',
    spec: 'entryPoints: [web, websecure]\ntls: {}',
    flags: ['--entrypoints.websecure.http.tls.options=strict@file'],
    routers: ['websecure-shop-site on websecure tls default', 'shop-site on web tls default'],
  },
  {
    what: 'middlewares of each entry point',
    spec: 'entryPoints: [web, websecure]',
    flags: [
      '--entrypoints.web.http.middlewares=shop-a@kubernetescrd',
      '--entrypoints.websecure.http.middlewares=shop-b',
    ],
    routers: [
      'web-shop-site on web through shop-a@kubernetescrd,shop-m@kubernetescrd',
      'websecure-shop-site on websecure through shop-b@kubernetescrd,shop-m@kubernetescrd',
    ],
  },
];
for (const { what, spec, flags, routers } of rows) {
  test(`${what}: ${spec.replaceAll('\n', ', ')} ${flags.join(' ')}`, () => {
    const route = `routes: [{ match: Host(\`a.test\`), middlewares: [{ name: m }], ${V1} }]`;
    const text = manifests(
      object(
        'IngressRoute',
        'site',
        `${spec}\n${what.startsWith('middlewares') ? route : route.replace('middlewares: [{ name: m }], ', '')}`,
      ),
      ...['a', 'b', 'm'].map((name) => object('Middleware', name, 'addPrefix: { prefix: /x }')),
      app('v1'),
    );
    const { configuration, diagnostics } = compileText(text, { flags });
    assert.deepEqual(diagnostics.map(spot), []);
    const found = [...configuration.http.routers.values()].map(({ name, entryPoints, tls, middlewares }) => {
      const through = middlewares.length > 0 ? ` through ${middlewares}` : '';
      return `${name.replace(/-\w{20}@.*/, '')} on ${entryPoints}${tls ? ` tls ${tls.options}` : ''}${through}`;
    });
    assert.deepEqual(found, routers);
  });
}

test('an entry point that is not there is pointed at where it is written', () => {
  const text = object(
    'IngressRoute',
    'site',
    `entryPoints: [websecure, wbe]\nroutes: [{ match: Path(\`/\`), ${V1} }]`,
  );
  const { configuration, diagnostics } = compileText(manifests(text, app('v1')), { flags: [TLS] });
  assert.deepEqual(diagnostics.map(spot), ['entry-point-unknown: wbe']);
  assert.deepEqual(
    [...configuration.http.routers.values()].map(({ status }) => status),
    ['enabled', 'disabled'],
  );
});

test('of two default backends the first counts on all entry points', () => {
  const ingress = (name: string, entryPoints: string) => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { namespace: shop, name: ${name}, annotations: { ${entryPoints} } }
spec: { defaultBackend: { service: { name: v1, port: { number: 80 } } } }`;
  const onWeb = 'traefik.ingress.kubernetes.io/router.entrypoints: web';
  const text = manifests(ingress('one', onWeb), ingress('two', ''), app('v1'));
  const { configuration, diagnostics } = compileText(text, { flags: [TLS] });
  assert.deepEqual(
    [...configuration.http.routers.values()].map(({ name, entryPoints }) => [name, entryPoints]),
    [['default-router@kubernetes', ['web']]],
  );
  // The router, and the service behind it.
  assert.deepEqual(
    diagnostics.map(({ code, resource }) => [code, resource?.name]),
    [
      ['already-configured', 'two'],
      ['already-configured', 'two'],
    ],
  );
});

const missing: [flag: string, finding: string, text: string][] = [
  [
    'middlewares=gone@file',
    'middleware-not-found: { match: Path(`/`), services: [',
    'middleware "gone@file" does not exist',
  ],
  [
    'tls.options=gone@file',
    'tls-options-not-found: { match: Path(`/`), services: [',
    'building router handler: unknown TLS options: gone@file',
  ],
];
for (const [flag, finding, text] of missing) {
  test(`what is given has to be there: ${flag}`, () => {
    const route = ingressRoute('site', `{ match: Path(\`/\`), ${V1} }`);
    const flags = [`--entrypoints.web.http.${flag}`];
    const { configuration, diagnostics } = compileText(manifests(route, app('v1')), { flags });
    assert.deepEqual(diagnostics.map(spot), [finding]);
    const asked = flag.slice(0, flag.indexOf('='));
    assert.match(diagnostics[0]?.advice ?? '', new RegExp(`, or change --entrypoints.web.http.${asked}$`));
    assert.deepEqual(
      [...configuration.http.routers.values()].flatMap(({ errors }) => errors),
      [text],
    );
  });
}

test('routers behind a router that became several are behind each of them', () => {
  const parent = object(
    'IngressRoute',
    'top',
    'entryPoints: [web, websecure]\nroutes: [{ match: Host(`a.test`) }]',
  );
  const child = object(
    'IngressRoute',
    'low',
    `parentRefs: [{ name: top }]\nroutes: [{ match: Path(\`/\`), ${V1} }]`,
  );
  const { configuration, diagnostics } = compileText(manifests(parent, child, app('v1')), { flags: [TLS] });
  assert.deepEqual(diagnostics.map(spot), []);
  const behind = [...configuration.http.routers.values()].map(({ children = [] }) => children.length);
  assert.deepEqual(behind, [1, 1, 0]);
});

test('a redirection without a priority has one by its rule', () => {
  const flags = [
    '--entrypoints.web.http.redirections.entrypoint.to=:443',
    '--entrypoints.web.http.redirections.entrypoint.priority=0',
  ];
  const { configuration } = compileText('', { flags, internalServices: ['noop@internal'] });
  const router = configuration.http.routers.get('web-to-443@internal');
  assert.deepEqual([router?.priority, router?.exactPriority], [0, undefined]);
});

const ports: [to: string, address: string, port: string][] = [
  ['websecure', ':8443', '8443'],
  ['websecure', ':443', '443'],
  ['websecure', '127.0.0.1:0', ''],
  [':9443', ':8443', '9443'],
];
for (const [to, address, port] of ports) {
  test(`clients are sent to ${to}, which listens on ${address}`, () => {
    const flags = [
      `--entrypoints.websecure.address=${address}`,
      `--entrypoints.web.http.redirections.entrypoint.to=${to}`,
    ];
    const { configuration, diagnostics } = compileText('', { flags, internalServices: ['noop@internal'] });
    assert.deepEqual(diagnostics, []);
    const key = `web-to-${to.replace(':', '')}`;
    const router = configuration.http.routers.get(`${key}@internal`);
    assert.deepEqual(
      [router?.status, router?.entryPoints, router?.middlewares, router?.exactPriority],
      ['enabled', ['web'], [`redirect-${key}@internal`], '9223372036854775806'],
    );
    const options = { scheme: 'https', port, permanent: true };
    assert.deepEqual(configuration.http.middlewares.get(`redirect-${key}@internal`)?.options, options);
  });
}
