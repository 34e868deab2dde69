import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, type TestContext, test } from 'node:test';
import { seededRandom } from '../../../engine/index.ts';
import { UdpClient } from '../../clients/udp-client.ts';
import { Journal } from '../../journal.ts';
import type { World } from '../world.ts';
import { containerClient } from './client.ts';
import { Containers, closeContainersOfRun, containersOfRun } from './containers.ts';
import { RUN_LABEL, RUN_VARIABLE } from './labels.ts';
import { engineForTests, found, hasImage } from './test-engine.ts';
import { containersWorld } from './world.ts';

const DEADLINE_MS = 30_000;

const { skip } = await engineForTests();
const missing =
  skip === undefined && !(await hasImage(/^ingress-lab\/nginx:/))
    ? '`make images` has not built the images'
    : false;
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';

interface Written {
  readonly name?: string;
  readonly image?: string;
  readonly replicas?: number;
  /** Further fields of the container, as YAML in one line. */
  readonly container?: string;
  readonly volumes?: string;
  readonly port?: string;
}

/** A Deployment and its Service. */
function app({
  name = 'app',
  image = 'traefik/whoami',
  replicas = 1,
  container = '',
  volumes = '[]',
  port = 'containerPort: 80',
}: Written = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      volumes: ${volumes}
      containers: [{ name: main, image: ${image}, ports: [{ ${port} }], ${container} }]
`;
}

interface Started {
  readonly world: World;
  readonly journal: Journal;
  /** Where a pod's first port is reached; of several pods the n-th. */
  readonly address: (index?: number) => { host: string; port: number };
  readonly ask: (path?: string, init?: RequestInit) => Promise<string>;
}

/** A world, closed with the test. */
function start(context: TestContext, environment: Record<string, string> = {}): Started {
  const journal = new Journal();
  const world = containersWorld({
    journal,
    random: seededRandom(1),
    environment: { INGRESS_LAB_IMAGES: 'offline', ...environment },
  });
  context.after(() => world[Symbol.asyncDispose]());
  const address = (index = 0) => {
    const slices = world.resourceSet().resources.filter(({ kind }) => kind === 'EndpointSlice');
    const slice = slices[index];
    assert.ok(slice?.kind === 'EndpointSlice', `${slices.length} EndpointSlices`);
    const [host] = slice.endpoints[0]?.addresses ?? [];
    const port = slice.ports?.[0]?.port;
    assert.ok(host !== undefined && typeof port === 'number');
    return { host, port };
  };
  return {
    world,
    journal,
    address,
    async ask(path = '/', init = {}) {
      const { host, port } = address();
      const headers = { connection: 'close', ...init.headers };
      const answer = await fetch(`http://${host}:${port}${path}`, { ...init, headers });
      return `${answer.status} ${await answer.text()}`;
    },
  };
}

function service(port = 80, protocol = 'TCP'): string {
  return `---
apiVersion: v1
kind: Service
metadata: { name: app }
spec: { selector: { app: app }, ports: [{ port: ${port}, protocol: ${protocol} }] }
`;
}

/** How the engine sees the containers of a pod. */
async function containersNamed(pod: string) {
  const { dockerode } = (await containerClient()).engine.container;
  return dockerode.listContainers({ all: true, filters: { label: [`ingress-lab/pod=${pod}`] } });
}

describe('the world of containers', { skip: skip ?? missing }, () => {
  test('each replica is a container of its own, which knows its pod and its labels', async (context) => {
    const { world, journal, address } = start(context);
    await world.apply(`${app({ replicas: 2 })}${service()}`);
    await world.settled(DEADLINE_MS);
    const pods = world.pods();
    assert.deepEqual(
      pods.map(({ phase }) => phase),
      ['Running', 'Running'],
    );
    for (const [index, { name }] of pods.entries()) {
      const [container, ...others] = await containersNamed(name);
      assert.ok(container && others.length === 0);
      assert.equal(container.Labels['app'], 'app');
      assert.ok(container.Ports.every(({ IP }) => IP === '127.0.0.1'));
      const { host, port } = address(index);
      const body = await (
        await fetch(`http://${host}:${port}/`, { headers: { 'x-correlation-id': name } })
      ).text();
      const [, hostname = ''] = /^Hostname: (.+)$/m.exec(body) ?? [];
      await journal.until(() => journal.entries.some((entry) => entry.correlationId === name), 1000);
      const entry = journal.entries.find(({ correlationId }) => correlationId === name);
      assert.deepEqual([entry?.pod, entry?.workload, entry?.status], [hostname, 'app', 200]);
      assert.match(
        world
          .pods()
          .find((pod) => pod.name === hostname)
          ?.log.join('\n') ?? '',
        /Starting up on port 80/,
      );
    }
  });

  test('its program gets what the manifest says: arguments, variables, files', async (context) => {
    const { world, ask } = start(context);
    await world.apply(
      `${app({
        container:
          "args: ['--name=$(GREETING)', '--port=8081'], env: [{ name: NAME, value: you }, { name: GREETING, value: 'hello $(NAME)' }]",
        port: 'containerPort: 8081',
      })}${service(8081)}`,
    );
    await world.settled(DEADLINE_MS);
    assert.match(await ask('/?env=true'), /^200 Name: hello you\n[\s\S]*^NAME=you$/m);
    await world.apply(`${app({
      image: 'registry.example/mirror/nginx:1.26',
      container: 'volumeMounts: [{ name: pages, mountPath: /usr/share/nginx/html }]',
      volumes: '[{ name: pages, configMap: { name: pages } }]',
    })}---
apiVersion: v1
kind: ConfigMap
metadata: { name: pages }
data: { shop.html: open all day }
${service()}`);
    await world.settled(DEADLINE_MS);
    assert.equal(await ask('/shop.html'), '200 open all day');
  });

  describe('what cannot run is told with its reason', () => {
    const cases: readonly (readonly [what: string, written: Written, failure: RegExp])[] = [
      [
        'a program that ends',
        { container: "command: [sh, -c, 'echo no database; exit 3']" },
        /^the program of the image "ingress-lab\/whoami:.*" ended with exit code 3 before it was ready; its last lines: no database$/,
      ],
      ['a program that is not there', { container: 'command: [nothing-of-the-kind]' }, /nothing-of-the-kind/],
      [
        'an image that nobody has built',
        { image: 'ingress-lab/none:1' },
        /^there is no image "ingress-lab\/none:1": `make images` \(ingress-lab images build\) builds it$/,
      ],
    ];
    for (const [what, written, failure] of cases) {
      test(what, async (context) => {
        const { world } = start(context);
        await world.apply(app(written));
        await world.settled(DEADLINE_MS);
        const [pod] = world.pods();
        assert.equal(pod?.phase, 'Failed');
        assert.match(pod.failure ?? '', failure);
        assert.deepEqual(await containersNamed(pod.name), []);
      });
    }
  });

  describe('a pod is ready when its probe says so', () => {
    const late = "command: [sh, -c, '/whoami --port=8081 & sleep 2; touch /tmp/ready; wait']";
    const probes: readonly (readonly [what: string, probe: string])[] = [
      ['exec', 'exec: { command: [test, -e, /tmp/ready] }'],
      ['http', "httpGet: { path: '/health', port: web }"],
      ['tcp', 'tcpSocket: { port: 8081 }'],
    ];
    for (const [what, probe] of probes) {
      test(what, async (context) => {
        const { world, ask } = start(context);
        const began = performance.now();
        const container = `${late}, readinessProbe: { ${probe} }`;
        await world.apply(`${app({ container, port: 'containerPort: 8081, name: web' })}${service(8081)}`);
        await world.settled(DEADLINE_MS);
        if (what === 'exec') assert.ok(performance.now() - began > 2000);
        assert.match(await ask(), /^200 Hostname: app-/);
      });
    }
  });

  test('faults are real: it is paused, off its network, killed', async (context) => {
    const { world, ask } = start(context);
    await world.apply(`${app()}${service()}`);
    await world.settled(DEADLINE_MS);
    const [pod] = world.pods();
    assert.ok(pod);
    const state = async () => {
      const [container] = await containersNamed(pod.name);
      return [container?.State, Object.keys(container?.NetworkSettings.Networks ?? {}).length];
    };
    await world.setFault('app', { kind: 'hang' });
    assert.deepEqual(await state(), ['paused', 1]);
    await assert.rejects(ask('/', { signal: AbortSignal.timeout(200) }), { name: 'TimeoutError' });
    await world.setFault('app', { kind: 'refuse' });
    assert.deepEqual(await state(), ['running', 0]);
    await assert.rejects(ask(), ({ cause }) => cause.code === 'ECONNREFUSED');
    await world.setFault('app', { kind: 'error', status: 503 });
    assert.deepEqual(await state(), ['running', 1]);
    assert.equal(await ask(), '503 ');
    await world.setFault('app', undefined);
    assert.match(await ask(), /^200 /);
    await world.kill('app');
    await world.settled(DEADLINE_MS);
    const [other] = world.pods();
    assert.notEqual(other?.name, pod.name);
    assert.match(await ask(), /^200 /);
  });

  test('datagrams reach it', async (context) => {
    const { world, journal, address } = start(context);
    await world.apply(
      `${app({
        image: 'traefik/whoamiudp',
        port: 'containerPort: 8080, protocol: UDP',
      })}${service(8080, 'UDP')}`,
    );
    await world.settled(DEADLINE_MS);
    await using client = await UdpClient.open(address());
    assert.match((await client.ask('WHO', DEADLINE_MS)) ?? '', /^Hostname: app-/);
    assert.equal(journal.receivedBy('app').length, 1);
  });

  describe('a container serves another pod of the same name and make', () => {
    const cases: readonly (readonly [
      what: string,
      reused: boolean,
      (started: Started) => Promise<unknown>,
    ])[] = [
      ['when nothing but safe requests came', true, ({ ask }) => ask('/?wait=1ms')],
      [
        'not after a request that may have changed something',
        false,
        ({ ask }) => ask('/', { method: 'POST' }),
      ],
      [
        'not after a fault',
        false,
        async ({ world }) => {
          await world.setFault('app', { kind: 'slow', delayMs: 1 });
          await world.setFault('app', undefined);
        },
      ],
    ];
    for (const [what, reused, happens] of cases) {
      test(what, async (context) => {
        const run = randomBytes(4).toString('hex');
        const ids: string[] = [];
        for (const _round of [1, 2]) {
          const started = start(context, { [RUN_VARIABLE]: run });
          const { world, ask } = started;
          await world.apply(`${app({ container: "args: ['--verbose']" })}${service()}`);
          await world.settled(DEADLINE_MS);
          const [pod] = world.pods();
          assert.ok(pod);
          assert.match(await ask(), new RegExp(`^200 Hostname: ${pod.name}\n`));
          const [container] = await containersNamed(pod.name);
          ids.push(container?.Id ?? '');
          // What it printed for an earlier pod is not this one's.
          assert.ok(pod.log.every((line) => !line.includes('wait=')));
          assert.match(pod.log[0] ?? '', /Starting up/);
          await happens(started);
          await world[Symbol.asyncDispose]();
        }
        assert.equal(ids[0] === ids[1], reused);
        await closeContainersOfRun();
        const label = `${RUN_LABEL}=${run}`;
        assert.deepEqual(await found(label), { containers: [], networks: [] });
      });
    }

    test('nor where that is switched off', () => {
      const containers = containersOfRun({ [RUN_VARIABLE]: 'off', INGRESS_LAB_REUSE: 'off' });
      assert.ok(containers instanceof Containers);
      assert.deepEqual(containers.idleNames('default', ''), []);
    });
  });
});
