import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { alerts } from './alert.ts';
import { HandshakeServers } from './handshake-servers.ts';
import { type ResolvedTlsOptions, resolveTlsOptions, type TlsOptions } from './options.ts';
import { source, startServer, type TestServer, testCertificate, tryClient } from './test-support.ts';
import { TicketKeys } from './ticket-keys.ts';

const authority = testCertificate({ commonName: 'Client CA', authority: true });
const shop = source(testCertificate({ commonName: 'shop', dnsNames: ['shop.test'] }));
const other = source(testCertificate({ commonName: 'other', dnsNames: ['shop.test'] }));
const versions = ['TLSv1.2', 'TLSv1.3'] as const;
type Version = (typeof versions)[number];

function resolve(changes: Partial<TlsOptions> = {}): ResolvedTlsOptions {
  return resolveTlsOptions({ name: 'default', sniStrict: false, ...changes });
}

const mutual = resolve({
  name: 'mutual',
  clientAuth: { type: 'RequireAndVerifyClientCert', caPems: [authority.certificatePem] },
});

/** Connects and gets an echo; the session to come back with, and whether this one was resumed. */
async function visit(
  { port }: TestServer,
  version: Version,
  session?: Buffer,
): Promise<{ readonly session: Buffer; readonly resumed: boolean }> {
  const client = tls.connect({
    host: '127.0.0.1',
    port,
    servername: 'shop.test',
    rejectUnauthorized: false,
    maxVersion: version,
    ...(session && { session }),
  });
  let latest: Buffer | undefined;
  client.on('session', (offered) => {
    latest = offered;
  });
  client.write('ping');
  await once(client, 'data');
  const resumed = client.isSessionReused();
  latest ??= client.getSession();
  client.destroy();
  assert.ok(latest);
  return { session: latest, resumed };
}

/** Whether a session of one server is resumed by the next. */
async function carriesOver(
  version: Version,
  first: Parameters<typeof startServer>[0],
  second: Parameters<typeof startServer>[0],
): Promise<boolean> {
  await using before = await startServer(first);
  const { session } = await visit(before, version);
  await using after = await startServer(second);
  return (await visit(after, version, session)).resumed;
}

for (const version of versions) {
  describe(version, () => {
    const certificates = [shop];
    const keys = Buffer.alloc(48, 7);

    test('a session is resumed through a change of the configuration that leaves its host alone', async () => {
      const handshakes = new HandshakeServers();
      const before = { handshakes, certificates, options: resolve() };
      assert.equal(await carriesOver(version, before, { ...before, options: resolve() }), true);
    });
    test('and by another engine with the same ticket keys', async () => {
      const engine = () => ({
        handshakes: new HandshakeServers(new TicketKeys(keys)),
        certificates,
        options: resolve(),
      });
      assert.equal(await carriesOver(version, engine(), engine()), true);
    });
    test('but not by one with other ticket keys', async () => {
      const engine = () => ({ handshakes: new HandshakeServers(), certificates, options: resolve() });
      assert.equal(await carriesOver(version, engine(), engine()), false);
    });

    const others: [title: string, change: { options?: ResolvedTlsOptions; certificates?: [typeof shop] }][] =
      [
        ['options of another name', { options: resolve({ name: 'strict' }) }],
        [
          'other options of the same name',
          { options: resolve({ cipherSuites: ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'] }) },
        ],
        ['another certificate', { certificates: [other] }],
      ];
    for (const [title, change] of others) {
      test(`nor under ${title}`, async () => {
        const first = { handshakes: new HandshakeServers(), certificates, options: resolve() };
        assert.equal(await carriesOver(version, first, { ...first, ...change }), false);
      });
    }

    test('a session made without a client certificate does not open a host that wants one', async () => {
      const handshakes = new HandshakeServers();
      await using open = await startServer({ handshakes, certificates, options: resolve() });
      const { session } = await visit(open, version);
      await using closed = await startServer({ handshakes, certificates, options: mutual });
      const outcome = await tryClient(closed.port, { servername: 'shop.test', session, maxVersion: version });
      const expected = version === 'TLSv1.3' ? alerts.certificateRequired : alerts.handshakeFailure;
      assert.equal(outcome.kind === 'refused' && outcome.alert, expected, JSON.stringify(outcome));
      assert.equal(closed.delivered, 0);
    });

    test('nor does one made with a client certificate under another set of options', async () => {
      const handshakes = new HandshakeServers();
      const asking = resolve({ name: 'asking', clientAuth: { type: 'RequestClientCert', caPems: [] } });
      await using open = await startServer({ handshakes, certificates, options: asking });
      const { session } = await visit(open, version);
      await using closed = await startServer({ handshakes, certificates, options: mutual });
      const outcome = await tryClient(closed.port, { servername: 'shop.test', session, maxVersion: version });
      assert.equal(outcome.kind, 'refused', JSON.stringify(outcome));
    });

    test('a session outlives the change of the keys only as a full handshake', async () => {
      let now = 0;
      const handshakes = new HandshakeServers(new TicketKeys(keys, () => now));
      await using server = await startServer({ handshakes, certificates, options: resolve() });
      const { session } = await visit(server, version);
      assert.equal((await visit(server, version, session)).resumed, true);
      now += 12 * 3_600_000;
      const later = await visit(server, version, session);
      assert.equal(later.resumed, false);
      assert.equal((await visit(server, version, later.session)).resumed, true);
      assert.equal(handshakes.size, 1);
    });
  });
}

test('ticket keys are 48 bytes, the same for the same secret and time, and change every twelve hours', () => {
  let now = 0;
  const secret = Buffer.alloc(48, 1);
  const keys = new TicketKeys(secret, () => now);
  const first = keys.current();
  assert.equal(first.length, 48);
  now = 12 * 3_600_000 - 1;
  assert.equal(keys.current(), first);
  assert.deepEqual(new TicketKeys(secret, () => now).current(), first);
  now += 1;
  assert.notDeepEqual(keys.current(), first);
  assert.notDeepEqual(new TicketKeys(undefined, () => now).current(), keys.current());
});
