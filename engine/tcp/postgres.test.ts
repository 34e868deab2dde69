import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import type { EntryPointRoutes } from '../routing/snapshot.ts';
import { captureClientHello } from '../tls/test-support.ts';
import { routesOf, TestEntryPoint, tcpRoute } from './test-entry-point.ts';
import { Loopback, nextData, received } from './test-loopback.ts';

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]);
const terminated = { passthrough: false, options: 'default' };
const passthrough = { passthrough: true, options: 'default' };

async function echo(loopback: Loopback): Promise<number> {
  return loopback.listen((socket) => {
    socket.on('data', (data) => socket.write(`tcp ${data}`)).on('end', () => socket.end());
  });
}

/** Asks for TLS, in pieces of `size` bytes, and does the handshake. */
async function secured(
  loopback: Loopback,
  port: number,
  servername: string,
  size = 8,
): Promise<tls.TLSSocket> {
  const socket = await loopback.connect(port);
  socket.setNoDelay(true);
  for (let offset = 0; offset < SSL_REQUEST.length; offset += size) {
    socket.write(SSL_REQUEST.subarray(offset, offset + size));
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await nextData(socket), 'S');
  const client = tls.connect({ socket, rejectUnauthorized: false, ...(servername !== '' && { servername }) });
  client.on('error', () => {});
  return client;
}

describe('a PostgreSQL client that asks for TLS', () => {
  for (const size of [1, 3, 8]) {
    test(`in pieces of ${size} gets it, and its router's server plain bytes`, async () => {
      await using loopback = new Loopback();
      const secure = [tcpRoute('HostSNI(`mongo.test`)', [await echo(loopback)], { tls: terminated })];
      await using point = await TestEntryPoint.start(routesOf({ secure }));
      const client = await secured(loopback, point.port, 'mongo.test', size);
      client.write('ping');
      assert.equal(await nextData(client), 'tcp ping');
      assert.equal(client.getPeerX509Certificate()?.subject, 'CN=mongo.test');
      client.end();
      const { serverName, router, error } = await point.nextEvent();
      assert.deepEqual([serverName, router, error], ['mongo.test', 'mongo@test', undefined]);
    });
  }

  const tables: [
    title: string,
    routes: (port: number) => EntryPointRoutes,
    servername: string,
    answer: string,
  ][] = [
    [
      'is served by the TCP router of its name though an HTTPS router has it, too',
      (port) =>
        routesOf({
          secure: [tcpRoute('HostSNI(`a.test`)', [port], { tls: terminated })],
          https: { 'a.test': 'default' },
        }),
      'a.test',
      'tcp ping',
    ],
    [
      'is served by the catch-all',
      (port) => routesOf({ secure: [tcpRoute('HostSNI(`*`)', [port], { tls: terminated })] }),
      'b.test',
      'tcp ping',
    ],
    [
      'may leave out its name',
      (port) => routesOf({ secure: [tcpRoute('HostSNI(`*`)', [port], { tls: terminated })] }),
      '',
      'tcp ping',
    ],
    [
      'is closed if no TCP router wants its name',
      (port) =>
        routesOf({
          secure: [tcpRoute('HostSNI(`a.test`)', [port], { tls: terminated })],
          https: { '*': 'default' },
        }),
      'b.test',
      '',
    ],
    [
      'is closed where there are HTTPS routers alone',
      () => routesOf({ https: { 'a.test': 'default' } }),
      'a.test',
      '',
    ],
    ['is closed where there are no routers', () => routesOf({}), 'a.test', ''],
  ];
  for (const [title, routes, servername, answer] of tables) {
    test(title, async () => {
      await using loopback = new Loopback();
      await using point = await TestEntryPoint.start(routes(await echo(loopback)));
      const client = await secured(loopback, point.port, servername);
      client.write('ping');
      if (answer === '') {
        assert.doesNotMatch(await received(client), /ALERT|ping/);
      } else {
        assert.equal(await nextData(client), answer);
        client.end();
      }
    });
  }

  test('and sends its ClientHello right behind is served', async () => {
    await using loopback = new Loopback();
    const secure = [tcpRoute('HostSNI(`mongo.test`)', [await echo(loopback)], { tls: terminated })];
    await using point = await TestEntryPoint.start(routesOf({ secure }));
    const client = await loopback.connect(point.port);
    client.write(Buffer.concat([SSL_REQUEST, await captureClientHello({ servername: 'mongo.test' })]));
    let answer = '';
    while (answer.length < 2) answer += (await nextData(client)).toString();
    assert.equal(answer.slice(0, 2), `S${String.fromCharCode(0x16)}`);
  });

  test('and then says nothing is cut after the read timeout', async () => {
    await using loopback = new Loopback();
    const secure = [tcpRoute('HostSNI(`mongo.test`)', [await echo(loopback)], { tls: terminated })];
    await using point = await TestEntryPoint.start(routesOf({ secure }), { readTimeoutMs: 30 });
    const client = await loopback.connect(point.port);
    client.write(SSL_REQUEST);
    assert.equal(await received(client), 'S');
    assert.equal((await point.nextEvent()).error, 'the client sent nothing to route by within 30 ms');
  });

  test('and then does not speak it is closed', async () => {
    await using loopback = new Loopback();
    const plain = [tcpRoute('HostSNI(`*`)', [await echo(loopback)])];
    await using point = await TestEntryPoint.start(routesOf({ plain, https: { 'a.test': 'default' } }));
    const client = await loopback.connect(point.port);
    client.write(Buffer.concat([SSL_REQUEST, Buffer.from('no TLS')]));
    assert.match(await received(client), /^S?(<ECONNRESET>)?$/);
    assert.equal((await point.nextEvent()).error, 'the client asked for TLS and then did not speak it');
  });

  test('where plain TCP routers are alone is passed on raw', async () => {
    await using loopback = new Loopback();
    const server = await loopback.listen((socket) =>
      socket.once('data', (data) => socket.end(data.toString('hex'))),
    );
    await using point = await TestEntryPoint.start(routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])] }));
    const client = await loopback.connect(point.port);
    client.write(SSL_REQUEST);
    assert.equal(await received(client), SSL_REQUEST.toString('hex'));
  });

  test('of an engine that imitates 2.11 is as plain as anybody else', async () => {
    await using loopback = new Loopback();
    const server = await loopback.listen((socket) =>
      socket.once('data', (data) => socket.end(data.toString('hex'))),
    );
    const routes = routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])], https: { 'a.test': 'default' } });
    await using point = await TestEntryPoint.start(routes, {}, { answersSslRequests: false });
    const client = await loopback.connect(point.port);
    client.write(SSL_REQUEST);
    assert.equal(await received(client), SSL_REQUEST.toString('hex'));
  });
});

const beginnings: [title: string, bytes: number[], answer: string | undefined][] = [
  ['the start of an SSLRequest waits for more', [0, 0, 0, 8, 4], undefined],
  ['a PostgreSQL client without TLS', [0, 0, 0, 8, 0, 3, 0, 0], '0000000800030000'],
  ['a byte that it does not begin with', [0, 1], '0001'],
  ['a request for GSS encryption', [0, 0, 0, 8, 4, 0xd2, 0x16, 0x30], '0000000804d21630'],
];
for (const [title, bytes, answer] of beginnings) {
  test(`to the plain router: ${title}`, async () => {
    await using loopback = new Loopback();
    const server = await loopback.listen((socket) =>
      socket.once('data', (data) => socket.end(data.toString('hex'))),
    );
    const routes = routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])], https: { 'a.test': 'default' } });
    await using point = await TestEntryPoint.start(routes, { readTimeoutMs: 30 });
    const client = await loopback.connect(point.port);
    client.write(Buffer.from(bytes));
    assert.equal(await received(client), answer ?? '');
    client.end();
    const { error } = await point.nextEvent();
    if (answer === undefined) assert.equal(error, 'the client sent nothing to route by within 30 ms');
  });
}

describe('a router that passes TLS through', () => {
  const answers: [answer: string, error: RegExp | undefined][] = [
    ['S', undefined],
    ['N', /invalid response from Postgres server/],
    ['Sx', /invalid response from Postgres server/],
    ['', /invalid response from Postgres server/],
  ];
  for (const [answer, error] of answers) {
    test(`asks its server for TLS, which answers "${answer}"`, async () => {
      await using loopback = new Loopback();
      const { promise: hello, resolve } = Promise.withResolvers<string>();
      const server = await loopback.listen((socket: Socket) => {
        socket.once('data', (request: Buffer) => {
          assert.deepEqual(request, SSL_REQUEST);
          if (answer === '') socket.end();
          else socket.write(answer);
          socket.once('data', (bytes: Buffer) => {
            resolve(bytes.toString('latin1'));
            socket.end('from the server');
          });
        });
      });
      const secure = [tcpRoute('HostSNI(`mongo.test`)', [server], { tls: passthrough })];
      await using point = await TestEntryPoint.start(routesOf({ secure }));
      const client = await loopback.connect(point.port);
      client.write(SSL_REQUEST);
      assert.equal(await nextData(client), 'S');
      client.write(await captureClientHello({ servername: 'mongo.test' }));
      const rest = await received(client);
      client.end();
      if (error) {
        assert.match(rest, /^(<ECONNRESET>)?$/);
        assert.match((await point.nextEvent()).error ?? '', error);
      } else {
        const bytes = await hello;
        assert.equal(bytes.charCodeAt(0), 0x16);
        assert.ok(bytes.includes('mongo.test'));
        assert.equal(rest, 'from the server');
      }
    });
  }
});
