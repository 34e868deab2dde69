import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ApiError } from '../objects/status.ts';
import { applyJsonPatch } from './json-patch.ts';

const OBJECT = { kind: 'Service', spec: { ports: [{ port: 80 }], 'a/b~c': 1 } };

describe('a JSON patch', () => {
  const cases: readonly [title: string, operations: unknown[], spec: unknown][] = [
    [
      'adds to the end of a list',
      [{ op: 'add', path: '/spec/ports/-', value: 1 }],
      { ports: [{ port: 80 }, 1], 'a/b~c': 1 },
    ],
    ['removes', [{ op: 'remove', path: '/spec/ports' }], { 'a/b~c': 1 }],
    [
      'reads escaped names',
      [{ op: 'replace', path: '/spec/a~1b~0c', value: null }],
      { ports: [{ port: 80 }], 'a/b~c': null },
    ],
    [
      'moves',
      [{ op: 'move', from: '/spec/ports/0', path: '/spec/port' }],
      { ports: [], 'a/b~c': 1, port: { port: 80 } },
    ],
    [
      'goes on after a test that holds',
      [
        { op: 'test', path: '/kind', value: 'Service' },
        { op: 'remove', path: '/spec/ports' },
      ],
      { 'a/b~c': 1 },
    ],
  ];
  for (const [title, operations, spec] of cases) {
    test(title, () => {
      const before = structuredClone(OBJECT);
      assert.deepEqual(applyJsonPatch(OBJECT, operations)['spec'], spec);
      assert.deepEqual(OBJECT, before);
    });
  }

  const refused: readonly [title: string, operations: unknown, code: number, reason: string][] = [
    ['whose test fails', [{ op: 'test', path: '/kind', value: 'Pod' }], 422, 'Invalid'],
    ['of what is not there', [{ op: 'remove', path: '/spec/none' }], 422, 'Invalid'],
    ['beyond the end of a list', [{ op: 'add', path: '/spec/ports/9', value: 1 }], 422, 'Invalid'],
    ['with an operation that is none', [{ op: 'bend', path: '/kind' }], 422, 'Invalid'],
    ['that leaves no object', [{ op: 'replace', path: '', value: 1 }], 422, 'Invalid'],
    ['of a prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 422, 'Invalid'],
    ['that is no list', { op: 'remove', path: '/kind' }, 400, 'BadRequest'],
    ['whose operation is no object', ['remove'], 400, 'BadRequest'],
    [
      'of too many operations',
      Array(10_001).fill({ op: 'test', path: '/kind', value: 'Service' }),
      413,
      'RequestEntityTooLarge',
    ],
  ];
  for (const [title, operations, code, reason] of refused) {
    test(`${title} is refused with ${code}`, () => {
      assert.throws(
        () => applyJsonPatch(OBJECT, operations),
        (error) => error instanceof ApiError && error.code === code && error.reason === reason,
      );
    });
  }

  test('that fails says what Kubernetes says', () => {
    assert.throws(() => applyJsonPatch(OBJECT, [{ op: 'test', path: '/kind', value: 'Pod' }]), {
      message: 'the server rejected our request due to an error in our request',
    });
  });
});

test('a JSON patch whose copies grow without bounds is refused', () => {
  const operations = Array.from({ length: 40 }, (_, index) => ({
    op: 'copy',
    from: '/spec',
    path: `/spec/copy${index}`,
  }));
  assert.throws(
    () => applyJsonPatch(OBJECT, operations),
    (error) => error instanceof ApiError && error.code === 422,
  );
  assert.ok(applyJsonPatch(OBJECT, operations.slice(0, 5)));
});
