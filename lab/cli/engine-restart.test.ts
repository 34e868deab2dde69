import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { StandIns } from '../backends/stand-ins.ts';
import { SocketHttpClient } from '../clients/socket-http-client.ts';
import { Cluster } from '../cluster/cluster.ts';
import { writeKubeconfig } from '../cluster/http/kubeconfig.ts';
import { type ServedKubernetes, serveKubernetes } from '../cluster/serve.ts';
import { Journal } from '../journal.ts';
import { SteadyTraffic } from '../traffic/steady-traffic.ts';
import { embeddedRuntime } from '../worlds/embedded-runtime.ts';
import { CommandProcess } from './test-process.ts';

const PER_SECOND = 500;

/** Milliseconds that the API is away. */
const AWAY_MS = 1000;

/** Milliseconds that pods may take to be ready. */
const SETTLED_MS = 10_000;

const SHOP = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: traefik/whoami, ports: [{ containerPort: 80 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

function route(name: string): string {
  return `
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: ${name} }
spec:
  entryPoints: [web]
  routes: [{ match: Host(\`${name}.test\`), kind: Rule, services: [{ name: web, port: 80 }] }]
`;
}

async function shop(): Promise<Cluster> {
  const cluster = new Cluster({
    runtime: embeddedRuntime(new Journal(), new StandIns()),
    random: Math.random,
  });
  await cluster.apply(SHOP + route('steady'));
  await cluster.settled(SETTLED_MS);
  return cluster;
}

const RESTARTS = [
  { what: 'with the same objects', next: async (before: Cluster) => before },
  { what: 'with other objects of the same names', next: shop },
];

for (const { what, next } of RESTARTS)
  test(`an API that is away and back ${what} loses none of ${PER_SECOND} requests a second`, async (context) => {
    const folder = await mkdtemp(join(tmpdir(), 'engine-restart-'));
    context.after(() => rm(folder, { recursive: true }));
    const file = join(folder, 'config');
    await using stack = new AsyncDisposableStack();
    const first = stack.use(await shop());
    let served: ServedKubernetes | undefined;
    context.after(() => served?.[Symbol.asyncDispose]());
    const serve = async (cluster: Cluster, port: number): Promise<number> => {
      served = await serveKubernetes({ cluster, port });
      await writeKubeconfig(file, served.kubeconfig);
      return Number(new URL(served.url).port);
    };
    const apiPort = await serve(first, 0);

    const engine = new CommandProcess(
      context,
      'engine',
      '--entrypoints.web.address=127.0.0.1:0',
      '--providers.kubernetescrd',
      `--kubeconfig=${file}`,
    );
    const port = Number(/:(\d+)\/tcp$/.exec(await engine.line(/^web +127\.0\.0\.1:\d+\/tcp$/))?.[1]);
    await engine.line(/^watching the Kubernetes API/);
    await using client = new SocketHttpClient(
      { host: '127.0.0.1', port, protocol: 'tcp' },
      { connections: 16 },
    );
    const get = (host: string) => client.send({ method: 'GET', host, path: '/' });
    const isServed = async (host: string): Promise<void> => {
      for (let tries = 0; ; tries += 1) {
        const answer = await get(host);
        if ('status' in answer && answer.status === 200) return;
        assert.ok(tries < 1000, `${host} was never served`);
        await setTimeout(10);
      }
    };
    await isServed('steady.test');

    const traffic = new SteadyTraffic(() => get('steady.test'), PER_SECOND);
    try {
      await traffic.more(PER_SECOND);
      await served?.[Symbol.asyncDispose]();
      await engine.line(/does not answer .*: the last good configuration stays/);
      // A store that begins later numbers its objects from later on: clients of the one before notice.
      const cluster = stack.use(await next(first));
      await cluster.apply(route('while-away'));
      await traffic.more((PER_SECOND * AWAY_MS) / 1000);
      // With an authority and a token that are new: the engine finds them in the file, as kubectl would.
      await serve(cluster, apiPort);
      await engine.line(/^the Kubernetes API at .* answers again/);
      await cluster.apply(route('after'));
      await isServed('while-away.test');
      await isServed('after.test');
      await traffic.more(PER_SECOND);
    } finally {
      const outcomes = await traffic.stop();
      const tally = Map.groupBy(outcomes, (one) => ('status' in one ? `${one.status}` : one.error.message));
      const counts = Object.fromEntries([...tally].map(([outcome, all]) => [outcome, all.length]));
      context.diagnostic(`${outcomes.length} requests while the API restarted: ${JSON.stringify(counts)}`);
      assert.deepEqual(counts, { 200: outcomes.length });
    }
  });
