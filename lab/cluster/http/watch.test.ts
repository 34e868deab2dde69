import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { KubeObject } from '../objects/object.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { Registry } from '../objects/registry.ts';
import type { Shape } from './represent.ts';
import { objectOf, typeNamed } from './test-server.ts';
import { Watch, type WatchOptions } from './watch.ts';
import { WatchLines } from './watch-lines.ts';

const registry = new Registry();
const services = typeNamed(registry, 'services');
const shape: Shape = { type: services, form: 'object', includeObject: 'Metadata' };

function room(history = 100) {
  const store = new ObjectStore({ firstRevision: 100, history });
  const lines = new WatchLines(() => Date.parse('2026-01-01T00:00:31Z'));
  const put = (name: string, labels = {}, namespace = 'a'): KubeObject =>
    store.put(services, objectOf(services, namespace, name, { metadata: { labels } }));
  const open = (options: Partial<WatchOptions> = {}): Watch =>
    new Watch(store, lines, { shape, selects: () => true, marksInitialEnd: false, ...options });
  return { store, lines, put, open };
}

interface Event {
  readonly type: string;
  readonly object: KubeObject & {
    readonly code?: number;
    readonly rows?: { readonly cells: readonly unknown[] }[];
  };
}

function events(watch: Watch, enough = 1e6): Event[] {
  return watch.read(enough).map((line) => JSON.parse(line.toString()) as Event);
}

function told(watch: Watch): string[] {
  return events(watch).map(
    ({ type, object }) => `${type} ${object.metadata.name ?? ''}@${object.metadata.resourceVersion}`,
  );
}

describe('a watch', () => {
  test('begins with what is there, in all namespaces or in one, and goes on with what happens', () => {
    const { put, open, store } = room();
    put('one');
    put('other', {}, 'b');
    const all = open();
    const inB = open({ namespace: 'b' });
    assert.deepEqual(told(all), ['ADDED one@101', 'ADDED other@102']);
    assert.deepEqual(told(inB), ['ADDED other@102']);
    put('one', { x: 'y' });
    store.put('configmaps', objectOf(typeNamed(registry, 'configmaps'), 'b', 'c'));
    store.delete(services, 'b', 'other');
    assert.deepEqual(told(all), ['MODIFIED one@103', 'DELETED other@105']);
    assert.deepEqual(told(inB), ['DELETED other@105']);
    assert.deepEqual(told(inB), []);
  });

  test('goes on after a resource version as if it had been there', () => {
    const { put, open } = room();
    put('one');
    put('two');
    put('one', { x: 'y' });
    assert.deepEqual(told(open({ after: 101 })), ['ADDED two@102', 'MODIFIED one@103']);
    assert.deepEqual(told(open({ after: 103 })), []);
  });

  test('sees objects come and go as its selectors do', () => {
    const { put, open, store } = room();
    const selects = ({ metadata }: KubeObject): boolean => metadata.labels?.['on'] === 'yes';
    const watch = open({ selects });
    put('one', { on: 'no' });
    put('one', { on: 'yes', step: '1' });
    put('one', { on: 'yes', step: '2' });
    put('one', { on: 'no', step: '3' });
    put('one', { on: 'yes' });
    store.delete(services, 'a', 'one');
    const seen = events(watch);
    assert.deepEqual(
      seen.map(({ type, object }) => [
        type,
        object.metadata.resourceVersion,
        object.metadata.labels?.['step'],
      ]),
      [
        ['ADDED', '102', '1'],
        ['MODIFIED', '103', '2'],
        // As it was when it was last selected, with the version of the change that ended that.
        ['DELETED', '104', '2'],
        ['ADDED', '105', undefined],
        ['DELETED', '106', undefined],
      ],
    );
  });

  test('marks where what was there ends, with a bookmark of the kind that is watched', () => {
    const { put, open } = room();
    put('one');
    const watch = open({ marksInitialEnd: true });
    put('two');
    const [first, mark, second] = events(watch);
    assert.equal(first?.object.metadata.name, 'one');
    assert.deepEqual(mark, {
      type: 'BOOKMARK',
      object: {
        kind: 'Service',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: '101',
          creationTimestamp: null,
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    });
    assert.equal(second?.object.metadata.name, 'two');
  });

  test('tells by a bookmark how far it has come where nothing happened to what it watches', () => {
    const { open, store } = room();
    const watch = open();
    store.put('configmaps', objectOf(typeNamed(registry, 'configmaps'), 'b', 'c'));
    assert.deepEqual(told(watch), []);
    watch.requestBookmark();
    assert.deepEqual(told(watch), ['BOOKMARK @101']);
  });

  test('ends with 410 where the history does not reach back', () => {
    const { put, open } = room(5);
    for (let index = 0; index < 10; index += 1) put(`s${index}`);
    assert.deepEqual(told(open({ after: 105 })).length, 5);
    const watch = open({ after: 104 });
    const [error] = events(watch);
    assert.equal(error?.type, 'ERROR');
    assert.equal(error?.object.code, 410);
    assert.equal(watch.ended, true);
    assert.deepEqual(watch.read(1), []);
  });

  test('ends with 504 where the resource version is of the future', () => {
    const [error] = events(room().open({ after: 1_000_000 }));
    assert.equal(error?.type, 'ERROR');
    assert.equal(error?.object.code, 504);
  });

  test('that is read slowly holds no events: it ends with 410 when the history has gone by', () => {
    const { put, open } = room(5);
    for (let index = 0; index < 4; index += 1) put(`s${index}`);
    const slow = open();
    assert.equal(slow.read(1).length, 1);
    for (let index = 0; index < 6; index += 1) put('s0', { index: `${index}` });
    assert.equal(slow.isBehind, true);
    assert.deepEqual(
      events(slow).map(({ type, object }) => [type, object.code]),
      [['ERROR', 410]],
    );
  });

  test('says the columns of a table once', () => {
    const { put, open } = room();
    put('one');
    const watch = open({ shape: { ...shape, form: 'table' } });
    put('two');
    const [first, second] = watch.read(1e6).map((line) => JSON.parse(line.toString()).object);
    assert.equal(first.columnDefinitions[0].name, 'Name');
    assert.equal(second.columnDefinitions, undefined);
    assert.equal(second.rows[0].object.metadata.name, 'two');
    assert.deepEqual(second.rows[0].cells.slice(0, 2), ['two', 'ClusterIP']);
    assert.equal(second.rows[0].cells[5], '31s');
  });

  test('is of metadata alone if that is wanted', () => {
    const { put, open } = room();
    put('one');
    const [event] = events(open({ shape: { ...shape, form: 'partial' } }));
    assert.deepEqual(
      [event?.object.kind, event?.object.apiVersion],
      ['PartialObjectMetadata', 'meta.k8s.io/v1'],
    );
    assert.equal(event?.object['spec'], undefined);
  });

  test('shares what is written with all others of its form', () => {
    const { put, open, lines } = room();
    const watches = Array.from({ length: 50 }, () => open());
    const tables = Array.from({ length: 50 }, () => open({ shape: { ...shape, form: 'table' } }));
    for (let index = 0; index < 20; index += 1) put(`s${index}`);
    for (const watch of [...watches, ...tables]) assert.equal(watch.read(1e6).length, 20);
    // Each change once as an object and once as a row; the first row has the columns, too.
    assert.equal(lines.written, 40);
  });

  test('keeps no more lines than it is allowed', () => {
    const { store, put } = room();
    const lines = new WatchLines(() => 0, 10_000);
    const watch = new Watch(store, lines, { shape, selects: () => true, marksInitialEnd: false });
    for (let index = 0; index < 90; index += 1) put(`s${index}`, { long: 'x'.repeat(500) });
    watch.read(1e6);
    const again = new Watch(store, lines, { shape, selects: () => true, marksInitialEnd: false, after: 100 });
    again.read(1e6);
    assert.equal(lines.written, 180);
    assert.ok(lines.bytes <= 10_000);
  });
});
