import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, test } from 'node:test';
import { ingressRoute, object, spot } from './configuration/test-support.ts';
import type { EngineEvent } from './observability/observer.ts';
import { LabelSelectorError } from './providers/label-selector.ts';
import { ListenError } from './tcp/listen-error.ts';
import { applyText, Backend, get, portOf, startEngine } from './test-engine.ts';

const halves = ingressRoute(
  'site',
  '{ match: Path(`/`), services: [{ name: v1, port: 80 }, { name: v2, port: 80 }] }',
);

function toService(name: string): string {
  return ingressRoute('site', `{ match: Path(\`/\`), services: [{ name: ${name}, port: 80 }] }`);
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  const taken = await Promise.race([
    once(server, 'listening').then(() => false),
    once(server, 'error').then(() => true),
  ]);
  if (!taken) {
    server.close();
    await once(server, 'close');
  }
  return taken;
}

describe('start and close', () => {
  test('every entry point listens until the engine is closed', async () => {
    const engine = await startEngine(['--entrypoints.dns.address=127.0.0.1:0/udp']);
    const addresses = [...engine.addresses].map(
      ([name, { protocol, host }]) => `${name} ${protocol} ${host}`,
    );
    assert.deepEqual(addresses, ['web tcp 127.0.0.1', 'dns udp 127.0.0.1']);
    assert.equal(engine.generation, 0);
    const port = portOf(engine);
    assert.equal(await get(port), '404 404 page not found\n');
    const closing = engine.close();
    assert.equal(engine.close(), closing);
    await closing;
    await assert.rejects(get(port), { code: 'ECONNREFUSED' });
  });

  test('entry points of TCP and of UDP may have one port', async () => {
    const port = await freePort();
    await using engine = await startEngine([
      `--entrypoints.both.address=127.0.0.1:${port}`,
      `--entrypoints.dns.address=127.0.0.1:${port}/udp`,
    ]);
    assert.deepEqual([portOf(engine, 'both'), portOf(engine, 'dns')], [port, port]);
  });

  test('a port that is taken: what was opened before is closed', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port: taken } = holder.address() as AddressInfo;
    const first = await freePort();
    const start = startEngine([
      `--entrypoints.web.address=127.0.0.1:${first}`,
      `--entrypoints.next.address=127.0.0.1:${taken}`,
    ]);
    await assert.rejects(start, (error) => {
      assert.ok(error instanceof ListenError);
      assert.equal(error.code, 'address-in-use');
      assert.match(
        error.message,
        /^entry point "next" cannot listen on 127\.0\.0\.1:\d+\/tcp: the address is already in use/,
      );
      return true;
    });
    assert.equal(await listens(first), false);
    holder.close();
    await once(holder, 'close');
  });

  test('a UDP port that is taken', async () => {
    const holder = createSocket('udp4').bind(0, '127.0.0.1');
    await once(holder, 'listening');
    const start = startEngine([`--entrypoints.dns.address=127.0.0.1:${holder.address().port}/udp`]);
    await assert.rejects(start, { name: 'ListenError', code: 'address-in-use' });
    holder.close();
    await once(holder, 'close');
  });

  test('a label selector that cannot be read', async () => {
    await assert.rejects(startEngine(['--providers.kubernetescrd.labelselector=a in b']), LabelSelectorError);
  });
});

describe('apply', () => {
  test('resources come into force, and go', async () => {
    await using v1 = await Backend.start('v1');
    await using engine = await startEngine();
    assert.deepEqual(applyText(engine, toService('v1'), v1.manifest), {
      generation: 1,
      changed: true,
      diagnostics: [],
    });
    assert.equal(await get(portOf(engine)), '200 v1');
    assert.deepEqual(applyText(engine), { generation: 2, changed: true, diagnostics: [] });
    assert.equal(await get(portOf(engine)), '404 404 page not found\n');
  });

  test('a change that does not concern traffic changes nothing, and the counters go on', async () => {
    await using v1 = await Backend.start('v1');
    await using v2 = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(engine, halves, v1.manifest, v2.manifest);
    assert.equal(await get(portOf(engine)), '200 v1');
    const { changed, generation } = applyText(engine, `# said again\n${v2.manifest}`, v1.manifest, halves);
    assert.deepEqual([changed, generation], [false, 1]);
    assert.equal(await get(portOf(engine)), '200 v2');
  });

  test('a change that concerns traffic begins anew', async () => {
    await using v1 = await Backend.start('v1');
    await using v2 = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(engine, halves, v1.manifest, v2.manifest);
    assert.equal(await get(portOf(engine)), '200 v1');
    assert.equal(
      applyText(engine, halves.replace('Path(`/`)', 'PathPrefix(`/`)'), v1.manifest, v2.manifest).generation,
      2,
    );
    assert.equal(await get(portOf(engine)), '200 v1');
  });

  test('findings follow what they are about, even if nothing changes', async () => {
    await using v1 = await Backend.start('v1');
    await using engine = await startEngine();
    const broken = object('Middleware', 'm', 'redirectRegex: { regex: "(", replacement: /b }');
    const route = ingressRoute(
      'site',
      '{ match: Path(`/`), middlewares: [{ name: m }], services: [{ name: v1, port: 80 }, { name: gone, port: 80 }] }',
    );
    const used = route.replace(', { name: gone, port: 80 }', '');
    const before = applyText(engine, broken, used, v1.manifest);
    const after = applyText(engine, `# one line more\n${broken}`, used, v1.manifest);
    assert.equal(after.changed, false);
    assert.deepEqual(
      [before, after].map(({ diagnostics }) => diagnostics.map(spot)),
      [['middleware-option: "("'], ['middleware-option: "("']],
    );
    const [first, second] = [before, after].map(({ diagnostics }) => diagnostics[0]?.position?.line ?? 0);
    assert.equal(second, (first ?? 0) + 1);
    assert.deepEqual(engine.diagnostics, after.diagnostics);
  });

  test('a request keeps the tables that it began with', async () => {
    await using v1 = await Backend.start('v1');
    await using v2 = await Backend.start('v2');
    const events: EngineEvent[] = [];
    await using engine = await startEngine([], { observer: (event) => events.push(event) });
    applyText(engine, toService('v1'), v1.manifest, v2.manifest);
    const release = v1.hold();
    const slow = get(portOf(engine));
    await v1.asked();
    applyText(engine, toService('v2'), v1.manifest, v2.manifest);
    assert.equal(await get(portOf(engine)), '200 v2');
    release();
    assert.equal(await slow, '200 v1');
    assert.deepEqual(
      events.map((event) => event.kind === 'http' && event.generation),
      [2, 1],
    );
  });

  test('tables are swapped while requests run, and every request is answered by one of them', async () => {
    await using v1 = await Backend.start('v1');
    await using v2 = await Backend.start('v2');
    await using engine = await startEngine();
    applyText(engine, toService('v1'), v1.manifest, v2.manifest);
    let running = true;
    const answers = new Map<string, number>();
    const clients = Array.from({ length: 4 }, async () => {
      while (running) {
        const answer = await get(portOf(engine));
        answers.set(answer, (answers.get(answer) ?? 0) + 1);
        if (engine.generation > 40) running = false;
      }
    });
    const swaps = (async () => {
      while (running) {
        const next = engine.generation % 2 === 0 ? 'v1' : 'v2';
        assert.equal(applyText(engine, toService(next), v1.manifest, v2.manifest).changed, true);
        await get(portOf(engine));
      }
    })();
    await Promise.all([...clients, swaps]);
    assert.deepEqual([...answers.keys()].toSorted(), ['200 v1', '200 v2']);
  });
});

describe('pages of the engine behind routes', () => {
  const users =
    'apiVersion: v1\nkind: Secret\nmetadata: { namespace: shop, name: users }\nstringData: { auth: "ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=" }';
  const auth = object('Middleware', 'auth', 'basicAuth: { secret: users }');
  const dashboard = ingressRoute(
    'dashboard',
    '{ match: Host(`traefik.test`) && (PathPrefix(`/api`) || PathPrefix(`/dashboard`)), kind: Rule, middlewares: [{ name: auth }], services: [{ name: api@internal, kind: TraefikService }] }',
  );
  const secret = { host: 'traefik.test', authorization: `Basic ${btoa('ann:secret')}` };

  test('api@internal serves API and dashboard, behind basicAuth', async () => {
    await using engine = await startEngine(['--api.dashboard=true']);
    assert.deepEqual(applyText(engine, dashboard, auth, users).diagnostics, []);
    assert.equal(
      await get(portOf(engine), '/api/version', { host: 'traefik.test' }),
      '401 401 Unauthorized\n',
    );
    assert.match(await get(portOf(engine), '/api/http/routers', secret), /^200 \[.*"service":"api@internal"/);
    assert.match(await get(portOf(engine), '/dashboard/', secret), /^200 <!doctype html>/);
  });

  test('without --api the route is disabled', async () => {
    await using engine = await startEngine();
    const { diagnostics } = applyText(engine, dashboard, auth, users);
    assert.deepEqual(
      diagnostics.map(({ message, advice }) => [message, advice]),
      [['api is not enabled', 'start with --api=true']],
    );
    assert.equal(await get(portOf(engine), '/api/version', secret), '404 404 page not found\n');
  });
});
