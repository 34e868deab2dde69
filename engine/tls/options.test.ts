import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSecureContext } from 'node:tls';
import { type ClientAuthType, resolveTlsOptions, type TlsOptions, TlsOptionsError } from './options.ts';
import { testCertificate } from './test-support.ts';

const authority = testCertificate({ commonName: 'CA', authority: true }).certificatePem;
const brokenBlock = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';

function resolve(options: Partial<TlsOptions>): ReturnType<typeof resolveTlsOptions> {
  return resolveTlsOptions({ name: 'mtls@kubernetescrd', sniStrict: false, ...options });
}

/** A type as it comes from a manifest, unchecked. */
function clientAuth(type: string, ...caPems: string[]): Partial<TlsOptions> {
  const options: { type: ClientAuthType; caPems: string[] } = { type: 'NoClientCert', caPems };
  return { clientAuth: Object.assign(options, { type }) };
}

describe('options that cannot be used', () => {
  const cases: [Partial<TlsOptions>, string][] = [
    [{ cipherSuites: ['TLS_AES_128_GCM_SHA256', 'NOPE'] }, 'invalid CipherSuite: NOPE'],
    [{ cipherSuites: ['constructor'] }, 'invalid CipherSuite: constructor'],
    [clientAuth('Sometimes', authority), 'unknown client auth type "Sometimes"'],
    [
      clientAuth('RequireAndVerifyClientCert'),
      'invalid clientAuthType: RequireAndVerifyClientCert, CAFiles is required',
    ],
    [
      clientAuth('VerifyClientCertIfGiven'),
      'invalid clientAuthType: VerifyClientCertIfGiven, CAFiles is required',
    ],
    [clientAuth('RequireAndVerifyClientCert', 'junk'), 'invalid certificate(s) content'],
    [clientAuth('RequireAndVerifyClientCert', authority, brokenBlock), 'invalid certificate(s) content'],
  ];
  for (const [options, message] of cases) {
    test(message, () => {
      assert.throws(
        () => resolve(options),
        (error) => {
          assert.ok(error instanceof TlsOptionsError);
          assert.equal(error.message, message);
          assert.equal(error.code, 'tls-options-invalid');
          assert.equal(error.options, 'mtls@kubernetescrd');
          return true;
        },
      );
    });
  }
});

describe('cipher suites', () => {
  const tls13 = 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256';
  const cases: [string[], string][] = [
    [['TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'], 'ECDHE-RSA-AES256-GCM-SHA384'],
    [
      ['TLS_RSA_WITH_AES_128_CBC_SHA', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
      'ECDHE-ECDSA-AES128-GCM-SHA256:AES128-SHA',
    ],
    [
      ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
      'ECDHE-RSA-CHACHA20-POLY1305',
    ],
    [['TLS_RSA_WITH_RC4_128_SHA', 'TLS_RSA_WITH_AES_256_CBC_SHA', 'TLS_FALLBACK_SCSV'], 'AES256-SHA'],
  ];
  for (const [cipherSuites, expected] of cases) {
    test(cipherSuites.join(), () => {
      assert.equal(resolve({ cipherSuites }).contextOptions.ciphers, `${tls13}:${expected}`);
    });
  }
  test('default: forward secrecy only', () => {
    const { ciphers = '' } = resolve({}).contextOptions;
    const older = ciphers.slice(tls13.length + 1).split(':');
    assert.equal(older.length, 10);
    assert.ok(older.every((cipher) => cipher.startsWith('ECDHE-')));
  });
  test('only TLS 1.3 suites', () => {
    const { contextOptions } = resolve({ cipherSuites: ['TLS_AES_128_GCM_SHA256'] });
    assert.equal(contextOptions.ciphers, tls13);
    assert.ok(createSecureContext(contextOptions));
  });
});

test('versions', () => {
  assert.equal(resolve({}).contextOptions.minVersion, 'TLSv1.2');
  assert.equal(resolve({}).contextOptions.maxVersion, undefined);
  const { contextOptions } = resolve({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.2' });
  assert.equal(contextOptions.maxVersion, 'TLSv1.2');
  assert.match(contextOptions.ciphers ?? '', /:@SECLEVEL=0$/);
});

test('certificates of a bundle that do not parse are left out', () => {
  const { clientCas } = resolve(
    clientAuth('RequireAndVerifyClientCert', brokenBlock + authority + authority),
  );
  assert.deepEqual(
    clientCas.map(({ subject }) => subject),
    ['CN=CA', 'CN=CA'],
  );
});
