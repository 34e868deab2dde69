import { texts } from './test-texts.ts';

const HOST = 'Host: a.test\r\n';

/** A request line for `target`, a Host and nothing else. */
export function get(target: string, method = 'GET'): string {
  return `${method} ${target} HTTP/1.1\r\n${HOST}\r\n`;
}

/** A POST with `fields`, each with its CRLF. */
export function post(fields: string, version = '1.1'): string {
  return `POST /a HTTP/${version}\r\n${HOST}${fields}\r\n`;
}

export function host(value: string): string {
  return `GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`;
}

const TARGETS = `
  /
  //
  /a//b
  /a/../b
  /.
  /..
  /...
  /.a/b.
  /a?b=c/d?e
  /%41
  /a#b
  /~a-b_c.d
  /a|b"<>{}
  /!$&'()*+,;=:@
  http://a.test
  HTTP://a.test:80/b?c
  https://[::1]:8443/
  hTTps://u:p@a.test/@
  http://a?b
  http://a:/
`;

const METHODS = `
  get
  A
  !#$%&'*+-.^_|~09azAZ
  PRIX
  PRI
  MMMMMMMMMMMMMMMMMMMMMMMMMMMMMMMM
  PUT
  PATCH
  TRACE
  DELETE
  HEAD
`;

const HOSTS = `
  a
  a.test:80
  A.TEST.
  a:
  :80
  1.2.3.4
  a%20b
  a!$&'()*+,;=~_-
  [::1]
  [::1]:80
  [fe80::1%25eth0]:1
`;

const LINES = String.raw`
  A:\r\nB: \r\nC:\t \r\nD:d\r\nE: \t e e\tf \t\r\nF: \u0080\u00ff\r\n
  A: abcdefghijklmnop\tabcdefghijklmnopq\u00ff \r\n
  !#$%&'*+-.^_|~09azAZ: "(),/:;<=>?@[\\]{}\r\n
  Content-Length: 3\r\n
  content-LENGTH:000000000000003 \r\n
  Content-Length: 999999999999999\r\n
  transfer-encoding:  Chunked\t\r\nTrailer: X-A\r\nTE: gzip, Trailers\r\n
  Expect: 100-Continue\r\nContent-Length: 3\r\n
  Connection: close\r\n
  Connection: Keep-Alive ,\tTE,, trailer,CLOSE\r\n
  Connection: close, x-a\r\nX-A: 1\r\n
  Connection:\r\nConnection: content-length\r\nContent-Length: 3\r\n
  Connection: Upgrade\r\nUpgrade: websocket\r\n
  Upgrade: websocket\r\nConnection: keep-alive\r\nConnection: upgrade\r\n
  Connection: upgrade\r\nUpgrade:\r\n
  Connection: Upgrade, HTTP2-Settings\r\nUpgrade: websocket, H2C\r\nHTTP2-Settings: AA\r\n
  X-Forwarded-For: 1\r\nx_forwarded_for: 2\r\nX-Real_Ip: 3\r\nX-Real-Ipa: 4\r\nContent_Length: 5\r\n
  User-Agent:\r\nAccept-Encoding: gzip\r\nRange: bytes=0-1\r\nX-Correlation-Id: 1\r\nDate: now\r\n
`;

/** Bytes that are a request, whatever comes behind them. */
export const ACCEPTED: readonly string[] = [
  `\r\n${get('/')}`,
  ...texts(TARGETS, (target) => get(target)),
  ...['*', '/a', 'http://a'].map((target) => get(target, 'OPTIONS')),
  ...['a.test:443', '[::1]:1', '1.2.3.4:99999'].map((target) => get(target, 'CONNECT')),
  ...texts(METHODS, (method) => get('/', method)),
  ...['', ...texts(HOSTS)].map(host),
  'GET / HTTP/1.0\r\n\r\n',
  'GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\nExpect: nothing\r\n\r\n',
  ...texts(LINES, (lines) => post(lines)),
  post('Content-Length: 0\r\n', '1.0'),
];
