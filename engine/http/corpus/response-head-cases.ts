import type { ResponseCase } from './corpus-case.ts';
import { cases, chunked, HELLO, ok, REFUSED } from './response-case.ts';

/** Heads of answers (RFC 9112 §4, §5). */
export const RESPONSE_HEAD_CASES: readonly ResponseCase[] = [
  ...cases(
    'answer',
    { expect: HELLO, reusable: true },
    {
      plain: ok(''),
      'no reason': 'HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello',
      'a reason with bytes above 127': 'HTTP/1.1 200 \xe9\r\nContent-Length: 5\r\n\r\nhello',
      chunks: chunked('5\r\nhello\r\n0\r\n\r\n'),
      'several chunks': chunked('2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n'),
    },
  ),
  ...cases(
    'status line',
    { expect: [HELLO, REFUSED], reusable: true },
    {
      'no blank behind the status': 'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello',
    },
  ),
  ...cases(
    'status line',
    { expect: REFUSED },
    {
      garbage: 'what?\r\n\r\n',
      'HTTP/0.9': 'hello\r\n',
      'two blanks': 'HTTP/1.1  200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'two digits': 'HTTP/1.1 20 OK\r\nContent-Length: 5\r\n\r\nhello',
      'four digits': 'HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello',
      'a letter': 'HTTP/1.1 2x0 OK\r\nContent-Length: 5\r\n\r\nhello',
      'a minus sign': 'HTTP/1.1 -20 OK\r\nContent-Length: 5\r\n\r\nhello',
      'below 100': 'HTTP/1.1 099 OK\r\nContent-Length: 5\r\n\r\nhello',
      '000': 'HTTP/1.1 000 OK\r\nContent-Length: 5\r\n\r\nhello',
      'HTTP/2': 'HTTP/2 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'HTTP/2.0': 'HTTP/2.0 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'HTTP/1.10': 'HTTP/1.10 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'lower case': 'http/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'another protocol': 'ICY 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'a blank before': ' HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello',
      'NUL in the reason': 'HTTP/1.1 200 O\0K\r\nContent-Length: 5\r\n\r\nhello',
      'a control character in the reason': 'HTTP/1.1 200 O\x01K\r\nContent-Length: 5\r\n\r\nhello',
      'a bare CR in the reason': 'HTTP/1.1 200 O\rK\r\nContent-Length: 5\r\n\r\nhello',
      'a bare LF': 'HTTP/1.1 200 OK\nContent-Length: 5\r\n\r\nhello',
    },
  ),
  ...cases(
    'field of an answer',
    { expect: REFUSED },
    {
      'no colon': ok('X-A\r\n'),
      'an empty name': ok(': 1\r\n'),
      'a blank in the name': ok('X A: 1\r\n'),
      'a byte above 127 in the name': ok('X-\xe9: 1\r\n'),
      'NUL in the value': ok('X-A: 1\0\r\n'),
      'a control character in the value': ok('X-A: \x01\r\n'),
      'DEL in the value': ok('X-A: \x7f\r\n'),
      'a bare CR in the value': ok('X-A: 1\r2\r\n'),
      'a bare LF': ok('X-A: 1\nX-B: 2\r\n'),
      'a bare LF for the empty line': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\nhello',
      'a blank before the first': 'HTTP/1.1 200 OK\r\n Content-Length: 5\r\n\r\nhello',
      'a value of 11 MB': ok(`X-A: ${'a'.repeat(11_000_000)}\r\n`),
      '2,000,000 fields': ok('a: b\r\n'.repeat(2_000_000)),
    },
  ),
  ...cases(
    'field of an answer',
    { expect: [REFUSED, HELLO], reusable: true },
    {
      'a blank before the colon': ok('X-A : 1\r\n'),
      'a folded line': ok('X-A: 1\r\n 2\r\n'),
    },
  ),
  ...cases(
    'field of an answer',
    { expect: { ...HELLO, fields: { 'x-a': '\xe9' } }, reusable: true },
    {
      'a byte above 127 in the value': ok('X-A: \xe9\r\n'),
    },
  ),
  ...cases(
    'field of an answer',
    { expect: { ...HELLO, fields: { 'x-a': undefined, connection: undefined } }, reusable: true },
    {
      'named by Connection': ok('X-A: 1\r\nConnection: x-a\r\n'),
    },
  ),
  ...cases(
    'field of an answer',
    { expect: HELLO, reusable: true },
    {
      'its framing named by Connection': ok('Connection: content-length\r\n'),
      'its coding named by Connection':
        'HTTP/1.1 200 OK\r\nConnection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'Keep-Alive': ok('Keep-Alive: timeout=5\r\nConnection: keep-alive\r\n'),
    },
  ),
];
