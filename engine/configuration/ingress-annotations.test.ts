import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Diagnostic } from '../resources/diagnostic.ts';
import { annotationsText, ingress, path, rules } from './ingress-test-support.ts';
import type { HttpRouter, LoadBalancer } from './model.ts';
import { app, compileText, manifests, object, spot } from './test-support.ts';

type Annotations = Readonly<Record<string, string>>;

const OBJECTS = manifests(
  object('Middleware', 'strip', 'stripPrefix: { prefixes: [/a] }'),
  object('TLSOption', 'strict', 'sniStrict: true'),
  object('ServersTransport', 't', 'insecureSkipVerify: true'),
);

function compiled(
  onIngress: Annotations,
  onService: Annotations,
  flags: readonly string[],
): {
  readonly router: HttpRouter | undefined;
  readonly service: LoadBalancer | undefined;
  readonly diagnostics: readonly Diagnostic[];
} {
  const service = app('app').replace(
    'name: app }',
    `name: app, annotations: ${annotationsText(onService)} }`,
  );
  const text = manifests(service, OBJECTS, ingress(rules(path('/')), onIngress));
  const { configuration, diagnostics } = compileText(text, { flags });
  const [found] = configuration.http.services.values();
  const [router] = configuration.http.routers.values();
  return { router, service: found?.kind === 'loadBalancer' ? found : undefined, diagnostics };
}

test('the default backend has the least priority that there is', () => {
  const text = manifests(
    app('app'),
    ingress('defaultBackend: { service: { name: app, port: { number: 80 } } }'),
  );
  const { configuration } = compileText(text);
  assert.equal(configuration.http.routers.get('default-router@kubernetes')?.priority, -2_147_483_648);
});

const PLAIN = { options: 'default', passthrough: false };

const routers: [annotations: Annotations, expected: Partial<HttpRouter>, flags?: string[]][] = [
  [{}, { middlewares: [], priority: 0, status: 'enabled', service: 'shop-app-80@kubernetes' }],
  [{ 'router.entrypoints': 'websecure, web' }, { entryPoints: ['websecure', 'web'] }],
  [{ 'router.EntryPoints': 'web' }, { entryPoints: ['web'] }],
  [{ 'router.middlewares': 'shop-strip@kubernetescrd' }, { middlewares: ['shop-strip@kubernetescrd'] }],
  [{ 'router.priority': '42' }, { priority: 42 }],
  [{ 'router.priority': '-1' }, { priority: -1 }],
  [{ 'router.priority': '+7' }, { priority: 7 }],
  [{ 'router.rulesyntax': 'v2' }, { ruleSyntax: 'v2' }],
  [{ 'router.rulesyntax': 'default' }, { ruleSyntax: 'v3' }, ['--core.defaultrulesyntax=v2']],
  [{ 'router.rulesyntax': '' }, { ruleSyntax: undefined } as unknown as Partial<HttpRouter>],
  [{ 'router.tls': 'true' }, { tls: PLAIN }],
  [{ 'router.tls': 'True' }, { tls: PLAIN }],
  [{ 'router.tls': '' }, { tls: PLAIN }],
  [{ 'router.tls.certresolver': 'le' }, { tls: PLAIN }],
  [{ 'router.tls.domains.0.main': 'a.test' }, { tls: PLAIN }],
  [{ 'router.tls.domains.main': 'a.test' }, { tls: PLAIN }],
  [{ 'router.tls.domains.1.sans': 'a.test,b.test' }, { tls: PLAIN }],
  [{ 'router.tls.options': 'default' }, { tls: PLAIN }],
  [
    { 'router.tls.options': 'shop-strict@kubernetescrd' },
    { tls: { ...PLAIN, options: 'shop-strict@kubernetescrd' } },
  ],
  [{ 'router.observability.accesslogs': 'false' }, { observability: { accessLogs: false } }],
  [{ 'router.observability.metrics': 'F' }, { observability: { metrics: false } }],
  [{ 'router.observability.tracing': '1' }, { observability: { tracing: true } }],
  [{ 'router.observability.traceverbosity': 'detailed' }, { observability: { traceVerbosity: 'detailed' } }],
  [{ 'other.example/router.tls': 'true', 'ingress.kubernetes.io/foo': 'bar' }, { status: 'enabled' }],
];

describe('of an Ingress', () => {
  for (const [annotations, expected, flags = []] of routers) {
    test(JSON.stringify(annotations), () => {
      const { router, diagnostics } = compiled(annotations, {}, flags);
      assert.deepEqual(diagnostics.map(spot), []);
      assert.ok(router);
      for (const [field, value] of Object.entries(expected)) {
        assert.deepEqual((router as unknown as Record<string, unknown>)[field], value, field);
      }
    });
  }

  for (const value of ['false', 'FALSE', '1', 'yes']) {
    test(`TLS that is "${value}" is off, whatever else is said of it`, () => {
      const annotations = { 'router.tls.options': 'gone@file', 'router.tls': value };
      const { router, diagnostics } = compiled(annotations, {}, []);
      assert.equal(router?.tls, undefined);
      const expected = /^false$/i.test(value) ? [] : [`warning annotation-value: "${value}"`];
      assert.deepEqual(diagnostics.map(shown), expected);
    });
  }
});

const COOKIE = { secure: false, httpOnly: false, maxAge: 0, path: '/' };

const services: [annotations: Annotations, expected: Record<string, unknown>][] = [
  [{}, { strategy: 'wrr', passHostHeader: true, sticky: undefined }],
  [{ 'service.passhostheader': 'false' }, { passHostHeader: false }],
  [{ 'service.serverstransport': 'shop-t@kubernetescrd' }, { serversTransport: 'shop-t@kubernetescrd' }],
  [{ 'service.serverstransport': '' }, { serversTransport: undefined }],
  [{ 'service.middlewares': 'shop-strip@kubernetescrd' }, { middlewares: ['shop-strip@kubernetescrd'] }],
  [{ 'service.sticky.cookie': 'true' }, { sticky: COOKIE }],
  [{ 'service.sticky.cookie': '' }, { sticky: COOKIE }],
  [{ 'service.sticky': 'true' }, { sticky: undefined }],
  [{ 'service.sticky.cookie': 'false', 'service.sticky.cookie.name': 'c' }, { sticky: undefined }],
  [{ 'service.sticky': 'false', 'service.sticky.cookie.name': 'c' }, { sticky: undefined }],
  [{ 'service.sticky.cookie.name': 'c' }, { sticky: { ...COOKIE, name: 'c' } }],
  [{ 'service.sticky.cookie.secure': 'true' }, { sticky: { ...COOKIE, secure: true } }],
  [{ 'service.sticky.cookie.httponly': 'true' }, { sticky: { ...COOKIE, httpOnly: true } }],
  [{ 'service.sticky.cookie.samesite': 'None' }, { sticky: { ...COOKIE, sameSite: 'none' } }],
  [{ 'service.sticky.cookie.maxage': '7' }, { sticky: { ...COOKIE, maxAge: 7 } }],
  [{ 'service.sticky.cookie.path': '/a' }, { sticky: { ...COOKIE, path: '/a' } }],
  [{ 'service.sticky.cookie.domain': 'a.test' }, { sticky: { ...COOKIE, domain: 'a.test' } }],
];

describe('of a Service', () => {
  for (const [annotations, expected] of services) {
    test(JSON.stringify(annotations), () => {
      const { service, diagnostics } = compiled({}, annotations, []);
      assert.deepEqual(diagnostics.map(spot), []);
      assert.ok(service);
      for (const [field, value] of Object.entries(expected)) {
        assert.deepEqual((service as unknown as Record<string, unknown>)[field], value, field);
      }
    });
  }
});

interface Wrong {
  readonly on: 'Ingress' | 'Service';
  readonly annotations: Annotations;
  readonly found: string;
  readonly advice: RegExp;
  readonly flags?: readonly string[];
  /** The route is there all the same. */
  readonly stays?: boolean;
}

const known = /^known are router\.pathmatcher, /;
const quoted = /^write a whole number in quotes$/;
const wrong: Wrong[] = [
  {
    on: 'Ingress',
    annotations: { 'router.priorty': '5' },
    found: 'error annotation-unknown: "5"',
    advice: /^did you mean `traefik\.ingress\.kubernetes\.io\/router\.priority`\?$/,
  },
  {
    on: 'Ingress',
    annotations: { 'router.frontend': '5' },
    found: 'error annotation-unknown: "5"',
    advice: known,
  },
  {
    on: 'Ingress',
    annotations: { 'router.tls.domains.0.mian': 'a' },
    found: 'error annotation-unknown: "a"',
    advice: known,
  },
  {
    on: 'Ingress',
    annotations: { 'router.priority': 'high' },
    found: 'error annotation-value: "high"',
    advice: quoted,
  },
  {
    on: 'Ingress',
    annotations: { 'router.priority': '9223372036854775808' },
    found: 'error annotation-value: "9223372036854775808"',
    advice: quoted,
  },
  {
    on: 'Ingress',
    annotations: { 'router.observability.metrics': '' },
    found: 'error annotation-value: ""',
    advice: /^write "true" or "false"$/,
  },
  {
    on: 'Ingress',
    annotations: { 'service.nativelb': 'true' },
    found: 'warning annotation-ignored: "true"',
    advice: /^write it on the Service$/,
    stays: true,
  },
  {
    on: 'Ingress',
    annotations: { 'traefik.ingress.kubernetes.io/routes.priority': '5' },
    found: 'warning annotation-ignored: "5"',
    advice: /router\.priority/,
    stays: true,
  },
  {
    on: 'Ingress',
    annotations: { 'router.rulesyntax': 'v2' },
    flags: ['--traefikversion=2.11'],
    found: 'error annotation-unknown: "v2"',
    advice: /--traefikversion=3\.0$/,
  },
  {
    on: 'Ingress',
    annotations: { 'router.middlewares': 'shop-strip@kubernetescrd' },
    flags: ['--providers.kubernetesingress.crossprovidernamespaces=other'],
    found: 'error cross-provider: "shop-strip@kubernetescrd"',
    advice: /crossprovidernamespaces=shop$/,
  },
  {
    on: 'Ingress',
    annotations: { 'router.tls.options': 'shop-strict@kubernetescrd' },
    flags: ['--providers.kubernetesingress.crossprovidernamespaces='],
    found: 'error cross-provider: "shop-strict@kubernetescrd"',
    advice: /crossprovidernamespaces=shop$/,
  },
  {
    on: 'Ingress',
    annotations: { 'router.middlewares': 'strip' },
    found: 'error middleware-not-found: "strip"',
    advice: /shop-strip@kubernetescrd$/,
    stays: true,
  },
  {
    on: 'Service',
    annotations: { 'service.stickycookie': 'true' },
    found: 'error annotation-unknown: "true"',
    advice: /service\.sticky\.cookie`\?$/,
  },
  {
    on: 'Service',
    annotations: { 'service.serversscheme': 'ftp' },
    found: 'error annotation-value: "ftp"',
    advice: /^write http, https or h2c$/,
  },
  {
    on: 'Service',
    annotations: { 'service.passhostheader': 'no' },
    found: 'error annotation-value: "no"',
    advice: /^write "true" or "false"$/,
  },
  {
    on: 'Service',
    annotations: { 'router.tls': 'true' },
    found: 'warning annotation-ignored: "true"',
    advice: /^write it on the Ingress$/,
    stays: true,
  },
  {
    on: 'Service',
    annotations: { 'service.nodeportlb': 'true' },
    flags: ['--traefikversion=3.0'],
    found: 'error annotation-unknown: "true"',
    advice: /--traefikversion=3\.1$/,
  },
  {
    on: 'Service',
    annotations: { 'service.serverstransport': 'shop-t@kubernetescrd' },
    flags: ['--providers.kubernetesingress.crossprovidernamespaces=other'],
    found: 'error cross-provider: "shop-t@kubernetescrd"',
    advice: /crossprovidernamespaces=shop$/,
  },
];

describe('wrong', () => {
  for (const { on, annotations, found, advice, flags = [], stays = false } of wrong) {
    test(`${on}: ${JSON.stringify(annotations)} ${flags.join(' ')}`.trim(), () => {
      const pair: [Annotations, Annotations] = on === 'Ingress' ? [annotations, {}] : [{}, annotations];
      const { router, diagnostics } = compiled(...pair, flags);
      assert.deepEqual(diagnostics.map(shown), [found]);
      assert.match(diagnostics[0]?.advice ?? '', advice);
      assert.equal(diagnostics[0]?.resource?.kind, on);
      assert.equal(router !== undefined, stays);
    });
  }
});

for (const list of ['shop', 'other,shop']) {
  test(`what crossProviderNamespaces=${list} allows`, () => {
    const onIngress = { 'router.middlewares': 'shop-strip@kubernetescrd' };
    const onService = { 'service.serverstransport': 'shop-t@kubernetescrd' };
    const flags = [`--providers.kubernetesingress.crossprovidernamespaces=${list}`];
    const { router, diagnostics } = compiled(onIngress, onService, flags);
    assert.deepEqual([router?.status, diagnostics], ['enabled', []]);
  });
}

test('one wrong Service takes only the paths that lead to it', () => {
  const bad = app('bad').replace(
    'name: bad }',
    `name: bad, annotations: ${annotationsText({ 'service.nativelb': 'maybe' })} }`,
  );
  const other = '{ service: { name: bad, port: { number: 80 } } }';
  const spec = rules(path('/good'), path('/bad', 'Prefix', other), path('/worse', 'Prefix', other));
  const { configuration, diagnostics } = compileText(manifests(app('app'), bad, ingress(spec)));
  assert.deepEqual([...configuration.http.routers.keys()], ['shop-site-a-test-good@kubernetes']);
  assert.deepEqual(diagnostics.map(spot), ['annotation-value: "maybe"']);
});

function shown(diagnostic: Diagnostic): string {
  return `${diagnostic.severity} ${spot(diagnostic)}`;
}
