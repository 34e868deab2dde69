import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { CoreV1Api, KubeConfig, makeInformer, type V1Service } from '@kubernetes/client-node';
import { kubeconfig } from './kubeconfig.ts';
import { CERTIFICATES, objectOf, startTestServer, TOKEN, typeNamed } from './test-server.ts';

const CHANGES = 3000;
const OBJECTS = 40;

/** Connections to a port that can be cut. */
async function cuttable(port: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    [Symbol.asyncDispose]: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test(`an informer stays in step through ${CHANGES} changes and cut connections`, async () => {
  await using server = await startTestServer();
  await using line = await cuttable(server.server.port);
  const config = new KubeConfig();
  config.loadFromString(kubeconfig({ url: line.url, certificates: CERTIFICATES, token: TOKEN }));
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
    if (change % 500 === 499) line.cut();
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
});
