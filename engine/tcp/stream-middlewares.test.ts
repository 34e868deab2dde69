import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import { buildStreamMiddleware } from '../middlewares/stream-middlewares.ts';
import { writeProxyHeader } from '../net/proxy-protocol.ts';
import { routesOf, TestEntryPoint, tcpRoute } from './test-entry-point.ts';
import { Loopback, nextData, received } from './test-loopback.ts';

/** Counts its connections, and greets. */
async function greeter(loopback: Loopback): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const port = await loopback.listen((socket) => {
    sockets.push(socket);
    socket.write('hello');
  });
  return { port, sockets };
}

const allowing = (...sourceRange: string[]) =>
  buildStreamMiddleware('near@test', 'ipAllowList', { sourceRange });
const atMost = (amount?: number) =>
  buildStreamMiddleware('few@test', 'inFlightConn', { ...(amount !== undefined && { amount }) });

const lists: [ranges: string[], from: string, passes: boolean][] = [
  [['127.0.0.1'], '127.0.0.1', true],
  [['127.0.0.0/8'], '127.0.0.1', true],
  [['10.0.0.0/8', '127.0.0.1/32'], '127.0.0.1', true],
  [['10.0.0.0/8'], '127.0.0.1', false],
  [['::1'], '127.0.0.1', false],
  [['10.0.0.0/8'], '10.2.3.4', true],
  [['127.0.0.0/8'], '10.2.3.4', false],
  [['2001:db8::/32'], '2001:db8::7', true],
  [['2001:db8::/32'], '2001:db9::7', false],
];

describe('ipAllowList', () => {
  for (const [ranges, from, passes] of lists) {
    test(`${ranges}: a client at ${from} ${passes ? 'passes' : 'is closed without a byte, and no server hears of it'}`, async () => {
      await using loopback = new Loopback();
      const { port, sockets } = await greeter(loopback);
      const plain = [tcpRoute('HostSNI(`*`)', [port], { middlewares: [allowing(...ranges)] })];
      await using point = await TestEntryPoint.start(routesOf({ plain }), {
        proxyProtocol: { insecure: true, trustedIps: [] },
      });
      const client = await loopback.connect(point.port);
      const destination = { address: from.includes(':') ? '::1' : '127.0.0.1', port: 1 };
      client.write(writeProxyHeader(2, { source: { address: from, port: 4711 }, destination }));
      if (passes) {
        assert.equal(await nextData(client), 'hello');
        return;
      }
      assert.equal(await received(client), '');
      const { error, router, services } = await point.nextEvent();
      assert.equal(error, `near@test: "${from}" matched none of the trusted IPs`);
      assert.deepEqual([router, services, sockets.length], ['mongo@test', [], 0]);
    });
  }
});

test('inFlightConn counts the connections of each client until they are over', async () => {
  await using loopback = new Loopback();
  const { port, sockets } = await greeter(loopback);
  const plain = [tcpRoute('HostSNI(`*`)', [port], { middlewares: [atMost(2)] })];
  await using point = await TestEntryPoint.start(routesOf({ plain }), {
    proxyProtocol: { insecure: true, trustedIps: [] },
  });
  const from = async (address: string): Promise<Socket> => {
    const client = await loopback.connect(point.port);
    const header = { source: { address, port: 1 }, destination: { address: '127.0.0.1', port: 1 } };
    client.write(writeProxyHeader(1, header));
    return client;
  };
  const [one, two] = [await from('192.0.2.1'), await from('192.0.2.1')];
  assert.equal(await nextData(one), 'hello');
  assert.equal(await nextData(two), 'hello');
  assert.equal(await received(await from('192.0.2.1')), '');
  assert.match((await point.nextEvent()).error ?? '', /max number of connections reached for 192\.0\.2\.1$/);
  assert.equal(await nextData(await from('192.0.2.2')), 'hello');
  assert.equal(sockets.length, 3);
  const over = point.nextEvent();
  one.resetAndDestroy();
  await over;
  assert.equal(await nextData(await from('192.0.2.1')), 'hello');
  assert.equal(await received(await from('192.0.2.1')), '');
});

for (const amount of [0, undefined]) {
  test(`inFlightConn of ${amount ?? 'nothing'} lets nobody in`, async () => {
    await using loopback = new Loopback();
    const plain = [
      tcpRoute('HostSNI(`*`)', [(await greeter(loopback)).port], { middlewares: [atMost(amount)] }),
    ];
    await using point = await TestEntryPoint.start(routesOf({ plain }));
    assert.equal(await received(await loopback.connect(point.port)), '');
  });
}

test('a middleware behind one that refuses is not asked; one before it hears of the end', async () => {
  await using loopback = new Loopback();
  const { port } = await greeter(loopback);
  const [first, last] = [atMost(1), atMost(1)];
  const plain = [tcpRoute('HostSNI(`*`)', [port], { middlewares: [first, allowing('10.0.0.1'), last] })];
  await using point = await TestEntryPoint.start(routesOf({ plain }));
  assert.equal(await received(await loopback.connect(point.port)), '');
  assert.equal(await received(await loopback.connect(point.port)), '');
  assert.deepEqual(
    [first, last].map((middleware) => middleware.admit('127.0.0.1')),
    [undefined, undefined],
  );
});

for (const passthrough of [true, false]) {
  test(`a TLS client is closed before the handshake, ${passthrough ? 'passed through' : 'terminated'}`, async () => {
    await using loopback = new Loopback();
    const { port, sockets } = await greeter(loopback);
    const secure = [
      tcpRoute('HostSNI(`*`)', [port], {
        tls: { passthrough, options: 'default' },
        middlewares: [allowing('10.0.0.1')],
      }),
    ];
    await using point = await TestEntryPoint.start(routesOf({ secure }));
    const raw = await loopback.connect(point.port);
    const client = tls.connect({ socket: raw, servername: 'a.test', rejectUnauthorized: false });
    const [error]: Error[] = await once(client, 'error');
    assert.match(error?.message ?? '', /socket disconnected before secure TLS|ECONNRESET/);
    assert.equal(raw.bytesRead, 0);
    assert.equal(sockets.length, 0);
  });
}
