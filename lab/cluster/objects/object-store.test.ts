import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KubeObject } from './object.ts';
import { ObjectStore, type StoreEvent } from './object-store.ts';

const pod = (name: string, namespace = 'default'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
});

test('one counter numbers the changes of all objects, and the end of one has a number, too', () => {
  const store = new ObjectStore({ firstRevision: 100 });
  assert.equal(store.put('pods', pod('a')).metadata.resourceVersion, '101');
  assert.equal(store.put('secrets', pod('a')).metadata.resourceVersion, '102');
  assert.equal(store.delete('pods', 'default', 'a')?.metadata.resourceVersion, '103');
  assert.equal(store.delete('pods', 'default', 'a'), undefined);
  assert.equal(store.revision, 103);
});

test('changes are replayed as long as they are known', () => {
  const store = new ObjectStore({ firstRevision: 0, history: 3 });
  for (const name of ['a', 'b', 'c', 'd']) store.put('pods', pod(name));
  const names = (events: readonly StoreEvent[] | undefined) =>
    events?.map(({ object }) => object.metadata.name);
  assert.equal(store.floor, 1);
  assert.deepEqual(names(store.since(1)), ['b', 'c', 'd']);
  assert.deepEqual(names(store.since(4)), []);
  assert.equal(store.since(0), undefined);
  assert.equal(store.since(5), undefined);
});

test('listeners hear of changes in order, also of those that a listener makes', () => {
  const store = new ObjectStore({ firstRevision: 0 });
  const heard: string[] = [];
  store.subscribe(({ type, object }) => {
    if (object.metadata.name === 'a' && type === 'ADDED') store.put('pods', pod('b'));
  });
  const stop = store.subscribe(({ type, object, revision }) =>
    heard.push(`${revision} ${type} ${object.metadata.name}`),
  );
  store.put('pods', pod('a'));
  store.put('pods', pod('a'));
  store.delete('pods', 'default', 'a');
  stop();
  store.put('pods', pod('c'));
  assert.deepEqual(heard, ['1 ADDED a', '2 ADDED b', '3 MODIFIED a', '4 DELETED a']);
});

test('objects are listed by namespace', () => {
  const store = new ObjectStore();
  store.put('pods', pod('a'));
  store.put('pods', pod('b', 'other'));
  assert.equal(store.list('pods').length, 2);
  assert.deepEqual(
    store.list('pods', 'other').map(({ metadata }) => metadata.name),
    ['b'],
  );
  assert.equal(store.count('pods'), 2);
  assert.equal(store.get('pods', 'default', 'b'), undefined);
});

test('a listener that throws keeps no change from others, those included that it made itself', () => {
  const store = new ObjectStore({ firstRevision: 0 });
  const heard: string[] = [];
  store.subscribe(({ object }) => {
    if (object.metadata.name !== 'a') return;
    store.put('pods', pod('b'));
    throw new Error('a fault');
  });
  store.subscribe(({ object }) => heard.push(object.metadata.name));
  assert.throws(() => store.put('pods', pod('a')), /a fault/);
  store.put('pods', pod('c'));
  assert.deepEqual(heard, ['a', 'b', 'c']);
});
