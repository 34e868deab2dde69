import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ingressRoute, manifests, object } from './configuration/test-support.ts';
import type { HealthEvent } from './observability/observer.ts';
import { Loopback, received } from './tcp/test-loopback.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';

/** The answers to that many requests, one after the other, as `ask` makes them. */
async function answers(count: number, ask: (turn: number) => Promise<string>): Promise<string> {
  const found: string[] = [];
  for (let turn = 0; turn < count; turn += 1) found.push((await ask(turn)).slice(0, 6));
  return found.join(', ');
}

/** A configuration of these services; `v1` and `v2` are those of the backends. */
async function start(text: (v1: Backend, v2: Backend) => string, flags: readonly string[] = []) {
  const stack = new AsyncDisposableStack();
  const v1 = stack.use(await Backend.start('v1'));
  const v2 = stack.use(await Backend.start('v2'));
  const down = Promise.withResolvers<HealthEvent>();
  const engine = stack.use(
    await startEngine(flags, {
      observer: (event) => event.kind === 'health' && !event.up && down.resolve(event),
    }),
  );
  const { diagnostics } = applyText(engine, text(v1, v2));
  assert.deepEqual(diagnostics, []);
  return { v1, v2, engine, down: down.promise, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

const url = ({ port }: Backend): string => `{ url: "http://127.0.0.1:${port}" }`;
const ROUTER = 'site: { rule: "PathPrefix(`/`)", service: app }';
const loadBalancer = (backends: readonly Backend[], more = ''): string =>
  `{ loadBalancer: { ${more} servers: [${backends.map(url).join(', ')}] } }`;

describe('turns', () => {
  test('are of requests, not of connections', async () => {
    await using lab = await start(
      (v1, v2) => `http: { routers: { ${ROUTER} }, services: { app: ${loadBalancer([v1, v2])} } }`,
    );
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    const one = await answers(6, async () => {
      const request = http.get({ host: '127.0.0.1', port: portOf(lab.engine), agent });
      const [response] = (await once(request, 'response')) as [http.IncomingMessage];
      ports.add(response.socket.localPort);
      let body = '';
      for await (const chunk of response.setEncoding('utf8')) body += chunk;
      return body;
    });
    agent.destroy();
    assert.equal(one, 'v1, v2, v1, v2, v1, v2');
    assert.equal(ports.size, 1);
  });

  test('are shared by entry points', async () => {
    await using lab = await start(
      (v1, v2) => `http: { routers: { ${ROUTER} }, services: { app: ${loadBalancer([v1, v2])} } }`,
      ['--entrypoints.other.address=127.0.0.1:0'],
    );
    const ports = ['web', 'other'].map((name) => portOf(lab.engine, name));
    assert.equal(await answers(4, (turn) => get(ports[turn % 2] ?? 0)), '200 v1, 200 v2, 200 v1, 200 v2');
  });

  test('begin anew with another configuration', async () => {
    const text = (v1: Backend, v2: Backend): string =>
      `http: { routers: { ${ROUTER} }, services: { app: ${loadBalancer([v1, v2])} } }`;
    await using lab = await start(text);
    const port = portOf(lab.engine);
    assert.equal(await answers(1, () => get(port)), '200 v1');
    applyText(lab.engine, text(lab.v1, lab.v2).replace('site:', 'place:'));
    assert.equal(await answers(1, () => get(port)), '200 v1');
  });
});

test('hrw of servers goes by the address of the connection, whatever forwarding headers say', async () => {
  await using lab = await start(
    (v1, v2) =>
      `http: { routers: { ${ROUTER} }, services: { app: ${loadBalancer([v1, v2], 'strategy: hrw,')} } }`,
    ['--entrypoints.web.forwardedheaders.insecure'],
  );
  const ask = (turn: number): Promise<string> =>
    get(portOf(lab.engine), '/', { 'x-forwarded-for': `10.0.0.${turn}`, 'x-real-ip': `10.0.1.${turn}` });
  assert.equal(new Set((await answers(20, ask)).split(', ')).size, 1);
});

describe('a server that goes down', () => {
  const CHECK = 'healthCheck: { path: /health, interval: 20ms, unhealthyInterval: 1h, timeout: 500ms },';

  test('answers what is under way; its cookie then leads elsewhere', async () => {
    await using lab = await start(
      (v1, v2) =>
        `http: { routers: { ${ROUTER} }, services: { app: ${loadBalancer([v1, v2], `${CHECK} sticky: { cookie: { name: c } },`)} } }`,
    );
    const port = portOf(lab.engine);
    const first = http.get({ host: '127.0.0.1', port, agent: false });
    const [response] = (await once(first, 'response')) as [http.IncomingMessage];
    const cookie = response.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    const name = String(await once(response.setEncoding('utf8'), 'data'));
    const [own, other] = name === 'v1' ? [lab.v1, lab.v2] : [lab.v2, lab.v1];
    // Its checks are held back as well, until they count as failed.
    const release = own.hold();
    const waiting = get(port, '/slow', { cookie });
    while (!own.received.includes('GET /slow')) await setImmediate();
    await lab.down;
    release();
    assert.equal((await waiting).slice(4), own.name);
    assert.equal(await get(port, '/', { cookie }), `200 ${other.name}`);
  });

  for (const [title, told, expected] of [
    ['keeps its share where its parent does not heed health', '', '503 no, 200 v2, 503 no, 200 v2'],
    ['loses its share where its parent does', 'healthCheck: {},', '200 v2, 200 v2, 200 v2, 200 v2'],
  ] as const) {
    test(title, async () => {
      await using lab = await start(
        (v1, v2) => `http:
  routers: { ${ROUTER} }
  services:
    app: { weighted: { ${told} services: [{ name: one }, { name: two }] } }
    one: ${loadBalancer([v1], CHECK)}
    two: ${loadBalancer([v2], CHECK)}`,
      );
      lab.v1.status = 500;
      await lab.down;
      assert.equal(await answers(4, () => get(portOf(lab.engine))), expected);
    });
  }
});

test('of three services one is missing: HTTP serves nothing, TCP the other two', async () => {
  await using engine = await startEngine(['--entrypoints.mongo.address=127.0.0.1:0']);
  // Closed before the engine, which waits for clients that are served.
  await using loopback = new Loopback();
  await using v1 = await Backend.start('v1');
  await using v2 = await Backend.start('v2');
  const greet = (name: string) => loopback.listen((socket) => socket.end(name));
  const ports = [await greet('db1'), await greet('db2')];
  const database = (index: number): string => `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: db${index + 1} }
spec: { ports: [{ name: tcp, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: shop, name: db${index + 1}, labels: { kubernetes.io/service-name: db${index + 1} } }
addressType: IPv4
ports: [{ name: tcp, port: ${ports[index]} }]
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]`;
  const three = (name: string): string =>
    [`${name}1`, 'gone', `${name}2`].map((service) => `{ name: ${service}, port: 80 }`).join(', ');
  applyText(
    engine,
    manifests(
      v1.manifest,
      v2.manifest,
      database(0),
      database(1),
      object('TraefikService', 'app', `weighted: { services: [${three('v')}] }`),
      ingressRoute('site', '{ match: Path(`/`), services: [{ name: app, kind: TraefikService }] }'),
      ingressRoute('list', `{ match: Path(\`/list\`), services: [${three('v')}] }`),
      object(
        'IngressRouteTCP',
        'db',
        `entryPoints: [mongo]\nroutes: [{ match: HostSNI(\`*\`), services: [${three('db')}] }]`,
      ),
    ),
  );
  for (const path of ['/', '/list']) {
    assert.equal(await answers(3, () => get(portOf(engine), path)), '404 40, 404 40, 404 40');
  }
  const connect = async (): Promise<string> => received(await loopback.connect(portOf(engine, 'mongo')));
  assert.equal(await answers(4, connect), 'db1, db2, db1, db2');
});
