import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import test from 'node:test';
import { CertificateAuthority, type CertificateUsage, type KeyType } from './index.ts';

const keyTypes: readonly KeyType[] = ['rsa', 'ecdsa'];
const now = new Date('2030-06-15T12:00:00Z');
const clock = () => now;
const mongo = { commonName: 'mongo.local', subjectAltNames: ['mongo.local'], usage: 'server' } as const;

for (const authorityKey of keyTypes) {
  for (const identityKey of keyTypes) {
    test(`an ${authorityKey} authority signs ${identityKey} identities`, () => {
      const authority = new CertificateAuthority({ keyType: authorityKey });
      const root = new X509Certificate(authority.certificatePem);
      const identity = authority.issue({ ...mongo, keyType: identityKey });
      const certificate = new X509Certificate(identity.certificatePem);
      assert.equal(certificate.checkIssued(root), true);
      assert.equal(certificate.verify(root.publicKey), true);
      assert.equal(certificate.checkPrivateKey(createPrivateKey(identity.keyPem)), true);
      assert.equal(certificate.publicKey.asymmetricKeyType, identityKey === 'rsa' ? 'rsa' : 'ec');
      assert.equal(certificate.ca, false);
      assert.equal(identity.caPem, authority.certificatePem);
      assert.equal(identity.bundlePem, identity.certificatePem + identity.keyPem);
      assert.match(identity.keyPem, /^-----BEGIN PRIVATE KEY-----\n/);
    });
  }
}

test('the authority is a self-signed CA named MongoDB CA, valid for ten years', () => {
  const root = new X509Certificate(new CertificateAuthority({ clock }).certificatePem);
  assert.equal(root.subject, 'CN=MongoDB CA');
  assert.equal(root.ca, true);
  assert.equal(root.checkIssued(root), true);
  assert.equal(root.verify(root.publicKey), true);
  assert.equal(root.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  assert.deepEqual(root.validFromDate, new Date('2030-06-15T11:55:00Z'));
  assert.deepEqual(root.validToDate, new Date(now.getTime() + 3650 * 86_400_000));
});

test('names, addresses and usage are in the certificate', () => {
  const authority = new CertificateAuthority({ keyType: 'ecdsa' });
  const subjectAltNames = ['mongo.local', '*.mongo.local', '127.0.0.1', '::1', '2001:db8::ffff:10.0.0.1'];
  const usages: readonly [CertificateUsage, readonly string[]][] = [
    ['server', ['1.3.6.1.5.5.7.3.1']],
    ['client', ['1.3.6.1.5.5.7.3.2']],
    ['both', ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']],
  ];
  for (const [usage, expected] of usages) {
    const identity = authority.issue({ commonName: 'Mongo für alle', subjectAltNames, usage });
    const certificate = new X509Certificate(identity.certificatePem);
    assert.deepEqual(certificate.keyUsage, expected);
    assert.equal(certificate.subject, 'CN=Mongo für alle');
    assert.equal(
      certificate.subjectAltName,
      'DNS:mongo.local, DNS:*.mongo.local, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, ' +
        'IP Address:2001:DB8:0:0:0:FFFF:A00:1',
    );
  }
  const bare = authority.issue({ commonName: 'mongo.local', subjectAltNames: [], usage: 'client' });
  assert.equal(new X509Certificate(bare.certificatePem).subjectAltName, undefined);
});

test('validity is a year from the clock, or what was asked for', () => {
  const authority = new CertificateAuthority({ keyType: 'ecdsa', clock });
  const notBefore = new Date('2031-01-01T00:00:00Z');
  const cases = [
    { ask: {}, from: '2030-06-15T11:55:00.000Z', to: '2031-06-15T12:00:00.000Z' },
    { ask: { notBefore }, from: '2031-01-01T00:00:00.000Z', to: '2032-01-01T00:00:00.000Z' },
    {
      ask: { notAfter: new Date('2049-12-31T23:59:59Z') },
      from: '2030-06-15T11:55:00.000Z',
      to: '2049-12-31T23:59:59.000Z',
    },
    {
      ask: { notBefore, notAfter: new Date('2050-01-01T00:00:00.900Z') },
      from: '2031-01-01T00:00:00.000Z',
      to: '2050-01-01T00:00:00.000Z',
    },
  ];
  for (const { ask, from, to } of cases) {
    const certificate = new X509Certificate(authority.issue({ ...mongo, ...ask }).certificatePem);
    assert.equal(certificate.validFromDate.toISOString(), from);
    assert.equal(certificate.validToDate.toISOString(), to);
  }
});

test('serial numbers count up by one, also past a request that was refused', () => {
  const authority = new CertificateAuthority({ keyType: 'ecdsa' });
  const start = BigInt(`0x${new X509Certificate(authority.certificatePem).serialNumber}`);
  const serials = [mongo, mongo].map((request) => authority.issue(request).serialNumber);
  assert.throws(() => authority.issue({ ...mongo, commonName: '' }), { code: 'invalid-name' });
  const last = authority.issue(mongo);
  assert.deepEqual(
    [...serials, last.serialNumber].map((serial) => BigInt(`0x${serial}`) - start),
    [1n, 2n, 3n],
  );
  assert.equal(new X509Certificate(last.certificatePem).serialNumber, last.serialNumber);
  assert.equal(authority.lastSerialNumber, last.serialNumber);
});

test('what cannot be written in a certificate is refused', () => {
  const authority = new CertificateAuthority({ keyType: 'ecdsa', clock });
  const cases = [
    { ask: { commonName: 'x'.repeat(65) }, code: 'invalid-name' },
    { ask: { commonName: 'two\nlines' }, code: 'invalid-name' },
    { ask: { notAfter: new Date('2029-01-01T00:00:00Z') }, code: 'invalid-validity' },
    { ask: { notBefore: new Date(Number.NaN) }, code: 'invalid-validity' },
    { ask: { notAfter: new Date('+010000-01-01T00:00:00Z') }, code: 'invalid-validity' },
    ...[
      '',
      'mongo local',
      'mongo.local.',
      'münchen.de',
      '-a.b',
      '10.0.0.256',
      '10.0.0.1:80',
      'fe80::1%eth0',
      '*',
    ].map((name) => ({ ask: { subjectAltNames: [name] }, code: 'invalid-name' })),
  ];
  for (const { ask, code } of cases) {
    assert.throws(() => authority.issue({ ...mongo, ...ask }), { name: 'CertificateError', code });
  }
});

for (const keyType of keyTypes) {
  test(`the ${keyType} authority's key opens with its passphrase and with no other`, () => {
    const authority = new CertificateAuthority({ keyType });
    const passphrase = 'geheim – 秘密';
    const pem = authority.encryptedKeyPem(passphrase);
    assert.match(pem, /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    const der = Buffer.from(pem.replaceAll(/-----.*-----/g, ''), 'base64');
    assert.ok(der.includes(Buffer.from('060960864801650304012a', 'hex')), 'the cipher is aes-256-cbc');
    const open = (attempt?: string) =>
      createPrivateKey({ key: pem, ...(attempt === undefined ? {} : { passphrase: attempt }) });
    const root = new X509Certificate(authority.certificatePem);
    assert.equal(createPublicKey(open(passphrase)).equals(root.publicKey), true);
    assert.throws(() => open());
    // A wrong key gives random bytes; one time in 256 they end like padding, but then they are no key.
    assert.throws(() => open('geheim'));
    assert.throws(() => authority.encryptedKeyPem(''), { code: 'invalid-passphrase' });
  });
}
