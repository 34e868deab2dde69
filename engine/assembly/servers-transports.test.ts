import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfiguredTransport } from '../configuration/model.ts';
import { DEFAULT_TRANSPORT } from '../configuration/transports.ts';
import { serversTransport, serversTransports, transportFindings } from './servers-transports.ts';

const TRUST = { serverName: 'a.test', insecureSkipVerify: true, rootCas: ['PEM'], peerCertUri: 'spiffe://a' };
const [TLS_10, TLS_12, TLS_13] = ['VersionTLS10', 'VersionTLS12', 'VersionTLS13'];
const SUITE = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';

interface Row {
  readonly title: string;
  readonly written: Partial<ConfiguredTransport>;
  /** What is in force, in a custom resource and in a file; `default`: nothing of it. */
  readonly crd: Partial<ConfiguredTransport> | 'default';
  readonly file?: 'default' | 'whole';
}

const rows: readonly Row[] = [
  { title: 'nothing', written: {}, crd: {} },
  {
    title: 'a range',
    written: { minVersion: TLS_12, maxVersion: TLS_13 },
    crd: { minVersion: TLS_12, maxVersion: TLS_13 },
  },
  { title: 'an upper limit', written: { maxVersion: TLS_12 }, crd: { maxVersion: TLS_12 } },
  { title: 'a lower limit alone', written: { minVersion: TLS_12 }, crd: 'default', file: 'default' },
  {
    title: 'a range that is none',
    written: { minVersion: TLS_13, maxVersion: TLS_10 },
    crd: 'default',
    file: 'default',
  },
  {
    title: 'equal limits',
    written: { minVersion: TLS_13, maxVersion: TLS_13 },
    crd: 'default',
    file: 'whole',
  },
  { title: 'a suite', written: { cipherSuites: [SUITE] }, crd: { cipherSuites: [SUITE] } },
  { title: 'an unknown suite', written: { cipherSuites: [SUITE, 'NOPE'] }, crd: {}, file: 'default' },
  { title: 'an unknown lower limit', written: { minVersion: 'NOPE' }, crd: {}, file: 'default' },
  { title: 'an unknown upper limit', written: { maxVersion: 'NOPE' }, crd: {}, file: 'default' },
];

function transport(name: string, written: Partial<ConfiguredTransport>): ConfiguredTransport {
  return {
    ...DEFAULT_TRANSPORT,
    ...TRUST,
    certificates: [],
    name,
    path: ['spec'],
    status: 'enabled',
    errors: [],
    dialTimeoutMs: 5,
    ...written,
  };
}

function configuration(one: ConfiguredTransport): Parameters<typeof serversTransports>[0] {
  const none = new Map();
  return {
    http: { routers: none, services: none, middlewares: none, serversTransports: new Map([[one.name, one]]) },
    tcp: { routers: none, services: none, middlewares: none, serversTransports: none },
    udp: { routers: none, services: none },
    tls: { options: none, certificates: [] },
    marked: new Set(),
  };
}

for (const { title, written, crd, file = 'whole' } of rows) {
  for (const [name, expected] of [
    ['t@kubernetescrd', crd],
    ['t@file', file === 'default' ? 'default' : written],
  ] as const) {
    test(`${title}, ${name}: ${expected === 'default' ? 'the default TLS settings, with a finding' : 'in force'}`, () => {
      const one = transport(name, written);
      const found = serversTransport(one);
      assert.equal(found.dialTimeoutMs, 5);
      if (expected === 'default') {
        const { insecureSkipVerify, rootCas, serverName, peerCertUri, minVersion, cipherSuites } = found;
        assert.deepEqual([insecureSkipVerify, rootCas.length], [false, 0]);
        assert.deepEqual([serverName, peerCertUri, minVersion, cipherSuites], Array(4).fill(undefined));
      } else {
        assert.equal(found.serverName, 'a.test');
        assert.deepEqual(found.cipherSuites, expected.cipherSuites);
      }
      const codes = transportFindings(configuration(one)).map(({ code }) => code);
      const suiteAlone = name === 't@kubernetescrd' && title === 'an unknown suite';
      const wanted = suiteAlone ? ['cipher-suite-unknown'] : [];
      assert.deepEqual(codes, expected === 'default' ? ['transport-tls-default'] : wanted);
    });
  }
}

test('services without a transport have the default one, which is always in force', () => {
  const one = transport('t@file', {});
  assert.equal(serversTransport(undefined), DEFAULT_TRANSPORT);
  assert.deepEqual(serversTransports(configuration(one)), [DEFAULT_TRANSPORT, one]);
});
