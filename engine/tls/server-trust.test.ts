import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import type { IssuedCertificate } from './certificate-writer.ts';
import { type TrustSettings, trustedConnection } from './server-trust.ts';
import { daysFromNow, testCertificate } from './test-support.ts';

const authority = testCertificate({ commonName: 'authority', authority: true });
const rootCas = [authority.certificatePem];
const app = testCertificate({
  commonName: 'app',
  dnsNames: ['app.test'],
  uris: ['spiffe://lab/app', 'https://app.test/a,b'],
  issuer: authority,
});
const onlyName = testCertificate({ commonName: 'app.test', issuer: authority });
const addressed = testCertificate({
  commonName: 'addressed',
  ipAddresses: [Buffer.from([127, 0, 0, 1])],
  issuer: authority,
});
const expired = testCertificate({
  commonName: 'expired',
  dnsNames: ['app.test'],
  uris: ['spiffe://lab/app'],
  notAfter: daysFromNow(-0.5),
  issuer: authority,
});

interface Met {
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  readonly protocol: string | null;
  readonly cipher: string;
  /** Common name of the client's certificate that the server saw. */
  readonly client: string | undefined;
}

/** What comes of a handshake with a server of that certificate. */
async function meet(
  certificate: IssuedCertificate,
  trust: Partial<TrustSettings>,
  serverOptions: tls.TlsOptions = {},
): Promise<Met> {
  let client: string | undefined;
  const server = tls.createServer(
    { cert: certificate.certificatePem, key: certificate.keyPem, ...serverOptions },
    (socket) => {
      client = socket.getPeerX509Certificate()?.subject;
      socket.on('error', () => undefined).end('hello');
    },
  );
  server.on('tlsClientError', () => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const settings = { insecureSkipVerify: false, rootCas, certificates: [], ...trust };
  const socket = tls.connect({ ...trustedConnection(settings, '127.0.0.1'), host: '127.0.0.1', port });
  let outcome = 'ok';
  let protocol: string | null = null;
  let cipher = '';
  socket.on('error', (error) => {
    outcome = 'code' in error ? String(error.code) : error.message;
  });
  socket.once('secureConnect', () => {
    protocol = socket.getProtocol();
    cipher = socket.getCipher().standardName;
  });
  await new Promise((resolve) => socket.resume().once('close', resolve));
  server.close();
  await once(server, 'close');
  return { outcome, protocol, cipher, client };
}

const MISMATCH = 'ERR_TLS_CERT_ALTNAME_INVALID';

describe('whom it trusts', () => {
  const cases: [string, IssuedCertificate, Partial<TrustSettings>, string][] = [
    ['the name asked for', app, { serverName: 'app.test' }, 'ok'],
    ['another name', app, { serverName: 'other.test' }, MISMATCH],
    ['the address connected to, which the certificate does not name', app, {}, MISMATCH],
    ['the address connected to', addressed, {}, 'ok'],
    ['a common name is no name', onlyName, { serverName: 'app.test' }, MISMATCH],
    ['an unknown authority', app, { serverName: 'app.test', rootCas: [] }, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    [
      'an authority that cannot be read',
      app,
      { serverName: 'app.test', rootCas: ['junk'] },
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
    ['an expired certificate', expired, { serverName: 'app.test' }, 'CERT_HAS_EXPIRED'],
    ['anything with insecureSkipVerify', expired, { insecureSkipVerify: true, rootCas: [] }, 'ok'],
    ['the URI asked for', app, { serverName: 'app.test', peerCertUri: 'spiffe://lab/app' }, 'ok'],
    ['a URI in capitals', app, { serverName: 'app.test', peerCertUri: 'SPIFFE://lab/App' }, 'ok'],
    ['a URI with a comma', app, { serverName: 'app.test', peerCertUri: 'https://app.test/a,b' }, 'ok'],
    ['a part of a URI', app, { serverName: 'app.test', peerCertUri: 'https://app.test/a' }, MISMATCH],
    ['another URI', app, { serverName: 'app.test', peerCertUri: 'spiffe://lab/other' }, MISMATCH],
    [
      'a URI does not stand for the name',
      app,
      { serverName: 'x.test', peerCertUri: 'spiffe://lab/app' },
      MISMATCH,
    ],
    [
      'a URI and insecureSkipVerify: the name does not count',
      app,
      { insecureSkipVerify: true, peerCertUri: 'spiffe://lab/app' },
      'ok',
    ],
    [
      'a URI and insecureSkipVerify: another URI',
      app,
      { insecureSkipVerify: true, peerCertUri: 'spiffe://lab/x' },
      MISMATCH,
    ],
    [
      'a URI and insecureSkipVerify: the chain counts',
      expired,
      { insecureSkipVerify: true, peerCertUri: 'spiffe://lab/app' },
      'CERT_HAS_EXPIRED',
    ],
    [
      'a URI and insecureSkipVerify: the authority counts',
      app,
      { insecureSkipVerify: true, peerCertUri: 'spiffe://lab/app', rootCas: [] },
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
  ];
  for (const [title, certificate, trust, expected] of cases) {
    test(`${title}: ${expected}`, async () => {
      assert.equal((await meet(certificate, trust)).outcome, expected);
    });
  }
});

describe('versions and cipher suites', () => {
  const skip = { insecureSkipVerify: true };
  const TLS_12 = { maxVersion: 'VersionTLS12' };
  const cases: [string, Partial<TrustSettings>, tls.TlsOptions, Partial<Met>][] = [
    ['default', {}, {}, { protocol: 'TLSv1.3' }],
    [
      'default: nothing before TLS 1.2',
      {},
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
      { protocol: null },
    ],
    [
      'minVersion 1.0',
      { minVersion: 'VersionTLS10' },
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
      { protocol: 'TLSv1.1' },
    ],
    ['minVersion 1.3', { minVersion: 'VersionTLS13' }, { maxVersion: 'TLSv1.2' }, { protocol: null }],
    ['maxVersion 1.2', TLS_12, {}, { protocol: 'TLSv1.2' }],
    [
      'a suite',
      { ...TLS_12, cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'] },
      {},
      { cipher: 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384' },
    ],
    [
      'a suite that the server does not take',
      { ...TLS_12, cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'] },
      { ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256' },
      { protocol: null },
    ],
  ];
  for (const [title, trust, server, expected] of cases) {
    test(title, async () => {
      const met = await meet(app, { ...skip, ...trust }, server);
      assert.deepEqual({ ...met, ...expected }, met);
    });
  }
});

describe('client certificates', () => {
  const asks = { requestCert: true, rejectUnauthorized: false, ca: rootCas };
  const client = testCertificate({ commonName: 'proxy', issuer: authority });
  test('one is shown', async () => {
    const { client: seen } = await meet(app, { serverName: 'app.test', certificates: [client] }, asks);
    assert.equal(seen, 'CN=proxy');
  });
  test('those that cannot be used are left out', async () => {
    const foreign = { certificatePem: client.certificatePem, keyPem: app.keyPem };
    const junk = { certificatePem: 'junk', keyPem: 'junk' };
    const met = await meet(app, { serverName: 'app.test', certificates: [junk, foreign, client] }, asks);
    assert.deepEqual([met.outcome, met.client], ['ok', 'CN=proxy']);
    const none = await meet(app, { serverName: 'app.test', certificates: [junk, foreign] }, asks);
    assert.deepEqual([none.outcome, none.client], ['ok', undefined]);
  });
});
