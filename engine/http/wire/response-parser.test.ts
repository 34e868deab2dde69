import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNKED, UNTIL_CLOSE } from './registers.ts';
import { asResponse, assertSplits, headOf, outcomeOf, responseWithin } from './test-outcomes.ts';
import { texts } from './test-texts.ts';

function ok(fields: string, version = '1.1', status = 200): string {
  return `HTTP/${version} ${status} OK\r\n${fields}\r\n`;
}

const BODY = 'Content-Length: 3\r\n';
const CHUNKS = 'Transfer-Encoding: chunked\r\n';

const MALFORMED: readonly string[] = [
  ...texts(String.raw`
    \r\nHTTP/1.1 200 OK\r\n\r\n
    ␣
    {
    http/1.1 200 OK
    HTTP/2.0 200 OK
    HTTP/1.2 200
    HTTP/0.9 200
    HTTP/1.10 200
    ICY 200 OK
    HTTP/1.1\r\n
    HTTP/1.1 \r\n
    HTTP/1.1  200
    HTTP/1.1\t200
    HTTP/1.1200
    HTTP/1.1 2\r\n
    HTTP/1.1 20\r\n
    HTTP/1.1 099␣
    HTTP/1.1 000
    HTTP/1.1 2000
    HTTP/1.1 2x0
    HTTP/1.1 +20
    HTTP/1.1 200OK
    HTTP/1.1 200\tOK
    HTTP/1.1 200\n
    HTTP/1.1 200 OK\n
    HTTP/1.1 200 O\u0000
    HTTP/1.1 200 O\u007f
    HTTP/1.1 200 O\rK
  `),
  ...texts(
    String.raw`
      ␣A: b\r\n
      \tA: b\r\n
      A\r\n
      : b\r\n
      ␣: b\r\n
      A b: c\r\n
      A\u0080: c\r\n
      A \r\n
      A \r\n : b\r\n
      A: b\n
      A: b\rc\r\n
      A: \u0000\r\n
      A: b\u0001\r\n
      A: \u007f\r\n
      A: b\r\n c\u0000\r\n
      A: b\r\n\n
      A: b\r\n \n
      Content-Length:\r\n
      Content-Length: a\r\n
      Content-Length: +3\r\n
      Content-Length: -1\r\n
      Content-Length: 3, 3\r\n
      Content-Length: 3 3\r\n
      Content-Length: 0x3\r\n
      Content-Length: 1234567890123456\r\n
      Content-Length: 3\r\nContent-Length: 4\r\n
      Content-Length: 3\r\nTransfer-Encoding: chunked\r\n
      Transfer-Encoding: chunked\r\nContent-Length: 3\r\n
      Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n
      Transfer-Encoding:\r\n
      Transfer-Encoding: gzip\r\n
      Transfer-Encoding: gzip, chunked\r\n
      Transfer-Encoding: chunked, chunked\r\n
      Transfer-Encoding: chunked, gzip\r\n
      Transfer-Encoding: identity\r\n
      Transfer-Encoding: xchunked\r\n
      Transfer-Encoding: "chunked"\r\n
      Transfer-Encoding: chunked;a\r\n
    `,
    (fields) => ok(fields),
  ),
  ...[204, 304, 100].map((status) => ok('Content-Length: x\r\n', '1.1', status)),
  ok(`${BODY}${CHUNKS}`, '1.1', 204),
  ok(CHUNKS, '1.0'),
];

const ACCEPTED: readonly string[] = [
  ...texts(String.raw`
    HTTP/1.1 200\r\n\r\n
    HTTP/1.1 200 \r\n\r\n
    HTTP/1.0 200 OK\r\n\r\n
    HTTP/1.1 999 \tWhy not? \u00e9\r\n\r\n
    HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n
    HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n
  `),
  ...texts(
    String.raw`
      Content-Length: 3\r\n
      Content-Length: 3\r\nContent-Length: 3\r\ncontent-length: 003\r\n
      Transfer-Encoding: CHUNKED\r\nTrailer: a\r\n
      A : b\r\nB\t \t: c\r\nContent-Length : 3\r\nD :\r\n
      A: b\r\n c\r\n\td \r\nB:\r\n x\r\nC: c\r\n \r\n \r\nD:\r\n \r\nE : e\r\n  f\r\n
      Content-Length:\r\n 3\r\nConnection: close,\r\n x\r\n
      Date: a\r\nContent-Encoding: GZIP\r\nX: \u0080\u00ff\r\n
    `,
    (fields) => ok(fields),
  ),
];

test(`${MALFORMED.length} texts are malformed`, () => {
  for (const text of MALFORMED) assert.equal(outcomeOf(asResponse, text), 'malformed', JSON.stringify(text));
});

test('split anywhere, they are malformed alike', () => {
  for (const text of MALFORMED) assertSplits(asResponse, text);
});

test('what is valid is read alike wherever it is split', () => {
  for (const text of ACCEPTED) {
    assert.equal(typeof outcomeOf(asResponse, `${text}body`), 'object', JSON.stringify(text));
    assertSplits(asResponse, `${text}body`);
  }
});

test('the status is three digits, the first of them no 0', () => {
  for (const status of [100, 101, 200, 204, 304, 404, 599, 600, 999])
    assert.deepEqual(headOf(asResponse, ok('', '1.1', status)).start, [status]);
});

test('the body has the length of RFC 9112 §6.3', () => {
  const rows: readonly (readonly [string, string, number])[] = [
    [ok(''), 'GET', UNTIL_CLOSE],
    [ok('', '1.0'), 'GET', UNTIL_CLOSE],
    [ok(BODY), 'GET', 3],
    [ok(`${BODY}Content-Length: 3\r\n`), 'GET', 3],
    [ok('Content-Length: 0\r\n'), 'GET', 0],
    [ok(BODY, '1.0'), 'POST', 3],
    [ok(CHUNKS), 'GET', CHUNKED],
    [ok(BODY), 'HEAD', 0],
    [ok(CHUNKS), 'HEAD', 0],
    [ok(''), 'HEAD', 0],
    [ok(BODY), 'head', 3],
    ...[100, 101, 103, 199, 204, 304].flatMap((status) =>
      [BODY, CHUNKS, ''].map((fields) => [ok(fields, '1.1', status), 'GET', 0] as const),
    ),
    ...[205, 206, 300, 305, 404].map((status) => [ok(BODY, '1.1', status), 'GET', 3] as const),
  ];
  for (const [text, method, length] of rows)
    assert.equal(headOf(responseWithin(4096, method), text).bodyLength, length, `${method} ${text}`);
});

test('blanks before colons and folded lines are made good, in the text too', () => {
  const read = headOf(asResponse, ok('A : b\r\n\tc\r\nB\t :\r\n d\r\n \r\nE: e\r\n'));
  assert.deepEqual(read.lines, ['A', 'b  \tc', 'B', 'd', 'E', 'e']);
  assert.equal(read.text, ok('A:  b  \tc\r\nB:     d   \r\nE: e\r\n'));
  assert.deepEqual(headOf(asResponse, read.text).lines, read.lines);
});

test('of equal lines of Content-Length one is kept, in the text too', () => {
  const text = ok(
    'A: 1\r\nContent-Length: 3\r\ncontent-length:003\r\nB: 2\r\nContent-Length:\r\n 3\r\nC: 3\r\n',
  );
  const read = headOf(asResponse, text);
  assert.equal(read.length, text.length);
  assert.deepEqual(read.lines, ['A', '1', 'Content-Length', '3', 'B', '2', 'C', '3']);
  assert.deepEqual(read.ids, ['other', 'contentLength', 'other', 'other']);
  assert.equal(read.text, ok('A: 1\r\nContent-Length: 3\r\nB: 2\r\nC: 3\r\n'));
});

test('flags say what the fields say', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['', []],
    ['Connection: close\r\n', ['close']],
    ['Connection: Keep-Alive, x\r\n', ['keepAlive', 'connectionNames']],
    ['Connection: upgrade\r\nUpgrade: a\r\n', ['upgrade']],
    ['Content-Encoding: gzip\r\n', ['gzip']],
    ['Content-Encoding: gzip, br\r\n', []],
    ['Content-Encoding: gzip\r\nContent-Encoding: gzip\r\n', []],
    ['Content-Length: 3\r\nDate: now\r\n', ['contentLength', 'date']],
    ['Trailer: a\r\nTransfer-Encoding: chunked\r\n', ['trailer']],
  ];
  for (const [fields, flags] of rows) assert.deepEqual(headOf(asResponse, ok(fields)).flags, flags, fields);
});

test('a head may have as many bytes as the limit', () => {
  const text = ok('A: b\r\n');
  assert.equal(headOf(responseWithin(text.length), text).length, text.length);
  assert.equal(outcomeOf(responseWithin(text.length - 1), text), 'tooLarge');
  assertSplits(responseWithin(text.length - 1), text);
});
