import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { packageRoot } from '../package-root.ts';
import { isSameShare, type Run } from './differences.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';

test('every known difference is in the docs with its reason, and no other', async () => {
  const text = await readFile(new URL('docs/compare.md', packageRoot), 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(([, id, reason]) => ({ id, reason }));
  assert.deepEqual(
    rows,
    KNOWN_DIFFERENCES.map(({ id, reason }) => ({ id, reason })),
  );
});

describe('the same share', () => {
  const run = (backends: string): Run =>
    [...backends].map((backend) => ({ backend, headers: {}, body: '', others: [] }));
  const cases: readonly (readonly [one: string, other: string, same: boolean])[] = [
    ['abab', 'baba', true],
    ['aaab', 'aabb', true],
    ['aaab', 'abbb', false],
    ['aaaa', 'bbbb', false],
    ['abab', 'abac', false],
    ['a', 'b', false],
  ];
  for (const [one, other, same] of cases) {
    test(`${one} and ${other}: ${same}`, () => assert.equal(isSameShare(run(one), run(other)), same));
  }
});
