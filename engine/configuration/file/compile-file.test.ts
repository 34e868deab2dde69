import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseManifests } from '../../resources/load.ts';
import { parseFlags } from '../../static/flags.ts';
import { compile } from '../compile.ts';
import type { Configuration } from '../model.ts';
import { app, FLAGS, ingressRoute, manifests, object, spot, statuses } from '../test-support.ts';

/** Everything that a file can say, in YAML. */
const YAML = `
http:
  routers:
    site:
      entryPoints: [web]
      rule: Host(\`a.test\`) && PathPrefix(\`/api\`)
      priority: 7
      middlewares: [strip]
      service: both
      tls: { options: strict }
      observability: { metrics: false }
    old: { entryPoints: [web], rule: 'Host(\`a.test\`, \`b.test\`)', ruleSyntax: v2, service: one }
    child: { parentRefs: [top], rule: PathPrefix(\`/\`), service: one }
    top: { entryPoints: [web], rule: Host(\`c.test\`) }
  services:
    one:
      loadBalancer:
        servers: [{ url: 'http://127.0.0.1:8080' }, { url: 'https://h.test/base', weight: 2, preservePath: true }]
        strategy: p2c
        sticky: { cookie: { name: c, sameSite: lax } }
        healthCheck: { path: /up, interval: 2s }
        passHostHeader: false
        serversTransport: mtls
    both: { weighted: { services: [{ name: one, weight: 3 }, { name: copy }], healthCheck: {} } }
    copy: { mirroring: { service: one, mirrors: [{ name: spare, percent: 10 }], healthCheck: {} } }
    safe: { failover: { service: one, fallback: spare } }
    hash: { highestRandomWeight: { services: [{ name: one }, { name: spare, weight: 2 }] } }
    spare: { loadBalancer: { servers: [{ url: 'h2c://[::1]:9' }] } }
  middlewares:
    strip: { stripPrefix: { prefixes: [/api] } }
    all: { chain: { middlewares: [strip, auth@kubernetescrd] } }
    users: { basicAuth: { users: ['ann:$apr1$x$y'] } }
  serversTransports:
    mtls: { serverName: in.test, rootCAs: ["-----BEGIN CERTIFICATE-----\\nA\\n-----END CERTIFICATE-----\\n"], maxIdleConnsPerHost: 3 }
tcp:
  routers: { db: { entryPoints: [mongo], rule: HostSNI(\`*\`), service: db, middlewares: [few] } }
  services: { db: { loadBalancer: { servers: [{ address: '127.0.0.1:5432' }, { address: '[::1]:1', tls: true }], terminationDelay: 5, healthCheck: { send: PING } } } }
  middlewares: { few: { inFlightConn: { amount: 2 } } }
  serversTransports: { slow: { dialTimeout: 5s, tls: { insecureSkipVerify: true } } }
udp:
  routers: { dns: { entryPoints: [dns], service: dns } }
  services: { dns: { loadBalancer: { servers: [{ address: '127.0.0.1:53' }] } } }
tls:
  options: { strict: { minVersion: VersionTLS13, sniStrict: true } }
`;

/** The same in TOML. */
const TOML = `
[http.routers.site]
  entryPoints = ["web"]
  rule = "Host(\`a.test\`) && PathPrefix(\`/api\`)"
  priority = 7
  middlewares = ["strip"]
  service = "both"
  tls = { options = "strict" }
  [http.routers.site.observability]
    metrics = false
[http.routers.old]
  entryPoints = ["web"]
  rule = "Host(\`a.test\`, \`b.test\`)"
  ruleSyntax = "v2"
  service = "one"
[http.routers.child]
  parentRefs = ["top"]
  rule = "PathPrefix(\`/\`)"
  service = "one"
[http.routers.top]
  entryPoints = ["web"]
  rule = "Host(\`c.test\`)"
[http.services.one.loadBalancer]
  strategy = "p2c"
  passHostHeader = false
  serversTransport = "mtls"
  [[http.services.one.loadBalancer.servers]]
    url = "http://127.0.0.1:8080"
  [[http.services.one.loadBalancer.servers]]
    url = "https://h.test/base"
    weight = 2
    preservePath = true
  [http.services.one.loadBalancer.sticky.cookie]
    name = "c"
    sameSite = "lax"
  [http.services.one.loadBalancer.healthCheck]
    path = "/up"
    interval = "2s"
[http.services.both.weighted]
  services = [{ name = "one", weight = 3 }, { name = "copy" }]
  [http.services.both.weighted.healthCheck]
[http.services.copy.mirroring]
  service = "one"
  mirrors = [{ name = "spare", percent = 10 }]
  [http.services.copy.mirroring.healthCheck]
[http.services.safe.failover]
  service = "one"
  fallback = "spare"
[http.services.hash.highestRandomWeight]
  services = [{ name = "one" }, { name = "spare", weight = 2 }]
[http.services.spare.loadBalancer]
  servers = [{ url = "h2c://[::1]:9" }]
[http.middlewares.strip.stripPrefix]
  prefixes = ["/api"]
[http.middlewares.all.chain]
  middlewares = ["strip", "auth@kubernetescrd"]
[http.middlewares.users.basicAuth]
  users = ["ann:$apr1$x$y"]
[http.serversTransports.mtls]
  serverName = "in.test"
  rootCAs = ["""-----BEGIN CERTIFICATE-----
A
-----END CERTIFICATE-----
"""]
  maxIdleConnsPerHost = 3
[tcp.routers.db]
  entryPoints = ["mongo"]
  rule = "HostSNI(\`*\`)"
  service = "db"
  middlewares = ["few"]
[tcp.services.db.loadBalancer]
  terminationDelay = 5
  servers = [{ address = "127.0.0.1:5432" }, { address = "[::1]:1", tls = true }]
  healthCheck = { send = "PING" }
[tcp.middlewares.few.inFlightConn]
  amount = 2
[tcp.serversTransports.slow]
  dialTimeout = "5s"
  tls = { insecureSkipVerify = true }
[udp.routers.dns]
  entryPoints = ["dns"]
  service = "dns"
[udp.services.dns.loadBalancer]
  servers = [{ address = "127.0.0.1:53" }]
[tls.options.strict]
  minVersion = "VersionTLS13"
  sniStrict = true
`;

function compiled(texts: Readonly<Record<string, string>>, flags: readonly string[] = []) {
  const loaded = Object.entries(texts).map(([file, text]) => parseManifests(text, file));
  const options = parseFlags([...FLAGS, ...flags]);
  const { configuration, diagnostics } = compile({
    resources: loaded.flatMap(({ resources }) => resources),
    rejected: [],
    options,
    internalServices: ['api@internal'],
  });
  return { configuration, diagnostics: [...loaded.flatMap((one) => one.diagnostics), ...diagnostics] };
}

/** A configuration without where its parts are written. */
function plain(configuration: Configuration): unknown {
  return JSON.parse(
    JSON.stringify(configuration, (key, value) => {
      if (['origin', 'resource', 'path', 'source'].includes(key)) return undefined;
      if (!(value instanceof Map)) return value;
      return Object.fromEntries([...value].toSorted(([a], [b]) => (a < b ? -1 : 1)));
    }),
  );
}

test('YAML and TOML say the same', () => {
  const yaml = compiled({ 'd.yml': YAML });
  assert.deepEqual(plain(compiled({ 'd.toml': TOML }).configuration), plain(yaml.configuration));
  assert.deepEqual(statuses(yaml.configuration.http.routers), {
    'site@file': 'enabled',
    'old@file': 'enabled',
    'child@file': 'enabled',
    'top@file': 'enabled',
  });
  assert.deepEqual(yaml.diagnostics.map(spot), [
    'termination-delay-in-nanoseconds: 5',
    'middleware-not-found: auth@kubernetescrd',
    'server-name-missing: true',
  ]);
});

test('elements are those of a configuration', () => {
  const { http, tcp, tls } = compiled({ 'd.yml': YAML }).configuration;
  const { origin: _, resource: __, path: ___, ...one } = http.services.get('one@file') ?? assert.fail();
  assert.deepEqual(one, {
    name: 'one@file',
    status: 'enabled',
    errors: [],
    kind: 'loadBalancer',
    servers: [
      { url: 'http://127.0.0.1:8080', scheme: 'http', host: '127.0.0.1', port: 8080 },
      {
        url: 'https://h.test/base',
        scheme: 'https',
        host: 'h.test',
        port: 443,
        weight: 2,
        basePath: '/base',
      },
    ],
    strategy: 'p2c',
    passHostHeader: false,
    serversTransport: 'mtls@file',
    sticky: { name: 'c', secure: false, httpOnly: false, sameSite: 'lax', maxAge: 0, path: '/' },
    healthCheck: {
      mode: 'http',
      path: '/up',
      method: 'GET',
      status: 0,
      intervalMs: 2000,
      unhealthyIntervalMs: 2000,
      timeoutMs: 5000,
      followRedirects: true,
      headers: {},
    },
  });
  assert.equal(http.routers.get('site@file')?.tls?.options, 'strict@file');
  assert.equal(tcp.serversTransports.get('slow@file')?.tls?.insecureSkipVerify, true);
  assert.equal(tls.options.get('strict@file')?.sniStrict, true);
});

test('objects of both providers name each other', () => {
  const crd = manifests(
    app('app'),
    object('Middleware', 'crd', 'addPrefix: { prefix: /x }'),
    ingressRoute(
      'site',
      '{ match: Path(`/`), middlewares: [{ name: strip@file }], services: [{ name: one@file, kind: TraefikService }] }',
    ),
    ingressRoute('other', '{ match: Path(`/b`), services: [{ name: app, port: 80 }] }'),
  );
  const file = `http:
  routers:
    r: { entryPoints: [web], rule: Path(\`/r\`), middlewares: [shop-crd@kubernetescrd], service: one }
    api: { entryPoints: [web], rule: Path(\`/api\`), service: api@internal }
  middlewares: { strip: { stripPrefix: { prefixes: [/a] } } }
  services: { one: { loadBalancer: { servers: [{ url: 'http://127.0.0.1:1' }] } } }`;
  const { configuration, diagnostics } = compiled({ 'a.yaml': crd, 'b.yml': file });
  assert.deepEqual(diagnostics.map(spot), []);
  assert.deepEqual([...new Set(Object.values(statuses(configuration.http.routers)))], ['enabled']);
});

const wrong: [title: string, text: string, file: string, finding: string][] = [
  [
    'a rule',
    'http: { routers: { r: { rule: "Host(`a.test`) & Path(`/`)", service: s } }, services: { s: { loadBalancer: {} } } }',
    'd.yml',
    'rule-invalid: &',
  ],
  [
    'a rule in TOML',
    '[http.routers.r]\nservice = "api@internal"\nrule = "Hos(`a.test`)"',
    'd.toml',
    'rule-invalid: Hos(`',
  ],
  [
    'a service that does not exist',
    'http:\n  routers: { r: { rule: Path(`/`), service: gone } }',
    'd.yml',
    'service-not-found: gone',
  ],
  [
    'a service that does not exist, in TOML',
    '[http.routers.r]\nrule = "Path(`/`)"\nservice = "gone"',
    'd.toml',
    'service-not-found: "gone"',
  ],
  [
    'a middleware that does not exist',
    'http: { routers: { r: { rule: Path(`/`), middlewares: [gone], service: api@internal } } }',
    'd.yml',
    'middleware-not-found: gone',
  ],
  [
    'an entry point that does not exist',
    'http: { routers: { r: { rule: Path(`/`), entryPoints: [gone], service: api@internal } } }',
    'd.yml',
    'entry-point-unknown: gone',
  ],
  [
    'TLS options that do not exist',
    'http: { routers: { r: { rule: Path(`/`), service: api@internal, tls: { options: gone } } } }',
    'd.yml',
    'tls-options-not-found: gone',
  ],
  [
    'no rule',
    'http: { routers: { r: { service: api@internal } } }',
    'd.yml',
    'match-empty: { service: api@internal }',
  ],
  [
    'a server without scheme',
    'http: { services: { s: { loadBalancer: { servers: [{ url: "127.0.0.1:80" }] } } } }',
    'd.yml',
    'server-url-invalid: "127.0.0.1:80"',
  ],
  [
    'a TCP address without port',
    'tcp: { services: { s: { loadBalancer: { servers: [{ address: "127.0.0.1" }] } } } }',
    'd.yml',
    'server-address-invalid: "127.0.0.1"',
  ],
  ['a field that does not exist', 'http: { routers: { r: { rul: x } } }', 'd.yml', 'field-unknown: rul: x'],
  [
    'a field that does not exist, in TOML',
    '[http.routers.r]\nrul = "x"',
    'd.toml',
    'field-unknown: rul = "x"',
  ],
  [
    'a type that does not exist',
    'http: { services: { s: { balancer: {} } } }',
    'd.yml',
    'field-value: balancer: {}',
  ],
  [
    'several types',
    'http: { services: { s: { weighted: {}, loadBalancer: {} } } }',
    'd.yml',
    'service-several-types: { weighted: {}',
  ],
  ['no type', 'http: { services: { s: {} } }', 'd.yml', 'service-type-missing: {}'],
  [
    'a percentage',
    'http: { services: { s: { mirroring: { service: a, mirrors: [{ name: b, percent: 101 }] } } } }',
    'd.yml',
    'percent-invalid: 101',
  ],
  [
    'a certificate that is not there',
    'tls: { certificates: [{ certFile: gone/a.pem, keyFile: gone/a.pem }] }',
    'd.yml',
    'file-unreadable: gone/a.pem',
  ],
  ['no TOML', '[http.routers\n', 'd.toml', 'toml-syntax: '],
  ['another TOML', '[package]\nname = "x"', 'd.toml', 'toml-not-dynamic: [package]'],
];

describe('what is wrong is found where it is written', () => {
  for (const [title, text, file, finding] of wrong) {
    test(title, () => {
      const [first] = compiled({ [file]: text }).diagnostics;
      assert.ok(first?.position);
      assert.equal(
        `${first.code}: ${first.position.lineText.slice(first.position.column - 1)}`.slice(0, finding.length),
        finding,
      );
    });
  }
});

const broken: [title: string, text: string, found: string[]][] = [
  [
    'an HTTP service',
    'http: { routers: { r: { rule: Path(`/`), service: s } }, services: { s: {} } }',
    ['service-type-missing: {}'],
  ],
  [
    'an HTTP middleware',
    'http: { routers: { r: { rule: Path(`/`), middlewares: [m], service: api@internal } }, middlewares: { m: {} } }',
    ['middleware-type-missing: {}'],
  ],
  [
    'a TCP service',
    'tcp: { routers: { r: { rule: HostSNI(`*`), service: s } }, services: { s: {} } }',
    ['service-type-missing: {}'],
  ],
  [
    'a member of a TCP service',
    'tcp: { routers: { r: { rule: HostSNI(`*`), service: s } }, services: { s: { weighted: { services: [{ name: t }] } }, t: {} } }',
    ['service-type-missing: {}'],
  ],
  [
    'a TCP middleware',
    'tcp: { routers: { r: { rule: HostSNI(`*`), middlewares: [m], service: s } }, services: { s: { loadBalancer: {} } }, middlewares: { m: {} } }',
    ['middleware-type-missing: {}'],
  ],
  [
    'a UDP service',
    'udp: { routers: { r: { service: s } }, services: { s: {} } }',
    ['service-type-missing: {}'],
  ],
  [
    'nothing but a namesake over TCP',
    'http: { routers: { r: { rule: Path(`/`), service: s } } }\ntcp: { services: { s: {} } }',
    ['service-type-missing: {}', 'service-not-found: s'],
  ],
];

describe('who names what a file has and cannot be compiled is disabled, and the cause told once', () => {
  for (const [title, text, found] of broken) {
    test(title, () => {
      const { configuration, diagnostics } = compiled({ 'd.yml': text });
      assert.deepEqual(diagnostics.map(spot).toSorted(), found.toSorted());
      for (const part of ['http', 'tcp', 'udp'] as const) {
        for (const { status } of configuration[part].routers.values()) assert.equal(status, 'disabled');
      }
    });
  }
});

test('what is missing under a name of the file provider is to be written in a file', () => {
  const rule = 'rule: Path(`/`)';
  const { diagnostics } = compiled({
    'd.yml': `http:
  routers:
    one: { ${rule}, service: gone }
    two: { ${rule}, service: s, middlewares: [gone], tls: { options: gone } }
  services: { s: { loadBalancer: { servers: [{ url: 'http://127.0.0.1' }] } }, t: { loadBalancer: { serversTransport: gone } } }
tcp:
  routers: { one: { rule: HostSNI(\`*\`), service: gone, middlewares: [gone] }, two: { rule: HostSNI(\`*\`), service: t } }
  services: { t: { loadBalancer: { serversTransport: gone } } }
`,
  });
  assert.deepEqual(
    diagnostics.map(({ advice }) => advice).toSorted(),
    [
      'http.middlewares',
      'http.serversTransports',
      'http.services',
      'tcp.serversTransports',
      'tcp.services',
      'tls.options',
    ].map((part) => `write it under ${part} of a dynamic configuration`),
  );
});

test('field names are read in any case', () => {
  const { configuration, diagnostics } = compiled({
    'd.yml': 'HTTP: { Routers: { r: { RULE: Path(`/`), entrypoints: [web, gone], Service: api@internal } } }',
  });
  assert.equal(configuration.http.routers.get('r@file')?.rule, 'Path(`/`)');
  assert.deepEqual(diagnostics.map(spot), ['entry-point-unknown: gone']);
});

test('of two files that configure the same the first counts', () => {
  const one = 'http: { middlewares: { m: { addPrefix: { prefix: /a } } } }';
  const { configuration, diagnostics } = compiled({ 'a.yml': one, 'b.yml': one.replace('/a', '/b') });
  assert.deepEqual(configuration.http.middlewares.get('m@file')?.options, { prefix: '/a' });
  assert.deepEqual(
    diagnostics.map(({ code, position }) => [code, position?.file]),
    [['already-configured', 'b.yml']],
  );
});
