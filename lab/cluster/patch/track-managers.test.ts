import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json, KubeObject, ManagedFieldsEntry } from '../objects/object.ts';
import { definedShape } from '../schema/definition-schema.ts';
import { FieldSet } from './field-set.ts';
import { fieldsOf } from './owned-fields.ts';
import { deployments } from './test-deployments.ts';
import { DEPLOYMENT } from './test-schema.ts';
import { trackManagers } from './track-managers.ts';

const time = (second: number) => `2026-11-28T18:00:${`${second}`.padStart(2, '0')}Z`;

const objectOf = (fields: Json, managedFields?: unknown): KubeObject => {
  const metadata = {
    name: 'web',
    ...Object(fields['metadata']),
    ...(managedFields === undefined ? {} : { managedFields }),
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', ...fields, metadata };
};

interface Options {
  readonly second?: number;
  readonly subresource?: string;
  readonly schema?: typeof DEPLOYMENT;
  /** `metadata.managedFields` as the client sends them. */
  readonly sent?: unknown;
}

/** The object after a write, with its entries. */
const write = (
  manager: string,
  fields: Json,
  before?: KubeObject,
  { second = 1, subresource, schema = DEPLOYMENT, sent }: Options = {},
): KubeObject => {
  const after = objectOf(fields, sent);
  const managedFields = trackManagers({
    before,
    after,
    manager,
    schema,
    subresource,
    now: time(second),
    apiVersion: 'apps/v1',
  });
  return objectOf(fields, managedFields);
};

const fieldsByManager = ({ metadata }: KubeObject): Record<string, Json> =>
  Object.fromEntries((metadata.managedFields ?? []).map((entry) => [entry.manager, entry.fieldsV1]));

const REPLICAS = { 'f:spec': { 'f:replicas': {} } };

describe('an ordinary write', () => {
  const made = write('kubectl-create', { metadata: { labels: { app: 'web' } }, spec: { replicas: 1 } });

  test('that creates owns all that it sets, and what holds it', () => {
    assert.deepEqual(made.metadata.managedFields, [
      {
        manager: 'kubectl-create',
        operation: 'Update',
        apiVersion: 'apps/v1',
        time: time(1),
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': { '.': {}, 'f:replicas': {} },
        },
      },
    ]);
  });

  const cases: readonly [title: string, fields: Json, owned: Record<string, Json>][] = [
    [
      'takes what it changes',
      { metadata: { labels: { app: 'web' } }, spec: { replicas: 2 } },
      {
        'kubectl-create': { 'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } }, 'f:spec': {} },
        edit: REPLICAS,
      },
    ],
    [
      'owns what it adds',
      { metadata: { labels: { app: 'web', x: 'y' } }, spec: { replicas: 1 } },
      { edit: { 'f:metadata': { 'f:labels': { 'f:x': {} } } } },
    ],
    [
      'leaves nobody what it removes',
      { spec: { replicas: 1 } },
      { 'kubectl-create': { 'f:spec': { '.': {}, 'f:replicas': {} } } },
    ],
    [
      'that changes nothing owns nothing',
      { metadata: { labels: { app: 'web' } }, spec: { replicas: 1 } },
      {},
    ],
  ];
  for (const [title, fields, owned] of cases) {
    test(title, () => {
      assert.deepEqual(fieldsByManager(write('edit', fields, made, { second: 2 })), {
        ...fieldsByManager(made),
        ...owned,
      });
    });
  }

  test('adds to what the manager owns already, and is of the time of its last change', () => {
    const scaled = write(
      'kubectl-create',
      { metadata: { labels: { app: 'web' } }, spec: { replicas: 2 } },
      made,
      { second: 2 },
    );
    assert.deepEqual(fieldsByManager(scaled), fieldsByManager(made));
    assert.equal(scaled.metadata.managedFields?.[0]?.time, time(2));
  });

  test('at a subresource is an owner of its own', () => {
    const fields = { metadata: { labels: { app: 'web' } }, spec: { replicas: 1 }, status: { replicas: 1 } };
    const reported = write('kubectl-create', fields, made, { subresource: 'status', second: 2 });
    assert.deepEqual(
      reported.metadata.managedFields?.map(({ subresource, fieldsV1 }) => [subresource, fieldsV1]),
      [
        [undefined, fieldsByManager(made)['kubectl-create']],
        ['status', { 'f:status': { '.': {}, 'f:replicas': {} } }],
      ],
    );
  });

  test('may set the entries itself', () => {
    const entry: ManagedFieldsEntry = {
      manager: 'other',
      operation: 'Apply',
      apiVersion: 'apps/v1',
      time: time(3),
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': { 'f:replicas': {} } },
    };
    const { metadata: _, ...fields } = made;
    const given = { metadata: { labels: { app: 'web' } }, ...fields };
    assert.deepEqual(write('x', given, made, { sent: [entry] }).metadata.managedFields, [entry]);
  });

  for (const sent of [[], [{}]]) {
    test(`with managedFields ${JSON.stringify(sent)} makes the API forget who manages the object, until it is applied`, () => {
      const forgotten = write('x', { spec: { replicas: 3 } }, made, { sent });
      assert.deepEqual(forgotten.metadata.managedFields, []);
      assert.deepEqual(write('x', { spec: { replicas: 4 } }, forgotten).metadata.managedFields, []);
    });
  }

  test('that creates has a manager even with managedFields []', () => {
    assert.deepEqual(fieldsByManager(write('x', { spec: { replicas: 1 } }, undefined, { sent: [] })), {
      x: { 'f:spec': { '.': {}, 'f:replicas': {} } },
    });
  });

  test('is one of ten that are remembered: the oldest become one', () => {
    let object = made;
    for (let index = 1; index <= 14; index += 1) {
      object = write(
        `m${index}`,
        { ...object, metadata: { labels: { ...object.metadata.labels, [`x${index}`]: 'y' } } },
        object,
        {
          second: index + 1,
        },
      );
    }
    const entries = object.metadata.managedFields ?? [];
    assert.equal(entries.length, 10);
    assert.deepEqual(entries[0]?.manager, 'ancient-changes');
    const all = entries
      .map(({ fieldsV1 }) => FieldSet.fromJson(fieldsV1))
      .reduce((one, other) => one.union(other));
    assert.ok(fieldsOf(DEPLOYMENT, { metadata: { labels: object.metadata.labels } }).difference(all).isEmpty);
  });

  test('of a custom resource goes by its definition, and by fields where that says nothing', () => {
    const schema = definedShape({
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          properties: {
            routes: { type: 'array', items: { type: 'object', properties: { match: { type: 'string' } } } },
            rules: {
              type: 'array',
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['name'],
              items: { type: 'object', properties: { name: { type: 'string' }, on: { type: 'boolean' } } },
            },
            tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
            plugin: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
          },
        },
      },
    });
    const spec = {
      routes: [{ match: 'PathPrefix(`/`)' }],
      rules: [{ name: 'a', on: true }],
      tags: ['x'],
      plugin: { demo: { list: [1], on: true } },
    };
    assert.deepEqual(fieldsByManager(write('m', { spec }, undefined, { schema }))['m'], {
      'f:spec': {
        '.': {},
        'f:plugin': { '.': {}, 'f:demo': { '.': {}, 'f:list': {}, 'f:on': {} } },
        'f:routes': {},
        'f:rules': { '.': {}, 'k:{"name":"a"}': { '.': {}, 'f:name': {}, 'f:on': {} } },
        'f:tags': { '.': {}, 'v:"x"': {} },
      },
    });
  });

  test('leaves every field that is set to one owner at the most, whatever is written', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), deployments), { minLength: 1, maxLength: 5 }),
        (writes) => {
          let object: KubeObject | undefined;
          for (const [manager, fields] of writes) object = write(manager, fields, object);
          const sets = (object?.metadata.managedFields ?? []).map(({ fieldsV1 }) =>
            FieldSet.fromJson(fieldsV1),
          );
          for (const [index, set] of sets.entries()) {
            for (const other of sets.slice(index + 1)) assert.ok(set.intersection(other).isEmpty);
          }
        },
      ),
    );
  });
});

test('fields are written and read as they are', () => {
  const fields = {
    'f:spec': {
      'f:list': { '.': {}, 'k:{"a":1,"b":"x"}': { '.': {}, 'f:a': {} }, 'v:"x/y"': {} },
    },
  };
  assert.deepEqual(FieldSet.fromJson(fields).toJson(), fields);
  const other = FieldSet.fromJson({ 'f:list': { 'k:{"b":"x", "a":1}': {}, 'x:none': {}, 'k:broken': {} } });
  assert.deepEqual(other.toJson(), { 'f:list': { 'k:{"a":1,"b":"x"}': {} } });
});
