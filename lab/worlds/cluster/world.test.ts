import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { describe, type TestContext, test } from 'node:test';
import { seededRandom } from '../../../engine/index.ts';
import { SocketHttpClient } from '../../clients/socket-http-client.ts';
import { engineTarget } from '../../targets/engine.ts';
import type { World } from '../world.ts';
import { ClusterRun } from './cluster-run.ts';
import { shop, testCluster } from './test-cluster.ts';

const DEADLINE_MS = 10_000;

/** Asks for the shop through an engine beside the cluster, which is closed with the test. */
async function client(context: TestContext, world: World): Promise<() => Promise<string>> {
  const proxy = await engineTarget.start({
    flags: ['--entrypoints.web.address=127.0.0.1:0'],
    source: world,
    kubernetes: () => world.kubernetes(),
    random: seededRandom(1),
    observer: () => undefined,
  });
  const address = proxy.addresses.get('web');
  assert.ok(address);
  const http = new SocketHttpClient(address, { connections: 1 });
  context.after(async () => {
    await http[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });
  return async () => {
    const outcome = await http.send({ method: 'GET', scheme: 'http', host: 'shop.test', path: '/' });
    return 'error' in outcome ? outcome.error.message : `${outcome.status} ${outcome.body}`;
  };
}

const outcomes = async (world: World, text: string): Promise<string[]> =>
  (await world.apply(text)).outcomes.map(({ reference, outcome }) => `${reference.kind} ${outcome}`);

describe('a cluster that is reached by its kubeconfig', () => {
  for (const reach of ['direct', 'forward']) {
    test(`its pods are asked (${reach}), and what they received is known`, async (context) => {
      const { world, journal } = (await testCluster(context)).world({ INGRESS_LAB_PODS: reach });
      const ask = await client(context, world);
      assert.match(await ask(), /^404/);
      await world.apply(shop({ replicas: 2 }));
      await world.settled(DEADLINE_MS);
      const answer = await ask();
      assert.match(answer, /^200 Hostname: shop-/);
      await journal.until(() => journal.entries.length > 0, DEADLINE_MS);
      const [entry] = journal.entries;
      assert.deepEqual(
        [entry?.namespace, entry?.workload, entry?.summary, entry?.status],
        ['shops', 'shop', 'GET /', 200],
      );
      assert.ok(entry && answer.includes(entry.pod));
      assert.equal(world.pods().length, 2);
      assert.ok(world.pods().every(({ ready, namespace }) => ready && namespace === 'shops'));
    });
  }

  test('what was applied is created, unchanged or configured', async (context) => {
    const { world } = (await testCluster(context)).world();
    assert.deepEqual(await outcomes(world, shop()), [
      'Deployment created',
      'Service created',
      'IngressRoute created',
    ]);
    await world.settled(DEADLINE_MS);
    assert.deepEqual(await outcomes(world, shop()), [
      'Deployment unchanged',
      'Service unchanged',
      'IngressRoute unchanged',
    ]);
    assert.deepEqual(await outcomes(world, shop({ color: 'blue' })), [
      'Deployment configured',
      'Service unchanged',
      'IngressRoute unchanged',
    ]);
  });

  test('scenarios do not disturb each other, and leave nothing behind', async (context) => {
    const { cluster, world } = await testCluster(context);
    const [one, other] = [world().world, world().world];
    for (const [each, replicas] of [
      [one, 1],
      [other, 2],
    ] as const) {
      await each.apply(shop({ replicas }));
      await each.settled(DEADLINE_MS);
    }
    assert.deepEqual([one.pods().length, other.pods().length], [1, 2]);
    const own = () =>
      cluster.objects.list('namespaces').filter(({ metadata }) => metadata.name.startsWith('lab-'));
    assert.equal(own().length, 2);
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    assert.ok(own().every(({ metadata }) => metadata.deletionTimestamp !== undefined));
  });

  test('a run clears away what its scenarios have left', async (context) => {
    const { cluster, environment, world } = await testCluster(context);
    const own: Record<string, string | undefined> = { ...environment };
    const run = await ClusterRun.begin(own);
    const left = world({ INGRESS_LAB_RUN: own['INGRESS_LAB_RUN'] ?? '' }).world;
    await left.apply(shop());
    await world().world.apply(shop());
    await run[Symbol.asyncDispose]();
    const ending = cluster.objects
      .list('namespaces')
      .filter(({ metadata }) => metadata.name.startsWith('lab-'))
      .map(({ metadata }) => metadata.deletionTimestamp !== undefined);
    assert.deepEqual(ending.toSorted(), [false, true]);
  });

  test('pods are scaled, deleted and replaced, and put in trouble', async (context) => {
    const { world } = (await testCluster(context)).world();
    const ask = await client(context, world);
    await world.apply(shop());
    await world.settled(DEADLINE_MS);
    await world.scale('shops', 'shop', 3);
    await world.settled(DEADLINE_MS);
    const before = world.pods().map(({ name }) => name);
    assert.equal(before.length, 3);
    const [first = ''] = before;
    await world.deletePod('shops', first);
    await world.settled(DEADLINE_MS);
    const after = world.pods().map(({ name }) => name);
    assert.deepEqual([after.length, after.includes(first)], [3, false]);
    await world.setFault('shop', { kind: 'error', status: 503 });
    assert.match(await ask(), /^503/);
    await world.setFault('shop', undefined);
    assert.match(await ask(), /^200/);
    await assert.rejects(
      world.setFault('nobody', undefined),
      /no workload is called "nobody"; there are: shop/,
    );
  });

  test('labels and annotations are set and removed', async (context) => {
    const { world } = (await testCluster(context)).world();
    const reference = { kind: 'IngressRoute', namespace: 'shops', name: 'shop' };
    const route = () => world.resourceSet().resources.find(({ kind }) => kind === 'IngressRoute')?.metadata;
    await world.apply(shop());
    await world.settled(DEADLINE_MS);
    await world.setMetadata(reference, { labels: { use: 'test' }, annotations: { note: 'a' } });
    await world.settled(DEADLINE_MS);
    assert.deepEqual([route()?.labels, route()?.annotations], [{ use: 'test' }, { note: 'a' }]);
    await world.setMetadata(reference, { labels: { use: undefined } });
    await world.settled(DEADLINE_MS);
    assert.deepEqual(route()?.labels, {});
  });

  test('an object that the cluster refuses is a finding where it stands', async (context) => {
    const { world } = (await testCluster(context)).world();
    await world.apply(shop());
    const { outcomes: changed, diagnostics } = await world.apply(
      shop().replaceAll('app: shop', 'app: other'),
    );
    assert.deepEqual(
      diagnostics.map(({ code, position }) => `${code} ${position?.line}`),
      ['field-immutable 7'],
    );
    assert.deepEqual(
      changed.map(({ reference }) => reference.kind),
      ['Service', 'IngressRoute'],
    );
    await world.settled(DEADLINE_MS);
    assert.deepEqual(
      world.resourceSet().rejected?.map(({ kind }) => kind),
      ['Deployment'],
    );
  });

  test('a pod that never starts is a finding, and nobody waits for it', async (context) => {
    const { world } = (await testCluster(context)).world();
    await world.apply(shop({ image: 'registry.test/unknown' }));
    await world.settled(DEADLINE_MS);
    assert.deepEqual(
      world.diagnostics().map(({ code, resource }) => `${code} ${resource?.kind}`),
      ['pod-cannot-start Deployment'],
    );
  });

  test('one image plays another, at the port where that listens', async (context) => {
    const { world } = (await testCluster(context)).world();
    const ask = await client(context, world);
    world.standIn('registry.test/shop', 'traefik/whoami');
    await world.apply(shop({ image: 'registry.test/shop:1.2' }));
    await world.settled(DEADLINE_MS);
    assert.match(await ask(), /^200 Hostname: shop-/);
  });

  test('files that say no more what they said take their objects away', async (context) => {
    const { world } = (await testCluster(context)).world();
    const kinds = () => world.resourceSet().resources.map(({ kind }) => kind);
    await world.replaceFiles([{ file: 'shop.yaml', text: shop() }]);
    await world.settled(DEADLINE_MS);
    assert.ok(kinds().includes('IngressRoute'));
    const [deployment = '', service = ''] = shop().split('---');
    const { outcomes: second } = await world.replaceFiles([
      { file: 'shop.yaml', text: `${deployment}---${service}` },
    ]);
    await world.settled(DEADLINE_MS);
    assert.equal(second.at(-1)?.outcome, 'deleted');
    assert.ok(!kinds().includes('IngressRoute'));
  });

  test('a table is that of the API', async (context) => {
    const { world } = (await testCluster(context)).world();
    await world.apply(shop());
    await world.settled(DEADLINE_MS);
    assert.match(await world.table('svc', 'shops'), /^NAME +TYPE +CLUSTER-IP.*\nshop +ClusterIP +10\.96\./);
    assert.equal(await world.table('svc', 'shops', 'a=b'), 'No resources found in shops namespace.');
  });

  test('what cannot be forwarded is told of', async (context) => {
    const { world } = (await testCluster(context)).world({ INGRESS_LAB_PODS: 'forward' });
    await world.apply(`
apiVersion: v1
kind: Pod
metadata: { name: who, labels: { app: who } }
spec: { containers: [{ name: who, image: traefik/whoamiudp, ports: [{ containerPort: 8080, protocol: UDP }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: who }
spec: { selector: { app: who }, ports: [{ port: 8080, protocol: UDP }] }
`);
    await assert.rejects(world.settled(DEADLINE_MS), {
      code: 'cluster-not-reached',
      message: /^Service who has UDP ports, .* INGRESS_LAB_PODS=direct/,
    });
  });

  test('who waits in vain is told for what', async (context) => {
    const { world } = (await testCluster(context)).world();
    await world.apply(shop());
    await world.scale('shops', 'shop', 2);
    await assert.rejects(world.settled(0), (error: Error) => {
      assert.match(error.message, /did not settle within 0 ms: .*(Deployment|Service|Pod) shops\/shop/);
      return true;
    });
  });
});

describe('a cluster that cannot be used', () => {
  const rows: [what: string, environment: Record<string, string>, message: RegExp][] = [
    ['is not named', { INGRESS_LAB_KUBECONFIG: '' }, /set INGRESS_LAB_KUBECONFIG, or KUBECONFIG/],
    ['has no kubeconfig', { INGRESS_LAB_KUBECONFIG: '/nowhere' }, /kubeconfig \/nowhere/],
    ['has no such context', { INGRESS_LAB_CONTEXT: 'moon' }, /"moon"/],
    ['is reached in no such way', { INGRESS_LAB_PODS: 'fly' }, /write direct or forward/],
  ];
  for (const [what, environment, message] of rows) {
    test(what, async (context) => {
      const { world } = (await testCluster(context)).world(environment);
      await assert.rejects(world.apply(shop()), { name: 'ClusterWorldError', message });
    });
  }

  test('does not answer', async (context) => {
    const { environment, world } = await testCluster(context);
    const file = environment['INGRESS_LAB_KUBECONFIG'] ?? '';
    await writeFile(
      file,
      `apiVersion: v1
kind: Config
current-context: gone
clusters: [{ name: gone, cluster: { server: 'https://127.0.0.1:9' } }]
contexts: [{ name: gone, context: { cluster: gone, user: '' } }]
`,
    );
    await assert.rejects(world().world.apply(shop()), { code: 'cluster-unreachable' });
  });

  test("does not know Traefik's kinds", async (context) => {
    const { cluster, world } = await testCluster(context);
    const api = await cluster.openApi();
    const type = cluster.registry.types.find(({ plural }) => plural === 'customresourcedefinitions');
    assert.ok(type);
    for (const { metadata } of cluster.objects.list('customresourcedefinitions.apiextensions.k8s.io'))
      api.delete({ type, namespace: '', name: metadata.name }, {});
    await assert.rejects(world().world.apply(shop()), {
      code: 'cluster-unprepared',
      message: /kubectl apply --server-side -f .*deploy\/chart\/crds/,
    });
  });
});
