import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../objects/object.ts';
import { LAST_APPLIED, lastAppliedOf, readLastApplied } from './last-applied.ts';

const cases: readonly (readonly [what: string, object: Json, note: string])[] = [
  [
    'has sorted keys, annotations and a line break at its end',
    { kind: 'ConfigMap', apiVersion: 'v1', metadata: { namespace: 'default', name: 'a' } },
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"default"}}\n',
  ],
  [
    'escapes what could end a script element, as Go does',
    { metadata: { annotations: { b: '<x> & y' } }, data: { text: '\u2028`"' } },
    '{"data":{"text":"\\u2028`\\""},"metadata":{"annotations":{"b":"\\u003cx\\u003e \\u0026 y"}}}\n',
  ],
  [
    'leaves itself out, and nothing else',
    {
      metadata: { creationTimestamp: null, annotations: { [LAST_APPLIED]: 'old', a: 'b' } },
      items: [{ b: 1, a: 2 }],
    },
    '{"items":[{"a":2,"b":1}],"metadata":{"annotations":{"a":"b"},"creationTimestamp":null}}\n',
  ],
];

describe('what kubectl notes of an object that it applies', () => {
  for (const [what, object, note] of cases) {
    test(what, () => {
      assert.equal(lastAppliedOf(object), note);
      assert.deepEqual(readLastApplied({ [LAST_APPLIED]: note }), JSON.parse(note));
    });
  }

  test('is nothing if it cannot be read', () => {
    assert.equal(readLastApplied({}), undefined);
    assert.equal(readLastApplied({ [LAST_APPLIED]: '{' }), undefined);
  });
});
