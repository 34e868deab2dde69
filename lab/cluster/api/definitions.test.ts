import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { ObjectStore } from '../objects/object-store.ts';
import { Registry } from '../objects/registry.ts';
import { KubernetesApi } from './kubernetes-api.ts';
import { definition, refusal, type TestApi, testApi } from './test-api.ts';

const CRD = 'customresourcedefinitions';
const NAME = 'crontabs.example.com';
const cronTab = (spec: Json = {}, metadata: Json = {}): Json => ({
  metadata: { name: 'a', ...metadata },
  spec,
});

test('a definition serves its kind in the turn it is written, and says so', () => {
  const { api, type, registry, create, store } = testApi();
  const served: boolean[] = [];
  store.subscribe(() => served.push(registry.find('example.com', 'v1', 'crontabs') !== undefined));
  const { object } = api.create(type(CRD), '', definition());
  assert.deepEqual(served, [true], 'who hears of the definition finds the kind');
  assert.deepEqual(object['status'], {
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        reason: 'NoConflicts',
        message: 'no conflicts found',
        lastTransitionTime: '2026-11-28T18:00:00Z',
      },
      {
        type: 'Established',
        status: 'True',
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
        lastTransitionTime: '2026-11-28T18:00:00Z',
      },
    ],
    acceptedNames: {
      plural: 'crontabs',
      kind: 'CronTab',
      shortNames: ['ct'],
      singular: 'crontab',
      listKind: 'CronTabList',
    },
    storedVersions: ['v1'],
  });
  const made = create('crontabs', cronTab({ schedule: '@daily', when: 'now' }));
  assert.deepEqual(made['spec'], { schedule: '@daily', replicas: 1 });
  assert.equal(made.metadata.generation, 1);
});

test('the end of a definition is the end of its objects', () => {
  const { api, at, create, registry, events, store } = testApi();
  create(CRD, definition());
  create('crontabs', cronTab());
  assert.equal(api.delete(at(CRD, NAME)).gone, true);
  assert.equal(registry.find('example.com', 'v1', 'crontabs'), undefined);
  assert.equal(store.count(NAME), 0);
  assert.deepEqual(
    events.slice(-2).map(({ type, resource }) => `${type} ${resource}`),
    [`DELETED ${NAME}`, 'DELETED customresourcedefinitions.apiextensions.k8s.io'],
  );
});

test('definitions of a store that was there before are served', () => {
  const store = new ObjectStore();
  const made = { registry: new Registry(), now: () => new Date(0), random: () => 0.5 };
  const type = made.registry.find('apiextensions.k8s.io', 'v1', CRD);
  assert.ok(type);
  new KubernetesApi({ store, ...made }).create(type, '', definition());
  const registry = new Registry();
  new KubernetesApi({ store, ...made, registry });
  assert.ok(registry.find('example.com', 'v1', 'crontabs'));
});

test('custom resources are held to their schema, their version and their status', () => {
  const { api, create, at, type } = testApi();
  create(
    CRD,
    definition(
      {},
      {
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.n' },
        },
      },
    ),
  );
  assert.match(
    refusal(() => create('crontabs', cronTab({ schedule: 1 }))),
    /^422 Invalid CronTab\.example\.com "a" is invalid: spec\.schedule: /,
  );
  const made = create('crontabs', { ...cronTab({ schedule: 'x' }), status: { phase: 'New' } });
  assert.equal(made['status'], undefined);
  const name = at('crontabs', 'a');
  assert.equal(
    refusal(() => api.update(name, cronTab())),
    '422 Invalid crontabs.example.com "a" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  );
  const { resourceVersion } = made.metadata;
  const status = { metadata: { resourceVersion }, status: { phase: 'Done' } };
  const { object } = api.update(name, status, { subresource: 'status' });
  assert.deepEqual(
    [object['spec'], object['status'], object.metadata.generation],
    [made['spec'], { phase: 'Done' }, 1],
  );
  const scale = api.patch(name, { type: 'merge', body: { spec: { replicas: 3 } } }, { subresource: 'scale' });
  assert.deepEqual(scale.object['spec'], { replicas: 3 });
  assert.equal(api.get(name).metadata.generation, 2);
  assert.match(
    refusal(() => api.patch(name, { type: 'strategic', body: {} })),
    /^415 UnsupportedMediaType the body of the request was in an unknown format - accepted media types include: application\/json-patch\+json, /,
  );
  assert.match(
    refusal(() => api.list(type('crontabs'), { fieldSelector: 'spec.schedule=x' })),
    /^400 BadRequest field label not supported: spec\.schedule$/,
  );
});

test('an object is answered in the version that is asked for', () => {
  const { api, create, type } = testApi();
  const { versions: [v1] = [] } = definition()['spec'] as { versions?: Json[] };
  const old = { ...v1, name: 'v1beta1', storage: false, deprecated: true };
  create(CRD, definition({ versions: [v1, old] }));
  const beta = type('crontabs', 'v1beta1');
  const { object, warnings } = api.create(beta, 'default', cronTab());
  assert.equal(object.apiVersion, 'example.com/v1beta1');
  assert.deepEqual(warnings, ['example.com/v1beta1 CronTab is deprecated']);
  assert.equal(api.list(type('crontabs')).items[0]?.apiVersion, 'example.com/v1');
  const same = api.patch({ type: beta, namespace: 'default', name: 'a' }, { type: 'merge', body: {} });
  assert.equal(same.outcome, 'unchanged');
});

const REFUSED: Readonly<Record<string, readonly [string, (room: TestApi) => unknown]>> = {
  'a name that is not that of its kind': [
    'metadata.name: Invalid value: "crontabs.example.com": must be spec.names.plural+"."+spec.group',
    ({ create }) => create(CRD, definition({ group: 'example.org' })),
  ],
  'another scope than there are': [
    'spec.scope: Unsupported value: "Global": supported values: "Cluster", "Namespaced"',
    ({ create }) => create(CRD, definition({ scope: 'Global' })),
  ],
  'no version that objects are stored in': [
    'spec.versions: Invalid value: ["v1"]: must have exactly one version marked as storage version',
    ({ create }) => create(CRD, definition({}, { storage: false })),
  ],
  'no schema': [
    'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
    ({ create }) => create(CRD, definition({}, { schema: {} })),
  ],
  'another scope than it had': [
    'spec.scope: Invalid value: "Cluster": field is immutable',
    ({ create, api, at }) => [
      create(CRD, definition()),
      api.update(at(CRD, NAME), definition({ scope: 'Cluster' })),
    ],
  ],
};
for (const [what, [expected, action]] of Object.entries(REFUSED)) {
  test(`a definition may not have ${what}`, () =>
    assert.equal(
      refusal(() => action(testApi())),
      `422 Invalid CustomResourceDefinition.apiextensions.k8s.io "${NAME}" is invalid: ${expected}`,
    ));
}

test('a definition whose names are taken is not served', () => {
  const { create, registry } = testApi();
  create(CRD, definition());
  const second = create(CRD, {
    ...definition({ names: { plural: 'crons', singular: 'cron', kind: 'CronTab' } }),
    metadata: { name: 'crons.example.com' },
  });
  const { conditions } = second['status'] as { conditions: { reason: string; message: string }[] };
  assert.deepEqual(
    conditions.map(({ reason, message }) => `${reason}: ${message}`),
    ['KindConflict: "CronTab" is already in use', 'NotAccepted: not all names are accepted'],
  );
  assert.equal(registry.find('example.com', 'v1', 'crons'), undefined);
});
