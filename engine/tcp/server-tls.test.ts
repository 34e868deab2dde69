import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { systemClock } from '../net/clock.ts';
import { readProxyHeader } from '../net/proxy-protocol.ts';
import type { TcpServersTransport, TcpServerTrust } from '../routing/targets.ts';
import { testCertificate } from '../tls/test-support.ts';
import { createTransport } from '../transport/index.ts';
import { connectServer } from './connect-server.ts';
import { routesOf, TestEntryPoint, tcpRoute } from './test-entry-point.ts';
import { Loopback, received } from './test-loopback.ts';

const authority = testCertificate({ commonName: 'Servers CA', authority: true });
const stranger = testCertificate({ commonName: 'Strange CA', authority: true });
const name = { commonName: 'db.test', dnsNames: ['db.test'], issuer: authority };
const identities = {
  good: testCertificate(name),
  withUri: testCertificate({ ...name, uris: ['spiffe://Lab/db', 'spiffe://lab/other'] }),
  nameless: testCertificate({ commonName: 'db.test', issuer: authority }),
  ofAddress: testCertificate({
    commonName: 'ip',
    ipAddresses: [Buffer.from([127, 0, 0, 1])],
    issuer: authority,
  }),
  strange: testCertificate({ ...name, issuer: stranger }),
};
const client = testCertificate({ commonName: 'proxy', issuer: authority, usages: ['clientAuth'] });
const [rootCas, strangeCas] = [[authority.certificatePem], [stranger.certificatePem]];

const NOBODY: TcpServerTrust = { insecureSkipVerify: false, rootCas: [], certificates: [] };
const transportOf = (trust: Partial<TcpServerTrust>): TcpServersTransport => ({
  dialTimeoutMs: 5000,
  keepAliveMs: -1,
  tls: { ...NOBODY, ...trust },
});

interface Backend {
  readonly port: number;
  /** What the last connection began with, before TLS. */
  first(): Buffer;
  lastServerName(): string | false | null | undefined;
  connections(): number;
}

/** A server that answers `NAME: bytes` to bytes over TLS, and skips a PROXY header. */
async function tlsBackend(
  loopback: Loopback,
  identity: keyof typeof identities,
  options: tls.TlsOptions = {},
): Promise<Backend> {
  const { certificatePem: cert, keyPem: key } = identities[identity];
  let [first, serverName, count]: [Buffer, string | false | null | undefined, number] = [
    Buffer.alloc(0),
    undefined,
    0,
  ];
  const server = tls.createServer({ cert, key, allowHalfOpen: true, ...options }, (socket) => {
    socket.on('error', () => {});
    serverName = socket.servername;
    const peer = socket.getPeerCertificate().subject?.CN ?? 'nobody';
    socket.on('data', (data) => socket.write(`${peer}: ${data}`));
    socket.on('end', () => socket.end(' bye'));
  });
  server.on('tlsClientError', () => {});
  const port = await loopback.listen((socket) => {
    count += 1;
    socket.once('data', (data: Buffer) => {
      first = data;
      const header = readProxyHeader(data);
      socket.pause();
      socket.unshift(header.kind === 'header' ? data.subarray(header.length) : data);
      server.emit('connection', socket);
    });
  });
  return { port, first: () => first, lastServerName: () => serverName, connections: () => count };
}

/** What a client of a plain route gets for `ping` and its end; nothing if it is closed. */
async function ask(loopback: Loopback, point: TestEntryPoint): Promise<string> {
  const socket: Socket = await loopback.connect(point.port);
  socket.end('ping');
  return received(socket);
}

const rows: [
  title: string,
  identity: keyof typeof identities,
  trust: Partial<TcpServerTrust>,
  problem?: RegExp,
][] = [
  ['the right authority and name', 'good', { rootCas, serverName: 'db.test' }],
  ['the name in other letters', 'good', { rootCas, serverName: 'DB.test' }],
  ['an address as name', 'ofAddress', { rootCas, serverName: '127.0.0.1' }],
  ['no proof asked for', 'strange', { insecureSkipVerify: true }],
  ['no name to check', 'good', { rootCas }, /either serverName or insecureSkipVerify must be specified/],
  ['nothing to trust by', 'good', {}, /either serverName or insecureSkipVerify/],
  ['another name', 'good', { rootCas, serverName: 'other.test' }, /does not match certificate's altnames/],
  [
    'an address that it is not for',
    'good',
    { rootCas, serverName: '127.0.0.1' },
    /127\.0\.0\.1 is not in the cert's list/,
  ],
  ['a common name alone', 'nameless', { rootCas, serverName: 'db.test' }, /names no host/],
  [
    'another authority',
    'good',
    { rootCas: strangeCas, serverName: 'db.test' },
    /unable to (get local issuer|verify)/,
  ],
  ['a stranger', 'strange', { rootCas, serverName: 'db.test' }, /unable to (get local issuer|verify)/],
  ["the system's authorities", 'good', { serverName: 'db.test' }, /unable to (get local issuer|verify)/],
  ['its URI', 'withUri', { rootCas, serverName: 'db.test', peerCertUri: 'spiffe://lab/DB' }],
  ['another of its URIs', 'withUri', { rootCas, serverName: 'db.test', peerCertUri: 'spiffe://lab/other' }],
  [
    'another URI',
    'withUri',
    { rootCas, serverName: 'db.test', peerCertUri: 'spiffe://lab/d' },
    /no SAN URI in peer certificate matches spiffe:\/\/lab\/d$/,
  ],
  ['no URI', 'good', { rootCas, serverName: 'db.test', peerCertUri: 'spiffe://lab/db' }, /no SAN URI/],
  [
    'its URI instead of a name',
    'withUri',
    { rootCas, insecureSkipVerify: true, peerCertUri: 'spiffe://lab/db' },
  ],
  [
    'its URI, of a stranger',
    'withUri',
    { rootCas: strangeCas, insecureSkipVerify: true, peerCertUri: 'spiffe://lab/db' },
    /unable to/,
  ],
];

describe('a server over TLS', () => {
  for (const [title, identity, trust, problem] of rows) {
    test(`${title}: ${problem ? 'the client is closed' : 'its bytes come back'}`, async () => {
      await using loopback = new Loopback();
      const backend = await tlsBackend(loopback, identity);
      const plain = [tcpRoute('HostSNI(`*`)', [backend.port], { tcp: transportOf(trust) })];
      await using point = await TestEntryPoint.start(routesOf({ plain }));
      const answer = await ask(loopback, point);
      const { error } = await point.nextEvent();
      if (problem) {
        assert.match(error ?? '', problem);
        assert.doesNotMatch(answer, /ping/);
      } else {
        assert.equal(answer, 'nobody: ping bye');
        assert.equal(error, undefined);
      }
    });
  }

  test('is asked for by its name', async () => {
    await using loopback = new Loopback();
    const backend = await tlsBackend(loopback, 'good');
    const tcp = transportOf({ rootCas, serverName: 'db.test' });
    await using point = await TestEntryPoint.start(
      routesOf({ plain: [tcpRoute('HostSNI(`*`)', [backend.port], { tcp })] }),
    );
    await ask(loopback, point);
    assert.equal(backend.lastServerName(), 'db.test');
  });

  for (const [shown, answer] of [
    [client, 'proxy: ping bye'],
    [undefined, undefined],
  ] as const) {
    test(`that wants a certificate and gets ${shown ? 'one' : 'none'}`, async () => {
      await using loopback = new Loopback();
      const backend = await tlsBackend(loopback, 'good', {
        requestCert: true,
        rejectUnauthorized: true,
        ca: [authority.certificatePem],
      });
      const tcp = transportOf({ rootCas, serverName: 'db.test', certificates: shown ? [shown] : [] });
      await using point = await TestEntryPoint.start(
        routesOf({ plain: [tcpRoute('HostSNI(`*`)', [backend.port], { tcp })] }),
      );
      const actual = await ask(loopback, point);
      const { error } = await point.nextEvent();
      if (answer === undefined) {
        assert.doesNotMatch(actual, /ping/);
        assert.match(error ?? '', /certificate required/i);
      } else assert.equal(actual, answer);
    });
  }

  for (const version of [1, 2] as const) {
    test(`gets its PROXY header of version ${version} before the handshake`, async () => {
      await using loopback = new Loopback();
      const backend = await tlsBackend(loopback, 'good');
      const tcp = { ...transportOf({ rootCas, serverName: 'db.test' }), proxyProtocol: version };
      await using point = await TestEntryPoint.start(
        routesOf({ plain: [tcpRoute('HostSNI(`*`)', [backend.port], { tcp })] }),
      );
      assert.equal(await ask(loopback, point), 'nobody: ping bye');
      const header = readProxyHeader(backend.first());
      assert.equal(header.kind === 'header' && header.connection?.destination.port, point.port);
    });
  }

  test('behind a router that ends the TLS of its clients', async () => {
    await using loopback = new Loopback();
    const backend = await tlsBackend(loopback, 'good');
    const tcp = transportOf({ rootCas, serverName: 'db.test' });
    const secure = [
      tcpRoute('HostSNI(`mongo.test`)', [backend.port], {
        tcp,
        tls: { passthrough: false, options: 'default' },
      }),
    ];
    await using point = await TestEntryPoint.start(routesOf({ secure }));
    const socket = tls.connect({
      host: '127.0.0.1',
      port: point.port,
      servername: 'mongo.test',
      rejectUnauthorized: false,
    });
    socket.end('ping');
    assert.equal(await received(socket), 'nobody: ping bye');
  });

  test('behind a router that passes TLS through gets the TLS of the client inside', async () => {
    await using loopback = new Loopback();
    const inner = tls.createServer({ cert: identities.good.certificatePem, key: identities.good.keyPem });
    inner.on('secureConnection', (socket) => socket.on('data', (data) => socket.end(`inside ${data}`)));
    const { certificatePem: cert, keyPem: key } = identities.good;
    const outer = tls.createServer({ cert, key }, (socket) => inner.emit('connection', socket));
    const port = await loopback.listen((socket) => outer.emit('connection', socket));
    const tcp = transportOf({ rootCas, serverName: 'db.test' });
    const secure = [
      tcpRoute('HostSNI(`mongo.test`)', [port], { tcp, tls: { passthrough: true, options: 'default' } }),
    ];
    await using point = await TestEntryPoint.start(routesOf({ secure }));
    const socket = tls.connect({
      host: '127.0.0.1',
      port: point.port,
      servername: 'mongo.test',
      rejectUnauthorized: false,
    });
    socket.write('ping');
    assert.equal(await received(socket), 'inside ping');
  });

  test('that refuses costs its client nothing but the connection; the next server has its turn', async () => {
    await using loopback = new Loopback();
    const [strange, good] = [await tlsBackend(loopback, 'strange'), await tlsBackend(loopback, 'good')];
    const tcp = transportOf({ rootCas, serverName: 'db.test' });
    const plain = [tcpRoute('HostSNI(`*`)', [strange.port, good.port], { tcp })];
    await using point = await TestEntryPoint.start(routesOf({ plain }));
    assert.doesNotMatch(await ask(loopback, point), /ping/);
    assert.equal(await ask(loopback, point), 'nobody: ping bye');
    assert.deepEqual([strange.connections(), good.connections()], [1, 1]);
  });
});

for (const name of ['fast', 'portable'] as const) {
  test(`a megabyte each way over the ${name} transport`, async () => {
    await using loopback = new Loopback();
    const backend = await tlsBackend(loopback, 'good');
    const { signal } = new AbortController();
    const tcp = transportOf({ rootCas, serverName: 'db.test' });
    const { channel } = await connectServer({
      clock: systemClock,
      transport: await createTransport(name),
      server: { host: '127.0.0.1', port: backend.port, terminationDelayMs: 0, tcp },
      signal,
    });
    let back = 0;
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    channel.owner = {
      onBytes(_, start, end) {
        back += end - start;
      },
      onEnd: resolve,
      onDrain() {},
      onClose() {},
    };
    const bytes = Buffer.alloc(1_000_000, 'x');
    channel.write('', bytes, 0, bytes.length, '');
    channel.end();
    await ended;
    assert.ok(back >= bytes.length, `${back} bytes came back`);
    channel.destroy();
  });
}

test('a client that resets during the handshake with the server gives it up', async () => {
  await using loopback = new Loopback();
  const { promise: dialled, resolve } = Promise.withResolvers<Socket>();
  const port = await loopback.listen((socket) => socket.once('data', () => resolve(socket)));
  const tcp = transportOf({ insecureSkipVerify: true });
  await using point = await TestEntryPoint.start(
    routesOf({ plain: [tcpRoute('HostSNI(`*`)', [port], { tcp })] }),
  );
  const socket = await loopback.connect(point.port);
  const server = await dialled;
  socket.resetAndDestroy();
  await received(server);
  assert.match((await point.nextEvent()).error ?? '', /^TLS handshake failed: /);
});
