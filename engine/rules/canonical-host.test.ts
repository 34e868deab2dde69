import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalHost } from './canonical-host.ts';

const cases: readonly (readonly [header: string, host: string])[] = [
  ['', ''],
  ['Shop.TEST', 'shop.test'],
  ['shop.test:8443', 'shop.test'],
  ['shop.test:', 'shop.test'],
  [' shop.test ', 'shop.test'],
  ['shop.test.', 'shop.test.'],
  ['10.0.0.7:80', '10.0.0.7'],
  ['[FD00::7]:80', 'fd00::7'],
  ['[fd00::7]', 'fd00::7'],
  ['fd00::7', 'fd00::7'],
  [':80', ''],
  ['a:b:c', 'a:b:c'],
  ['[fd00::7', '[fd00::7'],
  ['[fd00::7]x:1', '[fd00::7]x:1'],
  ['[a]:b]', 'a]:b'],
];

for (const [header, host] of cases) {
  test(`${JSON.stringify(header)} names ${JSON.stringify(host)}`, () => {
    assert.equal(canonicalHost(header), host);
  });
}
