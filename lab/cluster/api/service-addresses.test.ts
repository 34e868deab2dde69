import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json, KubeObject } from '../objects/object.ts';
import { refusal, service, testApi } from './test-api.ts';

const addressOf = (object: KubeObject) => (object['spec'] as { clusterIP?: string }).clusterIP;
const portsOf = (object: KubeObject) =>
  (object['spec'] as { ports: { nodePort?: number }[] }).ports.map(({ nodePort }) => nodePort);
const named = (name: string, spec: Json = {}) => service(spec, { name });

test('no two Services have one address or one port of nodes', () => {
  const { create } = testApi();
  const made = Array.from({ length: 500 }, (_, index) =>
    create('services', named(`s${index}`, { type: 'NodePort' })),
  );
  assert.equal(new Set(made.map(addressOf)).size, 500);
  assert.equal(new Set(made.flatMap(portsOf)).size, 500);
  for (const object of made) assert.match(addressOf(object) ?? '', /^10\.96\.\d+\.\d+$/);
});

test('what somebody has is refused, and free again at the end of who has it', () => {
  const { api, create, at } = testApi();
  const asked = { type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ port: 80, nodePort: 30_080 }] };
  create('services', named('a', asked));
  assert.equal(
    refusal(() => create('services', named('b', asked))),
    '422 Invalid Service "b" is invalid: [spec.clusterIPs: Invalid value: ["10.96.0.10"]: failed to allocate IP 10.96.0.10: provided IP is already allocated, spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated]',
  );
  api.delete(at('services', 'a'));
  assert.equal(addressOf(create('services', named('b', asked))), '10.96.0.10');
});

test('what is of no range is refused', () => {
  const { create } = testApi();
  assert.equal(
    refusal(() => create('services', named('a', { clusterIP: '10.97.0.1' }))),
    '422 Invalid Service "a" is invalid: spec.clusterIPs: Invalid value: ["10.97.0.1"]: failed to allocate IP 10.97.0.1: the provided IP (10.97.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16',
  );
  assert.equal(
    refusal(() => create('services', named('a', { type: 'NodePort', ports: [{ port: 80, nodePort: 80 }] }))),
    '422 Invalid Service "a" is invalid: spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports is 30000-32767',
  );
});

test('a listener that makes Services while one is told gets none twice', () => {
  const { api, store, create, type } = testApi();
  store.subscribe(({ object, type: what }) => {
    if (what !== 'ADDED' || object.metadata.name !== 'a') return;
    for (const name of ['b', 'c', 'd']) api.create(type('services'), 'default', named(name));
  });
  create('services', named('a'));
  const addresses = api.list(type('services')).items.map(addressOf);
  assert.equal(new Set(addresses).size, 4);
});

test('an update that leaves addresses and ports out keeps them', () => {
  const { api, create, at } = testApi();
  const made = create('services', named('web', { type: 'NodePort' }));
  const { object, outcome } = api.update(at('services', 'web'), named('web', { type: 'NodePort' }));
  assert.equal(outcome, 'unchanged');
  assert.equal(addressOf(object), addressOf(made));
  const more = {
    type: 'LoadBalancer',
    ports: [
      { name: 'a', port: 80 },
      { name: 'b', port: 81 },
    ],
  };
  const changed = api.update(at('services', 'web'), named('web', more)).object;
  assert.equal(portsOf(changed)[0], portsOf(made)[0]);
  assert.equal(new Set(portsOf(changed)).size, 2);
});

test('what a type has no use for goes with the change of the type', () => {
  const { api, create, at } = testApi();
  create('services', named('web', { type: 'NodePort' }));
  const name = at('services', 'web');
  const inner = api.patch(name, { type: 'strategic', body: { spec: { type: 'ClusterIP' } } }).object;
  assert.deepEqual(portsOf(inner), [undefined]);
  assert.equal((inner['spec'] as Json)['externalTrafficPolicy'], undefined);
  const body = { spec: { type: 'ExternalName', externalName: 'example.com' } };
  const outer = api.patch(name, { type: 'strategic', body }).object;
  assert.equal(addressOf(outer), undefined);
  create('services', named('other', { clusterIP: addressOf(inner) }));
});

test('a Service that is admitted and kept by somebody else has its address for itself', () => {
  const { api, create, registry, store } = testApi();
  const kind = { apiVersion: 'v1', kind: 'Service' };
  const given = { ...kind, metadata: { name: 'a', namespace: 'default' }, spec: { ports: [{ port: 80 }] } };
  const admitted = api.admit(given);
  const address = addressOf(admitted) ?? '';
  assert.match(address, /^10\.96\./);
  assert.match(
    refusal(() => create('services', named('b', { clusterIP: address }))),
    /provided IP is already allocated/,
  );
  const type = registry.ofKind('v1', 'Service');
  assert.ok(type);
  store.put(type, admitted);
  assert.equal(addressOf(api.admit(given)), address, 'it stays the same');
  const unknown = { apiVersion: 'a.b/v1', kind: 'C', metadata: { name: 'd' } };
  assert.equal(api.admit(unknown), unknown);
});
