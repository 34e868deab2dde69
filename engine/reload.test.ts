import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { ingressRoute, manifests, object } from './configuration/test-support.ts';
import type { Engine } from './engine.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';

/** A server that sends back what it hears, behind its name. */
class Echo implements AsyncDisposable {
  readonly #name: string;
  readonly #server: WebSocketServer;

  private constructor(name: string, server: WebSocketServer) {
    this.#name = name;
    this.#server = server;
    server.on('connection', (socket) => socket.on('message', (data) => socket.send(`${name} ${data}`)));
  }

  static async start(name: string): Promise<Echo> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    return new Echo(name, server);
  }

  get manifest(): string {
    const { port } = this.#server.address() as AddressInfo;
    return manifests(
      `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: ${this.#name} }
spec: { ports: [{ name: http, port: 80 }] }`,
      `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: shop, name: ${this.#name}-1, labels: { kubernetes.io/service-name: ${this.#name} } }
addressType: IPv4
ports: [{ name: http, port: ${port} }]
endpoints: [{ addresses: [127.0.0.1] }]`,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#server.clients) client.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function to(name: string, more = ''): string {
  return ingressRoute('site', `{ match: PathPrefix(\`/\`), services: [{ name: ${name}, port: 80 }]${more} }`);
}

async function connected(engine: Engine): Promise<WebSocket & AsyncDisposable> {
  const socket = new WebSocket(`ws://127.0.0.1:${portOf(engine)}/`);
  await once(socket, 'open');
  return Object.assign(socket, {
    async [Symbol.asyncDispose](): Promise<void> {
      if (socket.readyState === WebSocket.CLOSED) return;
      socket.close();
      await once(socket, 'close');
    },
  });
}

async function echo(socket: WebSocket, text: string): Promise<string> {
  const answer = once(socket, 'message');
  socket.send(text);
  return String((await answer)[0]);
}

test('a WebSocket stays where it is through changes of its route, and without it; a new one gets the new route', async () => {
  await using one = await Echo.start('one');
  await using other = await Echo.start('other');
  await using engine = await startEngine();
  const transport = object('ServersTransport', 't', 'maxIdleConnsPerHost: 1');
  const first = ingressRoute(
    'site',
    '{ match: PathPrefix(`/`), services: [{ name: one, port: 80, serversTransport: t }] }',
  );
  applyText(engine, one.manifest, other.manifest, transport, first);
  await using old = await connected(engine);
  assert.equal(await echo(old, 'before'), 'one before');
  assert.equal(applyText(engine, one.manifest, other.manifest, to('other')).changed, true);
  await using young = await connected(engine);
  assert.equal(await echo(old, 'moved'), 'one moved');
  assert.equal(await echo(young, 'moved'), 'other moved');
  // Neither its route nor its Service nor its transport is there any more.
  applyText(engine, other.manifest);
  assert.equal(await get(portOf(engine)), '404 404 page not found\n');
  assert.equal(await echo(old, 'gone'), 'one gone');
  assert.equal(await echo(young, 'gone'), 'other gone');
  assert.equal(old.readyState, WebSocket.OPEN);
});

test('a kept connection gets the new route with its next request', async () => {
  await using one = await Backend.start('v1');
  await using other = await Backend.start('v2');
  await using engine = await startEngine();
  applyText(engine, one.manifest, other.manifest, to('v1'));
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  let connections = 0;
  const ask = async (): Promise<string> => {
    const request = http.get({ host: '127.0.0.1', port: portOf(engine), agent });
    request.on('socket', () => {
      if (!request.reusedSocket) connections += 1;
    });
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    let body = '';
    for await (const piece of response.setEncoding('utf8')) body += piece;
    return body;
  };
  const answers = [await ask()];
  applyText(engine, one.manifest, other.manifest, to('v2'));
  answers.push(await ask());
  agent.destroy();
  assert.deepEqual([answers, connections], [['v1', 'v2'], 1]);
});

/** A change that concerns traffic, but not what is looked at. */
const OTHER = ingressRoute('other', '{ match: Host(`other.test`), services: [{ name: v1, port: 80 }] }');

test('who is mirrored is counted anew', { timeout: 10_000 }, async () => {
  await using main = await Backend.start('v1');
  await using copy = await Backend.start('v2');
  await using engine = await startEngine();
  const objects = [
    main.manifest,
    copy.manifest,
    object(
      'TraefikService',
      'both',
      'mirroring: { name: v1, port: 80, mirrors: [{ name: v2, port: 80, percent: 50 }] }',
    ),
    ingressRoute('site', '{ match: PathPrefix(`/`), services: [{ name: both, kind: TraefikService }] }'),
  ];
  applyText(engine, ...objects);
  for (const path of ['/1', '/2', '/3']) await get(portOf(engine), path);
  applyText(engine, ...objects, OTHER);
  // One of two is mirrored, the first of them: without the change that would be the fifth.
  for (const path of ['/4', '/5']) await get(portOf(engine), path);
  while (copy.received.length < 3) await new Promise((next) => setImmediate(next));
  assert.deepEqual(copy.received.toSorted(), ['GET /1', 'GET /3', 'GET /4']);
});

test('what a rate limit has let through is forgotten', async () => {
  await using main = await Backend.start('v1');
  await using engine = await startEngine();
  const objects = [
    main.manifest,
    object('Middleware', 'limit', 'rateLimit: { average: 1, period: 1h, burst: 2 }'),
    to('v1', ', middlewares: [{ name: limit }]'),
  ];
  const statuses = async (count: number): Promise<string[]> => {
    const answers: string[] = [];
    for (let index = 0; index < count; index += 1) answers.push((await get(portOf(engine))).slice(0, 3));
    return answers;
  };
  applyText(engine, ...objects);
  assert.deepEqual(await statuses(3), ['200', '200', '429']);
  // What does not concern traffic changes nothing.
  applyText(engine, '# a comment', ...objects);
  assert.deepEqual(await statuses(1), ['429']);
  applyText(engine, ...objects, OTHER);
  assert.deepEqual(await statuses(3), ['200', '200', '429']);
});

test('requests under way are counted anew, each to its end', async () => {
  await using main = await Backend.start('v1');
  await using engine = await startEngine();
  const objects = [
    main.manifest,
    object('Middleware', 'limit', 'inFlightReq: { amount: 1 }'),
    to('v1', ', middlewares: [{ name: limit }]'),
  ];
  const slow = async (): Promise<Promise<string>[]> => {
    const asked = main.asked();
    const answer = get(portOf(engine));
    await asked;
    return [answer];
  };
  applyText(engine, ...objects);
  const release = main.hold();
  const [first] = await slow();
  assert.match(await get(portOf(engine)), /^429/);
  applyText(engine, ...objects, OTHER);
  const [second] = await slow();
  assert.match(await get(portOf(engine)), /^429/);
  release();
  assert.deepEqual([await first, await second], ['200 v1', '200 v1']);
});

test('the order of servers is drawn anew', async () => {
  await using one = await Backend.start('v1');
  await using other = await Backend.start('v2');
  let drawn = 1 - Number.EPSILON;
  await using engine = await startEngine([], { random: () => drawn });
  const both = ingressRoute(
    'site',
    '{ match: PathPrefix(`/`), services: [{ name: v1, port: 80 }, { name: v2, port: 80 }] }',
  );
  const firstOf = async (...more: readonly string[]): Promise<string> => {
    applyText(engine, one.manifest, other.manifest, both, ...more);
    return get(portOf(engine));
  };
  assert.equal(await firstOf(), '200 v1');
  assert.equal(await firstOf(OTHER), '200 v1');
  drawn = 0;
  assert.equal(await firstOf(), '200 v2');
});

test('a server that was down is up until it is checked again', { timeout: 10_000 }, async () => {
  let answersChecks = true;
  const server = http.createServer((request, response) => {
    if (request.url !== '/up') response.end('served');
    else if (answersChecks) response.writeHead(500).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const down = Promise.withResolvers<void>();
  await using engine = await startEngine([], {
    observer: (event) => event.kind === 'health' && !event.up && down.resolve(),
  });
  const { port } = server.address() as AddressInfo;
  const site = `http:
  routers: { site: { rule: Path(\`/\`), service: site } }
  services:
    site:
      loadBalancer:
        servers: [{ url: "http://127.0.0.1:${port}" }]
        healthCheck: { path: /up, interval: 20ms, timeout: 9s }`;
  applyText(engine, site);
  await down.promise;
  assert.equal(await get(portOf(engine)), '503 no available server\n');
  answersChecks = false;
  await using one = await Backend.start('v1');
  applyText(engine, site, one.manifest, OTHER);
  assert.equal(await get(portOf(engine)), '200 served');
  await engine.close();
  server.closeAllConnections();
  server.close();
});
