import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import tls from 'node:tls';
import {
  type BadIdentityKind,
  badIdentities,
  CertificateAuthority,
  type Identity,
  type KeyType,
} from './index.ts';

const keyTypes: readonly KeyType[] = ['rsa', 'ecdsa'];
const serverRequest = {
  commonName: 'mongo.local',
  subjectAltNames: ['mongo.local'],
  usage: 'server',
} as const;
const clientRequest = {
  commonName: 'mongo-client',
  subjectAltNames: ['mongo-client'],
  usage: 'client',
} as const;

interface Handshake {
  readonly trust: string;
  readonly server: Identity;
  readonly client: Identity;
  readonly version?: tls.SecureVersion;
}

const verdict = (socket: tls.TLSSocket): string =>
  socket.authorized ? 'accepted' : String(socket.authorizationError);

/** What each side finds when it verifies the other; neither hangs up for it. */
async function handshake({ trust, server, client, version = 'TLSv1.3' }: Handshake) {
  const common = { ca: trust, rejectUnauthorized: false, minVersion: version, maxVersion: version };
  const listener = tls.createServer({
    ...common,
    cert: server.certificatePem,
    key: server.keyPem,
    requestCert: true,
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  assert.ok(address !== null && typeof address === 'object');
  const accepted = once(listener, 'secureConnection');
  const socket = tls.connect({
    ...common,
    host: '127.0.0.1',
    port: address.port,
    servername: 'mongo.local',
    cert: client.bundlePem,
    key: client.bundlePem,
  });
  try {
    await Promise.all([accepted, once(socket, 'secureConnect')]);
    const [peer] = await accepted;
    const result = { clientFinds: verdict(socket), serverFinds: verdict(peer) };
    peer.destroy();
    return result;
  } finally {
    socket.destroy();
    listener.close();
    await once(listener, 'close');
  }
}

for (const keyType of keyTypes) {
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    test(`mutual ${version} with ${keyType} keys`, async () => {
      const authority = new CertificateAuthority({ keyType });
      const found = await handshake({
        trust: authority.certificatePem,
        server: authority.issue(serverRequest),
        client: authority.issue(clientRequest),
        version,
      });
      assert.deepEqual(found, { clientFinds: 'accepted', serverFinds: 'accepted' });
    });
  }
}

const findings: readonly { kind: BadIdentityKind; asServer?: string; asClient?: string }[] = [
  { kind: 'expired', asServer: 'CERT_HAS_EXPIRED', asClient: 'CERT_HAS_EXPIRED' },
  { kind: 'notYetValid', asServer: 'CERT_NOT_YET_VALID', asClient: 'CERT_NOT_YET_VALID' },
  {
    kind: 'otherAuthority',
    asServer: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    asClient: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  { kind: 'selfSigned', asServer: 'DEPTH_ZERO_SELF_SIGNED_CERT', asClient: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  { kind: 'wrongName', asServer: 'ERR_TLS_CERT_ALTNAME_INVALID' },
  { kind: 'serverOnly', asClient: 'INVALID_PURPOSE' },
];

for (const { kind, asServer, asClient } of findings) {
  const authority = new CertificateAuthority({ keyType: 'ecdsa' });
  const trust = authority.certificatePem;
  if (asServer) {
    test(`a client finds that a server is ${kind}`, async () => {
      const server = badIdentities[kind](authority, serverRequest);
      const found = await handshake({ trust, server, client: authority.issue(clientRequest) });
      assert.deepEqual(found, { clientFinds: asServer, serverFinds: 'accepted' });
    });
  }
  if (asClient) {
    test(`a server finds that a client is ${kind}`, async () => {
      const client = badIdentities[kind](authority, clientRequest);
      const found = await handshake({ trust, server: authority.issue(serverRequest), client });
      assert.deepEqual(found, { clientFinds: 'accepted', serverFinds: asClient });
    });
  }
}

test('every kind of bad identity is looked at', () => {
  assert.deepEqual(findings.map(({ kind }) => kind).sort(), Object.keys(badIdentities).sort());
});

test('an identity of another authority is good where that authority is trusted', async () => {
  const authority = new CertificateAuthority({ keyType: 'ecdsa' });
  const server = badIdentities.otherAuthority(authority, serverRequest);
  const client = badIdentities.selfSigned(authority, clientRequest);
  const found = await handshake({ trust: server.caPem + client.caPem, server, client });
  assert.deepEqual(found, { clientFinds: 'accepted', serverFinds: 'accepted' });
});
