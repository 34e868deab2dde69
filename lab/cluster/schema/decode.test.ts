import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { decode, prune } from './decode.ts';
import { builtIn, thingSchema } from './test-schema.ts';

const deployment = builtIn('apps/v1', 'Deployment');
const pod = (container: Json) => ({ template: { spec: { containers: [container] } } });

describe('fields that a kind does not have are dropped and told', () => {
  const rows: readonly [title: string, object: Json, unknown: readonly string[], kept: Json][] = [
    ['at the top', { foo: 1, kind: 'Deployment' }, ['foo'], { kind: 'Deployment' }],
    ['in an object', { spec: { replica: 1, replicas: 2 } }, ['spec.replica'], { spec: { replicas: 2 } }],
    [
      'in an item of a list',
      { spec: pod({ name: 'a', imag: 'b' }) },
      ['spec.template.spec.containers[0].imag'],
      { spec: pod({ name: 'a' }) },
    ],
    ['but not in a mapping', { metadata: { labels: { a: 'b' } } }, [], { metadata: { labels: { a: 'b' } } }],
    [
      'nor in raw JSON',
      { metadata: { managedFields: [{ fieldsV1: { 'f:x': {} } }] } },
      [],
      {
        metadata: { managedFields: [{ fieldsV1: { 'f:x': {} } }] },
      },
    ],
  ];
  for (const [title, object, unknown, kept] of rows) {
    test(title, () => {
      assert.deepEqual(decode(deployment, object), { object: kept, unknown, problems: [] });
      assert.deepEqual(prune(deployment, object), kept);
    });
  }
});

test('a field that is called __proto__ is one like any other', () => {
  const { object, unknown } = decode(
    deployment,
    JSON.parse('{"__proto__":{"a":1},"metadata":{"labels":{"__proto__":"b"}}}'),
  );
  assert.deepEqual(unknown, ['__proto__']);
  assert.equal(JSON.stringify(object), '{"metadata":{"labels":{"__proto__":"b"}}}');
});

describe('a value that a built-in kind cannot hold is told as Go tells it', () => {
  const field = (place: string, type: string) => `into Go struct field ${place} of type ${type}`;
  const rows: readonly [object: Json, message: string, field: string][] = [
    [
      { spec: { replicas: '3' } },
      `json: cannot unmarshal string ${field('DeploymentSpec.spec.replicas', 'int32')}`,
      'spec.replicas',
    ],
    [
      { spec: { replicas: 1.5 } },
      `json: cannot unmarshal number 1.5 ${field('DeploymentSpec.spec.replicas', 'int32')}`,
      'spec.replicas',
    ],
    [
      { spec: { replicas: 3_000_000_000 } },
      `json: cannot unmarshal number 3000000000 ${field('DeploymentSpec.spec.replicas', 'int32')}`,
      'spec.replicas',
    ],
    [{ spec: 'x' }, `json: cannot unmarshal string ${field('Deployment.spec', 'v1.DeploymentSpec')}`, 'spec'],
    [
      { metadata: { labels: { a: true } } },
      `json: cannot unmarshal bool ${field('ObjectMeta.metadata.labels', 'string')}`,
      'metadata.labels.a',
    ],
    [
      { metadata: { labels: ['a'] } },
      `json: cannot unmarshal array ${field('ObjectMeta.metadata.labels', 'map[string]string')}`,
      'metadata.labels',
    ],
    [
      { spec: pod({ env: [{ name: 'A', value: 5 }] }) },
      `json: cannot unmarshal number ${field('EnvVar.spec.template.spec.containers.env.value', 'string')}`,
      'spec.template.spec.containers[0].env[0].value',
    ],
    [
      { spec: pod({ command: 'sh' }) },
      `json: cannot unmarshal string ${field('Container.spec.template.spec.containers.command', '[]string')}`,
      'spec.template.spec.containers[0].command',
    ],
    [
      { spec: { template: { spec: { containers: {} } } } },
      `json: cannot unmarshal object ${field('PodSpec.spec.template.spec.containers', '[]v1.Container')}`,
      'spec.template.spec.containers',
    ],
    [
      { spec: { strategy: { rollingUpdate: { maxSurge: true } } } },
      `json: cannot unmarshal bool ${field('RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge', 'int32')}`,
      'spec.strategy.rollingUpdate.maxSurge',
    ],
    [
      { spec: pod({ resources: { limits: { cpu: 'much' } } }) },
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      'spec.template.spec.containers[0].resources.limits.cpu',
    ],
  ];
  for (const [object, message, at] of rows) {
    test(message, () =>
      assert.deepEqual(decode(deployment, object).problems, [
        { reason: 'FieldValueTypeInvalid', message, field: at },
      ]),
    );
  }

  const times: readonly [time: string, problem: string | undefined][] = [
    ['2026-11-28T18:00:00Z', undefined],
    ['2026-11-28T18:00:00.123456+01:00', undefined],
    ['today', ' as "2006-01-02T15:04:05Z07:00": cannot parse "today" as "2006"'],
    ['2026-11-28', ' as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"'],
    ['2026-11-28T18:00:00', ' as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"'],
    ['2026-13-28T18:00:00Z', ': month out of range'],
    ['2026-11-28T18:00:00Z?', ': extra text: "?"'],
  ];
  for (const [time, problem] of times) {
    test(`a time: ${time}`, () =>
      assert.deepEqual(
        decode(deployment, { metadata: { creationTimestamp: time } }).problems.map(({ message }) => message),
        problem === undefined ? [] : [`parsing time "${time}"${problem}`],
      ));
  }

  const secrets: readonly [data: string, byte: number | undefined][] = [
    ['YWJj', undefined],
    ['YWJj\nYQ==', undefined],
    ['YWJj$', 4],
    ['plain text', 5],
    ['YWJ', 0],
  ];
  for (const [data, byte] of secrets) {
    test(`base64 in a Secret: ${JSON.stringify(data)}`, () =>
      assert.deepEqual(
        decode(builtIn('v1', 'Secret'), { data: { key: data } }).problems.map(({ message }) => message),
        byte === undefined ? [] : [`illegal base64 data at input byte ${byte}`],
      ));
  }
});

test('nulls are dropped, and become the zero value where a value cannot be null', () => {
  const { object, problems, unknown } = decode(deployment, {
    metadata: { creationTimestamp: null, labels: { a: null }, annotations: null },
    spec: pod({ args: ['a', null], resources: { limits: { cpu: null } }, env: [null] }),
    status: null,
  });
  assert.deepEqual([problems, unknown], [[], []]);
  assert.deepEqual(object, {
    metadata: { labels: { a: '' } },
    spec: pod({ args: ['a', ''], resources: { limits: { cpu: '0' } }, env: [{}] }),
  });
});

test('numbers that stand for a quantity become text', () => {
  const limits = { cpu: 0.5, memory: 1024, 'example.org/odd': 0.00025, 'example.org/text': '1Gi' };
  assert.deepEqual(decode(deployment, { spec: pod({ resources: { limits } }) }).object, {
    spec: pod({
      resources: {
        limits: { cpu: '500m', memory: '1024', 'example.org/odd': '0.00025', 'example.org/text': '1Gi' },
      },
    }),
  });
});

describe('a custom resource', () => {
  const schema = thingSchema({
    type: 'object',
    properties: {
      size: { type: 'integer' },
      maybe: { type: 'string', nullable: true },
      parts: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
      byName: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { id: { type: 'string' } } },
      },
      open: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { known: { type: 'object', properties: {} } },
      },
      raw: { 'x-kubernetes-preserve-unknown-fields': true },
    },
  });

  test('has unknown fields below lists, mappings and what keeps unknown ones', () => {
    const { unknown, object } = decode(schema, {
      spec: {
        parts: [{ id: 'a' }, { ix: 1 }],
        byName: { x: { iy: 1 } },
        open: { any: 1, known: { iz: 1 } },
        raw: { a: null },
      },
    });
    assert.deepEqual(unknown, ['spec.parts[1].ix', 'spec.byName.x.iy', 'spec.open.known.iz']);
    assert.deepEqual(object, {
      spec: { parts: [{ id: 'a' }, {}], byName: { x: {} }, open: { any: 1, known: {} }, raw: { a: null } },
    });
  });

  test('keeps values of another type for validation, but not in its metadata', () => {
    const { object, problems } = decode(schema, {
      metadata: { labels: { a: 1 } },
      spec: { size: 'x', parts: {} },
    });
    assert.deepEqual(object, { metadata: { labels: { a: 1 } }, spec: { size: 'x', parts: {} } });
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string'],
    );
  });

  test('keeps nulls where its definition allows them, and in lists', () => {
    assert.deepEqual(
      decode(schema, { spec: { size: null, maybe: null, parts: [null], byName: { a: null } } }).object,
      {
        spec: { maybe: null, parts: [null], byName: {} },
      },
    );
  });
});
