import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CoreV1Api, KubeConfig, makeInformer, type V1Service } from '@kubernetes/client-node';
import { kubeconfig } from './kubeconfig.ts';
import { CERTIFICATES, objectOf, startTestServer, TOKEN, typeNamed } from './test-server.ts';
import { UnsteadyNetwork } from './test-unsteady-network.ts';

const CHANGES = 10_000;
const OBJECTS = 40;

test(`an informer stays in step through ${CHANGES} changes and cut connections`, async () => {
  await using server = await startTestServer();
  await using network = await UnsteadyNetwork.to(server.server.port);
  const config = new KubeConfig();
  config.loadFromString(
    kubeconfig({ url: `https://127.0.0.1:${network.port}`, certificates: CERTIFICATES, token: TOKEN }),
  );
  const client = config.makeApiClient(CoreV1Api);
  const informer = makeInformer(config, '/api/v1/namespaces/a/services', () =>
    client.listNamespacedService({ namespace: 'a' }),
  );
  const versions = new Map<string, number>();
  const doubled: string[] = [];
  const note =
    (event: string) =>
    ({ metadata }: V1Service): void => {
      const version = Number(metadata?.resourceVersion);
      const name = metadata?.name ?? '';
      const known = versions.get(name) ?? 0;
      // Of what was deleted while the connection was cut, the informer tells the version it knew last.
      if (event === 'delete' ? version < known : version <= known)
        doubled.push(`${event} ${name}@${version}`);
      versions.set(name, version);
    };
  for (const event of ['add', 'update', 'delete'] as const) informer.on(event, note(event));
  let stopped = false;
  informer.on('error', () => {
    if (!stopped) setTimeout(() => void informer.start().catch(() => informer.start()), 5);
  });
  await informer.start();
  const services = typeNamed(server.registry, 'services');
  for (let change = 0; change < CHANGES; change += 1) {
    const name = `s${(change * 17) % OBJECTS}`;
    if (change % 7 === 3) server.store.delete(services, 'a', name);
    else {
      const labels = { change: `${change}` };
      server.store.put(services, objectOf(services, 'a', name, { metadata: { labels } }));
    }
    if (change % 800 === 799) network.breakAll();
    if (change % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const wanted = (): string[] =>
    server.store
      .list(services, 'a')
      .map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`)
      .sort();
  const held = (): string[] =>
    informer
      .list()
      .map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`)
      .sort();
  const deadline = Date.now() + 20_000;
  while (held().join() !== wanted().join() && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  stopped = true;
  await informer.stop();
  assert.deepEqual(held(), wanted());
  assert.deepEqual(doubled, []);
  assert.ok(network.broken > 0);
});
