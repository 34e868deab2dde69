import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import * as tls from 'node:tls';
import { app, ingressRoute, object } from './configuration/test-support.ts';
import type { HealthEvent } from './observability/observer.ts';
import { Loopback, nextData, received } from './tcp/test-loopback.ts';
import { applyText, portOf, startEngine } from './test-engine.ts';

const MONGO = '--entrypoints.mongo.address=127.0.0.1:0';
const API = ['--api.insecure', '--entrypoints.traefik.address=127.0.0.1:0'];

async function get(port: number, path: string): Promise<string> {
  const [response]: http.IncomingMessage[] = await once(
    http.get({ host: '127.0.0.1', port, path }),
    'response',
  );
  let body = '';
  for await (const piece of response?.setEncoding('utf8') ?? []) body += piece;
  return body;
}

/** A server that tells its name, and answers `PING` with what it is told to. */
class Greeter {
  answer = 'PONG';
  port = 0;

  static async start(loopback: Loopback, name: string): Promise<Greeter> {
    const greeter = new Greeter();
    greeter.port = await loopback.listen((socket: Socket) => {
      socket.write(name);
      socket.on('data', (data) => String(data) === 'PING' && socket.write(greeter.answer));
    });
    return greeter;
  }
}

function database(ports: readonly number[], settings: string): string {
  const servers = ports.map((port) => `{ address: "127.0.0.1:${port}" }`).join(', ');
  return `tcp:
  routers: { db: { entryPoints: [mongo], rule: HostSNI(\`*\`), service: db } }
  services: { db: { loadBalancer: { servers: [${servers}], ${settings} } } }`;
}

test('servers of a TCP service are checked; one that is down gets nothing, and is seen in the API', async () => {
  await using loopback = new Loopback();
  const [one, two] = [await Greeter.start(loopback, 'one'), await Greeter.start(loopback, 'two')];
  const events: HealthEvent[] = [];
  let heard = Promise.withResolvers<void>();
  await using engine = await startEngine([MONGO, ...API], {
    observer(event) {
      if (event.kind !== 'health') return;
      events.push(event);
      heard.resolve();
    },
  });
  const check = (expect: string) => `healthCheck: { interval: 20ms, send: PING, expect: ${expect} }`;
  applyText(engine, database([one.port, two.port], check('"onePONG"')));
  const ask = async (): Promise<string> => {
    const client = await loopback.connect(portOf(engine, 'mongo'));
    const greeting = await nextData(client);
    client.destroy();
    return greeting;
  };
  const states = () => get(portOf(engine, 'traefik'), '/api/tcp/services/db@file');
  await heard.promise;
  assert.deepEqual([await ask(), await ask(), await ask()], ['one', 'one', 'one']);
  assert.ok(
    (await states()).includes(`"serverStatus":{"127.0.0.1:${one.port}":"UP","127.0.0.1:${two.port}":"DOWN"}`),
  );
  heard = Promise.withResolvers();
  one.answer = 'NO';
  await heard.promise;
  const refused = await loopback.connect(portOf(engine, 'mongo'));
  assert.equal(await received(refused), '');
  assert.deepEqual(
    events.map(({ service, server, up, error }) => [service, server, up, error]),
    [
      ['db@file', `127.0.0.1:${two.port}`, false, 'unexpected health check response'],
      ['db@file', `127.0.0.1:${one.port}`, false, 'unexpected health check response'],
    ],
  );
  applyText(engine, database([one.port, two.port], ''));
  assert.deepEqual([await ask(), await ask()], ['one', 'two']);
  assert.doesNotMatch(await states(), /DOWN/);
});

test('TCP middlewares are seen in the API, and with their routers', async () => {
  await using loopback = new Loopback();
  const { port } = await Greeter.start(loopback, 'one');
  await using engine = await startEngine([MONGO, ...API]);
  applyText(
    engine,
    database([port], '').replace('service: db }', 'service: db, middlewares: [shop-near@kubernetescrd] }'),
    object('MiddlewareTCP', 'near', 'ipAllowList: { sourceRange: [10.0.0.0/8] }'),
  );
  assert.equal(await received(await loopback.connect(portOf(engine, 'mongo'))), '');
  const api = portOf(engine, 'traefik');
  assert.deepEqual(JSON.parse(await get(api, '/api/tcp/middlewares')), [
    {
      ipAllowList: { sourceRange: ['10.0.0.0/8'] },
      status: 'enabled',
      name: 'shop-near@kubernetescrd',
      provider: 'kubernetescrd',
      type: 'ipallowlist',
    },
  ]);
  assert.match(await get(api, '/api/tcp/routers'), /"middlewares":\["shop-near@kubernetescrd"\]/);
  assert.match(await get(api, '/api/rawdata'), /"tcpMiddlewares":\{"shop-near@kubernetescrd":/);
});

for (const [version, answer] of [
  ['3.0', 'S'],
  ['2.11', 'HTTP/1.1 400 Bad Request'],
] as const) {
  test(`${version}: PostgreSQL's request for TLS on an entry point of HTTP is answered with ${answer}`, async () => {
    await using loopback = new Loopback();
    await using engine = await startEngine([`--traefikversion=${version}`]);
    applyText(
      engine,
      app('site'),
      ingressRoute('site', '{ match: Path(`/`), kind: Rule, services: [{ name: site, port: 80 }] }'),
    );
    const client = await loopback.connect(portOf(engine));
    client.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    client.end('\r\n\r\n');
    assert.equal((await received(client)).slice(0, answer.length), answer);
  });
}

test('a PostgreSQL client reaches its server through an entry point that also serves HTTP', async () => {
  await using loopback = new Loopback();
  const port = await loopback.listen((socket) => socket.on('data', (data) => socket.write(`db ${data}`)));
  await using engine = await startEngine();
  applyText(
    engine,
    app('site'),
    ingressRoute('site', '{ match: Path(`/`), kind: Rule, services: [{ name: site, port: 80 }] }'),
    database([port], '')
      .replace('[mongo]', '[web]')
      .replace('HostSNI(`*`)', 'HostSNI(`db.test`)')
      .replace('service: db }', 'service: db, tls: {} }'),
  );
  const socket = await loopback.connect(portOf(engine));
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  assert.equal(await nextData(socket), 'S');
  const client = tls.connect({ socket, servername: 'db.test', rejectUnauthorized: false });
  client.write('query');
  assert.equal(await nextData(client), 'db query');
  client.destroy();
  assert.match(await get(portOf(engine), '/nothing'), /404/);
});
