import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readProxyHeader, writeProxyHeader } from '../net/proxy-protocol.ts';
import type { AddressServer } from '../routing/targets.ts';
import type { EntryPoint } from '../static/static-configuration.ts';
import { captureClientHello } from '../tls/test-support.ts';
import { routesOf, TestEntryPoint, tcpRoute } from './test-entry-point.ts';
import { Loopback, nextData, received } from './test-loopback.ts';

const proxied = {
  source: { address: '192.0.2.1', port: 4711 },
  destination: { address: '198.51.100.7', port: 443 },
};
const request = 'GET / HTTP/1.1\r\n\r\n';
const trusting: Partial<EntryPoint> = { proxyProtocol: { insecure: false, trustedIps: ['127.0.0.0/8'] } };

/** What the HTTP side answers to bytes sent in pieces of `size`. */
async function answerTo(bytes: Buffer, size: number, changes: Partial<EntryPoint>): Promise<string> {
  await using loopback = new Loopback();
  await using point = await TestEntryPoint.start(routesOf({}), changes);
  const client = await loopback.connect(point.port);
  client.setNoDelay(true);
  const answer = received(client);
  for (let offset = 0; offset < bytes.length; offset += size) {
    client.write(bytes.subarray(offset, offset + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return await answer;
}

describe('on an entry point', () => {
  for (const version of [1, 2] as const) {
    for (const size of [1, 10, 1000]) {
      test(`a trusted neighbour names its client by version ${version}, in pieces of ${size}`, async () => {
        const bytes = Buffer.concat([writeProxyHeader(version, proxied), Buffer.from(request)]);
        // Of a request that comes in pieces the answer names the first.
        const answer = await answerTo(bytes, size, trusting);
        assert.match(answer, /^http from 192\.0\.2\.1 G/);
      });
    }
  }

  const cases: [title: string, bytes: string, changes: Partial<EntryPoint>, answer: string | RegExp][] = [
    ['no header', request, trusting, `http ${request}`],
    ['a header that names nobody', `PROXY UNKNOWN\r\n${request}`, trusting, `http ${request}`],
    ['a malformed header', `PROXY TCP4 nobody\r\n${request}`, trusting, /^(<ECONNRESET>)?$/],
    [
      'the start of a header, as a method',
      `PROPFIND / HTTP/1.1\r\n\r\n`,
      trusting,
      'http PROPFIND / HTTP/1.1\r\n\r\n',
    ],
    [
      'everybody trusted',
      `PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n${request}`,
      { proxyProtocol: { insecure: true, trustedIps: [] } },
      `http from 192.0.2.1 ${request}`,
    ],
    [
      'a header of a neighbour that is not trusted stays what it is: bytes',
      `PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n${request}`,
      { proxyProtocol: { insecure: false, trustedIps: ['10.0.0.0/8'] } },
      `http PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n${request}`,
    ],
  ];
  for (const [title, bytes, changes, answer] of cases) {
    test(title, async () => {
      const actual = await answerTo(Buffer.from(bytes, 'latin1'), 10_000, changes);
      if (typeof answer === 'string') assert.equal(actual, answer);
      else assert.match(actual, answer);
    });
  }

  test('rules and events see the client that the header names; the header may come alone', async () => {
    await using loopback = new Loopback();
    const server = await loopback.listen((socket) => socket.end('welcome'));
    const plain = [tcpRoute('ClientIP(`192.0.2.0/24`)', [server])];
    await using point = await TestEntryPoint.start(routesOf({ plain }), trusting);
    const client = await loopback.connect(point.port);
    client.write(writeProxyHeader(2, proxied));
    assert.equal(await received(client), 'welcome');
    client.end();
    const { client: peer, router } = await point.nextEvent();
    assert.deepEqual([peer, router], ['192.0.2.1:4711', 'mongo@test']);
  });

  test('a ClientHello behind the header is routed by its server name', async () => {
    await using loopback = new Loopback();
    const server = await loopback.listen((socket) =>
      socket.once('data', (data) => socket.end(String(data[0]))),
    );
    const secure = [
      tcpRoute('HostSNI(`mongo.test`)', [server], { tls: { passthrough: true, options: 'default' } }),
    ];
    await using point = await TestEntryPoint.start(routesOf({ secure }), trusting);
    const client = await loopback.connect(point.port);
    client.write(
      Buffer.concat([writeProxyHeader(1, proxied), await captureClientHello({ servername: 'mongo.test' })]),
    );
    assert.equal(await received(client), '22');
  });

  test('a neighbour that never ends its header is cut after the read timeout', async () => {
    await using loopback = new Loopback();
    const plain = [tcpRoute('HostSNI(`*`)', [await loopback.closedPort()])];
    await using point = await TestEntryPoint.start(routesOf({ plain }), { ...trusting, readTimeoutMs: 20 });
    const client = await loopback.connect(point.port);
    client.write('PROXY TCP4');
    await received(client);
    assert.equal((await point.nextEvent()).error, 'the client sent nothing to route by within 20 ms');
  });
});

describe('to a server', () => {
  for (const version of [1, 2] as const) {
    for (const from of [undefined, proxied]) {
      test(`version ${version} names ${from ? 'the client of the client' : 'the client'} first of all`, async () => {
        await using loopback = new Loopback();
        const port = await loopback.listen((socket) => socket.pause());
        const { promise: opening, resolve } = Promise.withResolvers<Buffer>();
        const listening = await loopback.listen((socket) => {
          socket.once('data', (data: Buffer) => {
            resolve(data);
            socket.end('bye');
          });
        });
        assert.notEqual(port, listening);
        const tcp = { dialTimeoutMs: 1000, keepAliveMs: -1, proxyProtocol: version };
        const server: AddressServer = { host: '127.0.0.1', port: listening, terminationDelayMs: 0, tcp };
        const selection = { server, trail: ['mongo'], mirrorings: [] };
        const service = { name: 'mongo', up: true, select: () => selection };
        const plain = [{ ...tcpRoute('HostSNI(`*`)', []), target: { service } }];
        await using point = await TestEntryPoint.start(routesOf({ plain }), from ? trusting : {});
        const client = await loopback.connect(point.port);
        if (from) client.write(writeProxyHeader(1, from));
        const header = readProxyHeader(await opening);
        assert.equal(header.kind, 'header');
        const own = {
          source: { address: '127.0.0.1', port: client.localPort },
          destination: { address: '127.0.0.1', port: point.port },
        };
        assert.deepEqual(header.kind === 'header' && header.connection, from ?? own);
        assert.equal(await nextData(client), 'bye');
        client.end();
        const { bytesIn, bytesOut } = await point.nextEvent();
        assert.deepEqual([bytesIn, bytesOut], [0, 3]);
      });
    }
  }
});
