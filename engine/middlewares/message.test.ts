import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from './message.ts';

function list(): HeaderList {
  return HeaderList.checked(['Accept', 'a', 'X-One', '1', 'x-one', '2', 'X-Two', '3']);
}

test('names are looked up in any case', () => {
  for (const name of ['X-One', 'x-one', 'X-ONE']) {
    assert.equal(list().get(name), '1', name);
    assert.deepEqual(list().all(name), ['1', '2'], name);
    assert.equal(list().has(name), true, name);
  }
  for (const name of ['X-On', 'X-One-', 'X-Onf', 'X_One', 'X/One', '']) {
    assert.equal(list().get(name), undefined, name);
    assert.deepEqual(list().all(name), [], name);
  }
});

test('only letters have case', () => {
  // In pairs the bytes differ in the bit that tells cases of letters apart.
  for (const [one, other] of [
    ['A^', 'A~'],
    ['A@', 'A`'],
    ['A[', 'A{'],
    ['A\r', 'A-'],
  ] as const)
    assert.equal(new HeaderList([one, '1']).has(other), false, JSON.stringify(one));
});

test('set replaces every line of a name by one at the end', () => {
  const headers = list();
  headers.set('X-ONE', 'new');
  assert.deepEqual(headers.raw(), ['Accept', 'a', 'X-Two', '3', 'X-ONE', 'new']);
  assert.deepEqual(headers.lines(), [
    ['Accept', 'a'],
    ['X-Two', '3'],
    ['X-ONE', 'new'],
  ]);
});

test('the lines that were checked stay told apart from those that came later', () => {
  const cases: readonly (readonly [string, (headers: HeaderList) => void, number])[] = [
    ['untouched', () => {}, 8],
    ['append', (headers) => headers.append('X-New', '1'), 8],
    ['set of a new name', (headers) => headers.set('X-New', '1'), 8],
    ['set of a known name', (headers) => headers.set('Accept', 'b'), 6],
    ['delete', (headers) => headers.delete('x-one'), 4],
    ['delete of no line', (headers) => headers.delete('x-three'), 8],
    ['retain', (headers) => headers.retain((name) => name !== 'Accept'), 6],
    [
      'delete of what came later',
      (headers) => {
        headers.append('X-New', '1');
        headers.delete('X-New');
      },
      8,
    ],
    [
      'set twice',
      (headers) => {
        headers.set('X-Two', '1');
        headers.set('X-Two', '2');
      },
      6,
    ],
  ];
  for (const [what, edit, checked] of cases) {
    const headers = list();
    edit(headers);
    assert.equal(headers.checked, checked, what);
    const copy = headers.clone();
    assert.deepEqual([copy.checked, copy.raw()], [checked, headers.raw()], what);
  }
  assert.equal(new HeaderList(['X-One', '1']).checked, 0);
});

test('a list and its clone, or the lines that it was made of, are edited apart', () => {
  const raw = ['A', '1', 'B', '2', 'odd'];
  const headers = new HeaderList(raw);
  const copy = headers.clone();
  headers.set('A', '3');
  assert.deepEqual(headers.raw(), ['B', '2', 'A', '3']);
  assert.deepEqual(copy.raw(), ['A', '1', 'B', '2']);
  assert.equal(raw.length, 5);
});
