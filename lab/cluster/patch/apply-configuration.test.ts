import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json, KubeObject } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { applyConfiguration } from './apply-configuration.ts';
import { fieldsOf } from './owned-fields.ts';
import { deployments } from './test-deployments.ts';
import { DEPLOYMENT } from './test-schema.ts';
import { trackManagers } from './track-managers.ts';

const T1 = '2026-11-28T18:00:01Z';
const T2 = '2026-11-28T18:00:02Z';

const deployment = ({ metadata = {}, ...fields }: { readonly metadata?: object } & Json): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  ...fields,
  metadata: { name: 'web', ...metadata },
});

interface Options {
  readonly live?: KubeObject;
  readonly force?: boolean;
  readonly now?: string;
  readonly subresource?: string;
}

const apply = (
  manager: string,
  fields: Json,
  { force = false, now = T1, ...options }: Options = {},
): KubeObject =>
  applyConfiguration({ ...options, applied: deployment(fields), manager, force, now, schema: DEPLOYMENT });

/** A write that is no apply, with the entries it leaves. */
const update = (manager: string, fields: Json, before?: KubeObject, subresource?: string): KubeObject => {
  const after = deployment({ ...fields, metadata: { ...before?.metadata, ...(fields['metadata'] ?? {}) } });
  const managedFields = trackManagers({
    before,
    after,
    manager,
    schema: DEPLOYMENT,
    subresource,
    now: T1,
    apiVersion: 'apps/v1',
  });
  return { ...after, metadata: { ...after.metadata, managedFields } };
};

const replicas = (count: number): Json => ({ spec: { replicas: count } });
const containers = (...list: Json[]): Json => ({ spec: { template: { spec: { containers: list } } } });
const listOf = (object: KubeObject): unknown => {
  const at = (value: unknown, name: string) =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  return ['spec', 'template', 'spec', 'containers'].reduce<unknown>(at, object);
};
const ownedBy = (object: KubeObject, manager: string): Json | undefined =>
  object.metadata.managedFields?.find((entry) => entry.manager === manager)?.fieldsV1;

const A = { name: 'a', image: 'a:1' };
const B = { name: 'b', image: 'b:1' };

describe('server-side apply', () => {
  test('makes an object, and says who owns which of its fields', () => {
    const made = apply('ci', {
      metadata: { labels: { app: 'web' }, finalizers: ['x/a'] },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: { spec: { containers: [{ ...A, args: ['-v'], ports: [{ containerPort: 80 }] }] } },
      },
      status: { replicas: 4 },
    });
    assert.equal(made['status'], undefined);
    assert.deepEqual(made.metadata.managedFields, [
      {
        manager: 'ci',
        operation: 'Apply',
        apiVersion: 'apps/v1',
        time: T1,
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:finalizers': { 'v:"x/a"': {} }, 'f:labels': { 'f:app': {} } },
          'f:spec': {
            'f:selector': {},
            'f:template': {
              'f:spec': {
                'f:containers': {
                  'k:{"name":"a"}': {
                    '.': {},
                    'f:args': {},
                    'f:image': {},
                    'f:name': {},
                    'f:ports': {
                      'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                    },
                  },
                },
              },
            },
          },
        },
      },
    ]);
  });

  test('of the same a second time changes nothing, the time of its entry neither', () => {
    const made = apply('ci', containers(A, B));
    assert.deepEqual(apply('ci', containers(A, B), { live: made, now: T2 }), made);
  });

  test('removes what the manager applied before and does not any more', () => {
    const made = apply('ci', { metadata: { labels: { app: 'web', tier: 'front' } }, ...containers(A, B) });
    const changed = apply(
      'ci',
      { metadata: { labels: { app: 'web' } }, ...containers(A) },
      { live: made, now: T2 },
    );
    assert.deepEqual(changed.metadata.labels, { app: 'web' });
    assert.deepEqual(listOf(changed), [A]);
    assert.equal(changed.metadata.managedFields?.[0]?.time, T2);
  });

  test('keeps what somebody else owns too, and what nobody ever applied', () => {
    const made = apply('b', containers(B), { live: apply('a', containers(A, B)) });
    const scaled = update('kubectl-scale', { ...made, spec: { ...Object(made['spec']), replicas: 4 } }, made);
    const left = apply('a', containers(A), { live: scaled });
    assert.deepEqual(listOf(left), [A, B]);
    assert.deepEqual(apply('a', {}, { live: left })['spec'], {
      replicas: 4,
      template: { spec: { containers: [B] } },
    });
  });

  test('keeps an item with what others put in it', () => {
    const made = apply('a', containers({ ...A, env: [{ name: 'X', value: '1' }] }));
    const more = apply('b', containers({ name: 'a', env: [{ name: 'Y', value: '2' }] }), { live: made });
    assert.deepEqual(listOf(apply('a', {}, { live: more })), [
      { name: 'a', env: [{ name: 'Y', value: '2' }] },
    ]);
  });

  test('is refused where it would change what another manager owns', () => {
    const live = apply('a', { metadata: { labels: { app: 'x' } }, ...replicas(1) });
    assert.throws(
      () => apply('b', replicas(2), { live }),
      (error) =>
        error instanceof ApiError &&
        error.code === 409 &&
        error.message === 'Apply failed with 1 conflict: conflict with "a": .spec.replicas' &&
        error.details?.causes?.[0]?.reason === 'FieldManagerConflict' &&
        error.details.causes[0].message === 'conflict with "a"' &&
        error.details.causes[0].field === '.spec.replicas',
    );
    const fields = { metadata: { labels: { app: 'y' } }, ...replicas(2) };
    assert.throws(() => apply('b', fields, { live }), {
      message: 'Apply failed with 2 conflicts: conflicts with "a":\n- .metadata.labels.app\n- .spec.replicas',
    });
  });

  test('names the API version of managers that update, and where in a list the conflict is', () => {
    const live = update(
      'kubectl-edit',
      containers({ ...A, ports: [{ containerPort: 80, protocol: 'TCP', name: 'x' }] }),
    );
    assert.throws(
      () => apply('b', containers({ name: 'a', ports: [{ containerPort: 80, name: 'y' }] }), { live }),
      {
        message:
          'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].name',
      },
    );
  });

  test('takes what it is forced to take', () => {
    const taken = apply('b', replicas(2), {
      live: apply('a', { ...replicas(1), metadata: { labels: { x: 'y' } } }),
      force: true,
    });
    assert.deepEqual(taken['spec'], { replicas: 2 });
    assert.deepEqual(ownedBy(taken, 'a'), { 'f:metadata': { 'f:labels': { 'f:x': {} } } });
    assert.deepEqual(ownedBy(taken, 'b'), { 'f:spec': { 'f:replicas': {} } });
  });

  test('shares what it sets to the value that it has', () => {
    const shared = apply('b', replicas(1), { live: apply('a', replicas(1)) });
    assert.deepEqual(apply('a', {}, { live: shared })['spec'], { replicas: 1 });
    assert.throws(() => apply('a', replicas(2), { live: shared }), { code: 409 });
  });

  test('keeps the order of its lists, with the items of others where the live list had them', () => {
    const live = apply('b', containers({ name: 'x' }), { live: apply('a', containers(A, B)) });
    assert.deepEqual(listOf(apply('a', containers(B, A), { live })), [B, { name: 'x' }, A]);
  });

  test('replaces what has one owner as a whole', () => {
    const selector = (labels: Json): Json => ({ spec: { selector: { matchLabels: labels } } });
    const changed = apply('a', selector({ y: '1' }), { live: apply('a', selector({ x: '1' })) });
    assert.deepEqual(changed['spec'], { selector: { matchLabels: { y: '1' } } });
  });

  test('at the status applies the status alone, as an owner of its own', () => {
    const live = apply('a', replicas(1));
    const status = { status: { replicas: 1 }, ...replicas(9), metadata: { labels: { x: 'y' } } };
    const changed = apply('a', status, { live, subresource: 'status' });
    assert.deepEqual([changed['spec'], changed['status']], [{ replicas: 1 }, { replicas: 1 }]);
    assert.equal(changed.metadata.labels, undefined);
    assert.deepEqual(
      changed.metadata.managedFields?.map(({ subresource, fieldsV1 }) => [subresource, fieldsV1]),
      [
        [undefined, { 'f:spec': { 'f:replicas': {} } }],
        ['status', { 'f:status': { 'f:replicas': {} } }],
      ],
    );
  });

  test('of an object that nobody manages gives what was there a manager', () => {
    const changed = apply('a', { metadata: { labels: { x: 'y' } } }, { live: deployment(replicas(3)) });
    assert.deepEqual(ownedBy(changed, 'before-first-apply'), { 'f:spec': { '.': {}, 'f:replicas': {} } });
  });

  test('takes no managed fields', () => {
    assert.throws(() => apply('a', { metadata: { managedFields: [] } }), {
      code: 400,
      message: 'metadata.managedFields must be nil',
    });
  });

  test('does not let a null of a manifest remove what the API keeps', () => {
    const live = apply('a', { metadata: { creationTimestamp: T1 } });
    assert.equal(
      apply('a', { metadata: { creationTimestamp: null } }, { live }).metadata.creationTimestamp,
      T1,
    );
  });
});

describe('server-side apply of what kubectl applied on its own side', () => {
  const annotation = 'kubectl.kubernetes.io/last-applied-configuration';
  const configuration = deployment(replicas(1));
  const before = update('kubectl-client-side-apply', {
    ...replicas(1),
    metadata: { annotations: { [annotation]: JSON.stringify(configuration) } },
  });

  test('takes the fields over without a conflict, and brings the annotation up to date', () => {
    const after = apply('kubectl', replicas(2), { live: before });
    assert.deepEqual(after['spec'], { replicas: 2 });
    assert.equal(
      after.metadata.annotations?.[annotation],
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":2}}\n',
    );
  });

  test('is refused for what somebody changed since, and for other managers', () => {
    const scaled = update('kubectl-scale', { ...before, ...replicas(5) }, before);
    assert.throws(
      () => apply('kubectl', replicas(2), { live: scaled }),
      /conflict with "kubectl-scale" using apps\/v1/,
    );
    assert.throws(
      () => apply('helm', replicas(2), { live: before }),
      /conflict with "kubectl-client-side-apply"/,
    );
  });

  test('after kubectl has made its entry one of apply removes what is left out', () => {
    // The second request of `kubectl apply --server-side`: a JSON patch of metadata.managedFields.
    const [entry] = before.metadata.managedFields ?? [];
    assert.ok(entry);
    const managedFields = [{ ...entry, manager: 'kubectl', operation: 'Apply' as const }];
    const after = { ...before, metadata: { ...before.metadata, managedFields } };
    const tracked = trackManagers({
      before,
      after,
      manager: 'kubectl',
      schema: DEPLOYMENT,
      now: T2,
      apiVersion: 'apps/v1',
    });
    assert.deepEqual(tracked, managedFields);
    assert.equal(apply('kubectl', {}, { live: after })['spec'], undefined);
  });
});

describe('server-side apply of anything', () => {
  /** Without the managers, and without what is empty: lists of items have no owner where they have no item. */
  const contentOf = ({ metadata: { managedFields: _, ...metadata }, ...object }: KubeObject): unknown =>
    withoutEmpty({ ...object, metadata });
  const withoutEmpty = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutEmpty);
    if (typeof value !== 'object' || value === null) return value;
    const fields = Object.entries(value)
      .map(([name, field]): [string, unknown] => [name, withoutEmpty(field)])
      .filter(([, field]) => field !== undefined);
    return fields.length === 0 ? undefined : Object.fromEntries(fields);
  };

  /** Without empty lists, which Kubernetes takes for nothing where the rest of their holder is removed. */
  const filled = deployments.map((object): Json => Object(withoutEmpty(object) ?? {}));

  test('a second time changes nothing', () => {
    fc.assert(
      fc.property(deployments, deployments, (first, second) => {
        const live = apply('b', second, { live: apply('a', first), force: true });
        assert.deepEqual(apply('b', second, { live, now: T2 }), live);
      }),
    );
  });

  test('leaves of one manager what it applied last, in its order, and nothing else', () => {
    fc.assert(
      fc.property(filled, filled, (first, second) => {
        const live = apply('a', second, { live: apply('a', first) });
        assert.ok(fieldsOf(DEPLOYMENT, deployment(second)).difference(fieldsOf(DEPLOYMENT, live)).isEmpty);
        assert.deepEqual(contentOf(live), contentOf(deployment(second)));
      }),
    );
  });

  test('of nothing removes exactly what this manager owned alone', () => {
    fc.assert(
      fc.property(filled, filled, (first, second) => {
        const live = apply('b', second, { live: apply('a', first), force: true });
        const left = apply('a', {}, { live });
        assert.deepEqual(contentOf(left), contentOf(deployment(second)));
        assert.equal(ownedBy(left, 'a'), undefined);
        assert.deepEqual(ownedBy(left, 'b'), ownedBy(live, 'b'));
      }),
    );
  });

  test('of disjoint fields never conflicts', () => {
    fc.assert(
      fc.property(deployments, deployments, (first, second) => {
        const metadata = { metadata: first['metadata'] ?? {} };
        const spec = second['spec'] === undefined ? {} : { spec: second['spec'] };
        const one = apply('b', spec, { live: apply('a', metadata) });
        const other = apply('a', metadata, { live: apply('b', spec) });
        assert.deepEqual(contentOf(one), contentOf(other));
      }),
    );
  });
});
