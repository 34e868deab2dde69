import { BAD_REQUEST, type CorpusCase, cases, SERVED_GET } from './corpus-case.ts';

function host(lines: string): string {
  return `GET /c HTTP/1.1\r\n${lines}\r\n`;
}

function absolute(target: string, lines = 'Host: a.test\r\n'): string {
  return `GET ${target} HTTP/1.1\r\n${lines}\r\n`;
}

function servedAs(value: string, target = '/c') {
  return { forwarded: [{ method: 'GET', target, host: value }] } as const;
}

/** Host and targets that name one (RFC 9112 §3.2, RFC 3986 §3.2). */
export const HOST_CASES: readonly CorpusCase[] = [
  ...cases('Host', BAD_REQUEST, {
    none: host(''),
    'none, with other fields': host('X-A: 1\r\n'),
    two: host('Host: a.test\r\nHost: b.test\r\n'),
    'two alike': host('Host: a.test\r\nHost: a.test\r\n'),
    'two in different case': host('Host: a.test\r\nhOST: b.test\r\n'),
    'two, one of them empty': host('Host: a.test\r\nHost:\r\n'),
    'two in HTTP/1.0': 'GET /c HTTP/1.0\r\nHost: a.test\r\nHost: b.test\r\n\r\n',
    'a slash': host('Host: a.test/b\r\n'),
    'a blank': host('Host: a.test b.test\r\n'),
    'a list': host('Host: a.test, b.test\r\n'),
    'a tab': host('Host: a.test\tb.test\r\n'),
    'an at sign': host('Host: user@a.test\r\n'),
    'a password': host('Host: user:pass@a.test\r\n'),
    'a number sign': host('Host: a.test#b\r\n'),
    'a question mark': host('Host: a.test?b\r\n'),
    'a backslash': host('Host: a.test\\b\r\n'),
    quotes: host('Host: "a.test"\r\n'),
    'angle brackets': host('Host: <a.test>\r\n'),
    NUL: host('Host: a.test\0\r\n'),
    'a control character': host('Host: a\x01.test\r\n'),
    'a byte above 127': host('Host: \xe4.test\r\n'),
    'a port of letters': host('Host: a.test:x\r\n'),
    'a port with a sign': host('Host: a.test:+80\r\n'),
    'two ports': host('Host: a.test:80:81\r\n'),
    'an open bracket': host('Host: [::1\r\n'),
    'text behind a bracket': host('Host: [::1]x\r\n'),
    'a bracket within': host('Host: a[.test\r\n'),
    'a blank before the colon': host('Host : a.test\r\n'),
    'a tab before the colon': host('Host\t: a.test\r\n'),
    'a folded line': host('Host:\r\n a.test\r\n'),
    'a second one on a folded line': host('Host: a.test\r\n Host: b.test\r\n'),
    'a second one behind a bare LF': host('Host: a.test\nHost: b.test\r\n'),
    'a second one behind a bare CR': host('Host: a.test\rHost: b.test\r\n'),
    'a scheme': host('Host: http://a.test\r\n'),
  }),
  ...cases('Host', servedAs('a.test'), {
    'no blank': host('Host:a.test\r\n'),
    'blanks around it': host('Host: \t a.test \t \r\n'),
    'in lower case': host('host: a.test\r\n'),
    'not first': host('X-A: 1\r\nHost: a.test\r\n'),
  }),
  ...cases('Host', servedAs('a.test:8080'), { 'a port': host('Host: a.test:8080\r\n') }),
  ...cases('Host', servedAs('[::1]:80'), { 'an IPv6 address': host('Host: [::1]:80\r\n') }),
  ...cases('Host', servedAs('127.0.0.1'), { 'an IPv4 address': host('Host: 127.0.0.1\r\n') }),
  ...cases('Host', [SERVED_GET, BAD_REQUEST], {
    empty: host('Host:\r\n'),
    'an empty port': host('Host: a.test:\r\n'),
    'a port alone': host('Host: :80\r\n'),
    'a comma': host('Host: a.test,b.test\r\n'),
    'an escape': host('Host: %61.test\r\n'),
    'an underscore': host('Host: a_b.test\r\n'),
    'a port above 65535': host('Host: a.test:99999\r\n'),
    '300 letters': host(`Host: ${'a'.repeat(300)}\r\n`),
  }),
  ...cases('Host', { ...SERVED_GET, closes: true }, { 'none in HTTP/1.0': 'GET /c HTTP/1.0\r\n\r\n' }),
  ...cases('absolute form', servedAs('a.test'), {
    'the same host': absolute('http://a.test/c'),
    'a scheme in capitals': absolute('HTTP://a.test/c'),
    'another Host': absolute('http://a.test/c', 'Host: b.test\r\n'),
    'another Host before other fields': absolute('http://a.test/c', 'Host: b.test\r\nX-A: 1\r\n'),
    'dot segments': absolute('http://a.test/x/../c'),
  }),
  ...cases('absolute form', servedAs('a.test:81'), {
    'a port that Host has not': absolute('http://a.test:81/c', 'Host: a.test\r\n'),
  }),
  ...cases('absolute form', servedAs('a.test', '/?c=1'), {
    'a query but no path': absolute('http://a.test?c=1'),
  }),
  ...cases('absolute form', servedAs('a.test', '/'), { 'no path': absolute('http://a.test') }),
  ...cases('absolute form', [servedAs('a.test'), BAD_REQUEST], {
    'user and password': absolute('http://user:pass@a.test/c'),
    'another host as user': absolute('http://b.test@a.test/c', 'Host: b.test\r\n'),
  }),
  ...cases('absolute form', [servedAs('a.test'), BAD_REQUEST, { status: 421, closes: false }], {
    'https on a plain connection': absolute('https://a.test/c'),
  }),
  ...cases(
    'absolute form',
    { ...servedAs('a.test'), closes: true },
    {
      'HTTP/1.0 without Host': 'GET http://a.test/c HTTP/1.0\r\n\r\n',
    },
  ),
  ...cases('absolute form', BAD_REQUEST, {
    'no Host': absolute('http://a.test/c', ''),
    'two Host': absolute('http://a.test/c', 'Host: a.test\r\nHost: a.test\r\n'),
    'a malformed Host': absolute('http://a.test/c', 'Host: a/b\r\n'),
    'an empty host': absolute('http:///c'),
    'a port alone': absolute('http://:80/c'),
    'a port of letters': absolute('http://a.test:x/c'),
    'another scheme': absolute('ftp://a.test/c'),
    'one slash': absolute('http:/c'),
    'no slash': absolute('http:c'),
    'a blank in the host': absolute('http://a test/c'),
    'a byte above 127': absolute('http://\xe4.test/c'),
    'a backslash': absolute('http://a.test\\@b.test/c'),
  }),
  ...cases('absolute form', [BAD_REQUEST, { status: 400, closes: false }], {
    'a fragment': absolute('http://a.test/c#x'),
    'a fragment behind the host': absolute('http://a.test#@b.test/c'),
  }),
];
