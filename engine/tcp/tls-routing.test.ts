import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import * as tls from 'node:tls';
import type { EntryPointRoutes } from '../routing/snapshot.ts';
import { routesOf, TestEntryPoint, tcpRoute } from './test-entry-point.ts';
import { Loopback, received } from './test-loopback.ts';

const terminated = { passthrough: false, options: 'default' };

/** Connects, sends `ping`, and returns what came until the end, or the alert. */
async function ask(port: number, servername: string, options: tls.ConnectionOptions = {}): Promise<string> {
  const socket = tls.connect({
    host: '127.0.0.1',
    port,
    rejectUnauthorized: false,
    ...(servername !== '' && { servername }),
    ...options,
  });
  socket.on('error', () => {});
  socket.write('ping');
  const text = await received(socket);
  socket.destroy();
  return text;
}

/** Which route a server name takes, for each combination of tables in Traefik's order of TLS routing. */
const orders: {
  readonly title: string;
  readonly routes: (port: number) => EntryPointRoutes;
  readonly answers: Readonly<Record<string, string>>;
}[] = [
  {
    title: 'an HTTPS host comes before a TCP router for the same name, whatever the priorities',
    routes: (port) =>
      routesOf({
        secure: [tcpRoute('HostSNI(`a.test`)', [port], { tls: terminated, priority: 9999 })],
        https: { 'a.test': 'default' },
      }),
    answers: { 'a.test': 'https:default:a.test ping', 'b.test': 'https:default:b.test ping' },
  },
  {
    title: 'a TCP router for a name comes before the HTTPS catch-all',
    routes: (port) =>
      routesOf({
        secure: [tcpRoute('HostSNI(`a.test`)', [port], { tls: terminated })],
        https: { '*': 'default' },
      }),
    answers: { 'a.test': 'tcp ping', 'b.test': 'https:default:b.test ping' },
  },
  {
    title: 'the HTTPS catch-all comes before the TCP catch-all',
    routes: (port) =>
      routesOf({
        secure: [tcpRoute('HostSNI(`*`)', [port], { tls: terminated })],
        https: { '*': 'default' },
      }),
    answers: { 'a.test': 'https:default:a.test ping', '': 'https:default: ping' },
  },
  {
    title: 'the TCP catch-all takes what no HTTPS host takes',
    routes: (port) =>
      routesOf({
        secure: [tcpRoute('HostSNI(`*`)', [port], { tls: terminated })],
        https: { 'a.test': 'default' },
      }),
    answers: { 'a.test': 'https:default:a.test ping', 'b.test': 'tcp ping', '': 'tcp ping' },
  },
  {
    title: 'a name that no router takes gets the default HTTPS server',
    routes: (port) => routesOf({ secure: [tcpRoute('HostSNI(`a.test`)', [port], { tls: terminated })] }),
    answers: { 'a.test': 'tcp ping', 'b.test': 'https:default:b.test ping' },
  },
];
for (const { title, routes, answers } of orders) {
  test(title, async () => {
    await using loopback = new Loopback();
    const server = await loopback.listen((socket) => socket.on('data', (data) => socket.end(`tcp ${data}`)));
    await using point = await TestEntryPoint.start(routes(server));
    for (const [serverName, answer] of Object.entries(answers)) {
      assert.equal(await ask(point.port, serverName), answer, `server name "${serverName}"`);
    }
  });
}

test('a router that terminates shows the certificate for the name and gives the server plain bytes', async () => {
  await using loopback = new Loopback();
  const server = await loopback.listen((socket) => socket.on('data', (data) => socket.end(`plain ${data}`)));
  const secure = [tcpRoute('HostSNI(`mongo.test`)', [server], { tls: terminated })];
  await using point = await TestEntryPoint.start(routesOf({ secure }));
  const client = tls.connect({
    host: '127.0.0.1',
    port: point.port,
    servername: 'mongo.test',
    rejectUnauthorized: false,
    ALPNProtocols: ['h2'],
  });
  await once(client, 'secureConnect');
  assert.equal(client.getPeerCertificate().subject.CN, 'mongo.test');
  assert.equal(client.alpnProtocol, 'h2');
  client.end('ping');
  assert.equal(await received(client), 'plain ping');
  const event = await point.nextEvent();
  assert.equal(event.serverName, 'mongo.test');
  assert.deepEqual([event.bytesIn, event.bytesOut, event.error], [4, 10, undefined]);
});

test('passthrough gives the server the ClientHello untouched', async () => {
  await using loopback = new Loopback();
  let opening = Buffer.alloc(0);
  const server = await loopback.listen((socket) =>
    socket.once('data', (data) => {
      opening = data;
      socket.end();
    }),
  );
  const passthrough = { passthrough: true, options: 'default' };
  const secure = [tcpRoute('HostSNI(`mongo.test`)', [server], { tls: passthrough })];
  await using point = await TestEntryPoint.start(routesOf({ secure }));
  await ask(point.port, 'mongo.test');
  assert.equal(opening[0], 0x16);
  assert.ok(opening.includes('mongo.test'));
  const event = await point.nextEvent();
  assert.ok(event.bytesIn >= opening.length);
});

test('a client without the certificate asked for gets an alert; its server is connected to but sees no byte', async () => {
  await using loopback = new Loopback();
  const { promise: atServer, resolve } = Promise.withResolvers<Promise<string>>();
  const server = await loopback.listen((socket) => resolve(received(socket)));
  const mutual = { passthrough: false, options: 'mutual' };
  const secure = [tcpRoute('HostSNI(`mongo.test`)', [server], { tls: mutual })];
  await using point = await TestEntryPoint.start(routesOf({ secure }));
  assert.match(await ask(point.port, 'mongo.test'), /ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED/);
  assert.equal(await atServer, '');
  const { error, bytesIn } = await point.nextEvent();
  assert.match(error ?? '', /^tls alert 116 \(certificate_required\): /);
  assert.equal(bytesIn, 0);
});

test('a refused HTTPS handshake is reported and never reaches the HTTP server', async () => {
  await using point = await TestEntryPoint.start(routesOf({ https: { 'a.test': 'mutual' } }));
  assert.match(await ask(point.port, 'a.test'), /ALERT_CERTIFICATE_REQUIRED/);
  const { error, serverName } = await point.nextEvent();
  assert.match(error ?? '', /^tls alert 116/);
  assert.equal(serverName, 'a.test');
});

for (const [kind, routes] of [
  ['HTTPS', routesOf({ https: { 'a.test': 'broken' } })],
  [
    'TCP',
    routesOf({ secure: [tcpRoute('HostSNI(`a.test`)', [1], { tls: { ...terminated, options: 'broken' } })] }),
  ],
] as const) {
  test(`broken options of a router (${kind}) close the connection after the ClientHello, without an alert`, async () => {
    await using point = await TestEntryPoint.start(routes);
    assert.doesNotMatch(await ask(point.port, 'a.test'), /ALERT/);
    assert.equal((await point.nextEvent()).error, 'tls options "broken" are unknown or broken');
  });
}

test('a TLS client of an entry point with plain TCP routes alone is passed on raw', async () => {
  await using loopback = new Loopback();
  let first: number | undefined;
  const server = await loopback.listen((socket) =>
    socket.once('data', (data) => {
      first = data[0];
      socket.end();
    }),
  );
  await using point = await TestEntryPoint.start(routesOf({ plain: [tcpRoute('HostSNI(`*`)', [server])] }));
  await ask(point.port, 'a.test');
  assert.equal(first, 0x16);
});
