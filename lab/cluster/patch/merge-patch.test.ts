import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isObject } from './json.ts';
import { applyMergePatch } from './merge-patch.ts';

/** What turns one object into another. */
function differenceOf(from: Readonly<Record<string, unknown>>, to: Readonly<Record<string, unknown>>) {
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return Object.fromEntries(
    [...names].map((name): [string, unknown] => {
      const [old, value] = [from[name], to[name]];
      if (!Object.hasOwn(to, name)) return [name, null];
      return [name, isObject(old) && isObject(value) ? differenceOf(old, value) : value];
    }),
  );
}

const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(0, 1, 'x', true),
    fc.array(fc.constantFrom(1, 2)),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { noNullPrototype: true }),
}));

describe('a JSON merge patch', () => {
  // RFC 7396, appendix A, as far as it is about objects.
  const cases: readonly [object: object, patch: object, result: object][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ];
  for (const [object, patch, result] of cases) {
    test(`${JSON.stringify(patch)} on ${JSON.stringify(object)}`, () => {
      assert.deepEqual(applyMergePatch({ ...object }, { ...patch }), result);
    });
  }

  test('that is the difference of two objects makes the one into the other, once and again', () => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        const patch = differenceOf(from, to);
        const made = applyMergePatch(from, patch);
        assert.deepEqual(made, to);
        assert.deepEqual(applyMergePatch(made, patch), made);
      }),
    );
  });

  test('that is empty changes nothing, and one on nothing is itself', () => {
    fc.assert(
      fc.property(object, (object) => {
        assert.deepEqual(applyMergePatch(object, {}), object);
        assert.deepEqual(applyMergePatch({}, object), object);
      }),
    );
  });
});
