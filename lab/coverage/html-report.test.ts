import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageHtml } from './html-report.ts';
import type { CoverageItem } from './item.ts';
import { coverageJson } from './json-report.ts';
import { joinRecords } from './result.ts';

const item = (key: string, line: number, kind: CoverageItem['kind'] = 'branch'): CoverageItem => ({
  key,
  kind,
  name: `Header(\`X\`, \`<${key}>\`)`,
  object: 'IngressRoute a/b',
  file: 'a.yaml',
  line,
  column: 3,
});

const RESULT = joinRecords(
  [
    { scenario: 'one', items: [item('a', 1), item('b', 1)], hits: { a: 2 } },
    { scenario: 'two', items: [item('a', 1)], hits: { a: 1 } },
  ],
  [item('c', 2, 'router')],
);

test('lines are used, used in part or not used, and texts are escaped', () => {
  const page = coverageHtml(RESULT, new Map([['a.yaml', 'match: <a>\nnext\n']]));
  assert.match(
    page,
    /id="a\.yaml-1" class="part"[^>]*><td class="number">1<\/td><td>~<\/td><td class="number">3<\/td><td>match: &lt;a&gt;/,
  );
  assert.match(page, /id="a\.yaml-2" class="miss"/);
  assert.doesNotMatch(page, /<a>|`<b>/);
});

test('the JSON has lines and branches with how often they were used', () => {
  const { percent, files, unreached } = JSON.parse(coverageJson(RESULT)) as {
    readonly percent: number;
    readonly files: readonly {
      readonly lines: unknown;
      readonly branches: { readonly details: unknown[] };
    }[];
    readonly unreached: readonly unknown[];
  };
  assert.equal(percent, 33.3);
  assert.equal(unreached.length, 2);
  assert.deepEqual(files[0]?.lines, {
    found: 2,
    hit: 1,
    details: [
      { line: 1, hit: 3 },
      { line: 2, hit: 0 },
    ],
  });
  assert.equal(files[0]?.branches.details.length, 2);
});
