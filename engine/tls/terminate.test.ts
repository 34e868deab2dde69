import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { systemClock } from '../net/clock.ts';
import { alerts } from './alert.ts';
import type { CertificateSource } from './certificates.ts';
import type { ClientHello } from './client-hello.ts';
import { HandshakeError } from './handshake-error.ts';
import { HandshakeServers } from './handshake-servers.ts';
import { resolveTlsOptions, type TlsOptions } from './options.ts';
import { terminateTls } from './terminate.ts';
import { captureClientHello, source, startServer, testCertificate, tryClient } from './test-support.ts';

const shop = source(testCertificate({ commonName: 'shop', dnsNames: ['shop.test'], usages: ['serverAuth'] }));
const wild = source(testCertificate({ commonName: 'wild', dnsNames: ['*.example.test'] }));
const local = source(testCertificate({ commonName: 'local', ipAddresses: [Buffer.from([127, 0, 0, 1])] }));

function resolve(options: Partial<TlsOptions> = {}): ReturnType<typeof resolveTlsOptions> {
  return resolveTlsOptions({ name: 'test', sniStrict: false, ...options });
}

describe('choice of certificate by server name', () => {
  const cases: {
    servername?: string;
    certificates: CertificateSource[];
    strict?: boolean;
    expected: string | number;
  }[] = [
    { servername: 'shop.test', certificates: [shop, wild], expected: 'shop' },
    { servername: 'SHOP.test', certificates: [shop, wild], expected: 'shop' },
    { servername: 'a.example.test', certificates: [shop, wild], expected: 'wild' },
    { servername: 'a.b.example.test', certificates: [shop, wild], expected: 'TRAEFIK DEFAULT CERT' },
    { certificates: [shop, local], expected: 'local' },
    { certificates: [shop], expected: 'TRAEFIK DEFAULT CERT' },
    { servername: 'shop.test', certificates: [shop], strict: true, expected: 'shop' },
    { servername: 'other.test', certificates: [shop], strict: true, expected: alerts.unrecognizedName },
    { certificates: [shop], strict: true, expected: alerts.unrecognizedName },
    { certificates: [local], strict: true, expected: 'local' },
  ];
  for (const { servername, certificates, strict = false, expected } of cases) {
    const names = certificates.map(({ name }) => name).join('+');
    test(`${servername ?? 'no name'} of ${names}${strict ? ', strict' : ''}: ${expected}`, async () => {
      await using server = await startServer({ options: resolve({ sniStrict: strict }), certificates });
      const outcome = await tryClient(server.port, servername === undefined ? {} : { servername });
      assert.equal(
        outcome.kind === 'echo' ? outcome.commonName : outcome.alert,
        expected,
        JSON.stringify(outcome),
      );
      const decided = await server.nextOutcome();
      if ('refused' in decided) {
        assert.equal(decided.refused.code, 'tls-unrecognized-name');
        assert.equal(decided.refused.alert, expected);
      }
    });
  }
});

describe('ALPN', () => {
  const cases: { offered?: string[]; served: string[]; own?: string[]; expected: string | false | number }[] =
    [
      { offered: ['http/1.1', 'h2'], served: ['h2', 'http/1.1'], expected: 'h2' },
      { offered: ['http/1.1'], served: ['h2', 'http/1.1'], expected: 'http/1.1' },
      { served: ['h2', 'http/1.1'], expected: false },
      { offered: ['mongodb'], served: ['h2', 'http/1.1'], expected: alerts.noApplicationProtocol },
      { offered: ['mongodb'], served: ['h2', 'http/1.1'], own: ['mongodb'], expected: 'mongodb' },
      { offered: ['http/1.1'], served: ['h2'], expected: false },
      { offered: ['http/1.0'], served: ['h2'], expected: alerts.noApplicationProtocol },
      { offered: ['mongodb'], served: [], expected: false },
    ];
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    for (const { offered, served, own, expected } of cases) {
      test(`${version}: ${offered ?? 'none'} offered, ${own ?? served} served: ${expected}`, async () => {
        await using server = await startServer({
          options: resolve(own ? { alpnProtocols: own } : {}),
          certificates: [shop],
          alpnDefault: served,
        });
        const outcome = await tryClient(server.port, {
          servername: 'shop.test',
          maxVersion: version,
          ...(offered ? { ALPNProtocols: offered } : {}),
        });
        assert.equal(
          outcome.kind === 'echo' ? outcome.alpn : outcome.alert,
          expected,
          JSON.stringify(outcome),
        );
        const decided = await server.nextOutcome();
        if ('refused' in decided) assert.equal(decided.refused.alert, expected);
      });
    }
  }
});

test('a client below the minimum version gets protocol_version', async () => {
  await using server = await startServer({
    options: resolve({ minVersion: 'TLSv1.3' }),
    certificates: [shop],
  });
  const outcome = await tryClient(server.port, { servername: 'shop.test', maxVersion: 'TLSv1.2' });
  assert.equal(outcome.kind === 'refused' && outcome.alert, alerts.protocolVersion, JSON.stringify(outcome));
  const decided = await server.nextOutcome();
  assert.ok('refused' in decided);
  assert.equal(decided.refused.code, 'tls-handshake');
  assert.equal(decided.refused.alert, alerts.protocolVersion);
});

test('TLS 1.0 can be allowed', async () => {
  await using server = await startServer({ options: resolve({ minVersion: 'TLSv1' }), certificates: [shop] });
  const client = {
    servername: 'shop.test',
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1',
    ciphers: 'ALL:@SECLEVEL=0',
  };
  assert.equal(
    (await tryClient(server.port, { ...client, minVersion: 'TLSv1', maxVersion: 'TLSv1' })).kind,
    'echo',
  );
});

test('sessions are resumed without client authentication', async () => {
  await using server = await startServer({ options: resolve(), certificates: [shop] });
  const options = {
    host: '127.0.0.1',
    port: server.port,
    servername: 'shop.test',
    rejectUnauthorized: false,
  };
  const first = tls.connect(options);
  first.resume();
  const [session]: Buffer[] = await once(first, 'session');
  first.destroy();
  assert.ok(session);
  const second = tls.connect({ ...options, session });
  await once(second, 'secureConnect');
  assert.equal(second.isSessionReused(), true);
  second.destroy();
});

test('a client that leaves during the handshake', async () => {
  await using server = await startServer({ options: resolve(), certificates: [shop] });
  const client = connect(server.port, '127.0.0.1');
  client.end(await captureHello());
  client.resume();
  const decided = await server.nextOutcome();
  assert.ok('refused' in decided);
  assert.equal(decided.refused.code, 'tls-client-closed');
});

test('a client that stalls during the handshake', async () => {
  await using server = await startServer({
    options: resolve(),
    certificates: [shop],
    handshakeTimeoutMs: 20,
  });
  const client = connect(server.port, '127.0.0.1');
  client.write(await captureHello());
  client.resume();
  const [decided] = await Promise.all([server.nextOutcome(), once(client, 'close')]);
  assert.ok('refused' in decided);
  assert.equal(decided.refused.code, 'tls-handshake-timeout');
});

test('a socket that is closed already is a HandshakeError', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  socket.destroy();
  server.close();
  const hello: ClientHello = { serverName: '', alpn: [], supportedVersions: [], length: 0 };
  await assert.rejects(
    terminateTls(socket, {
      clock: systemClock,
      handshakes: new HandshakeServers(),
      hello,
      options: resolve(),
      certificate: undefined,
      alpnDefault: [],
    }),
    HandshakeError,
  );
});

function captureHello(): Promise<Buffer> {
  return captureClientHello({ servername: 'shop.test' });
}
