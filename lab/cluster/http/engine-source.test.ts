import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { KubernetesSource, parseFlags, type Resource } from '../../../engine/index.ts';
import { CERTIFICATES, objectOf, startTestServer, TOKEN, typeNamed } from './test-server.ts';
import { UnsteadyNetwork } from './test-unsteady-network.ts';

const CHANGES = 10_000;
const OBJECTS = 40;
const PLURALS = ['services', 'configmaps', 'secrets'];

async function authorityFile(context: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-source-'));
  context.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ca.crt');
  await writeFile(file, CERTIFICATES.authorityPem);
  return file;
}

function keyOf({ kind, metadata }: Pick<Resource, 'kind' | 'metadata'>): string {
  return `${kind}/${metadata.name}`;
}

test(`the engine's objects stay in step through ${CHANGES} changes and dropped connections`, async (context) => {
  // The history is short: whoever was away for long must list anew.
  await using server = await startTestServer();
  await using network = await UnsteadyNetwork.to(server.server.port);
  const flags = ['--providers.kubernetescrd.namespaces=a'];
  let latest: readonly Resource[] = [];
  let handedOver = 0;
  /** The number of the change that each object was seen with last. */
  const seen = new Map<string, number>();
  const backwards: string[] = [];
  const lines: string[] = [];
  await using source = await KubernetesSource.start({
    static: parseFlags(flags),
    watches: { crd: true, ingress: false },
    address: {
      kubeconfig: '',
      context: '',
      endpoint: `https://127.0.0.1:${network.port}`,
      token: TOKEN,
      certAuthFilePath: await authorityFile(context),
    },
    environment: {},
    listener: {
      onChange({ resources }) {
        latest = resources;
        handedOver += 1;
        for (const resource of resources) {
          const change = Number(resource.metadata.labels['change']);
          const before = seen.get(keyOf(resource)) ?? -1;
          if (change < before) backwards.push(`${keyOf(resource)}: ${change} after ${before}`);
          seen.set(keyOf(resource), change);
        }
      },
      onNotice: (line) => lines.push(line),
    },
  });
  await source.synced;
  const types = PLURALS.map((plural) => typeNamed(server.registry, plural));
  for (let change = 0; change < CHANGES; change += 1) {
    const name = `s${(change * 17) % OBJECTS}`;
    const type = types[change % types.length];
    assert.ok(type);
    if (change % 7 === 3) server.store.delete(type, 'a', name);
    else {
      const labels = { change: `${change}` };
      const content = type.plural === 'services' ? { spec: { ports: [{ port: 80 }] } } : {};
      server.store.put(type, objectOf(type, 'a', name, { ...content, metadata: { labels } }));
    }
    if (change % 800 === 799) network.breakAll();
    if (change % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const wanted = types
    .flatMap((type) =>
      server.store
        .list(type, 'a')
        .map(({ metadata }) => `${type.kind}/${metadata.name}@${metadata.labels?.['change']}`),
    )
    .sort();
  const held = (): string[] =>
    latest.map((resource) => `${keyOf(resource)}@${resource.metadata.labels['change']}`).sort();
  const deadline = Date.now() + 20_000;
  while (held().join() !== wanted.join() && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.deepEqual(held(), wanted);
  assert.ok(network.broken > 0 && handedOver > 10, `${network.broken} broken, ${handedOver} handed over`);
  assert.deepEqual(backwards, []);
  assert.ok(!lines.join().includes(TOKEN));
});
