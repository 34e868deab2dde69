import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNKED, FieldId, head } from './registers.ts';
import { asRequest, assertSplits, headOf, outcomeOf, requestWithin } from './test-outcomes.ts';
import { REFUSED } from './test-refused-requests.ts';
import { ACCEPTED, get, post } from './test-requests.ts';

for (const [refusal, texts] of Object.entries(REFUSED)) {
  test(`${texts.length} texts are refused: ${refusal}`, () => {
    for (const text of texts) assert.equal(outcomeOf(asRequest, text), refusal, JSON.stringify(text));
  });
  test(`split anywhere, they are refused alike: ${refusal}`, () => {
    for (const text of texts) assertSplits(asRequest, text);
  });
}

test('what is valid is read to its end and not further', () => {
  for (const text of ACCEPTED) {
    const read = headOf(asRequest, text);
    assert.equal(read.length, text.length);
    assert.equal(read.text, text.replace(/^\r\n/, ''));
    assert.deepEqual(headOf(asRequest, `${text}\u0000GET`), read);
  }
});

test('what is valid is read alike wherever it is split', () => {
  for (const text of ACCEPTED) assertSplits(asRequest, `${text}\u0000GET`);
});

test('what is refused is refused at its first wrong byte', () => {
  const rows: readonly (readonly [string, string])[] = [
    ['G', '\n'],
    ['GET', '\r'],
    ['GET ', 'a'],
    ['GET h', 'x'],
    ['GET http:/', 'a'],
    ['GET /', '\r'],
    ['GET /\u007e', '\u007f'],
    ['GET / ', '\r'],
    ['GET / H', 't'],
    ['GET / HTTP/1', '1'],
    ['GET / HTTP/1.1', '0'],
    ['GET / HTTP/1.1', '\n'],
    ['GET / HTTP/1.1\r', 'A'],
    ['GET / HTTP/1.1\r\n', ' '],
    ['GET / HTTP/1.1\r\nHost', ' '],
    ['GET / HTTP/1.1\r\nHost: a', '\n'],
    ['GET / HTTP/1.1\r\nHost: a\r', '\r'],
    ['GET / HTTP/1.1\r\nHost: a\r\n', '\n'],
    ['GET / HTTP/1.1\r\nHost: a\r\n', '\t'],
    ['GET / HTTP/1.1\r\nHost: a\r\n\r', 'a'],
    ['GET ', '*'],
    ['OPTIONS *', '/'],
    ['CONNECT a:1', '\r'],
    ['M'.repeat(32), 'M'],
    ['\r', 'G'],
    ['\r\n', '\r'],
  ];
  for (const [good, bad] of rows) {
    assert.equal(outcomeOf(asRequest, good), 'incomplete', JSON.stringify(good));
    assert.equal(outcomeOf(asRequest, good + bad), 'badRequest', JSON.stringify(good + bad));
  }
});

test('method, target and host are read', () => {
  const rows: readonly (readonly [string, readonly [string, string, boolean, string]])[] = [
    [get('/'), ['GET', '/', true, 'a.test']],
    [get('/a/b-c_d.e~9/', 'PUT'), ['PUT', '/a/b-c_d.e~9/', true, 'a.test']],
    [get('/.well-known/..a/b..', 'get'), ['get', '/.well-known/..a/b..', true, 'a.test']],
    [get('/...', 'PATCHY'), ['PATCHY', '/...', true, 'a.test']],
    ...[
      '//',
      '/a//',
      '/.',
      '/..',
      '/a/./b',
      '/a/../b',
      '/a/..',
      '/a?b',
      '/a%41',
      '/a;b',
      '/a#b',
      'http://a/',
      '/a@b',
    ].map((target) => [get(target), ['GET', target, false, 'a.test']] as const),
    [get('*', 'OPTIONS'), ['OPTIONS', '*', false, 'a.test']],
    [get('a:1', 'CONNECT'), ['CONNECT', 'a:1', false, 'a.test']],
    ['GET / HTTP/1.0\r\n\r\n', ['GET', '/', true, '']],
    ['GET / HTTP/1.1\r\nHost: \t[::1]:80 \r\n\r\n', ['GET', '/', true, '[::1]:80']],
    ['GET / HTTP/1.1\r\nHost:\r\n\r\n', ['GET', '/', true, '']],
  ];
  for (const [text, start] of rows) assert.deepEqual(headOf(asRequest, text).start, start, text);
});

test('the body has the length that the fields say', () => {
  const rows: readonly (readonly [string, number])[] = [
    ['', 0],
    ['Content-Length: 0\r\n', 0],
    ['Content-Length: 3\r\n', 3],
    ['content-length:\t00012 \r\n', 12],
    ['Content-Length: 999999999999999\r\n', 999_999_999_999_999],
    ['Transfer-Encoding: chunked\r\n', CHUNKED],
    ['TRANSFER-ENCODING:CHUNKED\r\n', CHUNKED],
    ['Content-Length-: 3\r\nTransfer_Encoding: chunked\r\n', 0],
  ];
  for (const [fields, length] of rows)
    assert.equal(headOf(asRequest, post(fields)).bodyLength, length, fields);
});

test('flags say what the fields say', () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['A: close\r\n', []],
    ['Connection: close\r\n', ['close']],
    ['Connection: CLOSE,Keep-Alive\r\n', ['close', 'keepAlive']],
    ['Connection: keep-alive\r\nConnection: x\r\n', ['keepAlive', 'connectionNames']],
    ['Connection: ,te , Trailer,\r\n', []],
    ['Connection: closed\r\n', ['connectionNames']],
    ['Connection: cl ose\r\n', ['connectionNames']],
    ['Connection: upgrade\r\n', []],
    ['Upgrade: a\r\n', []],
    ['Connection: upgrade\r\nUpgrade:\r\n', []],
    ['Upgrade: a\r\nConnection: a\r\nConnection: UPGRADE\r\n', ['upgrade', 'connectionNames']],
    ['Connection: upgrade\r\nUpgrade: x, h2c\r\n', ['upgrade', 'h2c']],
    ['Upgrade: h2cc\r\nHTTP2-Settings: a\r\n', ['h2c']],
    ['Expect: 100-CONTINUE\r\n', ['expectContinue']],
    ['TE: trailers\r\n', ['teTrailers']],
    ['TE: deflate;q=0.5, TRAILERS\r\n', ['teTrailers']],
    ['TE: trailers;q=1\r\n', []],
    ['X-Forwarded-For: a\r\n', ['forwarded']],
    ['x_real-ip: a\r\n', ['forwarded']],
    ['x-forwarded: a\r\n', []],
    ['accept-encoding: a\r\n', ['acceptEncoding']],
    ['Range:\r\n', ['range']],
    ['User-Agent: a\r\n', []],
    ['User-Agent: \r\n', ['emptyUserAgent']],
    ['Content-Length: 0\r\n', ['contentLength']],
    ['Date: a\r\nTrailer: a\r\n', ['date', 'trailer']],
  ];
  for (const [fields, flags] of rows) assert.deepEqual(headOf(asRequest, post(fields)).flags, flags, fields);
  assert.deepEqual(headOf(asRequest, post('Expect: x\r\n', '1.0')).flags, []);
});

test('registers of one head say nothing of the head before', () => {
  const full = 'GET / HTTP/1.1\r\nHost: b\r\nConnection: close, x\r\nContent-Length: 3\r\nRange: a\r\n\r\n';
  const plain = 'GET /a HTTP/1.0\r\n\r\n';
  const alone = headOf(asRequest, plain);
  headOf(asRequest, full);
  assert.deepEqual(headOf(asRequest, plain), alone);
  assert.equal(alone.start[3], '');
});

test('lines are kept as they are, as many as there are', () => {
  const lines = Array.from({ length: 1000 }, (_, index) => [`X-${index}`, `${index} é`]).flat();
  const pairs = lines.flatMap((name, index) => (index % 2 === 0 ? [`${name}:${lines[index + 1]} \r\n`] : []));
  const text = `GET / HTTP/1.0\r\n${pairs.join('')}\r\n`;
  assert.deepEqual(headOf(requestWithin(100_000), text).lines, lines);
});

test('values of every length end where they end, at any alignment', () => {
  for (let length = 0; length < 40; length += 1)
    for (let shift = 0; shift < 4; shift += 1) {
      const value = 'v'.repeat(length);
      const lines = headOf(
        asRequest,
        `GET /${'a'.repeat(shift)} HTTP/1.0\r\nA: ${value}\r\nB:\r\n\r\n`,
      ).lines;
      assert.deepEqual(lines, ['A', value, 'B', '']);
    }
});

test('lines are found by their id', () => {
  headOf(asRequest, post('TE: a\r\nTE: b\r\n'));
  assert.equal(head.valueOf(FieldId.te), 'a');
  assert.equal(head.valueOf(FieldId.host), 'a.test');
  assert.equal(head.valueOf(FieldId.range), undefined);
});

test('every byte is let through, or not, wherever it stands in a value', () => {
  for (let byte = 0; byte < 256; byte += 1)
    for (let place = 0; place < 9; place += 1) {
      const value = `<${'v'.repeat(place)}${String.fromCharCode(byte)}${'v'.repeat(9 - place)}>`;
      const outcome = outcomeOf(asRequest, `GET / HTTP/1.0\r\nA: ${value}\r\n\r\n`);
      if (byte === 0x09 || (byte >= 0x20 && byte !== 0x7f))
        assert.deepEqual(typeof outcome === 'object' && outcome.lines, ['A', value]);
      else assert.equal(outcome, 'badRequest', `byte ${byte}`);
    }
});

test('a head may have as many bytes as the limit, with the empty line before it', () => {
  for (const text of [get('/'), `\r\n${get('/')}`]) {
    assert.equal(headOf(requestWithin(text.length), text).length, text.length);
    assert.equal(outcomeOf(requestWithin(text.length - 1), text), 'tooLarge');
    assert.equal(outcomeOf(requestWithin(text.length - 1), `${text}more`), 'tooLarge');
    assertSplits(requestWithin(text.length - 1), text);
  }
  assert.equal(outcomeOf(requestWithin(10), 'GET /abcde'), 'tooLarge');
  assert.equal(outcomeOf(requestWithin(11), 'GET /abcde'), 'incomplete');
  // What is wrong within the limit is wrong, and what is behind it does not count.
  assert.equal(outcomeOf(requestWithin(10), 'GET /a\n'), 'badRequest');
  assert.equal(outcomeOf(requestWithin(6), 'GET /a\n'), 'tooLarge');
});
