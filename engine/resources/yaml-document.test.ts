import assert from 'node:assert/strict';
import { test } from 'node:test';
import { YamlDocument } from './yaml-document.ts';

test('a document is read again from its text, and only when it is asked for', () => {
  const second = new YamlDocument('a: 1\n---\nb: yes\n', 1);
  assert.deepEqual(second.parsed.toJS(), { b: true });
  assert.equal(second.parsed, second.parsed, 'twice in a row it is the same one');
});
