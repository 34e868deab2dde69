import type { ResponseCase } from './corpus-case.ts';
import { BROKEN, cases, chunked, HELLO, ok, REFUSED } from './response-case.ts';

/** A whole answer that nobody asked for. */
const POISON = 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison';

/** Bytes that belong to no request, interim answers, protocol changes (RFC 9110 §15.2, §7.8). */
export const RESPONSE_DESYNC_CASES: readonly ResponseCase[] = [
  ...cases(
    'bytes behind an answer',
    { expect: HELLO },
    {
      'an answer behind a length': ok('') + POISON,
      'an answer behind chunks': chunked('5\r\nhello\r\n0\r\n\r\n') + POISON,
      'a byte': `${ok('')}X`,
      'a line end': `${ok('')}\r\n`,
      'two answers': ok('') + POISON + POISON,
      'an interim answer': `${ok('')}HTTP/1.1 100 Continue\r\n\r\n`,
    },
  ),
  ...cases(
    'bytes behind an answer',
    {
      expect: {
        status: 204,
        body: '',
        fields: { 'content-length': undefined, 'transfer-encoding': undefined },
      },
    },
    {
      'a body of 204': 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello',
      'an answer behind 204': `HTTP/1.1 204 No Content\r\n\r\n${POISON}`,
      'chunks of 204': 'HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    },
  ),
  ...cases(
    'bytes behind an answer',
    { expect: { status: 304, body: '' } },
    {
      'a body of 304': 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello',
      'an answer behind 304': `HTTP/1.1 304 Not Modified\r\n\r\n${POISON}`,
    },
  ),
  ...cases(
    'bytes behind an answer',
    { expect: { status: 200, body: '' }, method: 'HEAD' },
    {
      'a body for HEAD': ok(''),
      'chunks for HEAD': chunked('5\r\nhello\r\n0\r\n\r\n'),
      'an answer for HEAD': `HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n${POISON}`,
    },
  ),
  ...cases(
    'interim answer',
    { expect: HELLO, reusable: true },
    {
      'a 100 that nobody asked for': `HTTP/1.1 100 Continue\r\n\r\n${ok('')}`,
      'a 102': `HTTP/1.1 102 Processing\r\n\r\n${ok('')}`,
      'a 103': `HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n${ok('')}`,
      three: `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)}${ok('')}`,
    },
  ),
  ...cases(
    'interim answer',
    { expect: [REFUSED, HELLO], reusable: true },
    {
      'with a length': `HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\n${ok('')}`,
      'with chunks': `HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\n${ok('')}`,
    },
  ),
  ...cases(
    'interim answer',
    { expect: [REFUSED, BROKEN] },
    {
      'a flood of them': `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(2000)}${ok('')}`,
      'a flood of 100': `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2000)}${ok('')}`,
    },
  ),
  ...cases(
    'change of protocol',
    { expect: REFUSED },
    {
      'that nobody asked for': `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n${POISON}`,
      'without Upgrade': `HTTP/1.1 101 Switching Protocols\r\n\r\n${POISON}`,
    },
  ),
  ...cases(
    'change of protocol',
    { expect: REFUSED, requestLines: 'Connection: Upgrade\r\nUpgrade: websocket\r\n' },
    {
      'to another one': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n',
      'to none': 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n\r\n',
    },
  ),
];
