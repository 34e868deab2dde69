import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { namespaceOf, type Resource, readObject, referenceOf } from '../../../engine/core.ts';
import type { Cluster } from '../cluster.ts';
import { storeKeyOf } from '../live/object-keys.ts';
import { visible } from '../live/to-object.ts';
import type { KubeObject } from '../objects/object.ts';
import { hasLabels } from '../selector.ts';
import { keyOf } from '../store.ts';
import { deployment, fakeCluster, service } from '../test-runtime.ts';
import { TestApi } from './test-api.ts';

/** A failure prints the seed; `INGRESS_LAB_FUZZ_SEED` repeats it. */
const seed = Number(process.env['INGRESS_LAB_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);

const DEPLOYMENTS = 'deployments.apps';
const SLICES = 'endpointslices.discovery.k8s.io';
const ROUTES = 'ingressroutes.traefik.io';

interface Op {
  readonly kind: (typeof KINDS)[number];
  readonly name: string;
  readonly number: number;
  /** Whether controllers get to do their work before the next. */
  readonly wait: boolean;
}

const KINDS = [
  'apply deployment',
  'apply service',
  'cluster scale',
  'cluster label',
  'cluster delete',
  'cluster delete namespace',
  'replace files',
  'api scale',
  'api image',
  'api label deployment',
  'api label pod',
  'api annotate',
  'api delete deployment',
  'api delete foreground',
  'api orphan',
  'api delete replicaset',
  'api delete pod',
  'api kill pod',
  'api create service',
  'api break service',
  'api delete service',
  'api delete slice',
  'api route',
  'api delete route',
] as const;

const operation: fc.Arbitrary<Op> = fc.record({
  kind: fc.constantFrom(...KINDS),
  name: fc.constantFrom('a', 'b'),
  number: fc.nat({ max: 3 }),
  wait: fc.boolean(),
});

/** Lets everything that waits only for promises happen. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const IMAGES = ['whoami', 'nginx', 'mongo'];

async function run({ kind, name, number }: Op, cluster: Cluster, api: TestApi): Promise<void> {
  const has = (resource: string, named = name) => api.names(resource).includes(named);
  const nth = (resource: string) => api.names(resource)[number];
  const image = IMAGES[number % IMAGES.length] ?? 'whoami';
  const reference = { kind: 'Deployment', namespace: 'default', name };
  const isThere = cluster
    .resourceSet()
    .resources.some((resource) => keyOf(referenceOf(resource)) === keyOf(reference));
  switch (kind) {
    case 'apply deployment':
      await cluster.apply(deployment(name, number === 0 ? { image } : { image, replicas: number }));
      return;
    case 'apply service':
      await cluster.apply(service(name));
      return;
    case 'cluster scale':
      if (isThere) await cluster.scale('default', name, number);
      return;
    case 'cluster label':
      if (isThere) await cluster.setMetadata(reference, { labels: { number: `${number}` } });
      return;
    case 'cluster delete':
      if (isThere) await cluster.delete(reference);
      return;
    case 'cluster delete namespace':
      // The namespace `default` may not be deleted, and nothing else is in others.
      await cluster.apply(service(name), { namespace: 'other' });
      if (number > 1) await cluster.delete({ kind: 'Namespace', namespace: '', name: 'other' });
      return;
    case 'replace files':
      await cluster.replaceFiles(
        number > 1 ? [{ file: 'f.yaml', text: deployment('f', { replicas: number - 1 }) }] : [],
      );
      return;
    case 'api scale':
      if (has(DEPLOYMENTS)) api.patch(DEPLOYMENTS, name, { replicas: number });
      return;
    case 'api image':
      if (has(DEPLOYMENTS)) {
        const containers = [{ name: 'main', image, ports: [{ name: 'web', containerPort: 80 }] }];
        api.patch(DEPLOYMENTS, name, {
          template: { metadata: { labels: { app: name } }, spec: { containers } },
        });
      }
      return;
    case 'api label deployment':
      if (has(DEPLOYMENTS)) api.label(DEPLOYMENTS, name, { byApi: `${number}` });
      return;
    case 'api label pod':
      if (nth('pods') !== undefined) api.label('pods', nth('pods') ?? '', { byApi: `${number}` });
      return;
    case 'api annotate':
      if (has('services')) {
        api.edit('services', name, (object) => ({
          ...object,
          metadata: {
            ...object.metadata,
            annotations: { ...object.metadata.annotations, note: `${number}` },
          },
        }));
      }
      return;
    case 'api delete deployment':
      if (has(DEPLOYMENTS)) api.delete(DEPLOYMENTS, name);
      return;
    case 'api delete foreground':
      if (has(DEPLOYMENTS)) api.delete(DEPLOYMENTS, name, ['foregroundDeletion']);
      return;
    case 'api orphan':
      if (has(DEPLOYMENTS)) api.delete(DEPLOYMENTS, name, ['orphan']);
      return;
    case 'api delete replicaset':
      if (nth('replicasets.apps') !== undefined)
        api.delete('replicasets.apps', nth('replicasets.apps') ?? '');
      return;
    case 'api delete pod':
      if (nth('pods') !== undefined) api.delete('pods', nth('pods') ?? '');
      return;
    case 'api kill pod':
      cluster.objects.delete('pods', 'default', nth('pods') ?? '');
      return;
    case 'api create service':
      if (!has('services')) api.create('services', serviceObject(name, number));
      return;
    case 'api break service':
      if (has('services'))
        api.patch('services', name, { ports: number > 1 ? 'none' : [{ port: 80, targetPort: 'web' }] });
      return;
    case 'api delete service':
      if (has('services')) api.delete('services', name);
      return;
    case 'api delete slice':
      if (nth(SLICES) !== undefined) api.delete(SLICES, nth(SLICES) ?? '');
      return;
    case 'api route':
      cluster.objects.put(ROUTES, routeObject(name, number));
      return;
    case 'api delete route':
      cluster.objects.delete(ROUTES, 'default', name);
  }
}

function serviceObject(name: string, number: number): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, labels: { number: `${number}` } },
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 'web' }] },
  };
}

function routeObject(name: string, number: number): KubeObject {
  return {
    apiVersion: 'traefik.io/v1alpha1',
    kind: 'IngressRoute',
    metadata: { name, namespace: 'default' },
    spec: number === 0 ? { routes: 1 } : { routes: [{ match: `Host(\`${number}.test\`)` }] },
  };
}

/** What the resource says, wherever it is written. */
function meaning(resource: Resource): unknown {
  const { origin: _origin, object: _object, metadata, ...content } = resource;
  const { labels, annotations, name } = metadata;
  return JSON.parse(
    JSON.stringify({
      ...content,
      status: undefined,
      metadata: { name, labels: visible(labels), annotations: visible(annotations) },
    }),
  );
}

/** Kinds that controllers write. */
const MADE: ReadonlySet<string> = new Set(['Pod', 'EndpointSlice']);

function assertSameView(cluster: Cluster): void {
  const { resources, rejected } = cluster.resourceSet();
  const refused = new Set(rejected.map(keyOf));
  const typed = new Map<string, unknown>();
  for (const resource of resources) {
    if (MADE.has(resource.kind) || resource.kind === 'Namespace') continue;
    const key = keyOf(referenceOf(resource));
    const object = cluster.objects.get(
      storeKeyOf(resource) ?? '',
      namespaceOf(resource),
      resource.metadata.name,
    );
    assert.ok(object, `${key} is in force and in no API`);
    typed.set(key, meaning(resource));
    if (refused.has(key)) continue;
    const { resource: read } = readObject(object);
    assert.ok(read, key);
    assert.deepEqual(meaning(resource), meaning(read), key);
  }
  for (const key of ['services', DEPLOYMENTS, ROUTES]) {
    for (const { kind, metadata } of cluster.objects.list(key)) {
      const { name, namespace = '' } = metadata;
      const reference = keyOf({ kind, namespace, name });
      // What ends after all that it owns is out of force.
      if (name === 'kubernetes' || metadata.deletionTimestamp !== undefined) continue;
      assert.ok(typed.has(reference) || refused.has(reference), `${reference} is in an API and not in force`);
    }
  }
}

function assertPods(cluster: Cluster, api: TestApi, running: readonly string[]): void {
  const pods = cluster.pods();
  const names = pods.map(({ resource }) => resource.metadata.name);
  assert.deepEqual([...running].sort(), [...names].sort(), 'programs that run');
  assert.deepEqual([...api.names('pods')].sort(), [...names].sort(), 'pods of the API');
  for (const { metadata } of api.list('pods')) assert.equal(metadata.deletionTimestamp, undefined);
  const { resources } = cluster.resourceSet();
  for (const resource of resources) {
    if (resource.kind !== 'Deployment') continue;
    const { name } = resource.metadata;
    const { uid } = api.get(DEPLOYMENTS, name).metadata;
    const replicaSets = api
      .list('replicasets.apps')
      .filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === uid);
    const owners = new Set(replicaSets.map(({ metadata }) => metadata.uid));
    const owned = api
      .list('pods')
      .filter(({ metadata }) => owners.has(metadata.ownerReferences?.[0]?.uid ?? ''));
    const wanted = resource.spec.replicas ?? 1;
    assert.equal(owned.length, wanted, `pods of ${name}`);
    const status = api.get(DEPLOYMENTS, name)['status'] as {
      readyReplicas?: number;
      observedGeneration: number;
    };
    assert.equal(status.readyReplicas ?? 0, wanted, `ready pods of ${name}`);
    assert.equal(status.observedGeneration, api.get(DEPLOYMENTS, name).metadata.generation ?? 1);
  }
}

function assertEndpoints(cluster: Cluster, api: TestApi): void {
  const { resources } = cluster.resourceSet();
  const slices = resources.filter((resource) => resource.kind === 'EndpointSlice');
  const inDefault = slices.filter((slice) => namespaceOf(slice) === 'default');
  assert.deepEqual([...api.names(SLICES)].sort(), inDefault.map(({ metadata }) => metadata.name).sort());
  for (const resource of resources) {
    if (resource.kind !== 'Service' || namespaceOf(resource) !== 'default') continue;
    const { selector = {} } = resource.spec;
    const ready = cluster
      .pods()
      .filter((pod) => pod.ready && hasLabels(pod.resource.metadata.labels, selector))
      .map((pod) => pod.resource.metadata.name);
    const served = slices
      .filter(({ metadata }) => metadata.labels['kubernetes.io/service-name'] === resource.metadata.name)
      .flatMap(({ endpoints }) => endpoints.map(({ targetRef }) => targetRef?.name));
    assert.deepEqual(served.sort(), ready.sort(), `endpoints of ${resource.metadata.name}`);
    const subsets = (api.get('endpoints', resource.metadata.name)['subsets'] ?? []) as unknown[];
    assert.equal(subsets.length, ready.length);
  }
}

test('whoever writes what in which order: what is in force is what an API has, pods and endpoints are as asked for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (ops) => {
      await using fake = fakeCluster();
      const { cluster, runtime } = fake;
      const api = new TestApi(cluster);
      for (const op of ops) {
        await run(op, cluster, api);
        assertSameView(cluster);
        if (!op.wait) continue;
        await cluster.settled(1000);
        for (let turn = 0; turn < 3; turn += 1) await idle();
        assertPods(cluster, api, runtime.running);
        assertEndpoints(cluster, api);
      }
      await cluster.settled(1000);
      for (let turn = 0; turn < 3; turn += 1) await idle();
      const { revision } = cluster.objects;
      await idle();
      assert.equal(cluster.objects.revision, revision, 'nobody goes on writing');
      assertPods(cluster, api, runtime.running);
      assertEndpoints(cluster, api);
    }),
    { numRuns: 100, seed },
  );
});
