import assert from 'node:assert/strict';
import { test } from 'node:test';
import { valuesAt } from './json.ts';

const TEXT = JSON.stringify({
  total: 3,
  name: 'shop',
  services: [{ weight: 3 }, { weight: 1 }],
  status: { 'http://127.0.0.1:80': 'UP', 'http://127.0.0.1:81': 'DOWN' },
  nothing: null,
  empty: [],
});

const cases: readonly [path: string, expected: string][] = [
  ['total', '3'],
  ['name', 'shop'],
  ['services.0.weight', '3'],
  ['services.*.weight', '3, 1'],
  ['services.*.missing', 'none'],
  ['services.2', 'none'],
  ['status.*', 'UP, DOWN'],
  ['status', '{"http://127.0.0.1:80":"UP","http://127.0.0.1:81":"DOWN"}'],
  ['name.length', 'none'],
  ['nothing', 'null'],
  ['nothing.more', 'none'],
  ['empty.*', 'none'],
];

for (const [path, expected] of cases) {
  test(`${path} is ${expected}`, () => assert.equal(valuesAt(TEXT, path), expected));
}
