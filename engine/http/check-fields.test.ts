import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeaderList } from '../middlewares/message.ts';
import { checkField, checkFields } from './check-fields.ts';

test('names are tokens; values are bytes without controls', () => {
  for (const [name, value] of [
    ['X-A', ''],
    ["!#$%&'*+-.^_`|~09azAZ", 'a b\tc\xff'],
  ] as const)
    checkField(name, value);
  for (const name of ['', 'A B', 'A:', 'A\n', 'Ä', 'Ł'])
    assert.throws(() => checkField(name, ''), { name: 'TypeError', message: /is no name/ }, name);
  for (const value of ['a\r\nB: c', 'a\n', '\0', '\x7f', '\u0100', '\u010a'])
    assert.throws(() => checkField('A', value), { name: 'TypeError', message: /header A/ }, value);
});

test('only what was not checked before is checked', () => {
  const headers = HeaderList.checked(['A', '\n']);
  checkFields(headers);
  headers.append('B', '1');
  checkFields(headers);
  headers.append('C', '\n');
  assert.throws(() => checkFields(headers), /header C/);
  headers.delete('A');
  assert.throws(() => checkFields(headers), /header C/);
});
