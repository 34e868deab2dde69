import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { ApiError } from '../objects/status.ts';
import { decodeProtobuf } from './decode.ts';
import { messageNames, messageOf } from './message-table.ts';
import { SPECIAL_VALUES } from './special-values.ts';
import { KUBECTL_BODIES } from './test-kubectl-bodies.ts';

const MAGIC = 'k8s\0';

const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];

/** A field of bytes: its number below 16, its length below 128. */
const field = (number: number, value: Buffer | string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
};

const body = (apiVersion: string, kind: string, message: Buffer, ...more: Buffer[]): Buffer =>
  Buffer.concat([
    Buffer.from(MAGIC),
    field(1, Buffer.concat([field(1, apiVersion), field(2, kind)])),
    field(2, message),
    ...more,
  ]);

describe('a protobuf body', () => {
  for (const { command, body, object } of KUBECTL_BODIES) {
    test(`of ${command} is the object that it would be as JSON`, () => {
      assert.deepEqual(decodeProtobuf(Buffer.from(body, 'base64')), object);
    });
  }

  const seconds = Date.parse('2026-11-28T18:00:00Z') / 1_000;
  const time = Buffer.from([0x08, ...varint(seconds), 0x10, ...varint(123_456_789)]);
  const cases: readonly [title: string, body: Buffer, object: unknown][] = [
    [
      'keeps microseconds where the kind has them',
      body('coordination.k8s.io/v1', 'Lease', field(2, field(4, time))),
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        spec: { renewTime: '2026-11-28T18:00:00.123456Z' },
      },
    ],
    [
      'has whole seconds elsewhere, and no time that is not set',
      body('v1', 'Secret', field(1, Buffer.concat([field(8, time), field(9, '')]))),
      { apiVersion: 'v1', kind: 'Secret', metadata: { creationTimestamp: '2026-11-28T18:00:00Z' } },
    ],
    [
      'may name a key as JavaScript names a prototype',
      body('v1', 'ConfigMap', field(2, Buffer.concat([field(1, '__proto__'), field(2, 'x')]))),
      JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","data":{"__proto__":"x"}}'),
    ],
    [
      'may have map entries without a value',
      body('v1', 'Secret', field(2, field(1, 'empty'))),
      { apiVersion: 'v1', kind: 'Secret', data: { empty: '' } },
    ],
    [
      'keeps zeros that are set, and drops those that are nothing',
      body('apps/v1', 'Deployment', field(2, Buffer.from([0x08, 0, 0x28, 0, 0x38, 0]))),
      { apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 0 } },
    ],
    [
      'may have negative numbers and fields of the future',
      body(
        'autoscaling/v1',
        'Scale',
        field(2, Buffer.from([8, ...Array(9).fill(0xff), 1, 0x7a, 1, 0, 0x75, 0, 0, 0, 0])),
      ),
      { apiVersion: 'autoscaling/v1', kind: 'Scale', spec: { replicas: -1 } },
    ],
    [
      'may be the options of a deletion in any group',
      body('apps/v1', 'DeleteOptions', field(4, 'Orphan')),
      { apiVersion: 'apps/v1', kind: 'DeleteOptions', propagationPolicy: 'Orphan' },
    ],
  ];
  for (const [title, bytes, object] of cases) {
    test(title, () => assert.deepEqual(decodeProtobuf(bytes), object));
  }
});

describe('a body that is no protobuf of Kubernetes is refused', () => {
  const meta = (bytes: readonly number[]) => body('v1', 'Secret', field(1, Buffer.from(bytes)));
  const cases: readonly [title: string, body: Buffer, code: number, message: RegExp][] = [
    ['empty', Buffer.alloc(0), 400, /does not begin with the bytes 6b 38 73 00/],
    ['JSON', Buffer.from('{"kind":"Secret"}'), 400, /does not begin/],
    ['nothing after the magic bytes', Buffer.from(MAGIC), 400, /does not say which kind/],
    ['a kind of no name', body('v1', '', Buffer.alloc(0)), 400, /does not say which kind/],
    ['a length beyond the end', meta([0x0a, 0x7f]), 400, /127 bytes where 0 are left/],
    [
      'a length of 2^63',
      meta([0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1]),
      400,
      /9223372036854775808 bytes where 0 are left/,
    ],
    ['a number without an end', meta(Array(12).fill(0xff)), 400, /more than 64 bits/],
    ['a number cut off', meta([0x0a, 0x80]), 400, /unexpected end/],
    ['field 0', meta([0x02, 0]), 400, /illegal field number 0/],
    ['a group', meta(Array(100).fill(0x0b)), 400, /illegal wire type 3/],
    ['a number where text belongs', meta([0x08, 1]), 400, /wrong wire type for field name/],
    ['text where a number belongs', meta([0x3a, 0]), 400, /wrong wire type for field generation/],
    [
      'a time beyond all calendars',
      meta([0x42, 10, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
      400,
      /a time of/,
    ],
    [
      'raw JSON that is none',
      body('apps/v1', 'ControllerRevision', field(2, field(1, '{'))),
      400,
      /raw JSON that is none/,
    ],
    [
      'a kind that is JSON alone',
      body('traefik.io/v1alpha1', 'IngressRoute', Buffer.alloc(0)),
      415,
      /IngressRoute/,
    ],
    ['compressed', body('v1', 'Secret', Buffer.alloc(0), field(3, 'gzip')), 415, /accepted media types/],
  ];
  for (const [title, bytes, code, message] of cases) {
    test(title, () => {
      assert.throws(
        () => decodeProtobuf(bytes),
        (error) => error instanceof ApiError && error.code === code && message.test(error.message),
      );
    });
  }

  const refusedOrRead = (bytes: Buffer) => {
    try {
      JSON.stringify(decodeProtobuf(bytes));
    } catch (error) {
      assert.ok(error instanceof ApiError, `${error}`);
      assert.ok([400, 415].includes(error.code));
    }
  };
  const captured = fc.constantFrom(...KUBECTL_BODIES).map(({ body }) => Buffer.from(body, 'base64'));

  test('whatever bytes are changed, cut off or added', () => {
    fc.assert(
      fc.property(
        captured,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        fc.nat(),
        fc.uint8Array({ maxLength: 12 }),
        (bytes, changes, cut, added) => {
          for (const [offset, byte] of changes) bytes[offset % bytes.length] = byte;
          refusedOrRead(bytes.subarray(0, cut % (bytes.length + 1)));
          refusedOrRead(Buffer.concat([bytes, added]));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test('whatever bytes stand for an object', () => {
    const kinds = fc.constantFrom('Secret', 'Pod', 'Event', 'Service', 'ResourceQuota');
    fc.assert(
      fc.property(kinds, fc.uint8Array({ maxLength: 100 }), (kind, bytes) =>
        refusedOrRead(body('v1', kind, Buffer.from(bytes))),
      ),
      { numRuns: 2_000 },
    );
  });
});

test('every message that the table mentions is in it, and none holds itself', () => {
  const check = (name: string, holders: readonly string[]): void => {
    assert.ok(!holders.includes(name), `${[...holders, name].join(' > ')} has no end`);
    const message = messageOf(name);
    assert.ok(message, `${name}, a part of ${holders.at(-1)}, is not in the table`);
    for (const { type } of message.values()) {
      if (type.includes('.')) check(type, [...holders, name]);
      else assert.ok(['s', 'i', 'b', 'y'].includes(type) || SPECIAL_VALUES.has(type), type);
    }
  };
  for (const name of messageNames()) check(name, []);
});
