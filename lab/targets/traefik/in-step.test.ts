import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { StandIns } from '../../backends/stand-ins.ts';
import { Cluster } from '../../cluster/cluster.ts';
import { UnsteadyNetwork } from '../../cluster/http/test-unsteady-network.ts';
import { ObjectStore } from '../../cluster/objects/object-store.ts';
import { serveKubernetes } from '../../cluster/serve.ts';
import { Journal } from '../../journal.ts';
import { embeddedRuntime } from '../../worlds/embedded-runtime.ts';
import { TraefikApi } from './api.ts';
import { AUTHORITY_FILE, readTraefikOptions, traefikFlags } from './flags.ts';
import { freePorts } from './free-ports.ts';
import { TraefikProcess } from './process.ts';

const CHANGES = 10_000;
const ROUTES = 60;

/** Changes that the API remembers: fewer than are made while a client is away, so that it must list anew. */
const HISTORY = 200;

/** Milliseconds that Traefik may take to be in step when all is quiet. */
const QUIET_MS = 30_000;

const binary = process.env['INGRESS_LAB_TRAEFIK'] ?? '';
const skip = binary === '' && 'INGRESS_LAB_TRAEFIK names no Traefik binary';

test(`a real Traefik has exactly the routes of the API after ${CHANGES} changes and broken connections`, {
  skip,
}, async () => {
  await using cluster = new Cluster({
    runtime: embeddedRuntime(new Journal(), new StandIns()),
    random: Math.random,
    objects: new ObjectStore({ history: HISTORY }),
  });
  await using served = await serveKubernetes({ cluster });
  await using network = await UnsteadyNetwork.to(Number(new URL(served.url).port));
  const kubernetes = await cluster.openApi();
  const type = cluster.registry.find('traefik.io', 'v1alpha1', 'ingressroutes');
  assert.ok(type);

  const options = readTraefikOptions(['--entrypoints.web.address=127.0.0.1:0', '--api.insecure=true']);
  const ports = await freePorts(options.entryPoints);
  const entryPoints = options.entryPoints.map((one, index) => ({ ...one, port: ports[index] ?? 0 }));
  const access = { ...served, url: `https://127.0.0.1:${network.port}` };
  await using traefik = await TraefikProcess.start({
    binary,
    flags: traefikFlags({ ...options, entryPoints }, access),
    files: { [AUTHORITY_FILE]: served.authority },
    graceMs: 0,
  });
  const port = entryPoints.find(({ name }) => name === 'traefik')?.port ?? 0;
  await using api = new TraefikApi({ host: '127.0.0.1', port });

  const rules = async (): Promise<string[]> => {
    const { routers = {} } = await api.raw();
    return Object.entries(routers)
      .filter(([name]) => name.endsWith('@kubernetescrd'))
      .map(([, { rule }]) => `${rule}`)
      .sort();
  };
  const inStep = async (wanted: readonly string[]): Promise<void> => {
    const deadline = performance.now() + QUIET_MS;
    let last: readonly string[] | undefined;
    while (performance.now() < deadline && last?.join() !== wanted.join()) {
      assert.equal(traefik.failure, undefined);
      await setTimeout(20);
      last = await rules().catch(() => undefined);
    }
    assert.deepEqual(last, wanted);
  };
  const put = (name: string, change: number): void => {
    kubernetes.keep(type, {
      apiVersion: 'traefik.io/v1alpha1',
      kind: 'IngressRoute',
      metadata: { name, namespace: 'default' },
      spec: {
        entryPoints: ['web'],
        routes: [
          {
            match: `Host(\`change-${change}.test\`)`,
            kind: 'Rule',
            services: [{ kind: 'TraefikService', name: 'ping@internal' }],
          },
        ],
      },
    });
  };

  put('first', 0);
  await inStep(['Host(`change-0.test`)']);
  const hosts = new Map([['first', 0]]);
  for (let change = 1; change <= CHANGES; change += 1) {
    const name = `route-${(change * 17) % ROUTES}`;
    if (change % 7 === 3 && hosts.has(name)) {
      kubernetes.remove(type, 'default', name);
      hosts.delete(name);
    } else {
      put(name, change);
      hosts.set(name, change);
    }
    if (change % 1000 === 500) network.breakAll();
    // Others of this process and of this machine have their turn: Traefik hears of some changes while they are made.
    if (change % 5 === 0) await setTimeout(1);
  }
  await inStep([...hosts.values()].map((change) => `Host(\`change-${change}.test\`)`).sort());
  assert.ok(network.broken >= 10, `${network.broken} connections were broken`);
});
