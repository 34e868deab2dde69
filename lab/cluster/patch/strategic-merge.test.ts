import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../objects/object.ts';
import { ApiError } from '../objects/status.ts';
import { applyStrategicMerge } from './strategic-merge.ts';
import { deployments } from './test-deployments.ts';
import { DEPLOYMENT } from './test-schema.ts';
import { strategicDifference } from './test-strategic-difference.ts';

const podSpec = (spec: Json): Json => ({ spec: { template: { spec } } });
const A = { name: 'a', image: 'a:1' };
const B = { name: 'b', image: 'b:1' };

describe('a strategic merge patch', () => {
  const cases: readonly [title: string, object: Json, patch: Json, result: Json][] = [
    [
      'merges items of one name, and adds others',
      podSpec({ containers: [A, B] }),
      podSpec({ containers: [{ name: 'b', image: 'b:2' }, { name: 'c' }] }),
      podSpec({ containers: [A, { name: 'b', image: 'b:2' }, { name: 'c' }] }),
    ],
    [
      'replaces lists that have no merge key',
      podSpec({ tolerations: [{ key: 'x' }, { key: 'y' }] }),
      podSpec({ tolerations: [{ key: 'z' }] }),
      podSpec({ tolerations: [{ key: 'z' }] }),
    ],
    [
      'deletes an item',
      podSpec({ containers: [A, B] }),
      podSpec({ containers: [{ $patch: 'delete', name: 'a' }] }),
      podSpec({ containers: [B] }),
    ],
    [
      'replaces a list',
      podSpec({ containers: [A] }),
      podSpec({ containers: [{ $patch: 'replace' }, B] }),
      podSpec({ containers: [B] }),
    ],
    [
      'replaces an object',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'empties an object',
      { spec: { strategy: { type: 'Recreate' } } },
      { spec: { strategy: { $patch: 'delete' } } },
      { spec: { strategy: {} } },
    ],
    [
      'keeps the keys that it lists, and no others',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'orders a list; what it does not name goes before what it was before',
      podSpec({ containers: [A, { name: 'injected' }, B] }),
      podSpec({ '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }),
      podSpec({ containers: [{ name: 'injected' }, B, A] }),
    ],
    [
      'merges a set of scalars, and deletes from it',
      { metadata: { finalizers: ['x/a', 'x/b'] } },
      {
        metadata: {
          '$deleteFromPrimitiveList/finalizers': ['x/a'],
          '$setElementOrder/finalizers': ['x/c', 'x/b'],
          finalizers: ['x/c'],
        },
      },
      { metadata: { finalizers: ['x/c', 'x/b'] } },
    ],
    [
      'leaves out nulls and directives where there is nothing to merge with',
      { spec: {} },
      { spec: { strategy: { type: 'Recreate', rollingUpdate: null, $retainKeys: ['type'] } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'removes what is null',
      { spec: { replicas: 1, strategy: {} } },
      { spec: { replicas: null } },
      { spec: { strategy: {} } },
    ],
  ];
  for (const [title, object, patch, result] of cases) {
    test(title, () => assert.deepEqual(applyStrategicMerge(DEPLOYMENT, object, patch), result));
  }

  const refused: readonly [title: string, patch: Json, code: number, message: RegExp][] = [
    ['an unknown directive', { spec: { $patch: 'bend' } }, 400, /\$patch cannot be "bend"/],
    [
      'an item without its merge key',
      podSpec({ containers: [{ image: 'x' }] }),
      422,
      /containers has no name/,
    ],
    ['keys to retain that are no list', { spec: { $retainKeys: 1 } }, 400, /\$retainKeys cannot be 1/],
    [
      'keys to retain that leave out what is set',
      { spec: { $retainKeys: [], replicas: 1 } },
      400,
      /does not list replicas/,
    ],
    [
      'an order that contradicts the list',
      podSpec({ '$setElementOrder/containers': [{ name: 'a' }], containers: [{ name: 'c' }] }),
      400,
      /not in the order/,
    ],
    [
      'a deletion of objects',
      { metadata: { '$deleteFromPrimitiveList/finalizers': [{}] } },
      400,
      /cannot be/,
    ],
  ];
  for (const [title, patch, code, message] of refused) {
    test(`${title} is refused`, () => {
      const object = { metadata: { finalizers: [] }, ...podSpec({ containers: [A] }) };
      assert.throws(
        () => applyStrategicMerge(DEPLOYMENT, object, patch),
        (error) => error instanceof ApiError && error.code === code && message.test(error.message),
      );
    });
  }

  test('that is the difference of two objects makes the one into the other, and changes neither', () => {
    fc.assert(
      fc.property(deployments, deployments, (from, to) => {
        const before = structuredClone(from);
        const patch = strategicDifference(DEPLOYMENT, from, to);
        assert.deepEqual(applyStrategicMerge(DEPLOYMENT, from, patch), to);
        assert.deepEqual(from, before);
        assert.deepEqual(applyStrategicMerge(DEPLOYMENT, to, patch), to);
      }),
      { numRuns: 500 },
    );
  });
});
