import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { app, compileText, manifests, object, spot } from './test-support.ts';

const ANNOTATION = 'traefik.ingress.kubernetes.io';
const CLASS = `apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: { name: lab }
spec: { controller: traefik.io/ingress-controller }`;
const FOREIGN = CLASS.replace('name: lab', 'name: other').replace('traefik.io', 'nginx.org');

const backend = (service = 'app', port = 'number: 80'): string =>
  `{ service: { name: ${service}, port: { ${port} } } }`;
const path = (value: string, type = 'Prefix', to = backend()): string =>
  `{ path: ${value}, pathType: ${type}, backend: ${to} }`;

function ingress(spec: string, annotations: Readonly<Record<string, string>> = {}, name = 'site'): string {
  const written = Object.entries(annotations).map(
    ([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { namespace: shop, name: ${name}, annotations: { ${written.join(', ')} } }
spec: { ${spec} }`;
}

const rules = (...paths: readonly string[]): string =>
  `rules: [{ host: a.test, http: { paths: [${paths.join(', ')}] } }]`;
const router = (field: string, value: string): Record<string, string> => ({
  [`${ANNOTATION}/router.${field}`]: value,
});

interface Row {
  readonly title: string;
  readonly text: string;
  readonly flags?: readonly string[];
  /** Names of the routers, without provider, with what they are asked for. */
  readonly routers?: Readonly<Record<string, string>>;
  readonly found?: readonly string[];
}

/** The rules of routers. */
const ruleRows: readonly Row[] = [
  {
    title: 'host and prefix',
    text: ingress(rules(path('/api'))),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'an exact path',
    text: ingress(rules(path('/api', 'Exact'))),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && Path("/api")' },
  },
  {
    title: 'a path of no type',
    text: ingress(rules(path('/api', 'ImplementationSpecific'))),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'a path of no type, with a matcher',
    text: ingress(rules(path('"^/v[0-9]+"', 'ImplementationSpecific')), router('pathmatcher', 'PathRegexp')),
    routers: { 'shop-site-a-test-v-0-9': 'Host("a.test") && PathRegexp("^/v[0-9]+")' },
  },
  {
    title: 'a matcher changes no other type',
    text: ingress(rules(path('/api')), router('pathmatcher', 'Path')),
    routers: { 'shop-site-a-test-api': 'Host("a.test") && PathPrefix("/api")' },
  },
  {
    title: 'a matcher that does not exist',
    text: ingress(rules(path('/api', 'ImplementationSpecific')), router('pathmatcher', 'Pfad')),
    found: ['path-matcher-invalid: "Pfad"'],
  },
  {
    title: 'no host',
    text: ingress(`rules: [{ http: { paths: [${path('/api')}] } }]`),
    routers: { 'shop-site-api': 'PathPrefix("/api")' },
  },
  {
    title: 'no path',
    text: ingress(
      `rules: [{ host: a.test, http: { paths: [{ pathType: ImplementationSpecific, backend: ${backend()} }] } }]`,
    ),
    routers: { 'shop-site-a-test': 'Host("a.test")' },
  },
  {
    title: 'a wildcard',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`),
    routers: { 'shop-site-a-test': 'Host("*.a.test") && PathPrefix("/")' },
  },
  {
    title: 'a wildcard before 3.7',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`),
    flags: ['--traefikversion=3.6'],
    routers: { 'shop-site-a-test': 'HostRegexp("^[a-zA-Z0-9-]+\\\\.a\\\\.test$") && PathPrefix("/")' },
  },
  {
    title: 'a wildcard in 2.11',
    text: ingress(`rules: [{ host: "*.a.test", http: { paths: [${path('/')}] } }]`),
    flags: ['--traefikversion=2.11'],
    routers: { 'shop-site-a-test': 'HostRegexp("{subdomain:[a-zA-Z0-9-]+}.a.test") && PathPrefix("/")' },
  },
  {
    title: 'prefixes of whole segments',
    text: ingress(rules(path('/api/'), path('/'))),
    flags: ['--providers.kubernetesingress.strictprefixmatching'],
    routers: {
      'shop-site-a-test-api': 'Host("a.test") && (Path("/api") || PathPrefix("/api/"))',
      'shop-site-a-test': 'Host("a.test") && PathPrefix("/")',
    },
  },
  {
    title: 'paths whose names are the same',
    text: ingress(rules(path('/a/b'), path('/a-b'))),
    routers: {
      'shop-site-a-test-a-b-82e5bce2e5be2d5e3b52': 'Host("a.test") && PathPrefix("/a/b")',
      'shop-site-a-test-a-b-ff7e46a8d14b3a2e9f39': 'Host("a.test") && PathPrefix("/a-b")',
    },
  },
  {
    title: 'the default backend',
    text: ingress(`defaultBackend: ${backend()}`),
    routers: { 'default-router': 'PathPrefix("/")' },
  },
  {
    title: 'the default backend beside rules is not used',
    text: ingress(`defaultBackend: ${backend()}, ${rules(path('/'))}`),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'of two default backends the first counts',
    text: manifests(
      ingress(`defaultBackend: ${backend()}`),
      ingress(`defaultBackend: ${backend()}`, {}, 'later'),
    ),
    routers: { 'default-router': 'PathPrefix("/")' },
    found: ['already-configured: { service:', 'already-configured: { service:'],
  },
];

/** Which Ingress objects are admitted. */
const classRows: readonly Row[] = [
  ['no class', {}, '', [], true],
  ['the class traefik by annotation', { 'kubernetes.io/ingress.class': 'traefik' }, '', [], true],
  ['another class by annotation', { 'kubernetes.io/ingress.class': 'nginx' }, '', [], false],
  [
    'the class asked for, by annotation',
    { 'kubernetes.io/ingress.class': 'lab' },
    '',
    ['.ingressclass=lab'],
    true,
  ],
  ['no class where one is asked for', {}, '', ['.ingressclass=lab'], false],
  ['an IngressClass of Traefik', {}, 'lab', [], true],
  ['an IngressClass of another controller', {}, 'other', [], false],
  ['an IngressClass that does not exist', {}, 'gone', [], false],
  ['an IngressClass of Traefik, where it is asked for', {}, 'lab', ['.ingressclass=lab'], true],
  ['an IngressClass of Traefik, where another is asked for', {}, 'lab', ['.ingressclass=web'], false],
  ['the field comes before the annotation', { 'kubernetes.io/ingress.class': 'traefik' }, 'other', [], false],
  ['without looking at IngressClasses', {}, 'lab', ['.disableingressclasslookup'], false],
  ['without looking at the cluster', {}, 'lab', ['.disableclusterscoperesources'], false],
  ['another namespace than those watched', {}, '', ['.namespaces=other'], false],
  ['a namespace that is watched', {}, '', ['.namespaces=other,shop'], true],
  ['without the labels asked for', {}, '', ['.labelselector=a=b'], false],
].map(([title, annotations, named, flags, admitted]): Row => {
  const field = named === '' ? '' : `ingressClassName: ${named}, `;
  return {
    title: String(title),
    text: manifests(
      CLASS,
      FOREIGN,
      ingress(`${field}${rules(path('/'))}`, annotations as Record<string, string>),
    ),
    flags: (flags as string[]).map((flag) => `--providers.kubernetesingress${flag}`),
    routers: admitted ? { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' } : {},
  };
});

/** What takes a path out of force. */
const missingRows: readonly Row[] = [
  {
    title: 'a Service that does not exist',
    text: ingress(rules(path('/', 'Prefix', backend('gone')), path('/b'))),
    routers: { 'shop-site-a-test-b': 'Host("a.test") && PathPrefix("/b")' },
    found: ['service-not-found: gone'],
  },
  {
    title: 'a port that does not exist',
    text: ingress(rules(path('/', 'Prefix', backend('app', 'number: 81')))),
    routers: {},
    found: ['service-port-not-found: {'],
  },
  {
    title: 'a port by name',
    text: ingress(rules(path('/', 'Prefix', backend('app', 'name: http')))),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'a resource',
    text: ingress(rules(path('/', 'Prefix', '{ resource: { kind: Bucket, name: b } }'))),
    routers: {},
    found: ['backend-unsupported: { resource'],
  },
  {
    title: 'no endpoints',
    text: manifests(
      app('idle').replace('ready: true', 'serving: false'),
      ingress(rules(path('/', 'Prefix', backend('idle')))),
    ),
    routers: {},
    found: ['service-without-endpoints: idle'],
  },
  {
    title: 'no endpoints, which is allowed',
    text: manifests(
      app('idle').replace('ready: true', 'serving: false'),
      ingress(rules(path('/', 'Prefix', backend('idle')))),
    ),
    flags: ['--providers.kubernetesingress.allowemptyservices'],
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
  },
  {
    title: 'what the other provider allows is not allowed here',
    text: manifests(
      app('idle').replace('ready: true', 'serving: false'),
      ingress(rules(path('/', 'Prefix', backend('idle')))),
    ),
    flags: ['--providers.kubernetescrd.allowemptyservices'],
    routers: {},
    found: ['service-without-endpoints: idle'],
  },
  {
    title: 'a secret that does not exist',
    text: ingress(`tls: [{ secretName: gone }], ${rules(path('/'))}`),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
    found: ['secret-not-found: gone'],
  },
  {
    title: 'an annotation that Traefik does not know',
    text: ingress(rules(path('/')), router('entrypoint', 'web')),
    routers: {},
    found: ['annotation-unknown: "web"'],
  },
  {
    title: 'a value that cannot be read',
    text: ingress(rules(path('/')), router('priority', 'high')),
    routers: {},
    found: ['annotation-value: "high"'],
  },
  {
    title: 'the provider is off',
    text: ingress(rules(path('/'))),
    flags: ['--providers.kubernetesingress=false'],
    routers: {},
    found: ['provider-off: Ingress'],
  },
  {
    title: 'a middleware that does not exist',
    text: ingress(rules(path('/')), router('middlewares', 'shop-gone@kubernetescrd')),
    routers: { 'shop-site-a-test': 'Host("a.test") && PathPrefix("/")' },
    found: ['middleware-not-found: { path'],
  },
];

for (const [group, rows] of Object.entries({ rules: ruleRows, classes: classRows, missing: missingRows })) {
  describe(group, () => {
    for (const { title, text, flags = [], routers, found = [] } of rows) {
      test(title, () => {
        const { configuration, diagnostics } = compileText(manifests(app('app'), text), { flags });
        assert.deepEqual(
          diagnostics.map(spot).map((finding, index) => finding.slice(0, found[index]?.length)),
          found,
        );
        if (!routers) return;
        const rulesOf = [...configuration.http.routers.values()].map(({ name, rule }) => [
          name.replace('@kubernetes', ''),
          rule,
        ]);
        const hashless = (entries: string[][]) =>
          entries.map(([name = '', rule]) => [name.replace(/-[0-9a-f]{20}$/, '-HASH'), rule]).toSorted();
        assert.deepEqual(hashless(rulesOf as string[][]), hashless(Object.entries(routers)));
      });
    }
  });
}

test('annotations of an Ingress', () => {
  const text = manifests(
    app('app'),
    object('Middleware', 'strip', 'stripPrefix: { prefixes: [/a] }'),
    object('TLSOption', 'strict', 'sniStrict: true'),
    ingress(rules(path('/')), {
      ...router('entrypoints', 'websecure, web'),
      ...router('middlewares', 'shop-strip@kubernetescrd'),
      ...router('priority', '42'),
      ...router('rulesyntax', 'v3'),
      ...router('tls', 'true'),
      ...router('tls.options', 'shop-strict@kubernetescrd'),
      ...router('tls.domains.0.main', 'a.test'),
      ...router('observability.metrics', 'false'),
      'other.example/x': 'ignored',
    }),
  );
  const { configuration, diagnostics } = compileText(text);
  assert.deepEqual(diagnostics.map(spot), []);
  const [found] = configuration.http.routers.values();
  assert.ok(found);
  const { entryPoints, middlewares, priority, ruleSyntax, tls, observability, status, service } = found;
  assert.deepEqual(
    { entryPoints, middlewares, priority, ruleSyntax, tls, observability, status, service },
    {
      entryPoints: ['websecure', 'web'],
      middlewares: ['shop-strip@kubernetescrd'],
      priority: 42,
      ruleSyntax: 'v3',
      tls: { options: 'shop-strict@kubernetescrd', passthrough: false },
      observability: { metrics: false },
      status: 'enabled',
      service: 'shop-app-80@kubernetes',
    },
  );
});

const services: [annotations: Record<string, string>, expected: Record<string, unknown>][] = [
  [{}, { strategy: 'wrr', passHostHeader: true }],
  [{ passhostheader: 'false' }, { passHostHeader: false }],
  [{ serverstransport: 'shop-t@kubernetescrd' }, { serversTransport: 'shop-t@kubernetescrd' }],
  [{ 'sticky.cookie': 'true' }, { sticky: { secure: false, httpOnly: false, maxAge: 0, path: '/' } }],
  [
    {
      'sticky.cookie.name': 'c',
      'sticky.cookie.secure': 'true',
      'sticky.cookie.samesite': 'none',
      'sticky.cookie.maxage': '7',
    },
    { sticky: { name: 'c', secure: true, httpOnly: false, sameSite: 'none', maxAge: 7, path: '/' } },
  ],
];
for (const [annotations, expected] of services) {
  test(`annotations of a Service: ${JSON.stringify(annotations)}`, () => {
    const written = Object.entries(annotations).map(
      ([key, value]) => `"${ANNOTATION}/service.${key}": "${value}"`,
    );
    const text = app('app').replace('name: app }', `name: app, annotations: { ${written.join(', ')} } }`);
    const transport = object('ServersTransport', 't', 'insecureSkipVerify: true');
    const { configuration } = compileText(manifests(text, transport, ingress(rules(path('/')))));
    const [service] = configuration.http.services.values();
    for (const [field, value] of Object.entries(expected)) {
      assert.deepEqual((service as unknown as Record<string, unknown>)[field], value, field);
    }
  });
}

const servers: [title: string, service: string, annotations: string, expected: string[]][] = [
  ['a scheme', 'ports: [{ name: http, port: 80 }]', 'service.serversscheme: h2c', ['h2c://10.0.0.1:8080']],
  ['port 443', 'ports: [{ name: http, port: 443 }]', '', ['https://10.0.0.1:8080']],
  [
    'the cluster address',
    'clusterIP: 10.9.9.9, ports: [{ name: http, port: 80 }]',
    'service.nativelb: "true"',
    ['http://10.9.9.9:80'],
  ],
  [
    'the nodes',
    'type: NodePort, ports: [{ name: http, port: 80, nodePort: 30080 }]',
    'service.nodeportlb: "true"',
    ['http://192.0.2.1:30080', 'http://192.0.2.2:30080'],
  ],
];
for (const [title, spec, annotation, expected] of servers) {
  test(`servers: ${title}`, () => {
    const text = app('app')
      .replace('{ ports: [{ name: http, port: 80, targetPort: 8080 }] }', `{ ${spec} }`)
      .replace('name: app }', `name: app, annotations: { ${annotation && `${ANNOTATION}/${annotation}`} } }`);
    const nodes = ['192.0.2.1', '192.0.2.2'].map(
      (address, index) => `apiVersion: v1
kind: Node
metadata: { name: n${index} }
status: { addresses: [{ type: Hostname, address: n${index} }, { type: InternalIP, address: ${address} }] }`,
    );
    const port = /port: (\d+)/.exec(spec)?.[1] ?? '';
    const { configuration, diagnostics } = compileText(
      manifests(text, ...nodes, ingress(rules(path('/', 'Prefix', backend('app', `number: ${port}`))))),
    );
    assert.deepEqual(diagnostics.map(spot), []);
    const [service] = configuration.http.services.values();
    assert.ok(service?.kind === 'loadBalancer');
    assert.deepEqual(
      service.servers.map(({ url }) => url),
      expected,
    );
  });
}

test('nodes serve routes of the custom resources, too', () => {
  const text = manifests(
    'apiVersion: v1\nkind: Service\nmetadata: { namespace: shop, name: app }\nspec: { type: NodePort, ports: [{ name: http, port: 80, nodePort: 30080 }] }',
    'apiVersion: v1\nkind: Node\nmetadata: { name: n }\nstatus: { addresses: [{ type: InternalIP, address: 192.0.2.1 }] }',
    object(
      'IngressRoute',
      'site',
      'entryPoints: [web]\nroutes: [{ match: Path(`/`), services: [{ name: app, port: 80, nodePortLB: true }] }]',
    ),
    object(
      'IngressRouteTCP',
      'db',
      'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`*`), services: [{ name: app, port: 80, nodePortLB: true }] }]',
    ),
  );
  const { configuration } = compileText(text);
  const [web] = configuration.http.services.values();
  const [tcp] = configuration.tcp.services.values();
  assert.ok(web?.kind === 'loadBalancer' && tcp?.kind === 'loadBalancer');
  assert.deepEqual(
    [web.servers[0]?.url, `${tcp.servers[0]?.host}:${tcp.servers[0]?.port}`],
    ['http://192.0.2.1:30080', '192.0.2.1:30080'],
  );
  const off = compileText(text, { flags: ['--providers.kubernetescrd.disableclusterscoperesources'] });
  assert.deepEqual(
    off.diagnostics.map(({ code }) => code),
    ['nodes-not-watched', 'nodes-not-watched'],
  );
});
