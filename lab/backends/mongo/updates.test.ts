import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Document } from './document.ts';
import { type Change, updated, upserted } from './updates.ts';

function change(update: Change['update'], filter: Document = {}, arrayFilters: Document[] = []): Change {
  return { filter, update, arrayFilters, options: {} };
}

describe('updated', () => {
  const cases: readonly [string, Document, Change, Document][] = [
    ['operators', { _id: 1, a: 1 }, change({ $inc: { a: 2 }, $set: { b: 'x' } }), { _id: 1, a: 3, b: 'x' }],
    ['a replacement, which keeps _id', { _id: 1, a: 1 }, change({ b: 2 }), { _id: 1, b: 2 }],
    ['a pipeline', { _id: 1, a: 2 }, change([{ $set: { b: { $add: ['$a', 1] } } }]), { _id: 1, a: 2, b: 3 }],
    [
      'the matched array element',
      { _id: 1, a: [1, 5] },
      change({ $set: { 'a.$': 0 } }, { a: { $gt: 3 } }),
      { _id: 1, a: [1, 0] },
    ],
    [
      'array filters',
      { _id: 1, a: [1, 5] },
      change({ $inc: { 'a.$[x]': 1 } }, {}, [{ x: { $lt: 3 } }]),
      { _id: 1, a: [2, 5] },
    ],
    ['$set of the same _id', { _id: 1 }, change({ $set: { _id: 1, a: 1 } }), { _id: 1, a: 1 }],
    ['no $setOnInsert', { _id: 1 }, change({ $setOnInsert: { a: 1 }, $set: { b: 1 } }), { _id: 1, b: 1 }],
  ];
  for (const [title, before, applied, after] of cases) {
    it(`applies ${title}`, () => {
      const untouched = structuredClone(before);
      assert.deepEqual(updated(before, applied), after);
      assert.deepEqual(before, untouched);
    });
  }

  const refused: readonly [string, Change, string][] = [
    ['$set of another _id', change({ $set: { _id: 2 } }), 'ImmutableField'],
    ['a replacement with another _id', change({ _id: 2 }), 'ImmutableField'],
    ['operators mixed with fields', change({ $set: { a: 1 }, b: 1 }), 'FailedToParse'],
    ['an operand that is no document', change({ $set: 5 }), 'FailedToParse'],
    ['a pipeline that would filter', change([{ $match: {} }]), 'InvalidOptions'],
  ];
  for (const [title, applied, codeName] of refused) {
    it(`refuses ${title}`, () => {
      assert.throws(() => updated({ _id: 1 }, applied), { codeName });
    });
  }
});

describe('upserted', () => {
  const filter = { _id: 7, 'a.b': 1, c: { $eq: 2 }, d: { $gt: 3 }, $and: [{ e: 4 }], f: /x/ };

  it('begins with the equalities of the filter', () => {
    assert.deepEqual(upserted(change({ $setOnInsert: { g: 5 } }, filter)), {
      _id: 7,
      a: { b: 1 },
      c: 2,
      e: 4,
      g: 5,
    });
  });

  it('takes only _id from the filter of a replacement', () => {
    assert.deepEqual(upserted(change({ z: 1 }, filter)), { _id: 7, z: 1 });
  });

  it('makes an _id where none is given', () => {
    assert.match(String(upserted(change({ $set: { a: 1 } }))['_id']), /^[0-9a-f]{24}$/);
  });
});
