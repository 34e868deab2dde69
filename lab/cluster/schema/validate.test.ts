import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { decode } from './decode.ts';
import { applyDefaults } from './defaults.ts';
import { builtIn, thingSchema } from './test-schema.ts';
import { validate } from './validate.ts';

/** `reason field: message` of all that is wrong with a `Thing` of one field `x`. */
function found(schema: Json, value: unknown): string[] {
  const thing = thingSchema({ type: 'object', properties: { x: schema } });
  return validate(thing, { spec: { x: value } }).map(
    ({ reason, message, field }) => `${reason} ${field}: ${message}`,
  );
}

describe('what a custom resource breaks is told as an API server tells it', () => {
  const text = { type: 'string' };
  const rows: readonly [schema: Json, value: unknown, ...expected: string[]][] = [
    [
      { type: 'integer' },
      'a',
      'FieldValueTypeInvalid spec.x: Invalid value: "string": spec.x in body must be of type integer: "string"',
    ],
    [
      { type: 'integer' },
      1.5,
      'FieldValueTypeInvalid spec.x: Invalid value: "number": spec.x in body must be of type integer: "number"',
    ],
    [
      text,
      1,
      'FieldValueTypeInvalid spec.x: Invalid value: "integer": spec.x in body must be of type string: "integer"',
    ],
    [
      text,
      null,
      'FieldValueTypeInvalid spec.x: Invalid value: "null": spec.x in body must be of type string: "null"',
    ],
    [
      { type: 'array', items: text },
      {},
      'FieldValueTypeInvalid spec.x: Invalid value: "object": spec.x in body must be of type array: "object"',
    ],
    [
      { type: 'object', additionalProperties: text },
      [],
      'FieldValueTypeInvalid spec.x: Invalid value: "array": spec.x in body must be of type object: "array"',
    ],
    [
      { 'x-kubernetes-int-or-string': true },
      true,
      'FieldValueTypeInvalid spec.x: Invalid value: "boolean": spec.x in body must be of type integer,string: "boolean"',
    ],
    [{ 'x-kubernetes-int-or-string': true }, 'http'],
    [{ type: 'number' }, 1],
    [{ ...text, nullable: true }, null],
    [
      { ...text, enum: ['a', 'b'] },
      'x',
      'FieldValueNotSupported spec.x: Unsupported value: "x": supported values: "a", "b"',
    ],
    [
      { type: 'object', required: ['y', 'z'], properties: { y: text, z: text } },
      { z: '' },
      'FieldValueRequired spec.x.y: Required value',
    ],
    [
      { type: 'integer', minimum: 1 },
      0,
      'FieldValueInvalid spec.x: Invalid value: 0: spec.x in body should be greater than or equal to 1',
    ],
    [
      { type: 'integer', maximum: 5, exclusiveMaximum: true },
      5,
      'FieldValueInvalid spec.x: Invalid value: 5: spec.x in body should be less than 5',
    ],
    [
      { type: 'integer', multipleOf: 5 },
      7,
      'FieldValueInvalid spec.x: Invalid value: 7: spec.x in body should be a multiple of 5',
    ],
    [
      { ...text, minLength: 1 },
      '',
      'FieldValueInvalid spec.x: Invalid value: "": spec.x in body should be at least 1 chars long',
    ],
    [{ ...text, maxLength: 2 }, 'abc', 'FieldValueTooLong spec.x: Too long: may not be more than 2 bytes'],
    [
      { ...text, pattern: '^[a-z]+$' },
      'A',
      'FieldValueInvalid spec.x: Invalid value: "A": spec.x in body should match \'^[a-z]+$\'',
    ],
    [{ ...text, pattern: '(?=what Go cannot read)' }, 'A'],
    [
      { ...text, format: 'date-time' },
      'today',
      'FieldValueTypeInvalid spec.x: Invalid value: "today": spec.x in body must be of type date-time: "today"',
    ],
    [{ ...text, format: 'date-time' }, '2026-11-28T18:00:00Z'],
    [{ ...text, format: 'of-their-own' }, 'today'],
    [
      { type: 'array', items: text, minItems: 1 },
      [],
      'FieldValueInvalid spec.x: Invalid value: 0: spec.x in body should have at least 1 items',
    ],
    [
      { type: 'array', items: text, maxItems: 1 },
      ['a', 'b'],
      'FieldValueTooMany spec.x: Too many: 2: must have at most 1 items',
    ],
    [
      { type: 'object', additionalProperties: text, maxProperties: 1 },
      { a: '', b: '' },
      'FieldValueTooMany spec.x: Too many: 2: must have at most 1 items',
    ],
    [
      { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
      ['a', 'b', 'a'],
      'FieldValueDuplicate spec.x[2]: Duplicate value: "a"',
    ],
    [
      {
        type: 'array',
        items: { type: 'object', properties: { id: text, y: text } },
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['id'],
      },
      [
        { id: 'a', y: '1' },
        { id: 'a', y: '2' },
      ],
      'FieldValueDuplicate spec.x[1]: Duplicate value: {"id":"a"}',
    ],
    [
      { type: 'object', additionalProperties: { type: 'array', items: text } },
      { k: ['a', 1] },
      'FieldValueTypeInvalid spec.x.k[1]: Invalid value: "integer": spec.x.k[1] in body must be of type string: "integer"',
    ],
  ];
  for (const [schema, value, ...expected] of rows) {
    test(`${JSON.stringify(value)} in ${JSON.stringify(schema)}`, () =>
      assert.deepEqual(found(schema, value), expected));
  }
});

describe('schemas that are combined', () => {
  const a = { required: ['a'] };
  const b = { required: ['b'], properties: { b: { minLength: 2 } } };
  const of = (combined: Json) => ({
    type: 'object',
    properties: { a: { type: 'string' }, b: { type: 'string' } },
    ...combined,
  });
  const nil = (what: string) => `FieldValueInvalid <nil>: Invalid value: "": "spec.x" ${what}`;
  const short =
    'FieldValueInvalid spec.x.b: Invalid value: "1": spec.x.b in body should be at least 2 chars long';
  const rows: readonly [combined: Json, value: Json, ...expected: string[]][] = [
    [{ oneOf: [a, b] }, { b: '12' }],
    [
      { oneOf: [a, b] },
      {},
      nil('must validate one and only one schema (oneOf). Found none valid'),
      'FieldValueRequired spec.x.a: Required value',
    ],
    [
      { oneOf: [a, b] },
      { a: '1', b: '12' },
      nil('must validate one and only one schema (oneOf). Found 2 valid alternatives'),
    ],
    [{ anyOf: [a, b] }, { a: '1', b: '12' }],
    [{ anyOf: [b] }, { b: '1' }, nil('must validate at least one schema (anyOf)'), short],
    [{ allOf: [a, b] }, { a: '1', b: '1' }, nil('must validate all the schemas (allOf)'), short],
    [{ not: a }, { a: '1' }, nil('must not validate the schema (not)')],
    [{ not: a }, { b: '1' }],
  ];
  for (const [combined, value, ...expected] of rows) {
    test(`${JSON.stringify(value)} in ${JSON.stringify(combined)}`, () =>
      assert.deepEqual(found(of(combined), value), expected));
  }

  test('a whole number or a text is not told twice', () => {
    const port = {
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      'x-kubernetes-int-or-string': true,
      allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { pattern: '^h' }],
    };
    assert.deepEqual(found(port, 80), []);
    assert.equal(found(port, true).length, 1);
    assert.equal(found(port, 'x').length, 2);
  });
});

test('all that is wrong is found', () => {
  assert.deepEqual(
    found(
      { type: 'object', required: ['y'], properties: { z: { type: 'string', enum: ['a'], minLength: 3 } } },
      {
        z: 'b',
      },
    ),
    [
      'FieldValueRequired spec.x.y: Required value',
      'FieldValueNotSupported spec.x.z: Unsupported value: "b": supported values: "a"',
      'FieldValueInvalid spec.x.z: Invalid value: "b": spec.x.z in body should be at least 3 chars long',
    ],
  );
});

describe('of a built-in kind, what is missing is found', () => {
  const rows: readonly [apiVersion: string, kind: string, object: Json, ...fields: string[]][] = [
    ['apps/v1', 'Deployment', { spec: {} }, 'spec.selector', 'spec.template'],
    ['v1', 'Pod', { spec: { containers: [] } }, 'spec.containers'],
    ['v1', 'Pod', { spec: { containers: [{ name: '' }] } }, 'spec.containers[0].name'],
    [
      'v1',
      'Pod',
      { spec: { containers: [{ name: 'a', volumeMounts: [{ name: 'v' }] }] } },
      'spec.containers[0].volumeMounts[0].mountPath',
    ],
    ['apps/v1', 'DaemonSet', { spec: { selector: {}, template: {} }, status: {} }],
    ['v1', 'Service', { spec: { ports: [{}] } }],
    ['v1', 'Service', {}],
    ['discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4' }],
  ];
  for (const [apiVersion, kind, object, ...fields] of rows) {
    test(`${kind} ${JSON.stringify(object)}`, () =>
      assert.deepEqual(
        validate(builtIn(apiVersion, kind), object),
        fields.map((field) => ({ reason: 'FieldValueRequired', message: 'Required value', field })),
      ));
  }
});

describe('defaults of a definition', () => {
  const schema = thingSchema({
    type: 'object',
    properties: {
      size: { type: 'integer', default: 1 },
      mode: { type: 'object', default: {}, properties: { name: { type: 'string', default: 'a' } } },
      parts: { type: 'array', items: { type: 'object', properties: { n: { type: 'integer', default: 0 } } } },
      byName: {
        type: 'object',
        additionalProperties: { type: 'object', properties: { n: { type: 'integer', default: 0 } } },
      },
      maybe: { type: 'string', nullable: true, default: 'x' },
    },
  });

  test('fill what is absent, in lists and mappings, too, and what a default brought', () => {
    const given = { spec: { parts: [{}, { n: 2 }], byName: { a: {} }, maybe: null } };
    assert.deepEqual(applyDefaults(schema, given), {
      spec: {
        size: 1,
        mode: { name: 'a' },
        parts: [{ n: 0 }, { n: 2 }],
        byName: { a: { n: 0 } },
        maybe: null,
      },
    });
    assert.deepEqual(given, { spec: { parts: [{}, { n: 2 }], byName: { a: {} }, maybe: null } });
  });

  test('stand in for a null that cannot be', () => {
    assert.deepEqual(applyDefaults(schema, decode(schema, { spec: { size: null, maybe: 'y' } }).object), {
      spec: { size: 1, mode: { name: 'a' }, maybe: 'y' },
    });
  });

  test('make no object where none was written', () => {
    const nothing = {};
    assert.equal(applyDefaults(schema, nothing), nothing);
    const full = { spec: { size: 1, mode: { name: 'b' }, maybe: 'y' } };
    assert.equal(applyDefaults(schema, full), full);
  });
});
