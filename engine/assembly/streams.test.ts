import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, manifests, object, spot } from '../configuration/test-support.ts';
import type { AddressServer } from '../routing/targets.ts';
import { assembleText, tables, tally } from './test-support.ts';

const apps = manifests(app('v1', 'shop', '10.0.0.1'), app('v2', 'shop', '10.0.0.2'));
const hostOf = ({ host }: AddressServer): string => host;

function tcp(name: string, route: string, rest = ''): string {
  return object('IngressRouteTCP', name, `entryPoints: [mongo]\nroutes: [{ ${route} }]\n${rest}`);
}

function udp(name: string, services: string, entryPoints = '[dns]'): string {
  return object(
    'IngressRouteUDP',
    name,
    `entryPoints: ${entryPoints}\nroutes: [{ services: [${services}] }]`,
  );
}

test('TCP connections are shared out by weight', () => {
  const text = tcp(
    'db',
    'match: HostSNI(`*`), services: [{ name: v1, port: 80, weight: 3 }, { name: v2, port: 80 }]',
  );
  const [route] = tables(assembleText(manifests(text, apps)), 'mongo').tcp.plain.routes;
  assert.ok(route);
  assert.deepEqual(tally(route.target.service, 8, hostOf), { '10.0.0.1': 6, '10.0.0.2': 2 });
});

test('TCP routers are ordered by priority; HostSNI(`*`) comes last', () => {
  const services = 'services: [{ name: v1, port: 80 }]';
  const text = manifests(
    tcp('all', `match: HostSNI(\`*\`), ${services}`, 'tls: {}'),
    tcp('one', `match: HostSNI(\`a.test\`), ${services}`, 'tls: { passthrough: true }'),
    tcp('first', `match: HostSNI(\`b.test\`), priority: 100, ${services}`, 'tls: {}'),
    tcp('last', `match: HostSNI(\`c.test\`), priority: -5, ${services}`, 'tls: {}'),
  );
  const { plain, secure } = tables(assembleText(manifests(text, apps)), 'mongo').tcp;
  assert.equal(plain.routes.length, 0);
  assert.deepEqual(
    secure.routes.map(
      ({ rule, priority, target }) => `${rule.source} ${priority} ${target.tls?.passthrough}`,
    ),
    [
      'HostSNI(`b.test`) 100 false',
      'HostSNI(`a.test`) 17 true',
      'HostSNI(`*`) -1 false',
      'HostSNI(`c.test`) -5 false',
    ],
  );
});

const delays: [version: string, written: string, milliseconds: number, finding?: string][] = [
  ['2.11', '', 100],
  ['2.11', ', terminationDelay: 250', 250],
  ['2.11', ', terminationDelay: 0', 0],
  ['2.11', ', terminationDelay: -1', -1],
  ['3.0', '', 0],
  ['3.7', '', 0],
  ['3.7', ', terminationDelay: 100', 0.0001, 'termination-delay-in-nanoseconds: 100'],
  ['3.7', ', terminationDelay: 0', 0],
  ['3.7', ', terminationDelay: -1', -1],
];

for (const [version, written, milliseconds, finding] of delays) {
  test(`${version}: termination delay${written || ' by default'}: ${milliseconds} ms`, () => {
    const text = tcp('db', `match: HostSNI(\`*\`), services: [{ name: v1, port: 80${written} }]`);
    const assembled = assembleText(manifests(text, apps), { flags: [`--traefikversion=${version}`] });
    assert.deepEqual(assembled.diagnostics.map(spot), finding === undefined ? [] : [finding]);
    const [route] = tables(assembled, 'mongo').tcp.plain.routes;
    assert.equal(route?.target.service.select().server?.terminationDelayMs, milliseconds);
  });
}

const DEFAULTS = { dialTimeoutMs: 30_000, keepAliveMs: 15_000 };
const TRUST = { insecureSkipVerify: false, rootCas: [], certificates: [] };
const CONTENTS = manifests(
  'apiVersion: v1\nkind: ConfigMap\nmetadata: { namespace: shop, name: ca }\ndata: { ca.crt: PEM }',
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: ca }\nstringData: { any: PEM }',
  'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: own }\nstringData: { tls.crt: CERT, tls.key: KEY }',
);
const transports: [
  spec: string,
  service: string,
  expected: Omit<AddressServer, 'host' | 'port' | 'pod'>,
  findings?: string[],
][] = [
  ['{}', '', { terminationDelayMs: 0, tcp: DEFAULTS }],
  ['{}', ', serversTransport: t', { terminationDelayMs: 100, tcp: DEFAULTS }],
  ['{}', ', proxyProtocol: {}', { terminationDelayMs: 0, tcp: { ...DEFAULTS, proxyProtocol: 2 } }],
  [
    '{ dialTimeout: 2s, dialKeepAlive: -1, terminationDelay: 1s, proxyProtocol: { version: 1 } }',
    ', serversTransport: t',
    { terminationDelayMs: 1000, tcp: { dialTimeoutMs: 2000, keepAliveMs: -1000, proxyProtocol: 1 } },
  ],
  [
    '{ terminationDelay: 1s, proxyProtocol: { version: 1 } }',
    ', serversTransport: t, terminationDelay: 5, proxyProtocol: { version: 2 }',
    { terminationDelayMs: 1000, tcp: { ...DEFAULTS, proxyProtocol: 1 } },
    ['field-ignored: 5', 'field-ignored: { version: 2 }'],
  ],
  [
    '{}',
    ', tls: true',
    { terminationDelayMs: 0, tcp: { ...DEFAULTS, tls: TRUST } },
    ['server-name-missing: true'],
  ],
  [
    '{ tls: { rootCAs: [{ configMap: ca }] } }',
    ', tls: true, serversTransport: t',
    { terminationDelayMs: 100, tcp: { ...DEFAULTS, tls: { ...TRUST, rootCas: ['PEM'] } } },
    ['server-name-missing: true'],
  ],
  [
    '{ tls: { serverName: db.test, rootCAs: [{ secret: ca }], certificatesSecrets: [own], peerCertURI: spiffe://a } }',
    ', tls: true, serversTransport: t',
    {
      terminationDelayMs: 100,
      tcp: {
        ...DEFAULTS,
        tls: {
          ...TRUST,
          serverName: 'db.test',
          rootCas: ['PEM'],
          certificates: [{ certificatePem: 'CERT', keyPem: 'KEY' }],
          peerCertUri: 'spiffe://a',
        },
      },
    },
  ],
  [
    '{ tls: { insecureSkipVerify: true } }',
    ', serversTransport: t',
    { terminationDelayMs: 100, tcp: DEFAULTS },
  ],
  [
    '{ tls: { insecureSkipVerify: true, spiffe: { ids: ["spiffe://a"] } } }',
    ', tls: true, serversTransport: t',
    { terminationDelayMs: 100, tcp: { ...DEFAULTS, tls: TRUST } },
    ['not-supported: { ids: ["spiffe://a"] }', 'server-name-missing: true'],
  ],
];

for (const [spec, written, expected, findings = []] of transports) {
  test(`ServersTransportTCP ${spec}, service with${written || ' nothing'}`, () => {
    const text = manifests(
      tcp('db', `match: HostSNI(\`*\`), services: [{ name: v1, port: 80${written} }]`),
      `apiVersion: traefik.io/v1alpha1\nkind: ServersTransportTCP\nmetadata: { name: t, namespace: shop }\nspec: ${spec}\n`,
    );
    const assembled = assembleText(manifests(text, apps, CONTENTS));
    assert.deepEqual(assembled.diagnostics.map(spot), findings);
    const [route] = tables(assembled, 'mongo').tcp.plain.routes;
    const server = route?.target.service.select().server;
    assert.ok(server);
    const { host: _host, port: _port, pod: _pod, ...rest } = server;
    const { tls } = rest.tcp ?? {};
    const certificates = tls?.certificates.map(({ certificatePem, keyPem }) => ({ certificatePem, keyPem }));
    const actual = certificates ? { ...rest, tcp: { ...rest.tcp, tls: { ...tls, certificates } } } : rest;
    assert.deepEqual(actual, expected);
  });
}

for (const [version, error] of [
  ['3.4', 'TCP dialer not found shop-gone@kubernetescrd'],
  ['3.7', 'no transport configuration found for "shop-gone@kubernetescrd"'],
] as const) {
  test(`${version}: a ServersTransportTCP that does not exist takes the router out of force`, () => {
    const services = '[{ name: v1, port: 80 }, { name: v2, port: 80, serversTransport: gone }]';
    const text = tcp('db', `match: HostSNI(\`*\`), services: ${services}`);
    const { configuration, snapshot } = assembleText(manifests(text, apps), {
      flags: [`--traefikversion=${version}`],
    });
    const [router] = configuration.tcp.routers.values();
    assert.deepEqual(router?.errors, [error]);
    assert.equal(snapshot.entryPoints.get('mongo')?.tcp.plain.routes.length, 0);
  });
}

test('2.11 has no ServersTransportTCP, no TLS to servers and no limit of time for a dial', () => {
  const text = manifests(
    tcp('db', 'match: HostSNI(`*`), services: [{ name: v1, port: 80, serversTransport: t, tls: true }]'),
    object('ServersTransportTCP', 't', 'terminationDelay: 1s'),
  );
  const assembled = assembleText(manifests(text, apps), { flags: ['--traefikversion=2.11'] });
  assert.deepEqual(assembled.diagnostics.map(spot), [
    'not-in-release: ServersTransportTCP',
    'not-in-release: t',
    'not-in-release: true',
  ]);
  const [route] = tables(assembled, 'mongo').tcp.plain.routes;
  const server = route?.target.service.select().server;
  assert.deepEqual([server?.terminationDelayMs, server?.tcp], [100, { ...DEFAULTS, dialTimeoutMs: 0 }]);
});

const closing: [title: string, text: string, closes: boolean][] = [
  [
    'missing options',
    tcp(
      'db',
      'match: HostSNI(`a.test`), services: [{ name: v1, port: 80 }]',
      'tls: { options: { name: gone } }',
    ),
    true,
  ],
  [
    'missing options and service',
    tcp('db', 'match: HostSNI(`a.test`), services: []', 'tls: { options: { name: gone } }'),
    true,
  ],
  [
    'broken options',
    manifests(
      object('TLSOption', 'o', 'cipherSuites: [TLS_FAST]'),
      tcp(
        'db',
        'match: HostSNI(`a.test`), services: [{ name: v1, port: 80 }]',
        'tls: { options: { name: o } }',
      ),
    ),
    true,
  ],
  ['a missing service alone', tcp('db', 'match: HostSNI(`a.test`), services: []', 'tls: {}'), false],
  [
    'missing options and a bad rule',
    tcp('db', 'match: HostSNI(), services: []', 'tls: { options: { name: gone } }'),
    false,
  ],
];

for (const [title, text, closes] of closing) {
  test(`with ${title} connections are ${closes ? 'taken, to be closed' : 'left to others'}`, () => {
    const assembled = assembleText(manifests(text, apps));
    const route = tables(assembled, 'mongo').tcp.secure.match({ sni: 'a.test', clientIp: '', alpn: [] });
    assert.equal(route !== undefined, closes);
    const options = route?.target.tls?.options;
    if (options !== undefined) assert.equal(assembled.tls.optionsNamed(options), undefined);
    const statuses = [...assembled.configuration.tcp.routers.values()].map(({ status }) => status);
    assert.deepEqual(statuses, ['disabled']);
  });
}

const winners: [title: string, routes: string[], winner: string | undefined, beaten: string[]][] = [
  ['no router', [], undefined, []],
  ['one router', [udp('a', '{ name: v1, port: 80 }')], 'shop-a-0', []],
  [
    'of several the greatest name',
    [
      udp('b', '{ name: v1, port: 80 }'),
      udp('c', '{ name: v2, port: 80 }'),
      udp('a', '{ name: v1, port: 80 }'),
    ],
    'shop-c-0',
    ['b', 'a'],
  ],
  [
    'one that has a service',
    [udp('b', '{ name: gone, port: 80 }'), udp('a', '{ name: v1, port: 80 }')],
    'shop-a-0',
    [],
  ],
  ['one that names it twice', [udp('a', '{ name: v1, port: 80 }', '[dns, dns]')], 'shop-a-0', []],
  ['one that names none', [udp('a', '{ name: v1, port: 80 }', '[]')], 'shop-a-0', []],
];

for (const [title, routes, winner, beaten] of winners) {
  test(`a UDP entry point serves ${title}`, () => {
    const { snapshot, diagnostics } = assembleText(manifests(...routes, apps));
    assert.equal(snapshot.udp.get('dns')?.name, winner && `${winner}@kubernetescrd`);
    const warned = diagnostics.filter(({ code }) => code === 'udp-router-beaten');
    assert.deepEqual(warned.map(({ resource }) => resource?.name).toSorted(), beaten.toSorted());
  });
}

test('UDP sessions are shared out by weight', () => {
  const text = udp('a', '{ name: v1, port: 80 }, { name: v2, port: 80, weight: 2 }');
  const { snapshot, diagnostics } = assembleText(manifests(text, apps));
  assert.deepEqual(diagnostics.map(spot), []);
  const service = snapshot.udp.get('dns')?.service;
  assert.ok(service);
  assert.deepEqual(tally(service, 6, hostOf), { '10.0.0.1': 2, '10.0.0.2': 4 });
});
