import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, compileText, ingressRoute, manifests, object, spot, statuses } from './test-support.ts';

const V1 = 'services: [{ name: v1, port: 80 }]';

interface Row {
  readonly title: string;
  readonly text: string;
  readonly routers: Record<string, string>;
  readonly findings: readonly string[];
}

const rows: Row[] = [
  {
    title: 'a rule that cannot be read disables its own router',
    text: ingressRoute(
      'site',
      `{ match: "Path(\`/a\`) && Pth(\`/b\`)", ${V1} }`,
      `{ match: Path(\`/\`), ${V1} }`,
    ),
    routers: {
      'Path(`/a`) && Pth(`/b`)':
        'disabled: error while parsing rule Path(`/a`) && Pth(`/b`): unsupported function: Pth, at column 15; did you mean Path?',
      'Path(`/`)': 'enabled',
    },
    findings: ['rule-invalid: Pth(`/b`)'],
  },
  {
    title: 'an empty rule makes no router',
    text: ingressRoute('site', `{ match: "", ${V1} }`, `{ match: Path(\`/\`), ${V1} }`),
    routers: { 'Path(`/`)': 'enabled' },
    findings: ['match-empty: ""'],
  },
  {
    title: 'a priority above the maximum',
    text: ingressRoute('site', `{ match: Path(\`/\`), priority: 9223372036854775807, ${V1} }`),
    routers: {
      'Path(`/`)':
        'disabled: the router priority 9223372036854775808 exceeds the max user-defined priority 9223372036854774807',
    },
    findings: ['priority-too-large: 9223372036854775807'],
  },
  {
    title: 'a priority above the maximum, TCP',
    text: object(
      'IngressRouteTCP',
      'db',
      `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), priority: 9223372036854775807, ${V1} }]`,
    ),
    routers: {
      'HostSNI(`*`)':
        'disabled: the router priority 9223372036854775808 exceeds the max user-defined priority 9223372036854774807',
    },
    findings: ['priority-too-large: 9223372036854775807'],
  },
  ...['HostSNIRegexp(`^db`)', 'ClientIP(`10.0.0.0/8`)', 'ALPN(`mqtt`)', 'HostSNI(`*`) && ALPN(`mqtt`)'].map(
    (rule) => ({
      title: `${rule} needs no TLS`,
      text: object('IngressRouteTCP', 'db', `entryPoints: [mongo]\nroutes: [{ match: '${rule}', ${V1} }]`),
      routers: { [rule]: 'enabled' },
      findings: [],
    }),
  ),
  {
    title: 'HostSNI needs TLS, also behind a negation',
    text: object(
      'IngressRouteTCP',
      'db',
      `entryPoints: [mongo]\nroutes: [{ match: '!HostSNI(\`db.test\`)', ${V1} }]`,
    ),
    routers: {
      '!HostSNI(`db.test`)':
        'disabled: invalid rule: "!HostSNI(`db.test`)" , has HostSNI matcher, but no TLS on router',
    },
    findings: ["host-sni-without-tls: '!HostSNI(`db.test`)"],
  },
  {
    title: 'a route without services',
    text: ingressRoute('site', '{ match: Path(`/`) }'),
    routers: { 'Path(`/`)': 'disabled: router has no service and no child routers' },
    findings: ['route-without-service: { match: Path(`/`) }'],
  },
  {
    title: 'HostSNI needs TLS',
    text: object(
      'IngressRouteTCP',
      'db',
      `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`db.test\`), ${V1} }]`,
    ),
    routers: {
      'HostSNI(`db.test`)':
        'disabled: invalid rule: "HostSNI(`db.test`)" , has HostSNI matcher, but no TLS on router',
    },
    findings: ['host-sni-without-tls: HostSNI(`db.test`)'],
  },
  {
    title: 'the TLSOption named default is not named by routes',
    text: manifests(
      object('TLSOption', 'default', 'sniStrict: true'),
      `${ingressRoute('site', `{ match: Path(\`/\`), ${V1} }`)}\n  tls: { options: { name: default } }`,
    ),
    routers: {
      'Path(`/`)': 'disabled: building router handler: unknown TLS options: shop-default@kubernetescrd',
    },
    findings: ['tls-options-not-found: default'],
  },
  {
    title: 'what is missing in a chain is found once, in the chain',
    text: manifests(
      object('Middleware', 'outer', 'chain: { middlewares: [{ name: inner }] }'),
      object('Middleware', 'inner', 'chain: { middlewares: [{ name: gone }] }'),
      ingressRoute(
        'site',
        `{ match: Path(\`/a\`), middlewares: [{ name: outer }], ${V1} }`,
        `{ match: Path(\`/b\`), middlewares: [{ name: inner }], ${V1} }`,
      ),
    ),
    routers: {
      'Path(`/a`)': 'disabled: middleware "shop-gone@kubernetescrd" does not exist',
      'Path(`/b`)': 'disabled: middleware "shop-gone@kubernetescrd" does not exist',
    },
    findings: ['middleware-not-found: gone'],
  },
  {
    title: 'chains that name each other',
    text: manifests(
      object('Middleware', 'a', 'chain: { middlewares: [{ name: b }] }'),
      object('Middleware', 'b', 'chain: { middlewares: [{ name: a }] }'),
      ingressRoute('site', `{ match: Path(\`/\`), middlewares: [{ name: a }], ${V1} }`),
    ),
    routers: {
      'Path(`/`)':
        'disabled: could not instantiate middleware shop-a@kubernetescrd: recursion detected in shop-a@kubernetescrd->shop-b@kubernetescrd->shop-a@kubernetescrd',
    },
    findings: ['middleware-recursion: a'],
  },
  {
    title: 'a Middleware of two types',
    text: manifests(
      object('Middleware', 'both', 'stripPrefix: { prefixes: [/a] }\naddPrefix: { prefix: /b }'),
      ingressRoute('site', `{ match: Path(\`/\`), middlewares: [{ name: both }], ${V1} }`),
    ),
    routers: {
      'Path(`/`)':
        'disabled: cannot create middleware: multi-types middleware not supported, consider declaring two different pieces of middleware instead',
    },
    findings: ['middleware-several-types: { prefixes: [/a] }'],
  },
  {
    title: 'what is missing in a service tree is found once, where it is named',
    text: manifests(
      object(
        'TraefikService',
        'outer',
        'weighted: { services: [{ name: v1, port: 80 }, { name: inner, kind: TraefikService }] }',
      ),
      object(
        'TraefikService',
        'inner',
        'mirroring: { name: v1, port: 80, mirrors: [{ name: gone, kind: TraefikService }] }',
      ),
      ingressRoute(
        'site',
        '{ match: Path(`/a`), services: [{ name: outer, kind: TraefikService }] }',
        '{ match: Path(`/b`), services: [{ name: v1, port: 80 }, { name: inner, kind: TraefikService }] }',
      ),
    ),
    routers: {
      'Path(`/a`)': 'disabled: the service "shop-gone@kubernetescrd" does not exist',
      'Path(`/b`)': 'disabled: the service "shop-gone@kubernetescrd" does not exist',
    },
    findings: ['service-not-found: gone'],
  },
  {
    title: 'services that name each other',
    text: manifests(
      object('TraefikService', 'a', 'weighted: { services: [{ name: b, kind: TraefikService }] }'),
      object('TraefikService', 'b', 'weighted: { services: [{ name: a, kind: TraefikService }] }'),
      ingressRoute('site', '{ match: Path(`/`), services: [{ name: a, kind: TraefikService }] }'),
    ),
    routers: {
      'Path(`/`)':
        'disabled: could not instantiate service shop-a@kubernetescrd: recursion detected in shop-a@kubernetescrd->shop-b@kubernetescrd->shop-a@kubernetescrd',
    },
    findings: ['service-recursion: a'],
  },
  {
    title:
      'internal services: those that are on, those that are off, those that there are not, and inside others',
    text: manifests(
      object(
        'TraefikService',
        'tree',
        'weighted: { services: [{ name: api@internal, kind: TraefikService }] }',
      ),
      ingressRoute(
        'site',
        '{ match: Path(`/api`), services: [{ name: api@internal, kind: TraefikService }] }',
        '{ match: Path(`/ping`), services: [{ name: ping@internal, kind: TraefikService }] }',
        '{ match: Path(`/x`), services: [{ name: x@internal, kind: TraefikService }] }',
      ),
    ),
    routers: {
      'Path(`/api`)': 'enabled',
      'Path(`/ping`)': 'disabled: ping is not enabled',
      'Path(`/x`)': 'disabled: unknown internal service x@internal',
    },
    findings: [
      'not-supported: api@internal',
      'service-not-found: ping@internal',
      'service-not-found: x@internal',
    ],
  },
];

for (const { title, text, routers, findings } of rows) {
  test(title, () => {
    const compiled = compileText(manifests(text, app('v1')), {
      internalServices: ['api@internal', 'noop@internal'],
    });
    const { http, tcp } = compiled.configuration;
    const byRule = {
      ...statuses(http.routers, ({ rule }) => rule),
      ...statuses(tcp.routers, ({ rule }) => rule),
    };
    assert.deepEqual(byRule, routers);
    assert.deepEqual(compiled.diagnostics.map(spot), findings);
  });
}

test('what only a router on an entry point may set is told where a child sets it, once for all its routes', () => {
  const top = ingressRoute('top', '{ match: PathPrefix(`/`) }').replace('entryPoints: [web]\n', '');
  const child = (settings: string, ...routes: readonly string[]): string =>
    object(
      'IngressRoute',
      'child',
      `parentRefs: [{ name: top }]\n${settings}\nroutes:\n${routes.map((route) => `  - ${route}`).join('\n')}`,
    );
  const routes = [`{ match: Path(\`/a\`), ${V1} }`, `{ match: Path(\`/b\`), ${V1} }`];
  const cases = [
    [child('entryPoints: [web]', ...routes), 'child-router-setting: [web'],
    [child('tls: { domains: [] }', ...routes), 'child-router-setting: { domains: [] }'],
    [
      child('', `{ match: Path(\`/a\`), observability: { metrics: false }, ${V1} }`),
      'child-router-setting: { metrics: false }',
    ],
  ];
  for (const [text = '', found] of cases) {
    assert.deepEqual(compileText(manifests(top, text, app('v1'))).diagnostics.map(spot), [found]);
  }
});
