import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { alerts } from './alert.ts';
import type { IssuedCertificate } from './certificate-writer.ts';
import { type ClientAuthType, type ResolvedTlsOptions, resolveTlsOptions } from './options.ts';
import { alertNumber, daysFromNow, source, startServer, testCertificate, tryClient } from './test-support.ts';

const authority = testCertificate({ commonName: 'Client CA', authority: true });
const otherAuthority = testCertificate({ commonName: 'Other CA', authority: true });
const impostor = testCertificate({ commonName: 'Client CA', authority: true });
const intermediate = testCertificate({ commonName: 'Intermediate CA', authority: true, issuer: authority });
const yesterday = { notBefore: daysFromNow(-2), notAfter: daysFromNow(-1) };
const tomorrow = { notBefore: daysFromNow(1), notAfter: daysFromNow(2) };

/** OpenSSL compares names without regard to case: no client may be called as its CA is. */
const identities = {
  good: testCertificate({ commonName: 'good', issuer: authority, usages: ['clientAuth'] }),
  'any usage': testCertificate({ commonName: 'any usage', issuer: authority }),
  'other CA': testCertificate({
    commonName: 'client of other CA',
    issuer: otherAuthority,
    usages: ['clientAuth'],
  }),
  'impostor CA': testCertificate({
    commonName: 'client of impostor CA',
    issuer: impostor,
    usages: ['clientAuth'],
  }),
  'self-signed': testCertificate({ commonName: 'self-signed', usages: ['clientAuth'] }),
  expired: testCertificate({ commonName: 'expired', issuer: authority, ...yesterday }),
  'expired of other CA': testCertificate({ commonName: 'expired', issuer: otherAuthority, ...yesterday }),
  'not yet valid': testCertificate({ commonName: 'not yet valid', issuer: authority, ...tomorrow }),
  'server only': testCertificate({ commonName: 'server only', issuer: authority, usages: ['serverAuth'] }),
  'of intermediate': testCertificate({ commonName: 'of intermediate', issuer: intermediate }),
} satisfies Record<string, IssuedCertificate>;
type Identity = keyof typeof identities | 'none';

const serverCertificate = source(testCertificate({ commonName: 'shop', dnsNames: ['shop.test'] }));
const versions = ['TLSv1.2', 'TLSv1.3'] as const;

function resolve(type: ClientAuthType, caPems = [authority.certificatePem]): ResolvedTlsOptions {
  return resolveTlsOptions({ name: 'mtls', sniStrict: false, clientAuth: { type, caPems } });
}

function isIdentity(name: string): name is keyof typeof identities {
  return Object.hasOwn(identities, name);
}

function clientOptions(identity: Identity): tls.ConnectionOptions {
  if (identity === 'none') return { servername: 'shop.test' };
  const { certificatePem: cert, keyPem: key } = identities[identity];
  return { servername: 'shop.test', cert, key };
}

describe('client authentication', () => {
  const cases: Record<ClientAuthType, [Identity, 'echo' | keyof typeof alerts][]> = {
    NoClientCert: [
      ['none', 'echo'],
      ['other CA', 'echo'],
    ],
    RequestClientCert: [
      ['none', 'echo'],
      ['good', 'echo'],
      ['other CA', 'echo'],
      ['expired', 'echo'],
    ],
    RequireAnyClientCert: [
      ['none', 'certificateRequired'],
      ['good', 'echo'],
      ['other CA', 'echo'],
    ],
    VerifyClientCertIfGiven: [
      ['none', 'echo'],
      ['good', 'echo'],
      ['other CA', 'unknownCa'],
    ],
    RequireAndVerifyClientCert: [
      ['none', 'certificateRequired'],
      ['good', 'echo'],
      ['any usage', 'echo'],
      ['other CA', 'unknownCa'],
      ['impostor CA', 'unknownCa'],
      ['self-signed', 'unknownCa'],
      ['of intermediate', 'unknownCa'],
      ['expired', 'certificateExpired'],
      ['expired of other CA', 'certificateExpired'],
      ['not yet valid', 'certificateExpired'],
      ['server only', 'badCertificate'],
    ],
  };
  for (const version of versions) {
    for (const type of Object.keys(cases)) {
      if (!isCase(type)) continue;
      for (const [identity, outcome] of cases[type]) {
        // Before TLS 1.3 there is no certificate_required.
        const before13 = version === 'TLSv1.2' && outcome === 'certificateRequired';
        const expected = before13 ? 'handshakeFailure' : outcome;
        test(`${version} ${type}, certificate ${identity}: ${expected}`, async () => {
          await using server = await startServer({
            options: resolve(type),
            certificates: [serverCertificate],
          });
          const client = await tryClient(server.port, { ...clientOptions(identity), maxVersion: version });
          const decided = await server.nextOutcome();
          if (expected === 'echo') {
            assert.equal(client.kind, 'echo', JSON.stringify(client));
            assert.ok('accepted' in decided);
            assert.equal(decided.accepted.getProtocol(), version);
            const beneath: unknown = Reflect.get(decided.accepted, '_parent');
            assert.ok(beneath instanceof Socket, 'not on the native socket');
            assert.equal(decided.accepted.authorized, type.includes('Verify') && identity !== 'none');
          } else {
            assert.equal(client.kind === 'refused' && client.alert, alerts[expected], JSON.stringify(client));
            assert.ok('refused' in decided);
            assert.equal(decided.refused.code, 'tls-client-certificate');
            assert.equal(decided.refused.alert, alerts[expected]);
            assert.equal(server.delivered, 0);
          }
        });
      }
    }
  }

  function isCase(type: string): type is keyof typeof cases {
    return Object.hasOwn(cases, type);
  }
});

describe('chains', () => {
  const { certificatePem, keyPem: key } = identities['of intermediate'];
  test('the client may send its intermediates', async () => {
    const options = resolve('RequireAndVerifyClientCert');
    await using server = await startServer({ options, certificates: [serverCertificate] });
    const cert = certificatePem + intermediate.certificatePem;
    assert.equal((await tryClient(server.port, { servername: 'shop.test', cert, key })).kind, 'echo');
  });
  test('an intermediate can be an anchor, and one bundle can hold several', async () => {
    const bundle = otherAuthority.certificatePem + intermediate.certificatePem;
    const options = resolve('RequireAndVerifyClientCert', [bundle]);
    await using server = await startServer({ options, certificates: [serverCertificate] });
    const cert = certificatePem;
    const client = await tryClient(server.port, { servername: 'shop.test', cert, key });
    assert.equal(client.kind, 'echo', JSON.stringify(client));
    assert.equal((await tryClient(server.port, clientOptions('other CA'))).kind, 'echo');
    assert.equal((await tryClient(server.port, clientOptions('good'))).kind, 'refused');
  });
  test('an intermediate is an anchor for clients without a server name as well', async () => {
    const options = resolve('RequireAndVerifyClientCert', [intermediate.certificatePem]);
    await using server = await startServer({ options, certificates: [serverCertificate] });
    const client = await tryClient(server.port, { cert: certificatePem, key });
    assert.equal(client.kind, 'echo', JSON.stringify(client));
  });
  test('a client certificate itself can be an anchor, unless it has expired or is not for clients', async () => {
    const expectations = {
      good: 'echo',
      'of intermediate': 'echo',
      expired: 'refused',
      'server only': 'refused',
    } as const;
    for (const [identity, expected] of Object.entries(expectations)) {
      if (!isIdentity(identity)) throw new Error(identity);
      const options = resolve('RequireAndVerifyClientCert', [identities[identity].certificatePem]);
      await using server = await startServer({ options, certificates: [serverCertificate] });
      assert.equal((await tryClient(server.port, clientOptions(identity))).kind, expected, identity);
      assert.equal((await tryClient(server.port, clientOptions('any usage'))).kind, 'refused');
    }
  });
});

describe('cipher suites of the encrypted alert', () => {
  for (const ciphers of [
    'TLS_AES_128_GCM_SHA256',
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
  ]) {
    test(ciphers, async () => {
      const options = resolve('RequireAndVerifyClientCert');
      await using server = await startServer({ options, certificates: [serverCertificate] });
      const client = await tryClient(server.port, {
        ...clientOptions('other CA'),
        ciphers,
        minVersion: 'TLSv1.3',
      });
      assert.equal(client.kind === 'refused' && client.alert, alerts.unknownCa, JSON.stringify(client));
    });
  }
});

for (const version of versions) {
  test(`${version}: 1 MiB both ways with a good certificate`, async () => {
    const options = resolve('RequireAndVerifyClientCert');
    await using server = await startServer({ options, certificates: [serverCertificate] });
    const client = tls.connect({
      host: '127.0.0.1',
      port: server.port,
      rejectUnauthorized: false,
      maxVersion: version,
      ...clientOptions('good'),
    });
    const sent = Buffer.alloc(1024 * 1024, 'ingress');
    client.end(sent);
    const received: Buffer[] = [];
    client.on('data', (chunk: Buffer) => received.push(chunk));
    await once(client, 'close');
    assert.ok(Buffer.concat(received).equals(sent));
    assert.equal(server.delivered, sent.length);
  });

  test(`${version}: a session cannot be resumed`, async () => {
    const options = resolve('RequireAndVerifyClientCert');
    await using server = await startServer({ options, certificates: [serverCertificate] });
    const connectOptions = {
      host: '127.0.0.1',
      port: server.port,
      rejectUnauthorized: false,
      maxVersion: version,
    };
    const first = tls.connect({ ...connectOptions, ...clientOptions('good') });
    let session: Buffer | undefined;
    first.on('session', (offered) => {
      session = offered;
    });
    first.write('ping');
    await once(first, 'data');
    session ??= first.getSession();
    first.destroy();
    assert.ok(session);
    const again = await tryClient(server.port, { ...clientOptions('none'), session, maxVersion: version });
    const expected = version === 'TLSv1.3' ? alerts.certificateRequired : alerts.handshakeFailure;
    assert.equal(again.kind === 'refused' && again.alert, expected, JSON.stringify(again));
  });

  test(`${version}: a refused client that keeps sending still reads its alert`, async () => {
    const options = resolve('RequireAndVerifyClientCert');
    await using server = await startServer({ options, certificates: [serverCertificate] });
    const client = tls.connect({
      host: '127.0.0.1',
      port: server.port,
      rejectUnauthorized: false,
      maxVersion: version,
      ...clientOptions('other CA'),
    });
    client.write(Buffer.alloc(1024 * 1024));
    const [error]: Error[] = await once(client, 'error');
    assert.equal(alertNumber(error?.message ?? ''), alerts.unknownCa, error?.message);
    assert.ok('refused' in (await server.nextOutcome()));
    assert.equal(server.delivered, 0);
  });
}

describe('a client whose bytes come in small segments', () => {
  for (const version of versions) {
    for (const [identity, expected] of [
      ['good', undefined],
      ['other CA', alerts.unknownCa],
      ['none', version === 'TLSv1.3' ? alerts.certificateRequired : alerts.handshakeFailure],
    ] as const) {
      test(`${version}, certificate ${identity}: ${expected ?? 'echo'}`, async () => {
        const options = resolve('RequireAndVerifyClientCert');
        await using server = await startServer({ options, certificates: [serverCertificate] });
        await using relay = await segmentingRelay(server.port, 40);
        const client = await tryClient(relay.port, { ...clientOptions(identity), maxVersion: version });
        assert.equal(client.kind === 'refused' ? client.alert : undefined, expected, JSON.stringify(client));
        assert.equal(client.kind, expected === undefined ? 'echo' : 'refused');
      });
    }
  }
});

describe('openssl s_client', () => {
  const cases: [Identity, number | undefined][] = [
    ['good', undefined],
    ['other CA', alerts.unknownCa],
    ['expired', alerts.certificateExpired],
    ['server only', alerts.badCertificate],
  ];
  for (const version of ['-tls1_2', '-tls1_3']) {
    for (const [identity, expected] of cases) {
      test(`${version}, certificate ${identity}: ${expected ?? 'echo'}`, async (context) => {
        const options = resolve('RequireAndVerifyClientCert');
        await using server = await startServer({ options, certificates: [serverCertificate] });
        const output = await runOpenssl(server.port, version, identity);
        if (output === undefined) return context.skip('there is no openssl binary');
        assert.equal(alertNumber(output), expected, output);
        if (expected === undefined) assert.match(output, /^ping$/m);
      });
    }
  }
});

/** Passes connections on to `port`, their bytes in segments, each in a turn of the event loop of its own. */
async function segmentingRelay(
  port: number,
  segmentBytes: number,
): Promise<{ port: number } & AsyncDisposable> {
  const sockets: Socket[] = [];
  const relay = createServer((client) => {
    const upstream = connect({ port, host: '127.0.0.1', noDelay: true });
    sockets.push(client, upstream);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
    upstream.pipe(client);
    Readable.from(segments(client, segmentBytes))
      .on('error', () => upstream.destroy())
      .pipe(upstream);
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const address = relay.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      relay.close();
      await once(relay, 'close');
    },
  };
}

async function* segments(socket: Socket, segmentBytes: number): AsyncGenerator<Buffer> {
  for await (const chunk of socket) {
    if (!Buffer.isBuffer(chunk)) continue;
    for (let offset = 0; offset < chunk.length; offset += segmentBytes) {
      yield chunk.subarray(offset, offset + segmentBytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** The output of `openssl s_client` sending `ping`, or undefined if there is no such program. */
async function runOpenssl(port: number, version: string, identity: Identity): Promise<string | undefined> {
  if (identity === 'none') throw new Error('needs a certificate');
  const folder = await mkdtemp(join(tmpdir(), 's-client-'));
  try {
    const [cert, key] = [join(folder, 'client.crt'), join(folder, 'client.key')];
    await writeFile(cert, identities[identity].certificatePem);
    await writeFile(key, identities[identity].keyPem);
    const parameters = ['s_client', '-connect', `127.0.0.1:${port}`, version, '-cert', cert, '-key', key];
    return await new Promise((done) => {
      const program = execFile('openssl', parameters, (error, stdout, stderr) => {
        done(error !== null && error.code === 'ENOENT' ? undefined : stdout + stderr);
      });
      program.stdin?.on('error', () => {});
      program.stdin?.write('ping\n');
      program.stdout?.on('data', (chunk) => {
        if (/^ping$/m.test(String(chunk))) program.stdin?.end();
      });
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}
