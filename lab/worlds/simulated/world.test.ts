import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  Engine,
  HeaderList,
  type HttpReply,
  parseFlags,
  type ResponseHead,
  seededRandom,
} from '../../../engine/index.ts';
import { Journal } from '../../journal.ts';
import { packageRoot } from '../../package-root.ts';
import { simulatedWorld } from './world.ts';

const FLAGS = ['--entrypoints.web.address=127.0.0.1:8080', '--providers.kubernetescrd'];
const HOST = 'wrr.xinn.cc';

const manifests = (path: string): string =>
  readFileSync(new URL(`fixtures/manifests/${path}`, packageRoot), 'utf8');

/** A world with the canary in it, and the engine in front. */
async function canary() {
  const journal = new Journal();
  const world = simulatedWorld({ journal, random: seededRandom(1) });
  for (const name of ['apps', 'routes']) await world.apply(manifests(`canary/${name}.yaml`));
  const { clock, network, servers } = world.virtual;
  await clock.wait(world.settled(15_000));
  const engine = await Engine.start({
    static: parseFlags(FLAGS),
    random: seededRandom(1),
    clock,
    network,
    servers,
  });
  engine.apply(world.resourceSet());
  world.onChange(() => engine.apply(world.resourceSet()));
  return {
    world,
    clock,
    journal,
    engine,
    received: (workload: string) => journal.receivedBy(workload).length,
    async [Symbol.asyncDispose]() {
      await clock.wait(engine.close());
      await world[Symbol.asyncDispose]();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly whole: boolean;
}

/** Hands a GET in as a value. */
function get(engine: Engine, path = '/'): Promise<Answer> {
  return new Promise((resolve) => {
    let status = 0;
    let body = '';
    const over = (whole: boolean): void => {
      served.done(whole);
      resolve({ status, body, whole });
    };
    const reply: HttpReply = {
      interim: () => undefined,
      start(head: ResponseHead) {
        ({ status } = head);
      },
      write(bytes, start, end) {
        body += bytes.toString('utf8', start, end);
        return true;
      },
      end(bytes, start, end) {
        body += bytes.toString('utf8', start, end);
        queueMicrotask(() => over(true));
      },
      flush: () => undefined,
      abort: () => queueMicrotask(() => over(false)),
      tunnel: () => assert.fail('nobody asked for a tunnel'),
    };
    const served = engine.serve('web', {
      method: 'GET',
      target: path,
      host: HOST,
      headers: new HeaderList(),
      version: '1.1',
      client: { clientIp: '127.0.0.1', peer: '127.0.0.1:40000', tls: undefined },
      body: undefined,
      upgrade: undefined,
      reply,
    });
  });
}

test('requests go to pods as values, by weight, and as bytes to the same programs', async () => {
  await using lab = await canary();
  const { clock, engine, world, received } = lab;
  for (let round = 0; round < 8; round += 1) {
    const { status, body } = await get(engine);
    assert.equal(status, 200);
    assert.match(body, /^Hostname: appv1-|Welcome to nginx/);
  }
  assert.deepEqual([received('appv1'), received('appv2')], [6, 2]);
  const client = world.virtual.network.connect({ host: '127.0.0.1', port: 8080 });
  client.write(`GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`);
  let text = '';
  client.on('data', (bytes: Buffer) => {
    text += bytes;
  });
  await clock.wait(once(client, 'close'));
  assert.match(text, /^HTTP\/1\.1 200 OK\r\n.*X-Forwarded-For: 127\.0\.0\.1/s);
  assert.equal(received('appv1') + received('appv2'), 9);
  const hosts = world
    .resourceSet()
    .resources.flatMap((resource) =>
      resource.kind === 'EndpointSlice' ? resource.endpoints.flatMap(({ addresses }) => addresses) : [],
    );
  assert.deepEqual(new Set(hosts).size, hosts.length);
  for (const host of hosts) assert.match(host, /^10\.42\.\d+\.\d+$/);
});

test('delays pass in virtual time', async () => {
  await using lab = await canary();
  const { clock, engine, world } = lab;
  await world.setFault('appv1', { kind: 'slow', delayMs: 3_600_000 });
  await world.setFault('appv2', { kind: 'slow', delayMs: 3_600_000 });
  const began = [clock.now(), performance.now()] as const;
  const { status } = await clock.wait(get(engine, '/?wait=10m'));
  assert.equal(status, 200);
  assert.equal(clock.now() - began[0], 4_200_000);
  assert.ok(performance.now() - began[1] < 5_000);
});

test('a killed pod refuses, breaks off what waits, and is replaced', async () => {
  await using lab = await canary();
  const { clock, engine, world, journal } = lab;
  const waiting = clock.wait(get(engine, '/?wait=1h'));
  while (journal.wire('appv1').connections < 1) await null;
  await world.kill('appv1');
  assert.equal((await waiting).status, 502);
  await clock.wait(world.settled(15_000));
  assert.equal((await get(engine)).status, 200);
  assert.equal(world.pods().filter(({ ready }) => ready).length, 2);
});

test('a deleted pod ends when its last request is answered, within its grace of virtual time', async () => {
  await using lab = await canary();
  const { clock, engine, world, journal } = lab;
  const answered = clock.wait(get(engine, '/?wait=5s'));
  while (journal.wire('appv1').connections < 1) await null;
  const [pod] = world.pods().filter(({ workload }) => workload === 'appv1');
  await world.deletePod(pod?.namespace ?? '', pod?.name ?? '');
  assert.equal((await answered).status, 200);
  assert.equal(clock.now(), 5_000);
  const late = clock.wait(get(engine, '/?wait=1h'));
  while (journal.wire('appv1').connections < 2) await null;
  const [next] = world.pods().filter(({ workload, ready }) => workload === 'appv1' && ready);
  await world.deletePod(next?.namespace ?? '', next?.name ?? '');
  const { status } = await late;
  assert.equal(status, 502);
  assert.ok(clock.now() < 60_000, `${clock.now()} ms`);
});

test('every pod listens at its container ports, at an address of its own', async () => {
  const journal = new Journal();
  await using world = simulatedWorld({ journal, random: seededRandom(1) });
  for (const name of ['udp/whoamiudp', 'mongo/app', 'canary/apps'])
    await world.apply(manifests(`${name}.yaml`));
  const { clock, network } = world.virtual;
  await clock.wait(world.settled(15_000));
  const places = world
    .resourceSet()
    .resources.flatMap((resource) =>
      resource.kind === 'EndpointSlice'
        ? resource.endpoints.flatMap(({ addresses: [host = ''] }) =>
            resource.ports.map(({ port, protocol }) => ({ host, port, protocol })),
          )
        : [],
    );
  assert.deepEqual(
    new Set(places.map(({ port, protocol }) => `${port}/${protocol}`)),
    new Set(['8080/UDP', '27017/TCP', '80/TCP']),
  );
  const udp = places.find(({ protocol }) => protocol === 'UDP');
  const client = network.createDatagramSocket({ type: 'udp4' });
  client.send('WHO', udp?.port, udp?.host);
  const [answer] = await clock.wait(once(client, 'message'));
  assert.match(String(answer), /^Hostname: whoamiudp-/);
  client.close();
  const mongo = places.find(({ port }) => port === 27_017);
  const socket = network.connect({ host: mongo?.host ?? '', port: 27_017 });
  await clock.wait(once(socket, 'connect'));
  socket.destroy();
});

test('a world that closes waits for nothing', async () => {
  await using lab = await canary();
  const { engine, world } = lab;
  await world.setFault('appv1', { kind: 'hang' });
  const answer = get(engine);
  await world[Symbol.asyncDispose]();
  assert.equal((await answer).status, 502);
});
