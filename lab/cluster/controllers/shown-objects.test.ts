import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cluster } from '../cluster.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { deployment, FakeRuntime, fakeCluster, service } from '../test-runtime.ts';

/** Lets everything that waits only for promises happen. */
function idle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What nobody but people wrote, and what is there from the beginning; without what is random in it. */
const WRITTEN = ['namespaces', 'nodes', 'services', 'configmaps', 'deployments.apps'];

function shown({ objects }: Cluster): unknown {
  return WRITTEN.flatMap((type) =>
    objects.list(type).map(({ status: _status, ...object }) => {
      const { uid: _uid, resourceVersion: _version, ...metadata } = object.metadata;
      return { ...object, metadata };
    }),
  );
}

const config = (data: string, more = '') => `---
apiVersion: v1
kind: ConfigMap
metadata: { name: config${more} }
data: { key: ${data} }
`;

/** Something happens each minute. */
const STORY: readonly ((cluster: Cluster) => Promise<unknown>)[] = [
  (cluster) => cluster.apply(deployment('a') + service('a') + config('one')),
  (cluster) => cluster.apply(deployment('b'), { namespace: 'shop' }),
  (cluster) => cluster.apply(config('two')),
  (cluster) => cluster.scale('default', 'a', 3),
  (cluster) =>
    cluster.setMetadata({ kind: 'Service', namespace: 'default', name: 'a' }, { labels: { seen: 'yes' } }),
  (cluster) => cluster.apply(service('gone')),
  (cluster) => cluster.delete({ kind: 'Service', namespace: 'default', name: 'gone' }),
  (cluster) => cluster.apply(deployment('c') + config('three'), { namespace: 'leaving' }),
  (cluster) => cluster.delete({ kind: 'Namespace', namespace: '', name: 'leaving' }),
];

async function tell({ cluster, clock }: ReturnType<typeof fakeCluster>): Promise<void> {
  for (const happen of STORY) {
    clock.now = new Date(clock.now.getTime() + 60_000);
    await happen(cluster);
    await cluster.settled(1000);
    await idle();
  }
}

test('who looks late sees what was there to be seen all along, with its times and generations', async () => {
  await using watched = fakeCluster();
  await using unseen = fakeCluster({ showsLate: true });
  await tell(watched);
  await tell(unseen);
  unseen.clock.now = new Date(unseen.clock.now.getTime() + 3_600_000);
  assert.deepEqual(shown(unseen.cluster), shown(watched.cluster));
});

test('after the first look everything is shown as it happens', async () => {
  await using fake = fakeCluster({ showsLate: true });
  const { cluster } = fake;
  await cluster.apply(service('a'));
  assert.equal(cluster.objects.get('services', 'default', 'a')?.metadata.generation, undefined);
  await cluster.apply(service('b'));
  await cluster.delete({ kind: 'Service', namespace: 'default', name: 'a' });
  assert.deepEqual(
    cluster.objects.list('services', 'default').map(({ metadata }) => metadata.name),
    ['kubernetes', 'b'],
  );
});

for (const showsLate of [false, true]) {
  test(`what another object owns goes with it, whether or not somebody looks (late: ${showsLate})`, async () => {
    await using fake = fakeCluster({ showsLate });
    const { cluster } = fake;
    const uid = '0b5b9a5e-8d83-4f6c-9a0e-3b1f6f0c2d11';
    const owner = `{ apiVersion: v1, kind: ConfigMap, name: config-owner, uid: ${uid} }`;
    await cluster.apply(
      config('one', '-owner').replace('name: ', `uid: ${uid}, name: `) +
        config('two', '-owned').replace('name: ', `ownerReferences: [${owner}], name: `),
    );
    await cluster.delete({ kind: 'ConfigMap', namespace: 'default', name: 'config-owner' });
    await idle();
    const left = cluster.resourceSet().resources.map(({ metadata }) => metadata.name);
    assert.deepEqual(left, ['default']);
  });
}

test('where very much is written it is shown, so that old writes are forgotten', async () => {
  const objects = new ObjectStore();
  await using cluster = new Cluster({
    runtime: new FakeRuntime(),
    random: () => 0,
    showsLate: true,
    objects,
  });
  await cluster.apply(config('0'));
  assert.deepEqual(objects.list('configmaps'), []);
  for (let count = 0; count < 1000; count += 1) await cluster.apply(config(`'${count}'`));
  assert.equal(objects.list('configmaps').length, 1);
});
