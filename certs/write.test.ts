import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { parse } from 'yaml';
import { writeCertificates } from './index.ts';

async function scratch(context: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'certs-'));
  context.after(() => rm(directory, { recursive: true }));
  return directory;
}

const read = (directory: string, name: string) => readFile(join(directory, name), 'utf8');
const certificate = async (directory: string, name: string) =>
  new X509Certificate(await read(directory, name));
const mode = async (path: string) => (await stat(path)).mode & 0o777;

test('the set is complete, with keys for their owner only', async (context) => {
  const directory = join(await scratch(context), 'new', 'certs');
  const written = await writeCertificates(directory, { keyType: 'ecdsa' });
  const present = (await readdir(directory, { recursive: true })).filter((name) => name !== 'bad').sort();
  assert.deepEqual(
    written.map(({ path }) => path).sort(),
    present.map((name) => join(directory, name)).sort(),
  );
  const top = present.filter((name) => !name.startsWith('bad'));
  assert.deepEqual(top, [
    'ca.crt',
    'ca.key',
    'ca.passphrase',
    'ca.srl',
    'mongo-client.crt',
    'mongo-client.csr',
    'mongo-client.key',
    'mongo-client.pem',
    'mongo-server.crt',
    'mongo-server.csr',
    'mongo-server.key',
    'traefik-mongo-certs.secret.yaml',
  ]);
  for (const { path } of written) {
    const secret = /PRIVATE KEY|tls\.key/.test(await readFile(path, 'utf8')) || path.endsWith('passphrase');
    assert.equal((await mode(path)) & (secret ? 0o077 : 0), 0, path);
  }
  const root = await certificate(directory, 'ca.crt');
  for (const name of ['mongo-server', 'mongo-client']) {
    const issued = await certificate(directory, `${name}.crt`);
    assert.equal(issued.verify(root.publicKey), true);
    assert.equal(issued.checkPrivateKey(createPrivateKey(await read(directory, `${name}.key`))), true);
  }
  const passphrase = (await read(directory, 'ca.passphrase')).trim();
  const authorityKey = createPrivateKey({ key: await read(directory, 'ca.key'), passphrase });
  assert.equal(root.checkPrivateKey(authorityKey), true);
});

test('the Secret carries what kubectl would put there', async (context) => {
  const directory = await scratch(context);
  await writeCertificates(directory, { keyType: 'ecdsa' });
  const base64 = async (name: string) => Buffer.from(await read(directory, name)).toString('base64');
  assert.deepEqual(parse(await read(directory, 'traefik-mongo-certs.secret.yaml')), {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'traefik-mongo-certs' },
    type: 'Opaque',
    data: {
      'ca.crt': await base64('ca.crt'),
      'tls.crt': await base64('mongo-server.crt'),
      'tls.key': await base64('mongo-server.key'),
    },
  });
});

test('hosts, days and passphrase are as asked, and no passphrase is written then', async (context) => {
  const directory = await scratch(context);
  await writeCertificates(directory, {
    keyType: 'ecdsa',
    hosts: ['db.example', '10.0.0.7'],
    days: 7,
    passphrase: 'chosen',
    clock: () => new Date('2030-01-01T00:00:00Z'),
  });
  const server = await certificate(directory, 'mongo-server.crt');
  assert.equal(server.subject, 'CN=db.example');
  assert.equal(server.subjectAltName, 'DNS:db.example, IP Address:10.0.0.7');
  assert.equal(server.validToDate.toISOString(), '2030-01-08T00:00:00.000Z');
  assert.ok(createPrivateKey({ key: await read(directory, 'ca.key'), passphrase: 'chosen' }));
  await assert.rejects(read(directory, 'ca.passphrase'), { code: 'ENOENT' });
});

test('nothing is overwritten unless forced; forcing leaves no stale passphrase and no loose mode', async (context) => {
  const directory = await scratch(context);
  const outside = join(await scratch(context), 'outside');
  await writeFile(join(directory, 'mongo-client.key'), 'mine', { mode: 0o644 });
  await writeFile(join(directory, 'ca.passphrase'), 'old');
  await symlink(outside, join(directory, 'ca.key'));
  await assert.rejects(writeCertificates(directory, { keyType: 'ecdsa' }), (error: Error) => {
    assert.match(error.message, /ca\.key and 2 more would be overwritten.*--force/);
    return 'code' in error && error.code === 'file-exists';
  });
  assert.deepEqual((await readdir(directory)).sort(), ['ca.key', 'ca.passphrase', 'mongo-client.key']);
  assert.equal(await read(directory, 'mongo-client.key'), 'mine');

  await writeCertificates(directory, { keyType: 'ecdsa', force: true, passphrase: 'chosen' });
  assert.match(await read(directory, 'mongo-client.key'), /PRIVATE KEY/);
  assert.equal(await mode(join(directory, 'mongo-client.key')), 0o600);
  await assert.rejects(read(directory, 'ca.passphrase'), { code: 'ENOENT' });
  await assert.rejects(readFile(outside), { code: 'ENOENT' });
});

test('a directory that cannot be written is named', async (context) => {
  const file = join(await scratch(context), 'file');
  await writeFile(file, '');
  await assert.rejects(writeCertificates(join(file, 'certs'), { keyType: 'ecdsa' }), {
    code: 'file-not-writable',
  });
});
