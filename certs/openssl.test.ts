import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type KeyType, writeCertificates } from './index.ts';

const binary = 'openssl';
const version = spawnSync(binary, ['version'], { encoding: 'utf8' }).stdout ?? '';
const skip = /^OpenSSL [3-9]/.test(version)
  ? false
  : `needs openssl 3 or later on PATH, found ${version.trim() || 'none'}`;
const keyTypes: readonly KeyType[] = ['rsa', 'ecdsa'];

for (const keyType of keyTypes) {
  describe(`openssl agrees about ${keyType} certificates`, { skip }, () => {
    let directory = '';
    const openssl = (...args: readonly string[]) => {
      const { status, stdout, stderr } = spawnSync(binary, args, { cwd: directory, encoding: 'utf8' });
      return { status, output: stdout + stderr };
    };
    const verify = (purpose: string, file: string, ...more: readonly string[]) =>
      openssl('verify', '-x509_strict', '-CAfile', 'ca.crt', '-purpose', purpose, ...more, file);

    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'certs-openssl-'));
      await writeCertificates(directory, { keyType, passphrase: 'correct horse' });
    });
    after(() => rm(directory, { recursive: true }));

    test('good certificates are good for their purpose only', () => {
      const cases: readonly [string, string, number][] = [
        ['sslserver', 'mongo-server.crt', 0],
        ['sslclient', 'mongo-client.crt', 0],
        ['sslclient', 'mongo-server.crt', 2],
        ['sslserver', 'mongo-client.crt', 2],
      ];
      for (const [purpose, file, expected] of cases) {
        const { status, output } = verify(purpose, file);
        assert.equal(status, expected, output);
      }
      assert.equal(verify('sslserver', 'mongo-server.crt', '-verify_hostname', 'mongo.local').status, 0);
    });

    test('bad certificates are bad for the reason in their name', () => {
      const cases: readonly [string, RegExp][] = [
        ['mongo-server-expired', /certificate has expired/],
        ['mongo-server-not-yet-valid', /certificate is not yet valid/],
        ['mongo-server-other-authority', /unable to get local issuer certificate/],
        ['mongo-server-self-signed', /self-signed certificate/],
        ['mongo-server-wrong-name', /hostname mismatch/],
        ['mongo-client-expired', /certificate has expired/],
        ['mongo-client-not-yet-valid', /certificate is not yet valid/],
        ['mongo-client-other-authority', /unable to get local issuer certificate/],
        ['mongo-client-self-signed', /self-signed certificate/],
        ['mongo-client-server-only', /unsuitable certificate purpose|unsupported certificate purpose/],
      ];
      for (const [name, reason] of cases) {
        const server = name.startsWith('mongo-server');
        const host = server ? ['-verify_hostname', 'mongo.local'] : [];
        const { status, output } = verify(server ? 'sslserver' : 'sslclient', `bad/${name}.crt`, ...host);
        assert.equal(status, 2, name);
        assert.match(output, reason, name);
      }
    });

    test('the key opens with its passphrase only, and goes on signing from the serial file', async () => {
      const open = (passphrase: string) =>
        openssl('pkey', '-in', 'ca.key', '-passin', `pass:${passphrase}`, '-noout').status;
      assert.equal(open('correct horse'), 0);
      assert.notEqual(open('wrong'), 0);
      assert.equal(openssl('req', '-in', 'mongo-server.csr', '-verify', '-noout').status, 0);
      const before = BigInt(`0x${(await readFile(join(directory, 'ca.srl'), 'utf8')).trim()}`);
      const signing = openssl(
        ...['x509', '-req', '-in', 'mongo-client.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key'],
        ...['-passin', 'pass:correct horse', '-CAserial', 'ca.srl', '-out', 'again.crt'],
      );
      assert.equal(signing.status, 0, signing.output);
      const next = (before + 1n).toString(16).toUpperCase();
      assert.equal(openssl('x509', '-in', 'again.crt', '-noout', '-serial').output, `serial=${next}\n`);
    });
  });
}
