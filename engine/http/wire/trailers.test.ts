import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNKED } from './registers.ts';
import { decodeBody, everyByte } from './test-bodies.ts';
import { MOST_TRAILER_BYTES } from './trailers.ts';

test('trailers that would frame, route or authenticate are dropped', () => {
  const forbidden = [
    'Content-Length',
    'transfer-encoding',
    'HOST',
    'Authorization',
    'Proxy-Authorization',
    'Connection',
  ];
  const more = [
    'Trailer',
    'TE',
    'Upgrade',
    'Set-Cookie',
    'Cookie',
    'Content-Type',
    'Content-Encoding',
    'If-Match',
  ];
  const managed = [
    'X-Forwarded-For',
    'x_forwarded_host',
    'X-Real-Ip',
    'Content_Length',
    'Forwarded',
    'Expect',
    'Range',
  ];
  for (const name of [...forbidden, ...more, ...managed]) {
    const only = decodeBody(`0\r\n${name}: 50\r\n\r\n`, CHUNKED);
    assert.deepEqual([only.valid, only.done, only.trailers], [true, true, undefined], name);
    assert.deepEqual(decodeBody(`0\r\nA: 1\r\n${name}: 5\r\nB: 2\r\n\r\n`, CHUNKED).trailers, [
      'A',
      '1',
      'B',
      '2',
    ]);
  }
});

test('trailers of more than 16 KiB are malformed, however they come', () => {
  const long = `0\r\nA: ${'a'.repeat(MOST_TRAILER_BYTES)}\r\n\r\n`;
  assert.equal(decodeBody(long, CHUNKED).valid, false);
  assert.equal(decodeBody(long, CHUNKED, [10, 5000, 16_000, 16_388]).valid, false);
  assert.equal(decodeBody(`0\r\n${'A: b\r\n'.repeat(3000)}\r\n`, CHUNKED, [9000]).valid, false);
});

test('trailers that drip in are all read, and a wrong line among them is found', () => {
  const lines = Array.from({ length: 2000 }, (_, index) => [`X${index}`, `${index}`]).flat();
  const block = lines.flatMap((name, index) => (index % 2 === 0 ? [`${name}:${lines[index + 1]}\r\n`] : []));
  const text = `0\r\n${block.slice(0, 1000).join('')}\r\n`;
  const expected = { valid: true, done: true, data: '', trailers: lines.slice(0, 2000), taken: text.length };
  assert.deepEqual(decodeBody(`${text}x`, CHUNKED, everyByte(text)), expected);
  assert.deepEqual(decodeBody(`${text}x`, CHUNKED, [5, 1000, 1001, 5000]), expected);
  const wrong = text.replace('X500:', 'X500 :');
  assert.equal(decodeBody(wrong, CHUNKED, everyByte(wrong)).valid, false);
});
