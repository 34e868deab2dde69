import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { describe, test } from 'node:test';
import { fnv1a64 } from './balancing/fnv.ts';
import { ingressRoute, manifests, object } from './configuration/test-support.ts';
import type { HealthEvent } from './observability/observer.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';

interface Answer {
  readonly status: number | undefined;
  readonly cookies: readonly string[];
  readonly body: string;
}

/** One request on a connection of its own. */
async function ask(port: number, options: http.RequestOptions & { body?: string } = {}): Promise<Answer> {
  const { body: sent, ...rest } = options;
  const request = http.request({
    host: '127.0.0.1',
    port,
    agent: false,
    ...rest,
    headers: { host: 'shop.test', ...rest.headers },
  });
  request.end(sent);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  let body = '';
  for await (const chunk of response.setEncoding('utf8')) body += chunk;
  return { status: response.statusCode, cookies: response.headers['set-cookie'] ?? [], body };
}

function toService(services: string, more = ''): string {
  return ingressRoute('site', `{ match: PathPrefix(\`/\`), services: [${services}]${more} }`);
}

async function bodies(port: number, count: number, headers = {}): Promise<string> {
  const found: string[] = [];
  for (let turn = 0; turn < count; turn += 1) found.push((await ask(port, { headers })).body);
  return found.join(' ');
}

describe('sticky', () => {
  test('the cookie of the first answer leads back, through both levels', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    const sticky = 'sticky: { cookie: { name: inner } }';
    applyText(
      engine,
      one.manifest,
      other.manifest,
      object(
        'TraefikService',
        'app',
        `weighted: { sticky: { cookie: { name: outer, secure: true } }, services: [{ name: v1, port: 80, ${sticky} }, { name: v2, port: 80, ${sticky} }] }`,
      ),
      toService('{ name: app, kind: TraefikService }'),
    );
    const port = portOf(engine);
    const first = await ask(port);
    assert.deepEqual(
      first.cookies.map((cookie) => cookie.replace(/=\w+/, '')),
      ['outer; Path=/; Secure', 'inner; Path=/'],
    );
    const cookie = first.cookies.map((line) => line.split(';')[0]).join('; ');
    for (let turn = 0; turn < 4; turn += 1) {
      const again = await ask(port, { headers: { cookie: `a=b; ${cookie}` } });
      assert.deepEqual([again.body, again.cookies], [first.body, []]);
    }
    assert.equal(new Set((await bodies(port, 2)).split(' ')).size, 2);
  });

  test('cookies and hashes are of the names that the configuration has, without the provider', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    const services = 'services: [{ name: v1, port: 80 }, { name: v2, port: 80 }]';
    applyText(
      engine,
      one.manifest,
      other.manifest,
      object('TraefikService', 'bound', `weighted: { sticky: { cookie: { name: c } }, ${services} }`),
      object('TraefikService', 'hashed', `highestRandomWeight: { ${services} }`),
      ingressRoute(
        'site',
        '{ match: Path(`/bound`), services: [{ name: bound, kind: TraefikService }] }',
        '{ match: Path(`/hashed`), services: [{ name: hashed, kind: TraefikService }] }',
      ),
    );
    const port = portOf(engine);
    const { body, cookies } = await ask(port, { path: '/bound' });
    const hash = createHash('sha256').update(`shop-${body}-80`).digest('hex').slice(0, 16);
    assert.deepEqual(cookies, [`c=${hash}; Path=/`]);
    for (const localAddress of ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4']) {
      const score = (name: string): number => fnv1a64(`${localAddress}shop-${name}-80`);
      const expected = score('v1') > score('v2') ? 'v1' : 'v2';
      assert.equal((await ask(port, { path: '/hashed', localAddress })).body, expected, localAddress);
    }
  });
});

describe('failover by status', () => {
  const failover = (errors: string): string =>
    manifests(
      object(
        'TraefikService',
        'safe',
        `failover: { service: { name: v1, port: 80 }, fallback: { name: v2, port: 80 }, errors: { ${errors} } }`,
      ),
      toService('{ name: safe, kind: TraefikService }'),
    );

  test('the request is sent again, with its body', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(engine, one.manifest, other.manifest, failover('status: ["500-599", "404"]'));
    const port = portOf(engine);
    assert.equal((await ask(port)).body, 'v1');
    one.status = 503;
    const answer = await ask(port, { method: 'POST', path: '/x', body: 'order' });
    assert.deepEqual([answer.status, answer.body], [200, 'v2']);
    assert.deepEqual([one.received.at(-1), other.received], ['POST /x order', ['POST /x order']]);
    one.status = 404;
    assert.equal((await ask(port)).body, 'v2');
    one.status = 403;
    assert.equal((await ask(port)).status, 403);
    other.status = 500;
    one.status = 500;
    assert.equal((await ask(port)).body, 'v2');
  });

  test('the main service cannot be reached', async () => {
    await using other = await Backend.start('v2');
    const manifest = await lastManifest('v1');
    await using engine = await startEngine();
    applyText(engine, manifest, other.manifest, failover('status: ["502"]'));
    assert.equal((await ask(portOf(engine), { method: 'POST', body: 'order' })).body, 'v2');
    assert.deepEqual(other.received, ['POST / order']);
  });

  test('a body that is too long to be kept is refused', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(engine, one.manifest, other.manifest, failover('status: ["500"], maxRequestBodyBytes: 4'));
    const answer = await ask(portOf(engine), { method: 'POST', body: 'order' });
    assert.deepEqual([answer.status, answer.body], [413, 'Request body too large\n']);
    assert.equal((await ask(portOf(engine), { method: 'POST', body: 'four' })).status, 200);
  });
});

/** The manifests of a backend that listens no more. */
async function lastManifest(name: string): Promise<string> {
  const backend = await Backend.start(name);
  const { manifest } = backend;
  await backend[Symbol.asyncDispose]();
  return manifest;
}

describe('middlewares of a service', () => {
  test('they are passed on every way to the service, and what they answer uses up no turn', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(
      engine,
      one.manifest,
      other.manifest,
      object('Middleware', 'prefix', 'addPrefix: { prefix: /inside }'),
      object('Middleware', 'limit', 'rateLimit: { average: 1, period: 1h, burst: 2 }'),
      toService(
        '{ name: v1, port: 80, middlewares: [{ name: limit }, { name: prefix }] }, { name: v2, port: 80 }',
      ),
    );
    const port = portOf(engine);
    // Weighted 1:1, whatever the limit answers.
    const statuses: (number | undefined)[] = [];
    for (let turn = 0; turn < 6; turn += 1) statuses.push((await ask(port, { path: '/a' })).status);
    assert.deepEqual(one.received, ['GET /inside/a', 'GET /inside/a']);
    assert.deepEqual(other.received, ['GET /a', 'GET /a', 'GET /a']);
    assert.equal(statuses.filter((status) => status === 429).length, 1);
  });

  test('a mirror has its own', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(
      engine,
      one.manifest,
      other.manifest,
      object('Middleware', 'prefix', 'addPrefix: { prefix: /copy }'),
      object(
        'TraefikService',
        'app',
        'mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80, percent: 100, middlewares: [{ name: prefix }] }] }',
      ),
      toService('{ name: app, kind: TraefikService }'),
    );
    const copied = other.asked();
    assert.equal((await ask(portOf(engine), { method: 'POST', path: '/a', body: 'order' })).body, 'v1');
    await copied;
    await engine.close();
    assert.deepEqual([one.received, other.received], [['POST /a order'], ['POST /copy/a order']]);
  });

  test('one that does not exist, or cannot be built, disables the routers', async () => {
    await using one = await Backend.start('v1');
    await using engine = await startEngine();
    const service = '{ name: v1, port: 80, middlewares: [{ name: wrong }] }';
    const missing = applyText(engine, one.manifest, toService(service));
    assert.deepEqual(
      missing.diagnostics.map(({ code }) => code),
      ['middleware-not-found'],
    );
    assert.equal(await get(portOf(engine)), '404 404 page not found\n');
    const broken = applyText(
      engine,
      one.manifest,
      object('Middleware', 'wrong', 'replacePathRegex: { regex: "(" }'),
      toService(service),
    );
    assert.deepEqual(
      broken.diagnostics.map(({ code }) => code),
      ['middleware-option'],
    );
    assert.equal(await get(portOf(engine)), '404 404 page not found\n');
  });
});

describe('routers behind routers', () => {
  const parent = (name: string, route: string): string => ingressRoute(name, route);
  const child = (name: string, parents: string, route: string, more = ''): string =>
    object('IngressRoute', name, `parentRefs: [${parents}]\nroutes: [${route}]${more}`);

  test('the parent decides first, then its middlewares, then its children by priority', async () => {
    await using one = await Backend.start('v1');
    await using other = await Backend.start('v2');
    await using engine = await startEngine();
    const { diagnostics } = applyText(
      engine,
      one.manifest,
      other.manifest,
      object('Middleware', 'strip', 'stripPrefix: { prefixes: [/shop] }'),
      parent('top', '{ match: PathPrefix(`/shop`), middlewares: [{ name: strip }] }'),
      child('admin', '{ name: top }', '{ match: PathPrefix(`/admin`), services: [{ name: v1, port: 80 }] }'),
      child('rest', '{ name: top }', '{ match: PathPrefix(`/a`), services: [{ name: v2, port: 80 }] }'),
    );
    assert.deepEqual(diagnostics, []);
    const port = portOf(engine);
    assert.equal(await get(port, '/shop/admin/x'), '200 v1');
    assert.equal(await get(port, '/shop/about'), '200 v2');
    assert.equal(await get(port, '/shop/b'), '404 404 page not found\n');
    assert.equal(await get(port, '/admin'), '404 404 page not found\n');
    assert.deepEqual(one.received, ['GET /admin/x']);
  });

  const rows: [title: string, texts: string[], codes: string[]][] = [
    [
      'a parent that does not exist',
      [child('c', '{ name: gone }', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }')],
      ['parent-not-found'],
    ],
    [
      'a parent of another namespace',
      [
        child(
          'c',
          '{ name: top, namespace: data }',
          '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }',
        ),
      ],
      ['cross-namespace'],
    ],
    [
      'a child with TLS',
      [
        parent('top', '{ match: Path(`/`) }'),
        child('c', '{ name: top }', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }', '\ntls: {}'),
      ],
      ['child-router-setting'],
    ],
    [
      'a child with entry points',
      [
        parent('top', '{ match: Path(`/`) }'),
        child(
          'c',
          '{ name: top }',
          '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }',
          '\nentryPoints: [web]',
        ),
      ],
      ['child-router-setting'],
    ],
    [
      'a parent with a service',
      [
        parent('top', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }'),
        child('c', '{ name: top }', '{ match: Path(`/`), services: [{ name: v1, port: 80 }] }'),
      ],
      ['parent-with-service'],
    ],
    ['neither service nor children', [parent('top', '{ match: Path(`/`) }')], ['route-without-service']],
    [
      'two that name each other',
      [child('c', '{ name: d }', '{ match: Path(`/`) }'), child('d', '{ name: c }', '{ match: Path(`/`) }')],
      ['router-unreachable', 'router-unreachable'],
    ],
    [
      'a child that leads back to its parent',
      [
        parent('top', '{ match: Path(`/`) }'),
        child('c', '{ name: top }, { name: d }', '{ match: Path(`/`) }'),
        child('d', '{ name: c }', '{ match: Path(`/`) }'),
      ],
      ['parent-cycle'],
    ],
  ];
  for (const [title, texts, codes] of rows) {
    test(title, async () => {
      await using one = await Backend.start('v1');
      await using engine = await startEngine();
      const { diagnostics } = applyText(engine, one.manifest, ...texts);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        codes,
      );
      assert.equal((await get(portOf(engine))).slice(0, 3), '404');
    });
  }
});

test('each request under way is counted where the less busy server is chosen', async () => {
  await using one = await Backend.start('v1');
  await using engine = await startEngine();
  // Two servers of one Service: one endpoint answers, the other holds on.
  await using slow = await Backend.start('slow');
  const slices = slow.manifest
    .split('---\n')
    .slice(1)
    .join('---\n')
    .replaceAll('name: slow', 'name: v1-slow')
    .replace('service-name: v1-slow', 'service-name: v1');
  applyText(engine, one.manifest, slices, toService('{ name: v1, port: 80, strategy: p2c }'));
  const port = portOf(engine);
  const release = slow.hold();
  const held = slow.asked();
  const waiting: Promise<Answer>[] = [];
  while (waiting.length < 40) {
    waiting.push(ask(port));
    if ((await Promise.race([held.then(() => true), waiting.at(-1)])) === true) break;
  }
  // From now on the other one is always the less busy.
  assert.equal(await bodies(port, 6), Array(6).fill('v1').join(' '));
  release();
  await Promise.all(waiting);
});

describe('health', () => {
  test('a server that fails gets nothing for a while (passive)', async () => {
    await using one = await Backend.start('v1');
    await using engine = await startEngine();
    applyText(
      engine,
      one.manifest,
      toService('{ name: v1, port: 80, passiveHealthCheck: { maxFailedAttempts: 2, failureWindow: 1h } }'),
    );
    const port = portOf(engine);
    one.status = 500;
    assert.equal((await ask(port)).status, 500);
    assert.equal((await ask(port)).status, 500);
    const refused = await ask(port);
    assert.deepEqual([refused.status, refused.body], [503, 'no available server\n']);
    assert.equal(one.received.length, 2);
  });

  test('servers are checked; one that is down gets nothing, and is seen in API and metrics', async () => {
    await using one = await Backend.start('v1');
    const events: HealthEvent[] = [];
    const { promise: down, resolve: isDown } = Promise.withResolvers<void>();
    const { promise: up, resolve: isUp } = Promise.withResolvers<void>();
    await using engine = await startEngine(
      [
        '--api.insecure',
        '--entrypoints.traefik.address=127.0.0.1:0',
        '--providers.kubernetescrd.allowexternalnameservices',
      ],
      {
        observer: (event) => {
          if (event.kind !== 'health') return;
          events.push(event);
          if (event.up) isUp();
          else isDown();
        },
      },
    );
    const external = `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: outside }
spec: { type: ExternalName, externalName: 127.0.0.1, ports: [{ port: ${one.port} }] }`;
    const check =
      'healthCheck: { path: /health?x=1, interval: 20ms, timeout: 2s, hostname: check.test, headers: { x-check: "1" } }';
    const { diagnostics } = applyText(
      engine,
      external,
      toService(`{ name: outside, port: ${one.port}, ${check} }`),
    );
    assert.deepEqual(diagnostics, []);
    const port = portOf(engine);
    assert.equal(await get(port), '200 v1');
    one.status = 500;
    await down;
    assert.equal(await get(port), '503 no available server\n');
    const api = await get(portOf(engine, 'traefik'), '/api/http/services');
    assert.match(api, new RegExp(`"serverStatus":\\{"http://127.0.0.1:${one.port}":"DOWN"\\}`));
    assert.match(await engine.metricsText(), /traefik_service_server_up\{[^}]*\} 0/);
    one.status = 200;
    await up;
    assert.equal(await get(port), '200 v1');
    assert.match(await engine.metricsText(), /traefik_service_server_up\{[^}]*\} 1/);
    assert.deepEqual(
      events.map(({ up: found, error }) => [found, error]),
      [
        [false, 'received error status code: 500'],
        [true, undefined],
      ],
    );
    assert.ok(one.received.includes('GET /health?x=1'));
  });
});
