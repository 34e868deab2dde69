import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Configuration, Element } from './model.ts';
import { app, compileText, ingressRoute, manifests, object, spot } from './test-support.ts';

/** What is written, and what of the compiled element it becomes; a field that is undefined must be absent. */
type Row = readonly [
  written: string,
  expected: Readonly<Record<string, unknown>>,
  findings?: readonly string[],
];

const OBJECTS = manifests(
  app('v1'),
  app('v2'),
  `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: far }
spec: { type: ExternalName, externalName: far.test }`,
  object('ServersTransport', 'skip', 'insecureSkipVerify: true'),
  object('Middleware', 'strip', 'stripPrefix: { prefixes: [/a] }'),
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: pair }\nstringData: { tls.crt: CERT, tls.key: KEY }',
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: ca }\nstringData: { tls.ca: CA }',
);

function compiles(
  title: string,
  rows: readonly Row[],
  text: (written: string) => string,
  element: (configuration: Configuration) => Element | undefined,
): void {
  describe(title, () => {
    for (const [written, expected, findings = []] of rows) {
      test(written === '' ? 'nothing' : written, () => {
        const flags = ['--providers.kubernetescrd.allowexternalnameservices=true'];
        const { configuration, diagnostics } = compileText(manifests(text(written), OBJECTS), { flags });
        assert.deepEqual(diagnostics.map(spot), findings);
        const found = element(configuration);
        assert.ok(found);
        for (const [field, value] of Object.entries(expected)) {
          assert.deepEqual((found as unknown as Record<string, unknown>)[field], value, field);
        }
      });
    }
  });
}

function only<E>(elements: ReadonlyMap<string, E>): E | undefined {
  assert.equal(elements.size, 1);
  return elements.values().next().value;
}

const COOKIE = { secure: false, httpOnly: false, maxAge: 0, path: '/' };

compiles(
  'a service of a route',
  [
    [
      '',
      {
        strategy: 'wrr',
        passHostHeader: true,
        flushIntervalMs: undefined,
        serversTransport: undefined,
        sticky: undefined,
        healthCheck: undefined,
        passiveHealthCheck: undefined,
        middlewares: undefined,
      },
    ],
    ['strategy: wrr', { strategy: 'wrr' }],
    ['strategy: RoundRobin', { strategy: 'wrr' }],
    ['strategy: p2c', { strategy: 'p2c' }],
    ['strategy: hrw', { strategy: 'hrw' }],
    ['strategy: leasttime', { strategy: 'leasttime' }],
    ['passHostHeader: false', { passHostHeader: false }],
    ['responseForwarding: { flushInterval: 250ms }', { flushIntervalMs: 250 }],
    ['responseForwarding: { flushInterval: "-1" }', { flushIntervalMs: -1000 }],
    ['serversTransport: skip', { serversTransport: 'shop-skip@kubernetescrd' }],
    ['middlewares: [{ name: strip }]', { middlewares: ['shop-strip@kubernetescrd'] }],
    ['sticky: {}', { sticky: undefined }],
    ['sticky: { cookie: {} }', { sticky: COOKIE }],
    [
      'sticky: { cookie: { name: c, secure: true, httpOnly: true, sameSite: Lax, maxAge: 7, path: /a, domain: a.test } }',
      {
        sticky: {
          name: 'c',
          secure: true,
          httpOnly: true,
          sameSite: 'lax',
          maxAge: 7,
          path: '/a',
          domain: 'a.test',
        },
      },
    ],
    ['passiveHealthCheck: {}', { passiveHealthCheck: { failureWindowMs: 10_000, maxFailedAttempts: 1 } }],
    [
      'passiveHealthCheck: { failureWindow: 5, maxFailedAttempts: 3 }',
      { passiveHealthCheck: { failureWindowMs: 5000, maxFailedAttempts: 3 } },
    ],
  ],
  (written) => ingressRoute('site', `{ match: Path(\`/\`), services: [{ name: v1, port: 80, ${written} }] }`),
  ({ http }) => only(http.services),
);

compiles(
  'the health check of an ExternalName Service',
  [
    [
      '{}',
      {
        healthCheck: {
          mode: 'http',
          path: '',
          method: 'GET',
          status: 0,
          intervalMs: 30_000,
          unhealthyIntervalMs: 30_000,
          timeoutMs: 5000,
          followRedirects: true,
          headers: {},
        },
      },
    ],
    [
      '{ mode: grpc, scheme: https, path: /up, method: HEAD, status: 204, port: 81, interval: 10, unhealthyInterval: 1s, timeout: 2s, hostname: a.test, followRedirects: false, headers: { X-A: b } }',
      {
        healthCheck: {
          mode: 'grpc',
          scheme: 'https',
          path: '/up',
          method: 'HEAD',
          status: 204,
          port: 81,
          intervalMs: 10_000,
          unhealthyIntervalMs: 1000,
          timeoutMs: 2000,
          hostname: 'a.test',
          followRedirects: false,
          headers: { 'X-A': 'b' },
        },
      },
    ],
  ],
  (written) =>
    ingressRoute(
      'site',
      `{ match: Path(\`/\`), services: [{ name: far, port: 80, healthCheck: ${written} }] }`,
    ),
  ({ http }) => only(http.services),
);

const NO_MORE_THAN_A_ROUTE = {
  priority: 0,
  ruleSyntax: undefined,
  middlewares: [],
  tls: undefined,
  observability: undefined,
  parentRefs: undefined,
  entryPoints: ['web'],
};
const TLS = { options: 'default', passthrough: false };

compiles(
  'a route',
  [
    ['', NO_MORE_THAN_A_ROUTE],
    ['kind: Rule', NO_MORE_THAN_A_ROUTE],
    ['priority: -3', { priority: -3 }],
    ['syntax: v3', { ruleSyntax: 'v3' }],
    ['middlewares: [{ name: strip }]', { middlewares: ['shop-strip@kubernetescrd'] }],
    ['observability: {}', { observability: undefined }],
    [
      'observability: { accessLogs: false, metrics: false, tracing: true, traceVerbosity: detailed }',
      {
        observability: { accessLogs: false, metrics: false, tracing: true, traceVerbosity: 'detailed' },
      },
    ],
  ],
  (written) => ingressRoute('site', `{ match: Path(\`/\`), services: [{ name: v1, port: 80 }], ${written} }`),
  ({ http }) => only(http.routers),
);

const tls: readonly Row[] = [
  ['{}', { tls: TLS }],
  ['{ domains: [{ main: a.test, sans: [b.test] }], store: { name: other } }', { tls: TLS }],
  ['{ certResolver: acme }', { tls: TLS }, ['not-supported: acme']],
];

compiles(
  'TLS of an IngressRoute',
  tls,
  (written) =>
    `${ingressRoute('site', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }')}\n  tls: ${written}`,
  ({ http }) => only(http.routers),
);

compiles(
  'TLS of an IngressRouteTCP',
  [...tls, ['{ passthrough: true }', { tls: { options: 'default', passthrough: true } }]],
  (written) =>
    object(
      'IngressRouteTCP',
      'db',
      `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`a.test\`), services: [{ name: v1, port: 80 }] }]\ntls: ${written}`,
    ),
  ({ tcp }) => only(tcp.routers),
);

const V1 = 'shop-v1-80@kubernetescrd';
const V2 = 'shop-v2-80@kubernetescrd';
const MIRROR = { kind: 'mirroring', service: V1 };

compiles(
  'a TraefikService',
  [
    [
      'weighted: { services: [{ name: v1, port: 80 }, { name: v2, port: 80, weight: 3 }] }',
      {
        kind: 'weighted',
        sticky: undefined,
        services: [
          { name: V1, weight: 1 },
          { name: V2, weight: 3 },
        ],
      },
    ],
    [
      'weighted: { services: [{ name: v1, port: 80 }], sticky: { cookie: { name: c } } }',
      { sticky: { ...COOKIE, name: 'c' } },
    ],
    ['mirroring: { name: v1, port: 80 }', { ...MIRROR, mirrors: [], mirrorBody: true, maxBodySize: -1 }],
    [
      'mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80 }, { name: v2, port: http, percent: 9 }], mirrorBody: false, maxBodySize: 7 }',
      {
        ...MIRROR,
        mirrorBody: false,
        maxBodySize: 7,
        mirrors: [
          { name: V2, percent: 0 },
          { name: 'shop-v2-http@kubernetescrd', percent: 9 },
        ],
      },
    ],
    [
      'highestRandomWeight: { services: [{ name: v1, port: 80 }, { name: v2, port: 80, weight: 0 }] }',
      {
        kind: 'highestRandomWeight',
        services: [
          { name: V1, weight: 1 },
          { name: V2, weight: 0 },
        ],
      },
    ],
    [
      'failover: { service: { name: v1, port: 80 }, fallback: { name: v2, port: 80 }, errors: {} }',
      { kind: 'failover', service: V1, fallback: V2, replaces: { status: [], maxRequestBodyBytes: -1 } },
      // Without a status it heeds the health of the service alone, which must be checked.
      ['health-check-missing: { service:'],
    ],
    [
      'failover: { service: { name: v1, port: 80 }, fallback: { name: v2, port: 80 }, errors: { status: ["500-599"], maxRequestBodyBytes: 9 } }',
      { replaces: { status: ['500-599'], maxRequestBodyBytes: 9 } },
    ],
    // Of several types the first of this order counts.
    [
      'highestRandomWeight: { services: [] }\nmirroring: { name: v1, port: 80 }\nweighted: { services: [] }',
      { kind: 'weighted' },
    ],
    ['highestRandomWeight: { services: [] }\nmirroring: { name: v1, port: 80 }', { kind: 'mirroring' }],
    [
      'failover: { service: { name: v1, port: 80 }, fallback: { name: v2, port: 80 }, errors: {} }\nhighestRandomWeight: { services: [] }',
      { kind: 'highestRandomWeight' },
    ],
  ],
  (written) => object('TraefikService', 'app', written),
  ({ http }) => http.services.get('shop-app@kubernetescrd'),
);

test('a TraefikService of no type', () => {
  const text = 'apiVersion: traefik.io/v1alpha1\nkind: TraefikService\nmetadata: { name: a }\nspec: {}';
  const { configuration, diagnostics } = compileText(text);
  assert.deepEqual(
    diagnostics.map(({ code, message }) => [code, message]),
    [['service-type-missing', 'unspecified service type']],
  );
  assert.equal(configuration.http.services.size, 0);
});

compiles(
  'a TLSOption',
  [
    [
      'minVersion: VersionTLS12',
      {
        minVersion: 'VersionTLS12',
        maxVersion: undefined,
        cipherSuites: undefined,
        curvePreferences: undefined,
        clientAuthType: undefined,
        clientCas: [],
        sniStrict: false,
        alpnProtocols: undefined,
        disableSessionTickets: undefined,
      },
    ],
    ['maxVersion: VersionTLS13', { maxVersion: 'VersionTLS13' }],
    ['cipherSuites: [TLS_A, TLS_B]', { cipherSuites: ['TLS_A', 'TLS_B'] }],
    ['curvePreferences: [CurveP521]', { curvePreferences: ['CurveP521'] }],
    [
      'clientAuth: { secretNames: [ca], clientAuthType: VerifyClientCertIfGiven }',
      { clientCas: ['CA'], clientAuthType: 'VerifyClientCertIfGiven' },
    ],
    ['sniStrict: true', { sniStrict: true }],
    ['alpnProtocols: [h2]', { alpnProtocols: ['h2'] }],
    ['disableSessionTickets: true', { disableSessionTickets: true }],
  ],
  (written) => object('TLSOption', 'o', written),
  ({ tls: { options } }) => only(options),
);

compiles(
  'a ServersTransport',
  [
    [
      'serverName: a.test',
      {
        serverName: 'a.test',
        insecureSkipVerify: false,
        rootCas: [],
        certificates: [],
        peerCertUri: undefined,
        maxIdleConnectionsPerHost: 0,
        dialTimeoutMs: 30_000,
        responseHeaderTimeoutMs: 0,
        idleConnectionTimeoutMs: 90_000,
        readIdleTimeoutMs: 0,
        pingTimeoutMs: 15_000,
        disableHttp2: false,
        cipherSuites: undefined,
        minVersion: undefined,
        maxVersion: undefined,
      },
    ],
    ['insecureSkipVerify: true', { insecureSkipVerify: true }],
    ['rootCAs: [{ secret: ca }]', { rootCas: ['CA'] }],
    ['rootCAsSecrets: [ca]', { rootCas: ['CA'] }],
    ['peerCertURI: spiffe://a', { peerCertUri: 'spiffe://a' }],
    ['maxIdleConnsPerHost: 7', { maxIdleConnectionsPerHost: 7 }],
    ['maxIdleConnsPerHost: -1', { maxIdleConnectionsPerHost: -1 }],
    ['disableHTTP2: true', { disableHttp2: true }],
    ['cipherSuites: [TLS_A]', { cipherSuites: ['TLS_A'] }],
    [
      'minVersion: VersionTLS12\nmaxVersion: VersionTLS13',
      { minVersion: 'VersionTLS12', maxVersion: 'VersionTLS13' },
    ],
    [
      'forwardingTimeouts: { dialTimeout: 1, responseHeaderTimeout: "2", idleConnTimeout: 3s, readIdleTimeout: 1m30s, pingTimeout: 500ms }',
      {
        dialTimeoutMs: 1000,
        responseHeaderTimeoutMs: 2000,
        idleConnectionTimeoutMs: 3000,
        readIdleTimeoutMs: 90_000,
        pingTimeoutMs: 500,
      },
    ],
  ],
  (written) => object('ServersTransport', 't.a', written),
  ({ http }) => http.serversTransports.get('shop-t-a@kubernetescrd'),
);

compiles(
  'a MiddlewareTCP',
  [
    ['inFlightConn: { amount: 3 }', { type: 'inFlightConn', options: { amount: 3 } }],
    [
      'ipAllowList: { sourceRange: [10.0.0.0/8] }',
      { type: 'ipAllowList', options: { sourceRange: ['10.0.0.0/8'] } },
    ],
  ],
  (written) => object('MiddlewareTCP', 'm.a', written),
  ({ tcp }) => tcp.middlewares.get('shop-m-a@kubernetescrd'),
);

compiles(
  'a Middleware',
  [['addPrefix: { prefix: /a }', { type: 'addPrefix', options: { prefix: '/a' } }]],
  (written) => object('Middleware', 'm.a', written),
  ({ http }) => http.middlewares.get('shop-m-a@kubernetescrd'),
);
