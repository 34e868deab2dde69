import { get, host, post } from './test-requests.ts';
import { texts } from './test-texts.ts';

const BAD_START_LINES = String.raw`
  \n
  \r\n\r\nGET / HTTP/1.1
  \n\nGET
  \rG
  ␣GET / HTTP/1.1
  \u0000
  \u0016\u0003\u0001\u0002
  GARBAGE\r\n
  / HTTP/1.1
  G\u0080T /
  GE(T /
  GET\t/
  GET\r\n
  GET␣\r\n
  GET\n
  MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM /
  GET /\r\n
  GET /\n
  GET /␣\r\n
  GET / HTTP\r\n
  GET / HTTP/\r\n
  GET / http/1.1\r\n
  GET / HTTP/1.1␣\r\n
  GET  / HTTP/1.1\r\n
  GET /  HTTP/1.1\r\n
  GET /\tHTTP/1.1\r\n
  GET /a b HTTP/1.1\r\n
  GET / HTTP/1.1\n
  GET / HTTP/1.1\rX
  GET / HTTP/1.10\r\n
  GET / HTTP/11\r\n
  GET / HTTP/1,1\r\n
  GET / HTTP/x.1\r\n
  GET / HTTP/1.x\r\n
  GET / HTTP/ 1.1\r\n
  GET / XTTP/1.1\r\n
  OPTIONS *aHTTP/1.1\r\n
  PRI * HTTP/1.1\r\n
  PRI * HTTP/2.0\n
  PRI *a HTTP/2.0\r\n
  GET / HTTP/1.1\nHost: a\n\n
  GET / HTTP/1.1\r\n Host: a\r\n\r\n
  GET / HTTP/1.1\r\n\tHost: a\r\n\r\n
`;

const BAD_TARGETS = String.raw`
  a
  a.test
  ?a
  #a
  \\
  /\u0000
  /\t
  /a\u007f
  /\u00ff
  /a?\u00e9
  *
  **
  ftp://a/
  http:a
  http:/a
  http//a
  http://
  http:///a
  http://?a
  http://:80/
  http://a:x/
  http://a b/
  http://u@
  http://a@b@c/
  http://a\\b/
  http://a%zz/
  http://[::1/
  httpss://a/
`;

const BAD_CONNECT_TARGETS = `
  /
  *
  a
  a:
  :1
  a:x
  [::1]
  u@a:1
  a:1/
  http://a:1
`;

/** Each with what ends it. */
const BAD_LINES = String.raw`
  A : b\r\n
  A\t: b\r\n
  A b: c\r\n
  A\r\n
  : b\r\n
  ␣: b\r\n
  \u00ff: b\r\n
  A\u00ff: b\r\n
  A\u0000: b\r\n
  A(: b\r\n
  "A": b\r\n
  A: b\n
  A: b\r
  A: b\rC: d\r\n
  A: b\r\r\n
  A: b\n\r\n
  A: b\r\n\n
  A: b\r\n c\r\n
  A: b\r\n\tc\r\n
  A:\r\n \r\n
  A: \u0000\r\n
  A: \u000b\r\n
  A: \u007f\r\n
  A: b\u0001c\r\n
  A: b\u0085\u0000\r\n
  A: abcdefgh\u001fabcdefgh\r\n
  A: abcdefgh\u007fabcdefgh\r\n
  Host: a.test\r\n
  host: b\r\n
  Content-Length:\r\n
  Content-Length: +3\r\n
  Content-Length: -3\r\n
  Content-Length: 3 3\r\n
  Content-Length: 3,3\r\n
  Content-Length: 3, 3\r\n
  Content-Length: 3;\r\n
  Content-Length: 0x3\r\n
  Content-Length: 3.0\r\n
  Content-Length: 1e3\r\n
  Content-Length: 1_0\r\n
  Content-Length: '3'\r\n
  Content-Length: 3\u00a0\r\n
  Content-Length: a\r\n
  Content-Length: 1234567890123456\r\n
  Content-Length: 0000000000000003\r\n
  Content-Length: 18446744073709551619\r\n
  Content-Length: 3\r\nContent-Length: 3\r\n
  Content-Length: 3\r\ncontent-length: 3\r\n
  Content-Length: 3\r\nContent-Length: 4\r\n
  Content-Length: 3\r\nTransfer-Encoding: chunked\r\n
  Content-Length: 0\r\nTransfer-Encoding: chunked\r\n
  Content-Length: 3\r\nTransfer-Encoding: identity\r\n
  Transfer-Encoding: chunked\r\nContent-Length: 3\r\n
  Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n
  Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n
  Transfer-Encoding: chunked, chunked\r\n
  Transfer-Encoding: chunked,chunked , CHUNKED\r\n
  Transfer-Encoding: \u000bchunked\r\n
  Transfer-Encoding: chunked\r\n ,gzip\r\n
  Transfer-Encoding:\r\n chunked\r\n
  Transfer-Encoding : chunked\r\n
`;

const BAD_CODINGS = String.raw`
  gzip
  gzip, chunked
  chunked, gzip
  chunked,
  ,chunked
  chunked,,chunked
  xchunked
  chunkedx
  "chunked"
  chunked;p
  chunked; p=1
  identity
  chu nked
  c
  \u00a0chunked
  ch\u00aaunked
  ,
`;

const BAD_HOSTS = String.raw`
  a/b
  a@b
  a b
  a\tb
  a\\b
  a?b
  a#b
  a"b
  a<b
  a>b
  a^b
  a{b
  a|b
  a}b
  \u0060
  \u00e9
  a:b
  a:80:80
  a:8 0
  a:+80
  a:-1
  a,b@c
  http://a
  [
  ]
  []
  [::1
  ::1
  [::1]a
  [a.test]
  a[::1]
  [::1]:x
  [::1]80
  [1.2.3.4]
  [::1::2]
  [::1/64]
  a%
  a%4
  a%2
  a%zz
`;

const BAD_EXPECTATIONS = `
  200-maybe
  100
  100-continued
  100-continue;a
  100-continue, 100-continue
`;

/** Bytes that are no request that we serve, by the refusal that they meet. */
export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  badRequest: [
    ...texts(BAD_START_LINES),
    ...texts(BAD_TARGETS, (target) => get(target)),
    ...['*a', '/*\u0001'].map((target) => get(target, 'OPTIONS')),
    ...texts(BAD_CONNECT_TARGETS, (target) => get(target, 'CONNECT')),
    ...texts(BAD_LINES, (lines) => post(lines)),
    ...['chunked', 'identity'].map((coding) => post(`Transfer-Encoding: ${coding}\r\n`, '1.0')),
  ],
  unsupportedCoding: ['', ...texts(BAD_CODINGS)].map((coding) => post(`Transfer-Encoding: ${coding}\r\n`)),
  missingHost: [
    'GET / HTTP/1.1\r\n\r\n',
    'GET http://a.test/ HTTP/1.1\r\nHosts: a\r\n\r\n',
    'POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nbody',
  ],
  malformedHost: texts(BAD_HOSTS, host),
  badVersion: ['1.2', '1.9', '0.9', '2.0', '2.1', '3.0', '0.0', '9.9'].map(
    (version) => `GET / HTTP/${version}\r\nHost: a\r\n\r\n`,
  ),
  expectationFailed: ['', ...texts(BAD_EXPECTATIONS)].map((expected) => post(`Expect: ${expected}\r\n`)),
  http2Preface: ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'PRI * HTTP/2.0\r\n'],
  tooLarge: [
    post(`A: ${'a'.repeat(1024)}\r\n`),
    post('A: b\r\n'.repeat(200)),
    `GET /${'a'.repeat(1100)} HTTP/1.1\r\n`,
    `GET / HTTP/1.1\r\n${'a'.repeat(1100)}`,
  ],
};
