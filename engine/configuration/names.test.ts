import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalize, qualify, routerKey } from './names.ts';

const names: [written: string, normalized: string][] = [
  ['shop-site', 'shop-site'],
  ['shop--site', 'shop-site'],
  ['-shop.site-', 'shop-site'],
  ['shop.example/site_1', 'shop-example-site-1'],
  ['Shop', 'Shop'],
  ['läden-八', 'läden-八'],
  ['½-Ⅷ', '½-Ⅷ'],
  ['a🙂b', 'a-b'],
  ['...', ''],
  ['', ''],
];

for (const [written, normalized] of names) {
  test(`${JSON.stringify(written)} is normalized to ${JSON.stringify(normalized)}`, () => {
    assert.equal(normalize(written), normalized);
  });
}

// The hashes are the first 20 digits that `printf %s RULE | sha256sum` prints.
const keys: [rule: string, key: string][] = [
  ['Host(`shop.test`)', 'shop-site-050afe4592933941521c'],
  ['Host(`läden.test`)', 'shop-site-92e67885aa507be80874'],
];

for (const [rule, key] of keys) {
  test(`a route with ${rule} is named ${key}`, () => assert.equal(routerKey('shop', 'site', rule), key));
}

test('a qualified name ends with the provider', () => {
  assert.equal(qualify('shop-site'), 'shop-site@kubernetescrd');
});
