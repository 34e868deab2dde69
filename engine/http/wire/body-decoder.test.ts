import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyDecoder } from './body-decoder.ts';
import { CHUNKED, UNTIL_CLOSE } from './registers.ts';
import { decodeBody, everyByte } from './test-bodies.ts';
import { texts } from './test-texts.ts';
import { MOST_TRAILER_BYTES } from './trailers.ts';

const END = '0\r\n\r\n';

const MALFORMED: readonly string[] = [
  ...texts(String.raw`
    \r\n
    \n
    ␣3\r\n
    \t3\r\n
    x
    g
    -1\r\n
    +3\r\n
    0x3\r\n
    ;a\r\n
    \u00ff
    3\u0000
    3\u00a0
    3_\r\n
    3,\r\n
    3.0\r\n
    3 \r\n
    3\t\r\n
    3 ;a\r\n
    3\n
    3\rabc
    3\r\r\n
    00000000000000
    12345678901234
    000000000000000000003\r\n
    fffffffffffffffff\r\n
    3\r\nabc\n
    3\r\nabcd
    3\r\nabc\rx
    3\r\nabc0\r\n
    3\r\nabc\r\n\r\n
    3\r\nabc\r\n\n
    3\r\nabc␣
    3;a\n
    3;a\u0000
    3;\t
    3;a\u007f
    3;a\r3
    3;a\rb\n
    3;a="\n"
    0;a\n
    0\n
    0\r\n\n
    0\r\n\rx
    0\r\n\r\r
    0\r\nA\r\n
    0\r\nA : b\r\n
    0\r\n A: b\r\n
    0\r\nA: b\n
    0\r\nA: b\r\n\n
    0\r\nA: b\r\n c\r\n
    0\r\nA: \u0000
    0\r\n: b\r\n
    0\r\nA: b\r\n\rx
    0\r\n0\r\n
    0\r\nGET / HTTP/1.1\r\n
  `),
  `3;${'a'.repeat(256)}`,
  `0\r\nA: ${'a'.repeat(MOST_TRAILER_BYTES)}`,
];

/** Body, data, trailers. */
const VALID: readonly (readonly [string, string, (readonly string[])?])[] = [
  [END, ''],
  ['3\r\nabc\r\n0\r\n\r\n', 'abc'],
  ['3\r\nabc\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n', 'abchello!'],
  ['1\r\na\r\nA\r\n0123456789\r\n2\r\nbc\r\n0\r\n\r\n', 'a0123456789bc'],
  ['0000000000003\r\n\r\n0\r\n0000000000000\r\n\r\n', '\r\n0'],
  ['3;a\r\nabc\r\n0;b=c\r\n\r\n', 'abc'],
  ['3;\r\nabc\r\n0;;;\r\n\r\n', 'abc'],
  ['3; a = "b;\u00e9" ;c\r\nabc\r\n0\r\n\r\n', 'abc'],
  [`3;${'a'.repeat(255)}\r\nabc\r\n3;${'a'.repeat(255)}\r\nabc\r\n0\r\n\r\n`, 'abcabc'],
  [`1${'0'.repeat(2)}\r\n${'\u0000\r\n\u00ff'.repeat(64)}\r\n0\r\n\r\n`, '\u0000\r\n\u00ff'.repeat(64)],
  ['0\r\nA: b\r\n\r\n', '', ['A', 'b']],
  [
    '1\r\na\r\n0\r\nGrpc-Status: 0\r\ngrpc-message:\t\u00e9 \r\nA:\r\n\r\n',
    'a',
    ['Grpc-Status', '0', 'grpc-message', '\u00e9', 'A', ''],
  ],
  [
    `0\r\nA: ${'a'.repeat(MOST_TRAILER_BYTES - 7)}\r\n\r\n`.replace('aa', ''),
    '',
    ['A', 'a'.repeat(MOST_TRAILER_BYTES - 9)],
  ],
];

test(`${MALFORMED.length} bodies are malformed, wherever they are split`, () => {
  for (const text of MALFORMED) {
    const whole = decodeBody(text, CHUNKED);
    assert.equal(whole.valid, false, JSON.stringify(text.slice(0, 50)));
    if (text.length > 1000) continue;
    for (const end of everyByte(text)) assert.deepEqual(decodeBody(text, CHUNKED, [end]), whole);
    assert.deepEqual(decodeBody(text, CHUNKED, everyByte(text)), whole);
  }
});

test('valid bodies give their data and trailers, wherever they are split', () => {
  for (const [text, data, trailers] of VALID) {
    const expected = { valid: true, done: true, data, trailers, taken: text.length };
    assert.deepEqual(decodeBody(text, CHUNKED), expected);
    assert.deepEqual(decodeBody(`${text}GET /`, CHUNKED), expected, JSON.stringify(text.slice(0, 50)));
    const ends = text.length > 1000 ? [1, 100, 16_000] : everyByte(text);
    for (const end of ends) assert.deepEqual(decodeBody(`${text}0\r\n\r\n`, CHUNKED, [end]), expected);
    if (text.length < 1000) assert.deepEqual(decodeBody(`${text}\n`, CHUNKED, everyByte(text)), expected);
  }
});

test('every part of a valid body is valid and not done', () => {
  for (const [text, data] of VALID) {
    if (text.length > 1000) continue;
    for (const end of everyByte(text)) {
      const part = decodeBody(text.slice(0, end), CHUNKED);
      assert.ok(part.valid && !part.done && data.startsWith(part.data), JSON.stringify(text.slice(0, end)));
      assert.equal(part.taken, end);
    }
  }
});

test('a body of a length ends with its last byte', () => {
  const text = 'hello GET /';
  for (const end of everyByte(text)) {
    const expected = { valid: true, done: true, data: 'hello', trailers: undefined, taken: 5 };
    assert.deepEqual(decodeBody(text, 5, [end]), expected);
  }
  assert.deepEqual(decodeBody('abc', 4), {
    valid: true,
    done: false,
    data: 'abc',
    trailers: undefined,
    taken: 3,
  });
});

test('a body until the close is never done', () => {
  const text = '0\r\n\r\n';
  const expected = { valid: true, done: false, data: text, trailers: undefined, taken: 5 };
  assert.deepEqual(decodeBody(text, UNTIL_CLOSE, [2]), expected);
});

test('a decoder that is done takes nothing, and begins anew', () => {
  const decoder = new BodyDecoder();
  const bytes = Buffer.from('GET');
  const takesNothing = (): void => {
    assert.ok(decoder.done);
    assert.equal(decoder.decode(bytes, 1, 3), true);
    assert.deepEqual([decoder.dataStart, decoder.dataEnd, decoder.next], [1, 1, 1]);
  };
  takesNothing();
  decoder.reset(0);
  takesNothing();
  for (const [text, data, trailers] of VALID) {
    assert.equal(decodeBody('0\r\nA: b\r\nx', CHUNKED, [3, 5], decoder).valid, true);
    assert.equal(decodeBody('3;x', CHUNKED, [2], decoder).valid, true);
    const expected = { valid: true, done: true, data, trailers, taken: text.length };
    assert.deepEqual(decodeBody(text, CHUNKED, [1, 2], decoder), expected);
    takesNothing();
    assert.equal(decodeBody('x', CHUNKED, [], decoder).valid, false);
    assert.equal(decoder.decode(bytes, 0, 3), false);
  }
});

test('an empty call changes nothing', () => {
  const text = '3\r\nabc\r\n0\r\nA: b\r\n\r\n';
  const twice = everyByte(text).flatMap((end) => [end, end]);
  assert.deepEqual(decodeBody(text, CHUNKED, twice), decodeBody(text, CHUNKED));
});

test('data of one chunk is not moved, and no byte behind the body is touched', () => {
  const decoder = new BodyDecoder();
  const bytes = Buffer.from('5\r\nhello\r\n0\r\n\r\nGET', 'latin1');
  decoder.reset(CHUNKED);
  assert.ok(decoder.decode(bytes, 0, bytes.length));
  assert.deepEqual([decoder.dataStart, decoder.dataEnd, decoder.next], [3, 8, 15]);
  assert.equal(bytes.toString('latin1'), '5\r\nhello\r\n0\r\n\r\nGET');
  const many = Buffer.from(`xx${'1\r\na\r\n'.repeat(100)}40\r\n${'b'.repeat(64)}\r\n${END}GET`, 'latin1');
  decoder.reset(CHUNKED);
  assert.ok(decoder.decode(many, 2, many.length));
  assert.equal(many.toString('latin1', decoder.dataStart, decoder.dataEnd), 'a'.repeat(100) + 'b'.repeat(64));
  assert.equal(many.toString('latin1', decoder.next), 'GET');
  assert.equal(many.toString('latin1', 0, 2), 'xx');
});

test('the data before a fault is given', () => {
  assert.equal(decodeBody('3\r\nabc\r\n2\r\ndeX', CHUNKED).data, 'abcde');
});

test('sizes up to 52 bits count exactly', () => {
  const decoder = new BodyDecoder();
  decoder.reset(CHUNKED);
  const start = Buffer.from('fffffffffffff\r\nabc', 'latin1');
  assert.ok(decoder.decode(start, 0, start.length));
  assert.deepEqual([decoder.dataStart, decoder.dataEnd, decoder.done], [15, 18, false]);
});
