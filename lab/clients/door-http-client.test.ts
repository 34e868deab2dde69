import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Engine } from '../../engine/index.ts';
import { applyText, portOf, startEngine } from '../../engine/test-engine.ts';
import { MemoryNetwork, VirtualClock } from '../../engine/virtual/index.ts';
import type { Fault, RunningBackend } from '../backends/backend.ts';
import { whoami } from '../backends/whoami.ts';
import { PodServers } from '../worlds/simulated/pod-servers.ts';
import { virtualClients } from './clients.ts';
import type { HttpAnswer, HttpFailure, HttpRequest } from './http-client.ts';
import type { HttpDoor } from './http-door.ts';

const POD = { host: '10.42.0.7', port: 80 };

const CONFIGURATION = `http:
  routers:
    site: { rule: Host(\`shop.test\`), service: app, middlewares: [stamp] }
    small: { rule: Host(\`small.test\`), service: app, middlewares: [squeeze] }
    moved: { rule: Host(\`old.test\`), service: app, middlewares: [away] }
  middlewares:
    stamp: { headers: { customResponseHeaders: { X-Stamp: seen } } }
    squeeze: { compress: { minResponseBodyBytes: 10 } }
    away: { redirectRegex: { regex: "^http://old.test/(.*)", replacement: "http://shop.test/$1" } }
  services:
    app: { loadBalancer: { servers: [{ url: "http://${POD.host}:${POD.port}" }] } }`;

const shop: HttpRequest = { method: 'GET', host: 'shop.test', path: '/?x=1' };

describe('requests that are handed in', () => {
  const clock = new VirtualClock();
  const network = new MemoryNetwork(clock);
  const handedIn: string[] = [];
  const peers: string[] = [];
  let engine: Engine;
  let backend: RunningBackend;

  before(async () => {
    const servers = new PodServers(clock, '10.0.0.1');
    backend = await whoami.start({
      ...{ hostname: 'app-1', args: [], env: {}, host: POD.host, atContainerPorts: true, network, clock },
      ports: [{ port: POD.port, protocol: 'TCP' }],
      onReceived: () => undefined,
      onLog: () => undefined,
    });
    servers.add(backend);
    engine = await startEngine([], { network, clock, servers });
    assert.deepEqual(applyText(engine, CONFIGURATION).diagnostics, []);
  });

  after(async () => {
    await clock.wait(engine.close());
    await clock.wait(backend.close());
  });

  const door: HttpDoor = {
    takesPlainHttp: () => engine.takesPlainHttp('web'),
    serve(arrival) {
      handedIn.push(arrival.target);
      peers.push(arrival.client.peer);
      return engine.serve('web', arrival);
    },
  };

  /** The same by bytes and by values. */
  function bothWays(connections = 1) {
    const address = { host: '127.0.0.1', port: portOf(engine), protocol: 'tcp' as const };
    const [bytes, values] = [virtualClients(network, clock), virtualClients(network, clock, () => door)];
    return [bytes, values].map((clients) =>
      clients.http(address, { connections, localAddress: '127.0.0.5' }),
    );
  }

  /** Without what differs from one request to the next. */
  function told(outcome: HttpAnswer | HttpFailure): object {
    const { durationMs } = outcome;
    if ('error' in outcome) {
      const { code, message } = outcome.error as NodeJS.ErrnoException;
      return { code, message, durationMs };
    }
    const { status, headers, body } = outcome;
    const id = new RegExp(outcome.correlationId, 'g');
    const text = body.replace(id, '(id)').replace(/(127\.0\.0\.5|10\.0\.0\.1):\d+/g, '$1:(port)');
    const { date, ...others } = headers;
    return { status, headers: { ...others, dated: date !== undefined }, text, durationMs };
  }

  const requests: readonly [what: string, request: HttpRequest, fault?: Fault][] = [
    ['an answer', shop],
    ['headers', { ...shop, headers: { 'X-Two': 'a, b', Cookie: 'a=1; b=2', 'User-Agent': 'test' } }],
    ['a body', { ...shop, method: 'POST', body: 'söme bytes' }],
    ['a long body', { ...shop, method: 'PUT', body: Buffer.alloc(200_000, 'x') }],
    ['a method that has no body', { ...shop, method: 'POST' }],
    ['HEAD', { ...shop, method: 'HEAD' }],
    ['no content', { ...shop, path: '/health' }, { kind: 'error', status: 204 }],
    ['nobody there', { ...shop, host: 'nowhere.test' }],
    ['a redirect', { ...shop, host: 'old.test', path: '/a%20b' }],
    ['a long answer', { ...shop, path: '/data?size=300&unit=KB' }],
    ['an answer that takes 70 ms', { ...shop, path: '/?wait=70ms' }],
    ['a slow server', shop, { kind: 'slow', delayMs: 250 }],
    ['a server that says nothing', { ...shop, timeoutMs: 500 }, { kind: 'hang' }],
    ['a server that breaks off', shop, { kind: 'reset' }],
    ['a server that refuses', shop, { kind: 'refuse' }],
  ];

  for (const [what, request, fault] of requests) {
    test(`come to the same as sent ones: ${what}`, async () => {
      await clock.wait(backend.setFault(fault));
      const outcomes: object[] = [];
      handedIn.length = 0;
      for (const client of bothWays()) {
        outcomes.push(told(await client.send(request)));
        await client[Symbol.asyncDispose]();
      }
      await clock.wait(backend.setFault(undefined));
      assert.deepEqual(outcomes[1], outcomes[0]);
      assert.deepEqual(handedIn, [request.path]);
    });
  }

  const unusual: readonly [what: string, request: HttpRequest][] = [
    ['a change of protocol', { ...shop, headers: { Upgrade: 'x', Connection: 'upgrade' } }],
    ['a method that is no known one', { ...shop, method: 'BREW' }],
    ['a target that may be malformed', { ...shop, path: '/%zz' }],
    ['a host that may be malformed', { ...shop, host: 'shop.test:' }],
    ['a long head', { ...shop, headers: { 'X-Long': 'x'.repeat(9000) } }],
    ['an expectation', { ...shop, headers: { Expect: 'wonders' } }],
  ];

  for (const [what, request] of unusual) {
    test(`are sent where they are unusual: ${what}`, async () => {
      handedIn.length = 0;
      for (const client of bothWays()) {
        await client.send(request);
        await client[Symbol.asyncDispose]();
      }
      assert.deepEqual(handedIn, []);
    });
  }

  test('stay at the present moment while threads compress the answer', async () => {
    const [, client] = bothWays();
    assert.ok(client);
    const request = { ...shop, host: 'small.test', path: '/data?size=100&unit=KB' };
    const began = clock.now();
    for (const encoding of ['gzip', 'br', 'zstd']) {
      const asked = { ...request, headers: { 'Accept-Encoding': encoding } };
      for (const outcome of await client.sendMany(asked, 20, 1)) {
        assert.ok(!('error' in outcome), String('error' in outcome && outcome.error));
        assert.deepEqual([outcome.status, outcome.headers['content-encoding']], [200, encoding]);
      }
    }
    assert.equal(clock.now(), began);
    await client[Symbol.asyncDispose]();
  });

  test('have one client port for each connection, kept from request to request', async () => {
    const [, client] = bothWays(3);
    assert.ok(client);
    peers.length = 0;
    await client.sendMany({ ...shop, path: '/?wait=5ms' }, 30, 3);
    assert.deepEqual([peers.length, new Set(peers).size], [30, 3]);
    assert.match(peers[0] ?? '', /^127\.0\.0\.5:\d+$/);
    await client[Symbol.asyncDispose]();
  });

  test('wait for a connection where all are busy', async () => {
    const [, client] = bothWays(2);
    assert.ok(client);
    const began = clock.now();
    const sent = Array.from({ length: 6 }, () => client.send({ ...shop, path: '/?wait=100ms' }));
    await Promise.all(sent);
    assert.equal(clock.now() - began, 300);
    await client[Symbol.asyncDispose]();
  });

  test('end with the client', async () => {
    const [, client] = bothWays();
    assert.ok(client);
    const sent = client.send({ ...shop, path: '/?wait=100ms' });
    await client[Symbol.asyncDispose]();
    const outcome = await sent;
    assert.ok('error' in outcome);
    assert.equal(Reflect.get(outcome.error, 'code'), 'UND_ERR_DESTROYED');
  });

  test('are answered without a turn of the event loop, if nothing takes time', async () => {
    const [, client] = bothWays();
    assert.ok(client);
    let turns = 0;
    const count = (): void => {
      turns += 1;
      turn = setImmediate(count);
    };
    let turn = setImmediate(count);
    for (let sent = 0; sent < 100; sent += 1) await client.send(shop);
    clearImmediate(turn);
    assert.equal(turns, 0);
    await client[Symbol.asyncDispose]();
  });
});
