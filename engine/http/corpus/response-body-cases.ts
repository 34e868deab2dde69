import type { ResponseCase } from './corpus-case.ts';
import { BROKEN, cases, chunked, HELLO, ok, REFUSED } from './response-case.ts';

/** Where bodies of answers end (RFC 9112 §6.3, §7.1). */
export const RESPONSE_BODY_CASES: readonly ResponseCase[] = [
  ...cases(
    'length of an answer',
    { expect: REFUSED },
    {
      'and chunks':
        'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'behind chunks':
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'twice, different': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
      'a list of different': 'HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello',
      'a plus sign': 'HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello',
      'a minus sign': 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello',
      hexadecimal: 'HTTP/1.1 200 OK\r\nContent-Length: 0x5\r\n\r\nhello',
      letters: 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello',
      '2^64 + 5': 'HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551621\r\n\r\nhello',
      empty: 'HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\nhello',
    },
  ),
  ...cases(
    'length of an answer',
    { expect: [HELLO, REFUSED], reusable: true },
    {
      'twice, equal': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello',
      'a list of equal': 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello',
    },
  ),
  ...cases(
    'coding of an answer',
    { expect: REFUSED },
    {
      unknown: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'gzip, chunked': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'chunked, gzip': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      twice:
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      empty: 'HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
      'a vertical tab before':
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: \x0bchunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    },
  ),
  ...cases(
    'coding of an answer',
    { expect: REFUSED },
    {
      'in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    },
  ),
  ...cases(
    'chunks of an answer',
    { expect: BROKEN },
    {
      'bare LF behind a size': chunked('5\nhello\r\n0\r\n\r\n'),
      'bare LF behind the last': chunked('5\r\nhello\r\n0\n\r\n'),
      'bare LF for the end': chunked('5\r\nhello\r\n0\r\n\n'),
      'bare LF in an extension': chunked('5;a\nhello\r\n0\r\n\r\n'),
      'no line end behind the data': chunked('5\r\nhello0\r\n\r\n'),
      'a blank behind a size': chunked('5 \r\nhello\r\n0\r\n\r\n'),
      'a prefix 0x': chunked('0x5\r\nhello\r\n0\r\n\r\n'),
      'no size': chunked('hello\r\n0\r\n\r\n'),
      '2^64 + 5': chunked('10000000000000005\r\nhello\r\n0\r\n\r\n'),
      'twenty leading zeros': chunked(`${'0'.repeat(20)}5\r\nhello\r\n0\r\n\r\n`),
      'an extension of 20,000 bytes': chunked(`5;${'a'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n`),
      'malformed trailers': chunked('5\r\nhello\r\n0\r\nX T: 1\r\n\r\n'),
      'a folded trailer': chunked('5\r\nhello\r\n0\r\nX-T: 1\r\n 2\r\n\r\n'),
    },
  ),
  ...cases(
    'chunks of an answer',
    { expect: [HELLO, BROKEN], reusable: true },
    {
      'an extension': chunked('5;a=b\r\nhello\r\n0;c\r\n\r\n'),
      trailers: chunked('5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n'),
      'a length as trailer': chunked('5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n'),
      'a coding as trailer': chunked('5\r\nhello\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n'),
    },
  ),
  ...cases(
    'answer cut short',
    { expect: BROKEN, ending: 'end' },
    {
      'within a length': 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello',
      'within a chunk': chunked('50\r\nhello'),
      'between chunks': chunked('5\r\nhello\r\n'),
      'behind the last size': chunked('5\r\nhello\r\n0\r\n'),
      'within trailers': chunked('5\r\nhello\r\n0\r\nX-T: 1\r\n'),
    },
  ),
  ...cases(
    'answer cut short',
    { expect: BROKEN, ending: 'reset' },
    {
      'by a reset, a length': 'HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello',
      'by a reset, chunks': chunked('5\r\nhello\r\n'),
      'by a reset, neither': 'HTTP/1.1 200 OK\r\n\r\nhello',
    },
  ),
  ...cases(
    'answer cut short',
    { expect: REFUSED, ending: 'end' },
    {
      'within the status line': 'HTTP/1.1 200',
      'within a field': 'HTTP/1.1 200 OK\r\nContent-Le',
      'before the empty line': 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n',
      'behind an interim one': 'HTTP/1.1 103 Early Hints\r\n\r\n',
    },
  ),
  ...cases(
    'answer until the end',
    { expect: HELLO, ending: 'end' },
    {
      'HTTP/1.1': 'HTTP/1.1 200 OK\r\n\r\nhello',
      'HTTP/1.0': 'HTTP/1.0 200 OK\r\n\r\nhello',
      'with Connection: close': 'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello',
      'a length and close': ok('Connection: close\r\n'),
    },
  ),
];
