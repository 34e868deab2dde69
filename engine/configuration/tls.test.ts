import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraefikVersion } from '../static/static-configuration.ts';
import { app, compileText, ingressRoute, manifests, object, spot, statuses } from './test-support.ts';

function secret(name: string, stringData: string, kind = 'Secret'): string {
  const field = kind === 'Secret' ? 'stringData' : 'data';
  return `apiVersion: v1\nkind: ${kind}\nmetadata: { namespace: shop, name: ${name} }\n${field}: ${stringData}`;
}

const pair = secret('pair', '{ tls.crt: CERT, tls.key: KEY }');
const site = `${ingressRoute('site', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }')}\n  tls: { secretName: pair }`;

const certificates: [title: string, objects: string[], certificates: string[], findings: string[]][] = [
  ['is loaded', [pair], ['secret shop/pair'], []],
  ['is missing', [], [], ['secret-not-found: pair']],
  ['has no key', [secret('pair', '{ tls.crt: CERT }')], [], ['secret-incomplete: ']],
  [
    'has an empty certificate',
    [secret('pair', '{ tls.crt: "", tls.key: KEY }')],
    [],
    ['secret-incomplete: '],
  ],
];

for (const [title, objects, expected, findings] of certificates) {
  test(`the route stays, and its secret ${title}`, () => {
    const { configuration, diagnostics } = compileText(manifests(site, app('v1'), ...objects));
    assert.deepEqual(
      configuration.tls.certificates.map(({ name }) => name),
      expected,
    );
    assert.deepEqual(diagnostics.map(spot), findings);
    assert.deepEqual(Object.values(statuses(configuration.http.routers)), ['enabled']);
  });
}

test('a certificate counts even if the routes of its object cannot be compiled', () => {
  const lost = site.replace('secretName: pair', 'secretName: pair, options: { name: o, namespace: data }');
  const { configuration } = compileText(manifests(lost, pair));
  assert.equal(configuration.tls.certificates.length, 1);
});

test('passthrough loads no certificate and needs no options', () => {
  const text = object(
    'IngressRouteTCP',
    'db',
    'entryPoints: [mongo]\nroutes: [{ match: HostSNI(`db.test`), services: [{ name: v1, port: 80 }] }]\ntls: { passthrough: true, secretName: gone, options: { name: gone } }',
  );
  const { configuration, diagnostics } = compileText(manifests(text, app('v1')));
  assert.deepEqual(diagnostics.map(spot), []);
  assert.deepEqual(Object.values(statuses(configuration.tcp.routers)), ['enabled']);
});

const clientAuth: [written: string, type: string | undefined, authorities: string[], findings: string[]][] = [
  ['{ secretNames: [a, b] }', 'RequireAndVerifyClientCert', ['A', 'B'], []],
  ['{ secretNames: [a], clientAuthType: VerifyClientCertIfGiven }', 'VerifyClientCertIfGiven', ['A'], []],
  ['{ secretNames: [gone, b] }', 'RequireAndVerifyClientCert', ['B'], ['secret-not-found: gone']],
  [
    '{ secretNames: [gone] }',
    undefined,
    [],
    ['secret-not-found: gone', 'client-auth-off: { secretNames: [gone] }'],
  ],
  [
    '{ secretNames: [none], clientAuthType: RequireAndVerifyClientCert }',
    'RequireAndVerifyClientCert',
    [],
    ['secret-incomplete: '],
  ],
  ['{ clientAuthType: RequestClientCert }', 'RequestClientCert', [], []],
];

for (const [written, type, authorities, findings] of clientAuth) {
  test(`clientAuth ${written}: ${type ?? 'none'}`, () => {
    const text = manifests(
      object('TLSOption', 'mutual', `clientAuth: ${written}`),
      secret('a', '{ ca.crt: A }'),
      secret('b', '{ tls.ca: B, ca.crt: not this one }'),
      secret('none', '{ other: A }'),
    );
    const { configuration, diagnostics } = compileText(text);
    const options = configuration.tls.options.get('shop-mutual@kubernetescrd');
    assert.equal(options?.clientAuthType, type);
    assert.deepEqual(options?.clientCas, authorities);
    assert.deepEqual(diagnostics.map(spot), findings);
  });
}

test('a TLSOption named default, alone, is the one in force where none is named', () => {
  const { configuration } = compileText(object('TLSOption', 'default', 'sniStrict: true'));
  assert.deepEqual([...configuration.tls.options.keys()], ['default']);
});

test('of two named default none is in force, nor of two TLSStores', () => {
  const text = manifests(
    object('TLSOption', 'default', 'sniStrict: true'),
    object('TLSOption', 'default', 'sniStrict: true', 'namespace: data'),
    object(
      'TLSStore',
      'default',
      'defaultCertificate: { secretName: pair }\ncertificates: [{ secretName: pair }]',
    ),
    object('TLSStore', 'default', '{}', 'namespace: data').replace('  {}', '  certificates: []'),
    pair,
  );
  const { configuration, diagnostics } = compileText(text);
  assert.equal(configuration.tls.options.size, 0);
  assert.equal(configuration.tls.certificates.length, 1);
  assert.deepEqual(
    diagnostics.map(({ message }) => message),
    ['Default TLS Options defined in multiple namespaces: [shop data], none is in force'],
  );
});

test('the default certificate comes from the TLSStore named default; others have no effect', () => {
  const store = 'defaultCertificate: { secretName: pair }';
  const { configuration, diagnostics } = compileText(
    manifests(object('TLSStore', 'default', store), object('TLSStore', 'other', store), pair),
  );
  assert.equal(configuration.tls.defaultCertificate?.name, 'secret shop/pair');
  assert.deepEqual(diagnostics.map(spot), ['tls-store-ignored: other']);
});

const stores: [title: string, version: TraefikVersion, spec: string, own: boolean, certificates: number][] = [
  [
    'is whole',
    307,
    'defaultCertificate: { secretName: pair }\ncertificates: [{ secretName: pair }]',
    true,
    1,
  ],
  [
    'lacks its default Secret: nothing of it is loaded',
    307,
    'defaultCertificate: { secretName: gone }\ncertificates: [{ secretName: pair }]',
    false,
    0,
  ],
  [
    'lacks another Secret',
    307,
    'defaultCertificate: { secretName: pair }\ncertificates: [{ secretName: gone }, { secretName: pair }]',
    true,
    1,
  ],
  [
    'lacks another Secret before 3.7: the rest falls',
    306,
    'defaultCertificate: { secretName: pair }\ncertificates: [{ secretName: gone }, { secretName: pair }]',
    false,
    0,
  ],
];

for (const [title, version, spec, own, count] of stores) {
  test(`a TLSStore that ${title}`, () => {
    const flags = [`--traefikversion=${Math.floor(version / 100)}.${version % 100}`];
    const { configuration } = compileText(manifests(object('TLSStore', 'default', spec), pair), { flags });
    assert.equal(configuration.tls.defaultCertificate !== undefined, own);
    assert.equal(configuration.tls.certificates.length, count);
  });
}

test('preferServerCipherSuites has no effect, and is said to have none', () => {
  const { configuration, diagnostics } = compileText(
    object('TLSOption', 'o', 'preferServerCipherSuites: true'),
  );
  assert.equal(configuration.tls.options.size, 1);
  assert.deepEqual(diagnostics.map(spot), ['option-without-effect: true']);
});

test('a ServersTransport trusts authorities from Secrets and ConfigMaps', () => {
  const text = manifests(
    object(
      'ServersTransport',
      't',
      `rootCAsSecrets: [a]
rootCAs: [{ secret: only }, { configMap: map }, { configMap: empty }, { secret: two }, { secret: a, configMap: map }]
forwardingTimeouts: { dialTimeout: 5, responseHeaderTimeout: 250ms }
certificatesSecrets: [pair]`,
    ),
    secret('a', '{ ca.crt: A }'),
    secret('only', '{ anything: ONLY }'),
    secret('two', '{ one: A, two: B }'),
    secret('map', '{ ca.crt: MAP }', 'ConfigMap'),
    secret('empty', '{ other: MAP }', 'ConfigMap'),
    pair,
  );
  const { configuration, diagnostics } = compileText(text);
  const transport = configuration.http.serversTransports.get('shop-t@kubernetescrd');
  assert.deepEqual(transport?.rootCas, ['A', 'ONLY', 'MAP']);
  assert.equal(transport?.certificates.length, 1);
  assert.deepEqual([transport?.dialTimeoutMs, transport?.responseHeaderTimeoutMs], [5000, 250]);
  assert.deepEqual([transport?.idleConnectionTimeoutMs, transport?.maxIdleConnectionsPerHost], [90_000, 0]);
  assert.deepEqual(diagnostics.map(spot), [
    'config-map-incomplete: empty',
    'secret-incomplete: ',
    'authority-ambiguous: { secret: a, configMap: map }',
  ]);
});

test('a finding about the content of a Secret says where it is, and shows none of it', () => {
  const secret =
    'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: s }\nstringData: { tls.crt: CERT }';
  const route = object(
    'IngressRoute',
    'site',
    'entryPoints: [web]\ntls: { secretName: s }\nroutes: [{ match: Path(`/`), services: [{ name: v1, port: 80 }] }]',
  );
  const { diagnostics } = compileText(manifests(secret, route, app('v1')));
  assert.deepEqual(
    diagnostics.map(({ code, position }) => [code, position]),
    [['secret-incomplete', { file: 'test.yaml', line: 4, column: 13, lineText: '' }]],
  );
});
