import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { describe, test } from 'node:test';
import { CertificateError, type CertificatePreference, CertificateStore } from './certificates.ts';
import { resolveTlsOptions } from './options.ts';
import { source, testCertificate } from './test-support.ts';

const options = resolveTlsOptions({ name: 'test', sniStrict: false });
const strict = resolveTlsOptions({ name: 'strict', sniStrict: true });

describe('choice', () => {
  const loopback6 = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  const store = new CertificateStore(
    [
      testCertificate({ commonName: 'exact', dnsNames: ['a.test', 'b.test'] }),
      testCertificate({ commonName: 'wildcard', dnsNames: ['*.test'] }),
      testCertificate({ commonName: 'deep wildcard', dnsNames: ['*.deep.test'] }),
      testCertificate({ commonName: 'Only-Name.test' }),
      testCertificate({ commonName: 'shadowed.test', dnsNames: ['shown.test'] }),
      testCertificate({ commonName: 'upper', dnsNames: ['UPPER.example'] }),
      testCertificate({ commonName: 'addresses', ipAddresses: [Buffer.from([10, 0, 0, 1]), loopback6] }),
      testCertificate({ commonName: 'catch-all', dnsNames: ['*'] }),
    ].map(source),
  );
  const cases: [serverName: string, localAddress: string, expected: string | undefined][] = [
    ['a.test', '', 'exact'],
    ['b.test', '', 'exact'],
    ['c.test', '', 'wildcard'],
    ['x.deep.test', '', 'deep wildcard'],
    ['deep.test', '', 'wildcard'],
    ['x.y.test', '', undefined],
    ['test', '', undefined],
    ['only-name.test', '', 'Only-Name.test'],
    ['shown.test', '', 'shadowed.test'],
    ['shadowed.test', '', 'shadowed.test'],
    ['upper.example', '', 'upper'],
    ['UPPER.EXAMPLE', '', 'upper'],
    ['', '10.0.0.1', 'addresses'],
    ['', '::ffff:10.0.0.1', 'addresses'],
    ['', '::1', 'addresses'],
    ['', '10.0.0.2', undefined],
    ['other', '10.0.0.1', undefined],
    ['', '', undefined],
  ];
  for (const [serverName, localAddress, expected] of cases) {
    test(`"${serverName}" at "${localAddress}": ${expected ?? 'none'}`, () => {
      assert.equal(store.choose(serverName, localAddress)?.name, expected);
      const fallback = store.select(serverName, localAddress, options);
      assert.equal(fallback?.name, expected ?? 'TRAEFIK DEFAULT CERT');
      assert.equal(store.select(serverName, localAddress, strict)?.name, expected);
    });
  }
});

test('a name that shares its certificate with a lesser wildcard, by release', () => {
  const certificates = [
    testCertificate({ commonName: '*.b.test', dnsNames: ['a.x.test'] }),
    testCertificate({ commonName: '*.x.test' }),
  ].map(source);
  const chosen = (name: string, preference: CertificatePreference): string | undefined =>
    new CertificateStore(certificates, undefined, preference).choose(name, '')?.name;
  assert.equal(chosen('a.x.test', 'key'), '*.x.test');
  assert.equal(chosen('a.x.test', 'name'), '*.b.test');
  for (const preference of ['key', 'name'] as const) {
    assert.equal(chosen('b.x.test', preference), '*.x.test');
    assert.equal(chosen('c.b.test', preference), '*.b.test');
  }
});

describe('several certificates for one name', () => {
  const first = { ...source(testCertificate({ commonName: 'a.test' })), name: 'first' };
  const second = { ...first, name: 'second' };
  const other = {
    ...source(testCertificate({ commonName: 'a.test', dnsNames: ['b.test'] })),
    name: 'other',
  };
  test('the first of those for the same names is used', () => {
    assert.equal(new CertificateStore([first, second]).choose('a.test', '')?.name, 'first');
  });
  test('of different sets of names, the order of loading does not matter', () => {
    assert.equal(new CertificateStore([first, other]).choose('a.test', '')?.name, 'other');
    assert.equal(new CertificateStore([other, first]).choose('a.test', '')?.name, 'other');
  });
});

describe('unusable certificates', () => {
  const good = source(testCertificate({ commonName: 'good' }));
  const cases: [string, Partial<typeof good>, RegExp][] = [
    ['junk certificate', { certificatePem: 'junk' }, /certificate does not parse/],
    ['empty certificate', { certificatePem: '' }, /certificate does not parse/],
    ['junk key', { keyPem: 'junk' }, /private key does not parse/],
    [
      'key of another',
      { keyPem: testCertificate({ commonName: 'x' }).keyPem },
      /belongs to another certificate/,
    ],
  ];
  for (const [title, change, message] of cases) {
    test(title, () => {
      const bad = { ...good, ...change, name: 'Secret shop/tls' };
      const thrown = (error: unknown): boolean => {
        assert.ok(error instanceof CertificateError);
        assert.equal(error.code, 'certificate-invalid');
        assert.equal(error.certificate, 'Secret shop/tls');
        assert.match(error.message, /Secret shop\/tls/);
        assert.match(error.message, message);
        return true;
      };
      assert.throws(() => new CertificateStore([good, bad]), thrown);
      assert.throws(() => new CertificateStore([good], bad), thrown);
    });
  }
});

describe('default certificate', () => {
  test('self-signed, one per process', () => {
    const { defaultCertificate } = new CertificateStore([]);
    assert.equal(new CertificateStore([]).defaultCertificate, defaultCertificate);
    assert.match(
      defaultCertificate.domains.join(),
      /^[0-9a-f]{32}\.[0-9a-f]{32}\.traefik\.default,traefik default cert$/,
    );
  });
  test('a given one comes first', () => {
    const given = source(testCertificate({ commonName: 'given' }));
    assert.equal(new CertificateStore([], given).select('x.test', '', options)?.name, 'given');
  });
});

test('a store hands on what it has read to the store after it', () => {
  const given = source(testCertificate({ commonName: 'a.test' }));
  const first = new CertificateStore([given]);
  const known = first.find({ ...given });
  assert.ok(known);
  assert.equal(known, first.choose('a.test', ''));
  assert.equal(new CertificateStore([known]).choose('a.test', ''), known);
  assert.equal(first.find({ ...given, name: 'renamed' }), undefined);
  assert.equal(first.find({ ...given, keyPem: testCertificate({ commonName: 'x' }).keyPem }), undefined);
});

test('written certificates are what was asked for', () => {
  const authority = testCertificate({ commonName: 'CA', authority: true });
  const late = new Date('2051-02-03T04:05:06Z');
  const { certificatePem } = testCertificate({
    commonName: 'leaf',
    issuer: authority,
    dnsNames: ['a.test'],
    ipAddresses: [Buffer.from([127, 0, 0, 1])],
    usages: ['clientAuth'],
    notAfter: late,
  });
  const leaf = new X509Certificate(certificatePem);
  const ca = new X509Certificate(authority.certificatePem);
  assert.equal(leaf.subject, 'CN=leaf');
  assert.equal(leaf.subjectAltName, 'DNS:a.test, IP Address:127.0.0.1');
  assert.equal(leaf.validToDate.getTime(), late.getTime());
  assert.deepEqual(leaf.toLegacyObject().ext_key_usage, ['1.3.6.1.5.5.7.3.2']);
  assert.equal(leaf.ca, false);
  assert.equal(ca.ca, true);
  assert.equal(leaf.checkIssued(ca) && leaf.verify(ca.publicKey), true);
});
