import assert from 'node:assert/strict';
import dns from 'node:dns';
import { once } from 'node:events';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { createTransport } from '../transport/index.ts';
import { ListenError } from './listen-error.ts';
import { TcpEntryPoint } from './tcp-entry-point.ts';
import { entryPoint, routesOf, TestEntryPoint, tcpRoute, tlsConfiguration } from './test-entry-point.ts';
import { Loopback, nextData, received } from './test-loopback.ts';

const terminated = { passthrough: false, options: 'default' };

test('a server that speaks first reaches a client that waits for it', async () => {
  await using loopback = new Loopback();
  const server = await loopback.listen((socket) => {
    socket.write('220 ready');
    socket.on('data', (data) => socket.end(`got ${data}`));
  });
  await using point = await TestEntryPoint.start(routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])] }));
  const client = await loopback.connect(point.port);
  assert.equal(await nextData(client), '220 ready');
  client.end('EHLO');
  assert.equal(await received(client), 'got EHLO');
  const { durationMs, client: peer, ...event } = await point.nextEvent();
  assert.ok(durationMs > 0);
  assert.match(peer, /^127\.0\.0\.1:\d+$/);
  assert.deepEqual(event, {
    kind: 'tcp',
    entryPoint: 'mongo',
    router: 'mongo@test',
    services: ['mongo-service@test'],
    server: `127.0.0.1:${server}`,
    pod: `pod-${server}`,
    bytesIn: 4,
    bytesOut: 17,
  });
  assert.equal(point.point.connections, 0);
});

test('any TLS route on the entry point makes a plain client speak before it is routed', async () => {
  await using loopback = new Loopback();
  let dialled = 0;
  const server = await loopback.listen((socket) => {
    dialled += 1;
    socket.on('data', (data) => socket.end(`plain ${data}`));
  });
  const plain = [tcpRoute('HostSNI(`*`)', [server])];
  await using point = await TestEntryPoint.start(routesOf({ plain, https: { 'a.test': 'default' } }));
  const client = await loopback.connect(point.port);
  const other = await loopback.connect(point.port);
  other.end('second');
  assert.equal(await received(other), 'plain second');
  assert.equal(dialled, 1);
  client.end('first');
  assert.equal(await received(client), 'plain first');
});

test('a silent client of a TLS route gets an end without a byte after the read timeout', async () => {
  await using loopback = new Loopback();
  const secure = [tcpRoute('HostSNI(`mongo.test`)', [await loopback.closedPort()], { tls: terminated })];
  await using point = await TestEntryPoint.start(routesOf({ secure }), { readTimeoutMs: 20 });
  const client = await loopback.connect(point.port);
  assert.equal(await received(client), '');
  const { error, services } = await point.nextEvent();
  assert.equal(error, 'the client sent nothing to route by within 20 ms');
  assert.deepEqual(services, []);
});

test('bytes that are not TLS on an entry point with TLS routes alone reach the HTTP server unchanged', async () => {
  await using loopback = new Loopback();
  const secure = [tcpRoute('HostSNI(`*`)', [await loopback.closedPort()], { tls: terminated })];
  await using point = await TestEntryPoint.start(routesOf({ secure }));
  const client = await loopback.connect(point.port);
  client.write('GET / HTTP/1.1\r\n\r\n');
  assert.equal(await received(client), 'http GET / HTTP/1.1\r\n\r\n');
  assert.equal((await point.nextEvent()).error, 'no router');
  assert.equal(point.point.connections, 0);
});

test('a malformed ClientHello is closed without an alert', async () => {
  await using loopback = new Loopback();
  const secure = [tcpRoute('HostSNI(`*`)', [await loopback.closedPort()], { tls: terminated })];
  await using point = await TestEntryPoint.start(routesOf({ secure }));
  const client = await loopback.connect(point.port);
  client.write(Buffer.from([0x16, 3, 1, 0, 5, 9, 0, 0, 1, 0]));
  assert.equal(await received(client), '');
  assert.match((await point.nextEvent()).error ?? '', /^malformed ClientHello/);
});

test('a server that cannot be reached closes the client; the next connection gets the next server', async () => {
  await using loopback = new Loopback();
  const alive = await loopback.listen((socket) => socket.end('alive'));
  const dead = await loopback.closedPort();
  await using point = await TestEntryPoint.start(
    routesOf({ plain: [tcpRoute('HostSNI(`*`)', [dead, alive])] }),
  );
  const refused = await loopback.connect(point.port);
  assert.equal(await received(refused), '');
  const { error, server } = await point.nextEvent();
  assert.equal(error, `connect ECONNREFUSED 127.0.0.1:${dead}`);
  assert.equal(server, `127.0.0.1:${dead}`);
  assert.equal(await received(await loopback.connect(point.port)), 'alive');
});

test('without a server the client is closed at once', async () => {
  await using loopback = new Loopback();
  await using point = await TestEntryPoint.start(routesOf({ plain: [tcpRoute('HostSNI(`*`)', [])] }));
  assert.equal(await received(await loopback.connect(point.port)), '');
  const { error, services } = await point.nextEvent();
  assert.equal(error, 'no available server');
  assert.deepEqual(services, ['mongo-service@test']);
});

test('a connection keeps its route through a change; the next one gets the new routes', async () => {
  await using loopback = new Loopback();
  const echo = (name: string) =>
    loopback.listen((socket) => socket.on('data', (data) => socket.write(name + data)));
  const before = routesOf({ plain: [tcpRoute('HostSNI(`*`)', [await echo('old ')])] });
  const after = routesOf({ plain: [tcpRoute('HostSNI(`*`)', [await echo('new ')])] });
  let routes = before;
  await using point = await TestEntryPoint.start(() => routes);
  const old = await loopback.connect(point.port);
  old.write('1');
  assert.equal(await nextData(old), 'old 1');
  routes = after;
  old.write('2');
  assert.equal(await nextData(old), 'old 2');
  const young = await loopback.connect(point.port);
  young.write('1');
  assert.equal(await nextData(young), 'new 1');
});

test('closing ends silent clients at once, lets a served one finish and refuses new ones', async () => {
  await using loopback = new Loopback();
  const server = await loopback.listen((socket) => socket.on('data', (data) => socket.end(`last ${data}`)));
  const plain = [tcpRoute('HostSNI(`*`)', [server])];
  await using point = await TestEntryPoint.start(routesOf({ plain, https: { 'a.test': 'default' } }));
  const served = await loopback.connect(point.port);
  const silent = await loopback.connect(point.port);
  served.write('words');
  assert.equal(await nextData(served), 'last words');
  const closed = point.point.close(60_000);
  assert.equal(await received(silent), '');
  await assert.rejects(loopback.connect(point.port), /ECONNREFUSED/);
  served.end();
  await closed;
  assert.equal(point.point.connections, 0);
});

test('closing cuts connections that outlast the grace time', async () => {
  await using loopback = new Loopback();
  const server = await loopback.listen((socket) => socket.write('hello'));
  await using point = await TestEntryPoint.start(routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])] }));
  const client = await loopback.connect(point.port);
  assert.equal(await nextData(client), 'hello');
  const ended = once(client, 'end');
  await Promise.all([point.point.close(10), point.point.close(60_000)]);
  await ended;
});

test('a client that resets during the dial cancels it', async (context) => {
  await using loopback = new Loopback();
  const { promise: resolving, resolve } = Promise.withResolvers<void>();
  const server = { host: 'never-resolved.test', port: 27017, terminationDelayMs: 0 };
  const service = { name: 'slow', up: true, select: () => ({ server, trail: ['slow'], mirrorings: [] }) };
  const route = tcpRoute('HostSNI(`*`)', []);
  await using point = await TestEntryPoint.start(routesOf({ plain: [{ ...route, target: { service } }] }));
  context.mock.method(dns, 'lookup', () => resolve());
  const client = await loopback.connect(point.port);
  await resolving;
  client.resetAndDestroy();
  const { error } = await point.nextEvent();
  assert.equal(error, 'connect to never-resolved.test:27017 given up, the client is gone');
});

test('an address in use is named, with the flag that moves the entry point', async () => {
  await using point = await TestEntryPoint.start(routesOf({}));
  const attempt = TcpEntryPoint.start({
    entryPoint: entryPoint({ port: point.port }),
    routes: () => routesOf({}),
    tls: () => tlsConfiguration,
    http: { accept: () => {}, acceptChannel: () => {} },
    transport: await createTransport(),
  });
  await assert.rejects(attempt, (error) => {
    assert.ok(error instanceof ListenError);
    assert.equal(error.code, 'address-in-use');
    assert.equal(
      error.message,
      `entry point "mongo" cannot listen on 127.0.0.1:${point.port}/tcp: the address is already in use; ` +
        'stop the program that holds it, or move the entry point with --entrypoints.mongo.address=HOST:PORT/tcp',
    );
    return true;
  });
});

test('an entry point closes though a server takes no more of what its client left behind', async () => {
  await using loopback = new Loopback();
  const server = await loopback.listen((socket) => {
    socket.once('data', () => socket.pause().write('enough'));
  });
  const point = await TestEntryPoint.start(routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])] }));
  const client = await loopback.connect(point.port);
  client.write('begin');
  assert.equal(await nextData(client), 'enough');
  client.write(Buffer.alloc(24_000_000));
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  client.destroy();
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  await point.point.close(0);
  assert.equal(point.point.connections, 0);
  await point[Symbol.asyncDispose]();
});
