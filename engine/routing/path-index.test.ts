import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PathIndex } from './path-index.ts';

/** What is found under a path, in rising order. */
function found(index: PathIndex<number>, path: string): number[] {
  const lists: (readonly number[])[] = [];
  index.collect(path, lists);
  return lists.flat().sort((a, b) => a - b);
}

const index = new PathIndex([
  { item: 0, suffices: true, pathPrefixes: ['/api/v1', '/web'] },
  { item: 3, suffices: true, pathPrefixes: ['/api'] },
  { item: 4, suffices: true, pathPrefixes: ['/api/v1/users'] },
  { item: 7, suffices: true, pathPrefixes: ['/api/v1'] },
  { item: 9, suffices: true, pathPrefixes: ['/api/v2'] },
  { item: 10, suffices: true, pathPrefixes: ['/api/v1'] },
]);

const paths: [path: string, positions: number[]][] = [
  ['/', []],
  ['/ap', []],
  ['/api', [3]],
  ['/apis', [3]],
  ['/api/v0', [3]],
  ['/api/v1', [0, 3, 7, 10]],
  ['/api/v1/', [0, 3, 7, 10]],
  ['/api/v1/users/1', [0, 3, 4, 7, 10]],
  ['/api/v1/zones', [0, 3, 7, 10]],
  ['/api/v2', [3, 9]],
  ['/b', []],
  ['/web/shop', [0]],
  ['/zzz', []],
  ['', []],
];

describe('what is filed under prefixes of a path is found', () => {
  for (const [path, positions] of paths) {
    test(path, () => assert.deepEqual(found(index, path), positions));
  }
});

test('prefixes within one another without end are found in few lists, each entry once', () => {
  const prefix = (length: number): string => `/${'a'.repeat(length)}`;
  const deep = new PathIndex([
    ...Array.from({ length: 100 }, (_, position) => ({
      item: position,
      suffices: true,
      pathPrefixes: [prefix(position)],
    })),
    { item: 100, suffices: true, pathPrefixes: [`${prefix(50)}b`, `${prefix(60)}b`] },
  ]);
  const lists: (readonly number[])[] = [];
  deep.collect(`${prefix(60)}b`, lists);
  assert.ok(lists.length <= 8, `${lists.length} lists`);
  const positions = lists.flat();
  assert.equal(new Set(positions).size, positions.length, 'an entry is found twice');
  for (const position of [...Array(61).keys(), 100]) assert.ok(positions.includes(position), `${position}`);
  assert.deepEqual(found(deep, prefix(3)), [0, 1, 2, 3]);
});
