import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { generateName, hashOf } from './names.ts';

describe('names', () => {
  it('hashes values, whatever the order of their fields', () => {
    assert.equal(hashOf({ a: 1, b: [{ c: 2, d: 3 }] }, 10), hashOf({ b: [{ d: 3, c: 2 }], a: 1 }, 10));
    assert.notEqual(hashOf({ a: 1, b: [1, 2] }, 10), hashOf({ a: 1, b: [2, 1] }, 10));
    assert.match(hashOf('', 10), /^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
  });

  it('avoids names that are taken, even with the same random number', () => {
    const taken = new Set<string>();
    for (let count = 0; count < 3; count += 1)
      taken.add(
        generateName(
          'web-',
          () => 0,
          (name) => taken.has(name),
        ),
      );
    assert.deepEqual([...taken], ['web-bbbbb', 'web-bbbbc', 'web-bbbbd']);
    assert.equal(
      generateName(
        'web-',
        () => 1 - Number.EPSILON,
        () => false,
      ),
      'web-99999',
    );
  });

  it('keeps names within 63 characters', () => {
    assert.equal(
      generateName(
        'x'.repeat(80),
        () => 0,
        () => false,
      ),
      `${'x'.repeat(58)}bbbbb`,
    );
  });
});
