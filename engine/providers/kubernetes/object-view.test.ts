import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Kind } from '../../resources/resource.ts';
import { parseFlags } from '../../static/flags.ts';
import type { ApiObject, Json } from './api-object.ts';
import { ObjectView } from './object-view.ts';
import { type WatchedKind, watchedKinds } from './watched-kinds.ts';

const WATCHED = watchedKinds(parseFlags(['--traefikversion=2.11']), { crd: true, ingress: true });

function watched(kind: Kind, group = ''): WatchedKind {
  const found = WATCHED.find((one) => one.kind === kind && one.apiVersion.includes(group));
  assert.ok(found);
  return found;
}

let version = 0;
function object(name: string, content: Json, metadata: Json = {}): ApiObject {
  version += 1;
  return { ...content, metadata: { name, namespace: 'shop', resourceVersion: String(version), ...metadata } };
}

function route(name: string, host: string, metadata: Json = {}): ApiObject {
  const routes = [{ kind: 'Rule', match: `Host(\`${host}\`)`, services: [{ name: 'app', port: 80 }] }];
  return object(name, { spec: { routes } }, metadata);
}

const ROUTES = watched('IngressRoute', 'traefik.io');

test('an object that says the same stays the same resource', () => {
  const view = new ObjectView(WATCHED);
  assert.equal(view.upsert(ROUTES, route('a', 'a.test')), true);
  const [before] = view.set.resources;
  const passing = { generation: 7, managedFields: [{ manager: 'x' }] };
  assert.equal(view.upsert(ROUTES, route('a', 'a.test', passing)), false);
  assert.equal(view.replace(ROUTES, [route('a', 'a.test')]), false);
  assert.equal(view.set.resources[0], before);
  assert.equal(view.find('IngressRoute', 'shop', 'a')?.metadata.resourceVersion, String(version));
  assert.equal(view.upsert(ROUTES, route('a', 'b.test')), true);
  assert.notEqual(view.set.resources[0], before);
});

test('of a node the addresses count', () => {
  const view = new ObjectView(WATCHED);
  const node = (address: string, seen: string) =>
    object('n', {
      status: {
        addresses: [{ type: 'InternalIP', address }],
        images: [{ names: [seen] }],
        conditions: [seen],
      },
    });
  assert.equal(view.upsert(watched('Node'), node('10.0.0.1', 'one')), true);
  assert.equal(view.upsert(watched('Node'), node('10.0.0.1', 'two')), false);
  assert.equal(view.upsert(watched('Node'), node('10.0.0.2', 'two')), true);
  assert.doesNotMatch(JSON.stringify(view.find('Node', '', 'n')), /two/);
});

test('an object that is not valid leaves its last valid version in force, and is told', () => {
  const view = new ObjectView(WATCHED);
  view.upsert(ROUTES, route('a', 'a.test'));
  const [valid] = view.set.resources;
  view.upsert(ROUTES, object('a', { spec: { routes: 'none' } }));
  view.upsert(ROUTES, object('b', { spec: { routes: {} } }));
  const { resources, rejected, diagnostics } = view.set;
  assert.deepEqual(resources, [valid]);
  assert.deepEqual(
    rejected.map(({ name }) => name),
    ['a', 'b'],
  );
  assert.deepEqual(
    diagnostics.map(({ severity, position }) => [severity, position?.file]),
    [
      ['error', 'ingressroute.traefik.io/a -n shop'],
      ['error', 'ingressroute.traefik.io/b -n shop'],
    ],
  );
  view.upsert(ROUTES, route('a', 'a.test'));
  view.remove(ROUTES, object('b', {}));
  assert.deepEqual({ ...view.set, resources: [] }, { resources: [], rejected: [], diagnostics: [] });
});

test('fields that Kubernetes has and this program does not know are no slips of the pen', () => {
  const view = new ObjectView(WATCHED);
  view.upsert(watched('Service'), object('s', { spec: { ports: [{ port: 80 }], brandNew: true } }));
  assert.equal(view.set.diagnostics.length, 0);
  view.upsert(ROUTES, { ...route('a', 'a.test'), spec: { routes: [], entryPoint: ['web'] } });
  assert.equal(view.set.diagnostics[0]?.code, 'field-unknown');
});

test('what a list does not have is gone', () => {
  const view = new ObjectView(WATCHED);
  view.replace(ROUTES, [route('a', 'a.test'), route('b', 'b.test')]);
  assert.equal(view.replace(ROUTES, [route('b', 'b.test')]), true);
  assert.deepEqual(
    view.set.resources.map(({ metadata }) => metadata.name),
    ['b'],
  );
});

test('the order is that of names, whatever came first', () => {
  const view = new ObjectView(WATCHED);
  for (const name of ['c', 'a', 'b']) view.upsert(ROUTES, route(name, `${name}.test`));
  assert.deepEqual(
    view.set.resources.map(({ metadata }) => metadata.name),
    ['a', 'b', 'c'],
  );
});

test('an object of the old group does not count beside one of the new', () => {
  const view = new ObjectView(WATCHED);
  const old = watched('IngressRoute', 'containo.us');
  view.upsert(old, route('a', 'old.test'));
  view.upsert(old, route('b', 'old.test'));
  view.upsert(ROUTES, route('a', 'new.test'));
  assert.deepEqual(
    view.set.resources.map(({ apiVersion, metadata }) => `${metadata.name} ${apiVersion}`),
    ['a traefik.io/v1alpha1', 'b traefik.containo.us/v1alpha1'],
  );
});

test('the second copy of a Secret that kubectl keeps in it is not kept', () => {
  const view = new ObjectView(WATCHED);
  const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': 'aGVsbG8=', other: 'x' };
  view.upsert(watched('Secret'), object('s', { data: {} }, { annotations }));
  assert.deepEqual(view.find('Secret', 'shop', 's')?.metadata['annotations'], { other: 'x' });
});
