import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployment, pod, refusal, testApi } from './test-api.ts';

test('an object that nothing holds is gone', () => {
  const { api, create, at, store, events } = testApi();
  const made = create('configmaps', { metadata: { name: 'a' } });
  const { object, gone } = api.delete(at('configmaps', 'a'));
  assert.equal(gone, true);
  assert.equal(object.metadata.uid, made.metadata.uid);
  assert.equal(object.metadata.resourceVersion, `${store.revision}`);
  assert.equal(events.at(-1)?.type, 'DELETED');
});

test('finalizers hold an object until a write takes the last of them away', () => {
  const { api, create, at, clock, events } = testApi();
  create('deployments', deployment({}, { finalizers: ['a.b/c'] }));
  const name = at('deployments', 'web');
  const { object, gone } = api.delete(name);
  assert.equal(gone, false);
  assert.equal(object.metadata.deletionTimestamp, '2026-11-28T18:00:00Z');
  assert.equal(object.metadata.deletionGracePeriodSeconds, 0);
  assert.equal(object.metadata.generation, 2);
  clock.now = new Date('2026-11-28T19:00:00Z');
  assert.equal(api.delete(name).object, api.get(name), 'a second request changes nothing');
  api.patch(name, { type: 'merge', body: { metadata: { finalizers: null } } });
  assert.deepEqual(
    events.map(({ type }) => type),
    ['ADDED', 'MODIFIED', 'DELETED'],
  );
});

test('what becomes of dependents is a finalizer that the garbage collector takes off', () => {
  const { api, create, at } = testApi();
  create('deployments', deployment());
  const name = at('deployments', 'web');
  const foreground = api.delete(name, { propagationPolicy: 'Foreground' });
  assert.deepEqual(foreground.object.metadata.finalizers, ['foregroundDeletion']);
  const orphan = api.delete(name, { propagationPolicy: 'Orphan' });
  assert.deepEqual(orphan.object.metadata.finalizers, ['orphan']);
  assert.equal(api.delete(name).gone, false);
  assert.equal(api.delete(name, { propagationPolicy: 'Background' }).gone, true);
});

test('a pod on a node has the time that it asks for, and a second request may shorten it', () => {
  const { api, create, at } = testApi();
  create('pods', pod({ nodeName: 'lab', terminationGracePeriodSeconds: 10 }));
  const name = at('pods', 'web');
  const { object, gone } = api.delete(name);
  assert.equal(gone, false);
  assert.equal(object.metadata.deletionTimestamp, '2026-11-28T18:00:10Z');
  assert.equal(object.metadata.deletionGracePeriodSeconds, 10);
  assert.equal(
    api.delete(name, { gracePeriodSeconds: 4 }).object.metadata.deletionTimestamp,
    '2026-11-28T18:00:04Z',
  );
  assert.equal(api.delete(name, { gracePeriodSeconds: 9 }).object.metadata.deletionGracePeriodSeconds, 4);
  assert.equal(api.delete(name, { gracePeriodSeconds: 0 }).gone, true);
});

test('a pod on no node, and one that has ended, are gone', () => {
  const { api, create, at, type } = testApi();
  create('pods', pod());
  assert.equal(api.delete(at('pods', 'web')).gone, true);
  const object = create('pods', pod({ nodeName: 'lab' }));
  api.keep(type('pods'), { ...object, status: { phase: 'Succeeded' } });
  assert.equal(api.delete(at('pods', 'web')).gone, true);
});

test('a namespace is terminating until its own finalizer is taken away', () => {
  const { api, at, type, store } = testApi();
  const name = at('namespaces', 'other');
  const { object, gone } = api.delete(name);
  assert.equal(gone, false);
  assert.deepEqual(object['status'], { phase: 'Terminating' });
  assert.deepEqual(object['spec'], { finalizers: ['kubernetes'] });
  api.update(name, { metadata: { name: 'other' }, spec: { finalizers: [] } });
  assert.ok(store.get('namespaces', '', 'other'), 'clients cannot take it away');
  api.keep(type('namespaces'), { ...api.get(name), spec: { finalizers: [] } });
  assert.equal(store.get('namespaces', '', 'other'), undefined);
});

test('namespaces that every cluster needs stay', () => {
  const { api, at } = testApi();
  for (const name of ['default', 'kube-system', 'kube-public']) {
    assert.equal(
      refusal(() => api.delete(at('namespaces', name))),
      `403 Forbidden namespaces "${name}" is forbidden: this namespace may not be deleted`,
    );
  }
});

test('only the object that is meant is deleted', () => {
  const { api, create, at } = testApi();
  const { metadata } = create('configmaps', { metadata: { name: 'a' } });
  const name = at('configmaps', 'a');
  const { uid = '', resourceVersion = '' } = metadata;
  assert.equal(
    refusal(() => api.delete(name, { preconditions: { uid: 'x' } })),
    `409 Conflict Operation cannot be fulfilled on configmaps "a": Precondition failed: UID in precondition: x, UID in object meta: ${uid}`,
  );
  assert.match(
    refusal(() => api.delete(name, { preconditions: { resourceVersion: '1' } })),
    /ResourceVersion in precondition: 1, ResourceVersion in object meta: 103$/,
  );
  assert.equal(api.delete(name, { preconditions: { uid, resourceVersion }, dryRun: true }).gone, true);
  assert.equal(api.delete(name, { preconditions: { uid, resourceVersion } }).gone, true);
  assert.equal(
    refusal(() => api.delete(name)),
    '404 NotFound configmaps "a" not found',
  );
});

test('a collection is deleted as a list would show it', () => {
  const { api, create, type } = testApi();
  for (const name of ['a', 'b', 'c']) {
    create('configmaps', { metadata: { name, labels: { keep: `${name === 'b'}` } } });
  }
  const selected = { namespace: 'default', labelSelector: 'keep!=true' };
  const names = api.deleteCollection(type('configmaps'), selected).map(({ metadata }) => metadata.name);
  assert.deepEqual(names, ['a', 'c']);
  assert.deepEqual(
    api.list(type('configmaps')).items.map(({ metadata }) => metadata.name),
    ['b'],
  );
});
