import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNKED } from './registers.ts';
import { chunkPrefix, LAST_CHUNK, lastChunk } from './serialize.ts';
import { decodeBody } from './test-bodies.ts';

test('a chunk has its size before it', () => {
  assert.deepEqual([1, 1, 10, 255, 65536, 10].map(chunkPrefix), [
    '1\r\n',
    '1\r\n',
    'a\r\n',
    'ff\r\n',
    '10000\r\n',
    'a\r\n',
  ]);
});

test('the last chunk carries the trailers', () => {
  assert.equal(lastChunk(undefined), LAST_CHUNK);
  assert.equal(lastChunk([]), LAST_CHUNK);
  assert.equal(lastChunk(['A', '1', 'B', '']), '0\r\nA: 1\r\nB: \r\n\r\n');
});

test('what is written is read back', () => {
  const body = `${chunkPrefix(3)}abc\r\n${chunkPrefix(17)}${'d'.repeat(17)}\r\n${lastChunk(['A', '1'])}`;
  const expected = {
    valid: true,
    done: true,
    data: `abc${'d'.repeat(17)}`,
    trailers: ['A', '1'],
    taken: body.length,
  };
  assert.deepEqual(decodeBody(body, CHUNKED), expected);
});
