import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import test, { type TestContext } from 'node:test';
import { type SecureVersion, connect as tlsConnect } from 'node:tls';
import type { Worker } from 'node:worker_threads';
import { ingressRoute, manifests } from '../configuration/test-support.ts';
import type { ResourceSet } from '../configurator.ts';
import type { EngineEvent } from '../observability/observer.ts';
import { parseManifests } from '../resources/load.ts';
import { parseFlags } from '../static/flags.ts';
import { ListenError } from '../tcp/listen-error.ts';
import { Backend, get } from '../test-engine.ts';
import { Datagrams } from '../udp/test-datagrams.ts';
import { EngineGroup, type EngineGroupOptions, type WorkerLoss } from './engine-group.ts';

const FLAGS = [
  '--entrypoints.web.address=127.0.0.1:0',
  '--entrypoints.dns.address=127.0.0.1:0/udp',
  '--entrypoints.dns.transport.lifecycle.gracetimeout=100ms',
];
const PAGES = [
  '--entrypoints.traefik.address=127.0.0.1:0',
  '--metrics.prometheus=true',
  '--api.insecure=true',
];

async function start(context: TestContext, options: Partial<EngineGroupOptions> = {}): Promise<EngineGroup> {
  const group = await EngineGroup.start({ static: parseFlags([...FLAGS, ...PAGES]), workers: 3, ...options });
  context.after(() => group.close());
  return group;
}

function portOf(group: EngineGroup, entryPoint = 'web'): number {
  return group.addresses.get(entryPoint)?.port ?? 0;
}

function read(...documents: readonly string[]): ResourceSet {
  const { resources, diagnostics } = parseManifests(manifests(...documents), 'test.yaml');
  assert.deepEqual(diagnostics, []);
  return { resources };
}

function routeTo(service: string): string {
  return ingressRoute('site', `{ match: PathPrefix(\`/\`), services: [{ name: ${service}, port: 80 }] }`);
}

/** Requests that an entry point answered, as the metrics say. */
function requestsIn(text: string): number {
  const lines = text.matchAll(/^traefik_entrypoint_requests_total\{[^}]*entrypoint="web"[^}]*\} (\d+)$/gm);
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Requests that were refused because there were too many. */
function refusals(text: string): number {
  const [, count = '0'] = /^traefik_entrypoint_requests_total\{code="429"[^}]*\} (\d+)$/m.exec(text) ?? [];
  return Number(count);
}

/** One connection: its session, and whether it resumed the one given. */
async function handshake(
  port: number,
  version: SecureVersion,
  session?: Buffer,
): Promise<{ session: Buffer | undefined; reused: boolean }> {
  const socket = tlsConnect({
    port,
    host: '127.0.0.1',
    servername: 'secure.test',
    rejectUnauthorized: false,
    minVersion: version,
    maxVersion: version,
    ...(session && { session }),
  });
  const next = once(socket, 'session');
  await once(socket, 'secureConnect');
  const reused = socket.isSessionReused();
  // Of TLS 1.3 the ticket comes after the handshake; who resumed needs no further one.
  const [ticket] = reused ? [] : await next;
  socket.destroy();
  return { session: ticket, reused };
}

/** Every worker thread that starts while the test runs. */
function workersOf(context: TestContext): Worker[] {
  const workers: Worker[] = [];
  const onWorker = (worker: Worker): number => workers.push(worker);
  process.on('worker', onWorker);
  context.after(() => process.off('worker', onWorker));
  return workers;
}

test('a change is in force in every thread when apply resolves; metrics and events are of all threads', async (context) => {
  await using one = await Backend.start('one');
  await using two = await Backend.start('two');
  const events: EngineEvent[] = [];
  const group = await start(context, { observer: (event) => events.push(event) });
  for (const [index, backend] of [one, two, one].entries()) {
    const set = read(backend.manifest, routeTo(backend.name));
    const { generation, changed, diagnostics } = await group.apply(set);
    assert.deepEqual(
      { generation, changed, diagnostics },
      { generation: index + 1, changed: true, diagnostics: [] },
    );
    assert.equal((await group.apply(set)).changed, false);
    const answers = await Promise.all(Array.from({ length: 40 }, () => get(portOf(group))));
    assert.deepEqual(new Set(answers), new Set([`200 ${backend.name}`]));
  }
  await deadline(() => events.length >= 120);
  const generations = [1, 2, 3].map((generation) =>
    events.filter((e) => e.kind === 'http' && e.generation === generation),
  );
  assert.deepEqual(
    generations.map(({ length }) => length),
    [40, 40, 40],
  );
  const counts = (await group.metricsTexts()).map(requestsIn);
  assert.equal(counts.length, 3);
  assert.ok(
    counts.every((count) => count > 0),
    `${counts}`,
  );
  for (let asked = 0; asked < 10; asked += 1) {
    const page = await get(portOf(group, 'traefik'), '/metrics');
    assert.equal(requestsIn(page), 120);
    assert.match(page, /^traefik_config_reloads_total 3$/m);
    assert.match(await get(portOf(group, 'traefik'), '/api/http/routers'), /PathPrefix/);
  }
});

test('a UDP client stays with the thread and the session that it began with', async (context) => {
  await using datagrams = new Datagrams();
  const server = await datagrams.server((_, client) => client);
  const group = await start(context);
  assert.deepEqual((await group.apply(read(udpRoute(server.port)))).diagnostics, []);
  const clients = await Promise.all(Array.from({ length: 30 }, () => datagrams.client(portOf(group, 'dns'))));
  for (const client of clients) {
    const session = await client.ask('who?');
    assert.equal(await client.ask('and now?'), session);
  }
});

test('a rate limit and a limit of requests in flight hold over all threads together', async (context) => {
  await using backend = await Backend.start('one');
  const group = await start(context);
  const limited = (name: string, options: string): ResourceSet =>
    read(
      backend.manifest,
      `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { namespace: shop, name: ${name} }
spec: { ${options} }`,
      ingressRoute(
        'site',
        `{ match: PathPrefix(\`/\`), middlewares: [{ name: ${name} }], services: [{ name: one, port: 80 }] }`,
      ),
    );
  const statuses = (answers: readonly string[]): number[] =>
    answers.map((answer) => Number(answer.slice(0, 3))).sort();
  const ask = (count: number) => Promise.all(Array.from({ length: count }, () => get(portOf(group))));

  await group.apply(limited('rate', 'rateLimit: { average: 1, period: 1h, burst: 7 }'));
  assert.deepEqual(statuses(await ask(40)), [...Array(7).fill(200), ...Array(33).fill(429)]);

  await group.apply(limited('flight', 'inFlightReq: { amount: 7 }'));
  const release = backend.hold();
  const answers = ask(40);
  for (let asked = 0; asked < 7; asked += 1) await backend.asked();
  await deadline(
    async () => (await group.metricsTexts()).map(refusals).reduce((sum, count) => sum + count, 0) === 33 + 33,
  );
  release();
  assert.deepEqual(statuses(await answers), [...Array(7).fill(200), ...Array(33).fill(429)]);
  assert.deepEqual(statuses(await ask(7)), Array(7).fill(200));
});

test('a TLS session is resumed by whichever thread the client reaches', async (context) => {
  const group = await start(context);
  await group.apply(
    read(`apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { namespace: shop, name: secure }
spec:
  entryPoints: [web]
  routes: [{ match: "PathPrefix(\`/\`)", kind: Rule, services: [{ name: api@internal, kind: TraefikService }] }]
  tls: {}`),
  );
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const { session } = await handshake(portOf(group), version);
    const reused = [];
    for (let client = 0; client < 20; client += 1) {
      reused.push((await handshake(portOf(group), version, session)).reused);
    }
    assert.deepEqual(new Set(reused), new Set([true]), version);
  }
});

test('a worker that dies is reported, and its successor serves what is in force', async (context) => {
  await using backend = await Backend.start('one');
  const workers = workersOf(context);
  const losses: WorkerLoss[] = [];
  const group = await start(context, { workers: 2, onLoss: (loss) => losses.push(loss) });
  await group.apply(read(backend.manifest, routeTo('missing')));
  await group.apply(read(backend.manifest, routeTo('one')));
  const [first] = workers;
  assert.ok(first);
  await first.terminate();
  assert.deepEqual(losses, [{ worker: 2, error: undefined }]);
  await deadline(() => workers.length === 2);
  const [, second] = workers;
  assert.ok(second);
  await once(second, 'message');
  const answers = await Promise.all(Array.from({ length: 40 }, () => get(portOf(group))));
  assert.deepEqual(new Set(answers), new Set(['200 one']));
  const counts = (await group.metricsTexts()).map(requestsIn);
  assert.ok(
    counts.every((count) => count > 0),
    `${counts}`,
  );
  const { generation } = await group.apply(read(backend.manifest, routeTo('missing')));
  assert.equal(generation, 3);
  const refused = await Promise.all(Array.from({ length: 40 }, () => get(portOf(group))));
  assert.ok(refused.every((answer) => !answer.startsWith('200')));
  assert.equal(losses.length, 1);
});

test('close waits for what is in flight in every thread, and leaves no thread and no socket', async (context) => {
  await using backend = await Backend.start('one');
  const workers = workersOf(context);
  const group = await start(context);
  const exits = workers.map((worker) => once(worker, 'exit'));
  await group.apply(read(backend.manifest, routeTo('one')));
  const port = portOf(group);
  const release = backend.hold();
  let asked = 0;
  const inFlight = Array.from({ length: 30 }, () => get(port));
  while (asked < 30) {
    await backend.asked();
    asked += 1;
  }
  const closing = group.close();
  assert.equal(group.close(), closing);
  release();
  assert.deepEqual(new Set(await Promise.all(inFlight)), new Set(['200 one']));
  await closing;
  await Promise.all(exits);
  assert.equal(exits.length, 2);
  await assert.rejects(once(connect(port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' });
});

test('an address that another program has, even one that shares it, is an error and nothing stays open', async (context) => {
  const workers = workersOf(context);
  const holder = createServer().listen({ port: 0, host: '127.0.0.1', reusePort: true });
  await once(holder, 'listening');
  context.after(() => holder.close());
  const address = holder.address();
  assert.ok(address !== null && typeof address === 'object');
  const flags = [...FLAGS, `--entrypoints.taken.address=127.0.0.1:${address.port}`];
  await assert.rejects(EngineGroup.start({ static: parseFlags(flags), workers: 2 }), (error) => {
    assert.ok(error instanceof ListenError);
    assert.equal(error.code, 'address-in-use');
    return true;
  });
  assert.equal(workers.length, 0);
});

test('one worker is this thread alone, without shared sockets', async (context) => {
  const workers = workersOf(context);
  const group = await start(context, { workers: 1 });
  assert.equal(workers.length, 0);
  const other = createServer().listen({ port: portOf(group), host: '127.0.0.1', reusePort: true });
  const [error] = await once(other, 'error');
  assert.equal(error.code, 'EADDRINUSE');
});

test('the number of workers is from 1 to 64', async () => {
  for (const workers of [0, 65, 1.5, Number.NaN]) {
    await assert.rejects(EngineGroup.start({ static: parseFlags(FLAGS), workers }), RangeError);
  }
});

function udpRoute(port: number): string {
  return manifests(
    `apiVersion: v1
kind: Service
metadata: { namespace: shop, name: dns }
spec: { ports: [{ name: dns, port: 53, protocol: UDP }] }`,
    `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { namespace: shop, name: dns-1, labels: { kubernetes.io/service-name: dns } }
addressType: IPv4
ports: [{ name: dns, port: ${port}, protocol: UDP }]
endpoints: [{ addresses: [127.0.0.1], conditions: { ready: true } }]`,
    `apiVersion: traefik.io/v1alpha1
kind: IngressRouteUDP
metadata: { namespace: shop, name: dns }
spec:
  entryPoints: [dns]
  routes: [{ services: [{ name: dns, port: 53 }] }]`,
  );
}

/** Resolves as soon as the condition holds; looks once in each turn of the event loop, for at most five seconds. */
async function deadline(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 5000;
  while (!(await condition())) {
    assert.ok(performance.now() < end, 'not in five seconds');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
