import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import * as tls from 'node:tls';
import type { EngineOptions } from './engine-options.ts';
import type { ClientFacts } from './http/serve.ts';
import type { EngineEvent, HttpEvent, MirrorEvent } from './observability/observer.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';
import { bodyOf, HandedRequest, handIn, serversAt, ValueServers } from './test-values.ts';

const APP = '{ rule: "Host(`shop.test`) && PathPrefix(`/app`)", service: app }';

async function start(text: string, flags: readonly string[] = [], options: Partial<EngineOptions> = {}) {
  const servers = new ValueServers();
  const events: EngineEvent[] = [];
  const engine = await startEngine(flags, { servers, observer: (event) => events.push(event), ...options });
  assert.deepEqual(applyText(engine, text).diagnostics, []);
  return { engine, servers, events, [Symbol.asyncDispose]: () => engine.close() };
}

const toPort = (port: number): string =>
  `http: { routers: { app: ${APP} }, services: { app: { loadBalancer: { ${serversAt(port)} } } } }`;

describe('a request that is handed in', () => {
  test('is routed, counted and told of as one that came over a connection', async () => {
    await using lab = await start(toPort(1));
    lab.servers.answers.set(1, ({ head }) => [200, head.headers.get('X-Forwarded-For') ?? '']);
    assert.equal(await handIn(lab.engine, '/app?x=1'), '200 192.0.2.7');
    assert.equal(await handIn(lab.engine, '/other'), '404 404 page not found\n');
    assert.equal(await handIn(lab.engine, '/app', { host: 'nobody.test' }), '404 404 page not found\n');
    await setImmediate();
    const told = lab.events
      .filter((event): event is HttpEvent => event.kind === 'http')
      .map(({ entryPoint, client, router, target, status }) => [entryPoint, client, router, target, status]);
    assert.deepEqual(told, [
      ['web', '192.0.2.7:40000', 'app@file', '/app?x=1', 200],
      ['web', '192.0.2.7:40000', undefined, '/other', 404],
      ['web', '192.0.2.7:40000', undefined, '/app', 404],
    ]);
    const metrics = await lab.engine.metricsText();
    const counted = (status: number): string =>
      `traefik_entrypoint_requests_total{code="${status}",method="GET",protocol="http",entrypoint="web"}`;
    const lines = metrics.split('\n').filter((line) => line.startsWith('traefik_entrypoint_requests_total'));
    assert.deepEqual(lines.toSorted(), [`${counted(200)} 1`, `${counted(404)} 2`]);
  });

  test('takes its body along, and its mirrors get a copy once it is answered', async () => {
    await using main = await Backend.start('main');
    await using copy = await Backend.start('copy');
    const service = ({ port }: Backend): string =>
      `{ loadBalancer: { servers: [{ url: "http://127.0.0.1:${port}" }] } }`;
    const mirrored = Promise.withResolvers<MirrorEvent>();
    await using engine = await startEngine([], {
      observer: (event) => event.kind === 'mirror' && mirrored.resolve(event),
    });
    applyText(
      engine,
      `http:
  routers: { app: { rule: PathPrefix(\`/\`), service: both } }
  services:
    both: { mirroring: { service: main, mirrors: [{ name: copy, percent: 100 }] } }
    main: ${service(main)}
    copy: ${service(copy)}`,
    );
    const answer = handIn(engine, '/app', { method: 'POST', ...bodyOf('hello') });
    assert.equal(await answer, '200 main');
    assert.equal((await mirrored.promise).status, 200);
    assert.deepEqual([main.received, copy.received], [['POST /app hello'], ['POST /app hello']]);
  });

  test('is waited for when the engine closes, which takes no more', async () => {
    await using backend = await Backend.start('late');
    const release = backend.hold();
    await using engine = await startEngine();
    applyText(
      engine,
      `http: { routers: { app: ${APP} }, services: { app: { loadBalancer: { servers: [{ url: "http://127.0.0.1:${backend.port}" }] } } } }`,
    );
    const asked = backend.asked();
    const answer = handIn(engine, '/app');
    await asked;
    let isClosed = false;
    const closing = engine.close().then(() => {
      isClosed = true;
    });
    await setImmediate();
    assert.equal(isClosed, false);
    assert.throws(() => handIn(engine, '/app'), {
      code: 'entry-point-closing',
      message: 'entry point "web" is closing',
    });
    release();
    assert.equal(await answer, '200 late');
    await closing;
  });

  test('is given up with its client', async () => {
    await using lab = await start(toPort(1));
    lab.servers.answers.set(1, () => 'silence');
    const request = new HandedRequest(lab.engine, '/app');
    request.leave();
    await setImmediate();
    assert.deepEqual(lab.servers.cancelled, ['1 GET /app']);
  });

  test('finds no door at an entry point that is not there or not for HTTP', async () => {
    await using lab = await start(toPort(1), ['--entrypoints.dns.address=127.0.0.1:0/udp']);
    const to = (on: string) => () => new HandedRequest(lab.engine, '/', { on });
    assert.throws(to('dns'), {
      code: 'entry-point-udp',
      message: 'entry point "dns" is for UDP: it takes no HTTP requests',
    });
    assert.throws(to('nope'), {
      code: 'entry-point-unknown',
      message: 'no entry point "nope"; there are: web, dns',
    });
    assert.throws(() => lab.engine.takesPlainHttp('dns'), { code: 'entry-point-udp' });
  });
});

describe('a connection without TLS', () => {
  const TCP = (router: string): string =>
    `tcp: { routers: { db: { ${router}, service: db } }, services: { db: { loadBalancer: { servers: [{ address: "127.0.0.1:1" }] } } } }`;
  const PROXY = '--entrypoints.web.proxyprotocol';
  const rows: readonly [title: string, text: string, flags: readonly string[], taken: boolean][] = [
    ['without routers', 'http: {}', [], true],
    ['with a TCP router by TLS', TCP('rule: HostSNI(`db.test`), tls: {}'), [], true],
    ['with a TCP router for all', TCP('rule: HostSNI(`*`)'), [], false],
    ['with a TCP router for some', TCP('rule: HostSNI(`*`) && ClientIP(`192.0.2.1`)'), [], false],
    ['where any client may speak for others', 'http: {}', [`${PROXY}.insecure=true`], false],
    ['where some client may speak for others', 'http: {}', [`${PROXY}.trustedips=192.0.2.1`], false],
  ];
  for (const [title, text, flags, taken] of rows) {
    test(`${title} is ${taken ? '' : 'not '}taken for HTTP at once`, async () => {
      await using lab = await start(text, flags);
      assert.equal(lab.engine.takesPlainHttp('web'), taken);
    });
  }
});

test('a client that made a TLS handshake hands in further requests with what came of it', async () => {
  const { promise, resolve } = Promise.withResolvers<[string, ClientFacts]>();
  await using lab = await start(
    `http:
  routers:
    app: { rule: Host(\`shop.test\`), service: app, tls: { options: strict } }
    other: { rule: Host(\`other.test\`), service: app, tls: {} }
  services: { app: { loadBalancer: { ${serversAt(1)} } } }
tls: { options: { strict: { minVersion: VersionTLS13 } } }`,
    [],
    { onSession: (...session) => resolve(session) },
  );
  lab.servers.answers.set(1, ({ head }) => [200, head.headers.get('X-Forwarded-Proto') ?? '']);
  const socket = tls.connect({
    host: '127.0.0.1',
    port: portOf(lab.engine),
    servername: 'shop.test',
    rejectUnauthorized: false,
  });
  await once(socket, 'secureConnect');
  const [entryPoint, client] = await promise;
  assert.equal(entryPoint, 'web');
  assert.deepEqual(client, {
    clientIp: '127.0.0.1',
    peer: `127.0.0.1:${socket.localPort}`,
    tls: { optionsName: 'strict@file', serverName: 'shop.test' },
  });
  assert.equal(await handIn(lab.engine, '/', { client }), '200 https');
  assert.match(await handIn(lab.engine, '/', { client, host: 'other.test' }), /^421 /);
  assert.match(await handIn(lab.engine, '/'), /^404 /);
  socket.destroy();
});

describe('servers that answer as values', () => {
  test('answer what came over connections, too; what is not theirs goes over connections', async () => {
    await using backend = await Backend.start('connected');
    await using lab = await start(`http:
  routers: { app: { rule: PathPrefix(\`/\`), service: app } }
  services: { app: { loadBalancer: { servers: [{ url: "http://10.0.0.1:1" }, { url: "http://127.0.0.1:${backend.port}" }] } } }`);
    lab.servers.answers.set(1, () => [200, 'value']);
    const answers = [
      await get(portOf(lab.engine), '/one'),
      await get(portOf(lab.engine), '/two'),
      await handIn(lab.engine, '/three'),
      await handIn(lab.engine, '/four'),
    ];
    assert.deepEqual(answers, ['200 value', '200 connected', '200 value', '200 connected']);
    assert.deepEqual(lab.servers.asked, ['1 GET /one', '1 GET /three']);
    assert.deepEqual(backend.received, ['GET /two', 'GET /four']);
  });
});
