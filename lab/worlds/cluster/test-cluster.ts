import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StandIns } from '../../backends/stand-ins.ts';
import { Cluster } from '../../cluster/cluster.ts';
import { serveKubernetes } from '../../cluster/serve.ts';
import { Journal } from '../../journal.ts';
import { embeddedRuntime } from '../embedded-runtime.ts';
import type { World } from '../world.ts';
import { clusterWorld } from './world.ts';

interface TestContext {
  after(close: () => unknown): void;
}

/** A cluster behind an API, known by its kubeconfig alone. */
export interface TestCluster {
  readonly cluster: Cluster;
  readonly environment: Readonly<Record<string, string>>;
  /** A world in it, and what its backends received; closed with the test. */
  world(environment?: Readonly<Record<string, string>>): { readonly world: World; readonly journal: Journal };
}

export async function testCluster(context: TestContext): Promise<TestCluster> {
  const cluster = new Cluster({
    runtime: embeddedRuntime(new Journal(), new StandIns()),
    random: Math.random,
  });
  const api = await serveKubernetes({ cluster });
  const folder = await mkdtemp(join(tmpdir(), 'cluster-world-'));
  const file = join(folder, 'kubeconfig');
  await writeFile(file, api.kubeconfig);
  const worlds: World[] = [];
  context.after(async () => {
    await Promise.all(worlds.map((world) => world[Symbol.asyncDispose]()));
    await api[Symbol.asyncDispose]();
    await cluster.close();
    await rm(folder, { recursive: true });
  });
  const environment = { INGRESS_LAB_KUBECONFIG: file };
  return {
    cluster,
    environment,
    world(own = {}) {
      const journal = new Journal();
      const world = clusterWorld({ journal, environment: { ...environment, ...own } });
      worlds.push(world);
      return { world, journal };
    },
  };
}

/** A Deployment of whoami, a Service and a route for the host `shop.test`. */
export function shop({ image = 'traefik/whoami', replicas = 1, color = 'green' } = {}): string {
  return `
apiVersion: apps/v1
kind: Deployment
metadata: { name: shop, namespace: shops }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop, color: ${color} } }
    spec: { containers: [{ name: shop, image: ${image}, ports: [{ name: web, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: shop, namespace: shops }
spec: { selector: { app: shop }, ports: [{ port: 80, targetPort: web }] }
---
apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: shop, namespace: shops }
spec:
  entryPoints: [web]
  routes: [{ kind: Rule, match: Host(\`shop.test\`), services: [{ name: shop, namespace: shops, port: 80 }] }]
`;
}
