import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json, KubeObject } from '../objects/object.ts';
import { deployment, pod, refusal, service, type TestApi, testApi } from './test-api.ts';

describe('create', () => {
  test('gives an object what only a cluster can give it', () => {
    const { create } = testApi();
    const { metadata, status } = create('deployments', {
      ...deployment(
        {},
        { uid: 'mine', generation: 7, creationTimestamp: '2020-01-01T00:00:00Z', selfLink: '/x' },
      ),
      status: { replicas: 9 },
    });
    assert.match(metadata.uid ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(metadata.creationTimestamp, '2026-11-28T18:00:00Z');
    assert.equal(metadata.generation, 1);
    assert.equal(metadata.namespace, 'default');
    assert.equal(metadata.resourceVersion, '103');
    assert.deepEqual(status, {});
    assert.ok(!('selfLink' in metadata));
  });

  test('makes names up that are not taken', () => {
    const { create } = testApi();
    const names = ['a', 'b', 'c'].map(
      () => create('configmaps', { metadata: { generateName: 'x-' } }).metadata.name,
    );
    assert.equal(new Set(names).size, 3);
    for (const name of names) assert.match(name, /^x-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  test('does everything but keep it in a dry run', () => {
    const { api, type, store, at } = testApi();
    const { object, outcome } = api.create(type('services'), 'default', service(), { dryRun: true });
    assert.equal(outcome, 'created');
    assert.equal(object.metadata.resourceVersion, undefined);
    assert.match(JSON.stringify(object), /"clusterIP":"10\.96\./);
    assert.equal(store.count('services'), 0);
    assert.match(
      refusal(() => api.get(at('services', 'web'))),
      /^404 NotFound services "web" not found$/,
    );
  });

  const REFUSED: Readonly<Record<string, readonly [string, (room: TestApi) => unknown]>> = {
    'a namespace that is not there': [
      '404 NotFound namespaces "nowhere" not found',
      ({ api, type }) => api.create(type('services'), 'nowhere', service()),
    ],
    'a name that is taken': [
      '409 AlreadyExists deployments.apps "web" already exists',
      ({ create }) => [create('deployments', deployment()), create('deployments', deployment())],
    ],
    'no name': [
      '422 Invalid ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
      ({ create }) => create('configmaps', { metadata: {} }),
    ],
    'a resource version': [
      '500  resourceVersion should not be set on objects to be created',
      ({ create }) => create('configmaps', { metadata: { name: 'a', resourceVersion: '7' } }),
    ],
    'another namespace than that of the path': [
      '400 BadRequest the namespace of the provided object does not match the namespace sent on the request',
      ({ create }) => create('configmaps', { metadata: { name: 'a', namespace: 'other' } }),
    ],
    'another version than that of the path': [
      '400 BadRequest the API version in the data (v1) does not match the expected API version (apps/v1)',
      ({ create }) => create('deployments', { ...deployment(), apiVersion: 'v1' }),
    ],
    'another kind than that of the path': [
      '400 BadRequest the object provided is unrecognized (must be of type Pod): Service in version "v1" cannot be handled as a Pod',
      ({ create }) => create('pods', { ...pod(), kind: 'Service' }),
    ],
    'unknown fields, if they are not let pass': [
      '400 BadRequest Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.foo", unknown field "metadata.bar"',
      ({ api, type }) =>
        api.create(
          type('deployments'),
          'default',
          { spec: { foo: 1 }, metadata: { name: 'a', bar: 1 } },
          { fieldValidation: 'Strict' },
        ),
    ],
    'JSON of another type': [
      '400 BadRequest Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
      ({ create }) => create('deployments', deployment({ replicas: 'two' })),
    ],
    'a namespace that is being deleted': [
      '403 Forbidden services "web" is forbidden: unable to create new content in namespace other because it is being terminated',
      ({ api, type, at }) => [
        api.delete(at('namespaces', 'other')),
        api.create(type('services'), 'other', service()),
      ],
    ],
    'labels, annotations, owners and finalizers that are none': [
      `422 Invalid ConfigMap "a" is invalid: [metadata.labels: Invalid value: "a b": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), metadata.labels: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'), metadata.annotations: Invalid value: "/b": prefix part must be non-empty, metadata.ownerReferences.uid: Invalid value: "": must not be empty, metadata.finalizers: Invalid value: "orphan/": name part must be non-empty, metadata.finalizers: Invalid value: "orphan/": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')]`,
      ({ create }) =>
        create('configmaps', {
          metadata: {
            name: 'a',
            labels: { 'a b': '-' },
            annotations: { '/b': '' },
            ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '' }],
            finalizers: ['orphan/'],
          },
        }),
    ],
    'a namespace for an object of the cluster': [
      '422 Invalid Namespace "a" is invalid: metadata.namespace: Forbidden: not allowed on this type',
      ({ create }) => create('namespaces', { metadata: { name: 'a', namespace: 'b' } }),
    ],
  };
  for (const [what, [expected, action]] of Object.entries(REFUSED)) {
    test(`refuses ${what}`, () =>
      assert.equal(
        refusal(() => action(testApi())),
        expected,
      ));
  }

  test('says which fields it left out', () => {
    const { api, type } = testApi();
    const body = { metadata: { name: 'a' }, dta: {} };
    assert.deepEqual(api.create(type('configmaps'), 'default', body).warnings, ['unknown field "dta"']);
    const ignoring = { fieldValidation: 'Ignore' } as const;
    assert.deepEqual(api.create(type('configmaps'), 'other', body, ignoring).warnings, []);
    assert.throws(() => api.create(type('configmaps'), 'default', body), {
      code: 409,
      warnings: ['unknown field "dta"'],
    });
  });
});

describe('update', () => {
  test('keeps identity and age, and counts what is wanted', () => {
    const { api, create, at, clock } = testApi();
    const made = create('deployments', deployment());
    clock.now = new Date('2026-11-28T19:00:00Z');
    const { object, outcome } = api.update(at('deployments', 'web'), deployment({ replicas: 3 }));
    assert.equal(outcome, 'configured');
    assert.equal(object.metadata.uid, made.metadata.uid);
    assert.equal(object.metadata.creationTimestamp, made.metadata.creationTimestamp);
    assert.equal(object.metadata.generation, 2);
    assert.deepEqual(object['status'], {});
  });

  test('tells nobody of what is nothing new', () => {
    const { api, create, at, events } = testApi();
    const made = create('services', service());
    const { object, outcome } = api.update(at('services', 'web'), service());
    assert.equal(outcome, 'unchanged');
    assert.equal(object.metadata.resourceVersion, made.metadata.resourceVersion);
    assert.equal(events.length, 1);
  });

  test('without the last label has no labels, and so is nothing new without any', () => {
    const { api, create, at } = testApi();
    create('services', service({}, { labels: { a: 'b' } }));
    const name = at('services', 'web');
    const bare = api.patch(name, { type: 'merge', body: { metadata: { labels: { a: null } } } });
    assert.ok(!('labels' in bare.object.metadata));
    const empty = { metadata: { labels: {}, annotations: {}, finalizers: [] } };
    assert.equal(api.patch(name, { type: 'merge', body: empty }).outcome, 'unchanged');
  });

  test('of labels leaves the generation as it is, of annotations of a Deployment does not', () => {
    const { api, create, at } = testApi();
    create('deployments', deployment());
    const labelled = api.update(at('deployments', 'web'), deployment({}, { labels: { a: 'b' } }));
    assert.equal(labelled.object.metadata.generation, 1);
    const annotated = api.update(at('deployments', 'web'), deployment({}, { annotations: { a: 'b' } }));
    assert.equal(annotated.object.metadata.generation, 2);
  });

  test('of the status takes the status alone, and of the object all but the status', () => {
    const { api, create, at } = testApi();
    create('deployments', deployment());
    const wrong = { ...deployment({ replicas: 9 }, { labels: { a: 'b' } }), status: { replicas: 1 } };
    const { object } = api.update(at('deployments', 'web'), wrong, { subresource: 'status' });
    assert.deepEqual(object['status'], { replicas: 1 });
    assert.equal((object['spec'] as { replicas: number }).replicas, 1);
    assert.equal(object.metadata.labels, undefined);
    assert.equal(object.metadata.generation, 1);
    const second = api.update(at('deployments', 'web'), { ...deployment(), status: { replicas: 7 } });
    assert.deepEqual(second.object['status'], { replicas: 1 });
  });

  const REFUSED: Readonly<Record<string, readonly [string, (room: TestApi) => unknown]>> = {
    'an object that is not there': [
      '404 NotFound pods "web" not found',
      ({ api, at }) => api.update(at('pods', 'web'), pod()),
    ],
    'a resource version of the past': [
      '409 Conflict Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again',
      ({ api, create, at }) => [
        create('services', service()),
        api.update(at('services', 'web'), service({}, { resourceVersion: '1' })),
      ],
    ],
    'another object of that name': [
      '409 Conflict Operation cannot be fulfilled on configmaps "a": Precondition failed: UID in precondition: x, UID in object meta: 9e353f7d-3c6a-4c8b-9126-e978d4fdf3b6',
      ({ api, create, at }) => [
        create('configmaps', { metadata: { name: 'a' } }),
        api.update(at('configmaps', 'a'), { metadata: { uid: 'x' } }),
      ],
    ],
    'another name than that of the path': [
      '400 BadRequest the name of the object (b) does not match the name on the URL (a)',
      ({ api, create, at }) => [
        create('configmaps', { metadata: { name: 'a' } }),
        api.update(at('configmaps', 'a'), { metadata: { name: 'b' } }),
      ],
    ],
    'a part that the kind does not have': [
      '404 NotFound the server could not find the requested resource',
      ({ api, create, at }) => [
        create('configmaps', { metadata: { name: 'a' } }),
        api.update(at('configmaps', 'a'), {}, { subresource: 'status' }),
      ],
    ],
    'new finalizers of an object that goes': [
      '422 Invalid ConfigMap "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"b.c/e"}',
      ({ api, create, at }) => [
        create('configmaps', { metadata: { name: 'a', finalizers: ['b.c/d'] } }),
        api.delete(at('configmaps', 'a')),
        api.update(at('configmaps', 'a'), { metadata: { finalizers: ['b.c/d', 'b.c/e'] } }),
      ],
    ],
  };
  for (const [what, [expected, action]] of Object.entries(REFUSED)) {
    test(`refuses ${what}`, () =>
      assert.equal(
        refusal(() => action(testApi())).replace(/[0-9a-f]{8}-[-0-9a-f]{27}/, 'UID'),
        expected.replace(/[0-9a-f]{8}-[-0-9a-f]{27}/, 'UID'),
      ));
  }
});

describe('patch', () => {
  test('goes on from what is there, in each of its forms', () => {
    const { api, create, at } = testApi();
    create('deployments', deployment());
    const name = at('deployments', 'web');
    const replicas = (object: KubeObject) => (object['spec'] as { replicas: number }).replicas;
    assert.equal(replicas(api.patch(name, { type: 'merge', body: { spec: { replicas: 2 } } }).object), 2);
    assert.equal(
      replicas(
        api.patch(name, { type: 'json', body: [{ op: 'replace', path: '/spec/replicas', value: 3 }] }).object,
      ),
      3,
    );
    const containers = { template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } };
    const { object } = api.patch(name, { type: 'strategic', body: { spec: containers } });
    assert.equal(JSON.stringify(object).match(/"image"/g)?.length, 2);
    assert.equal(api.patch(name, { type: 'merge', body: { spec: { replicas: 3 } } }).outcome, 'unchanged');
  });

  test('of the scale is one of the object', () => {
    const { api, create, at } = testApi();
    create('deployments', deployment());
    const name = at('deployments', 'web');
    const { object } = api.patch(
      name,
      { type: 'merge', body: { spec: { replicas: 4 } } },
      { subresource: 'scale' },
    );
    assert.deepEqual(object['spec'], { replicas: 4 });
    assert.deepEqual(object['status'], { replicas: 0, selector: 'app=web' });
    assert.equal(api.get(name).metadata.generation, 2);
    assert.deepEqual(api.getScale(name), object);
    const scale = { metadata: { resourceVersion: '1' }, spec: { replicas: 1 } };
    assert.match(
      refusal(() => api.update(name, scale, { subresource: 'scale' })),
      /^409 Conflict/,
    );
    assert.equal(
      refusal(() => api.update(name, { spec: { replicas: -1 } }, { subresource: 'scale' })),
      '422 Invalid Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
  });

  test('that makes what cannot be read is shown', () => {
    const { api, create, at } = testApi();
    create('deployments', deployment());
    const body = { spec: { fo: { a: [1, null] } } };
    assert.equal(
      refusal(() =>
        api.patch(at('deployments', 'web'), { type: 'merge', body }, { fieldValidation: 'Strict' }),
      ),
      '422 Invalid  "" is invalid: patch: Invalid value: "map[spec:map[fo:map[a:[1 <nil>]]]]": strict decoding error: unknown field "spec.fo"',
    );
  });

  test('of what is not there is refused', () => {
    const { api, at } = testApi();
    const action = () => api.patch(at('pods', 'web'), { type: 'merge', body: {} });
    assert.equal(refusal(action), '404 NotFound pods "web" not found');
  });
});

describe('server-side apply', () => {
  const applied = (spec: Json) => ({ type: 'apply', body: deployment(spec), force: false }) as const;

  test('makes what is not there, keeps what is the same, and tells who owns what another wants', () => {
    const { api, at, clock, events } = testApi();
    const name = at('deployments', 'web');
    const made = api.patch(name, applied({ replicas: 2 }), { fieldManager: 'one' });
    assert.equal(made.outcome, 'created');
    assert.deepEqual(
      made.object.metadata.managedFields?.map(({ manager, operation, time }) => [manager, operation, time]),
      [['one', 'Apply', '2026-11-28T18:00:00Z']],
    );
    clock.now = new Date('2026-11-28T19:00:00Z');
    assert.equal(api.patch(name, applied({ replicas: 2 }), { fieldManager: 'one' }).outcome, 'unchanged');
    assert.equal(events.length, 1);
    assert.equal(
      refusal(() => api.patch(name, applied({ replicas: 3 }), { fieldManager: 'two' })),
      '409 Conflict Apply failed with 1 conflict: conflict with "one": .spec.replicas',
    );
    const forced = { ...applied({ replicas: 3 }), force: true };
    assert.equal(api.patch(name, forced, { fieldManager: 'two' }).object.metadata.generation, 2);
    api.patch(name, applied({}), { fieldManager: 'two' });
    assert.equal((api.get(name)['spec'] as { replicas: number }).replicas, 1, 'the default is back');
  });

  test('insists on a manager and on fields that there are', () => {
    const { api, at } = testApi();
    const name = at('deployments', 'web');
    assert.equal(
      refusal(() => api.patch(name, applied({}))),
      '422 Invalid PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
    assert.equal(
      refusal(() => api.patch(name, applied({ a: 1, b: 2 }), { fieldManager: 'one' })),
      '500  failed to create typed patch object (default/web; apps/v1, Kind=Deployment): errors:\n  .spec.a: field not declared in schema\n  .spec.b: field not declared in schema',
    );
  });
});

test('a status is owned by who writes it, and by nobody else', () => {
  const { api, create, at } = testApi();
  create('deployments', deployment());
  const name = at('deployments', 'web');
  const status = { type: 'merge', body: { status: { replicas: 1 } } } as const;
  api.patch(name, status, { subresource: 'status', fieldManager: 'controller' });
  api.patch(name, { type: 'merge', body: { spec: { replicas: 2 } } }, { fieldManager: 'person' });
  const { managedFields = [] } = api.get(name).metadata;
  const owned = managedFields.map(({ manager, fieldsV1 }) => `${manager} ${Object.keys(fieldsV1)}`);
  assert.deepEqual(owned.sort(), ['controller f:status', 'person f:spec', 'unknown f:spec']);
});

test('other writes are remembered with who made them, and a client may clear that', () => {
  const { api, at, type } = testApi();
  const { object } = api.create(
    type('configmaps'),
    'default',
    { metadata: { name: 'a' }, data: { a: 'b' } },
    { fieldManager: 'one' },
  );
  assert.deepEqual(object.metadata.managedFields, [
    {
      manager: 'one',
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-11-28T18:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { '.': {}, 'f:a': {} } },
    },
  ]);
  const name = at('configmaps', 'a');
  const second = api.patch(name, { type: 'merge', body: { data: { c: 'd' } } }, {});
  assert.deepEqual(
    second.object.metadata.managedFields?.map(({ manager }) => manager),
    ['one', 'unknown'],
  );
  const cleared = api.patch(name, { type: 'merge', body: { metadata: { managedFields: [] } } });
  assert.equal(cleared.object.metadata.managedFields, undefined);
});

describe('keep', () => {
  test('takes everything as it is given, makes what is not there, and is quiet about nothing new', () => {
    const { api, type, events } = testApi();
    const given: KubeObject = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a', namespace: 'default' },
      spec: { containers: [{ name: 'a', image: 'b' }] },
      status: { phase: 'Running' },
    };
    const kept = api.keep(type('pods'), given);
    assert.deepEqual(kept['status'], { phase: 'Running' });
    assert.equal((kept['spec'] as { restartPolicy: string }).restartPolicy, 'Always');
    assert.equal(api.keep(type('pods'), kept), kept);
    assert.equal(events.length, 1);
    const failed = api.keep(type('pods'), { ...kept, status: { phase: 'Failed' } });
    assert.equal(failed.metadata.uid, kept.metadata.uid);
    assert.equal(api.remove(type('pods'), 'default', 'a')?.metadata.name, 'a');
    assert.equal(api.remove(type('pods'), 'default', 'a'), undefined);
    assert.deepEqual(
      events.map((event) => event.type),
      ['ADDED', 'MODIFIED', 'DELETED'],
    );
  });
});
