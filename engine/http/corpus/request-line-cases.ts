import {
  BAD_REQUEST,
  type CorpusCase,
  cases,
  type ForwardedRequest,
  SERVED_GET,
  SMUGGLED,
} from './corpus-case.ts';

const REST = 'Host: a.test\r\n\r\n';

function line(requestLine: string): string {
  return `${requestLine}\r\n${REST}`;
}

function served(request: Partial<ForwardedRequest>) {
  return { forwarded: [{ method: 'GET', target: '/c', ...request }] } as const;
}

/** Request lines: blanks, versions, methods, targets (RFC 9112 §2.2, §3; RFC 3986). */
export const REQUEST_LINE_CASES: readonly CorpusCase[] = [
  ...cases('request line', SERVED_GET, { plain: line('GET /c HTTP/1.1') }),
  ...cases('request line', [SERVED_GET, BAD_REQUEST], {
    'an empty line before': `\r\n${line('GET /c HTTP/1.1')}`,
    'two empty lines before': `\r\n\r\n${line('GET /c HTTP/1.1')}`,
  }),
  ...cases('request line', BAD_REQUEST, {
    'a bare LF before': `\n${line('GET /c HTTP/1.1')}`,
    'a bare CR before': `\r${line('GET /c HTTP/1.1')}`,
    'a blank before': line(' GET /c HTTP/1.1'),
    'a tab before': line('\tGET /c HTTP/1.1'),
    'two blanks before the target': line('GET  /c HTTP/1.1'),
    'two blanks before the version': line('GET /c  HTTP/1.1'),
    'a tab before the target': line('GET\t/c HTTP/1.1'),
    'a tab before the version': line('GET /c\tHTTP/1.1'),
    'a form feed before the target': line('GET\x0c/c HTTP/1.1'),
    'a blank behind the version': line('GET /c HTTP/1.1 '),
    'a tab behind the version': line('GET /c HTTP/1.1\t'),
    'a fourth word': line('GET /c /smuggled HTTP/1.1'),
    'no target': line('GET HTTP/1.1'),
    'no target but its blanks': line('GET  HTTP/1.1'),
    'one word': line('GARBAGE'),
    'binary bytes': '\xff\xfe\0\x01\x02\0\x01\xfc\r\n\r\n',
  }),
  ...cases('HTTP/0.9', BAD_REQUEST, {
    'no version': 'GET /c\r\n',
    'no version, an empty line': 'GET /c\r\n\r\n',
    'no version, bare LF': 'GET /c\n\n',
    'no version, a blank behind the target': 'GET /c \r\n\r\n',
    'bare LF, fields and a body': `GET /c\nHost: a.test\nContent-Length: ${SMUGGLED.length}\n\n${SMUGGLED}`,
    'fields and a body': `POST /c\r\nHost: a.test\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
  }),
  ...cases(
    'version',
    { status: [400, 505], closes: true },
    {
      'HTTP/0.9': line('GET /c HTTP/0.9'),
      'HTTP/1.2': line('GET /c HTTP/1.2'),
      'HTTP/1.10': line('GET /c HTTP/1.10'),
      'HTTP/1.01': line('GET /c HTTP/1.01'),
      'HTTP/01.1': line('GET /c HTTP/01.1'),
      'HTTP/2.0': line('GET /c HTTP/2.0'),
      'HTTP/2': line('GET /c HTTP/2'),
      'HTTP/3.1': line('GET /c HTTP/3.1'),
      'HTTP/1': line('GET /c HTTP/1'),
      'HTTP/1.': line('GET /c HTTP/1.'),
      'HTTP/.1': line('GET /c HTTP/.1'),
      'HTTP/1,1': line('GET /c HTTP/1,1'),
      'HTTP/1.1x': line('GET /c HTTP/1.1x'),
      'HTTP/+1.1': line('GET /c HTTP/+1.1'),
      'http/1.1': line('GET /c http/1.1'),
      'HTTPS/1.1': line('GET /c HTTPS/1.1'),
      'ICY/1.1': line('GET /c ICY/1.1'),
      'a blank in it': line('GET /c HTTP /1.1'),
      'NUL behind it': line('GET /c HTTP/1.1\0'),
    },
  ),
  ...cases('method', BAD_REQUEST, {
    empty: line(' /c HTTP/1.1'),
    'a parenthesis': line('GE(T /c HTTP/1.1'),
    'a colon': line('GET: /c HTTP/1.1'),
    'a slash': line('G/T /c HTTP/1.1'),
    NUL: line('GE\0T /c HTTP/1.1'),
    'a control character': line('GE\x01T /c HTTP/1.1'),
    'a byte above 127': line('GE\xc9T /c HTTP/1.1'),
    'a bare CR': line('GE\rT /c HTTP/1.1'),
  }),
  ...cases(
    'method',
    { status: [400, 405, 501], closes: true },
    {
      'of 100 letters': line(`${'M'.repeat(100)} /c HTTP/1.1`),
    },
  ),
  ...cases('method', served({ method: 'FOO' }), { unknown: line('FOO /c HTTP/1.1') }),
  ...cases('method', served({ method: 'get' }), { 'in lower case': line('get /c HTTP/1.1') }),
  ...cases('method', served({ method: "M!#$%&'*+-.^_`|~9" }), {
    'every kind of token character': line("M!#$%&'*+-.^_`|~9 /c HTTP/1.1"),
  }),
  ...cases(
    'CONNECT',
    { status: [400, 405, 501], closes: true },
    {
      'to an authority': `CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n${SMUGGLED}`,
      'to a path': `${line('CONNECT /c HTTP/1.1')}${SMUGGLED}`,
      'with a body': `CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\nContent-Length: 3\r\n\r\nabc`,
    },
  ),
  ...cases(
    'TRACE',
    [
      served({ method: 'TRACE' }),
      { status: [400, 405, 501], closes: false },
      { status: [400, 405, 501], closes: true },
    ],
    {
      plain: line('TRACE /c HTTP/1.1'),
    },
  ),
  ...cases('target', BAD_REQUEST, {
    'no slash': line('GET c HTTP/1.1'),
    'a query alone': line('GET ?c HTTP/1.1'),
    'an authority': line('GET a.test:80 HTTP/1.1'),
    'a byte of 0xFF': line('GET /c\xff HTTP/1.1'),
    'a byte of 0x80': line('GET /c\x80 HTTP/1.1'),
    'UTF-8': line('GET /c\xc3\xa9 HTTP/1.1'),
    'a byte above 127 in the query': line('GET /c?\xe9 HTTP/1.1'),
    NUL: line('GET /c\0 HTTP/1.1'),
    'a control character': line('GET /c\x01 HTTP/1.1'),
    DEL: line('GET /c\x7f HTTP/1.1'),
    'a bare CR': line('GET /c\r HTTP/1.1'),
    'a bare LF': line('GET /c\n HTTP/1.1'),
    'a vertical tab': line('GET /c\x0b HTTP/1.1'),
    'a broken escape': line('GET /c%zz HTTP/1.1'),
    'half an escape': line('GET /c%4 HTTP/1.1'),
    'a percent sign at its end': line('GET /c% HTTP/1.1'),
  }),
  ...cases(
    'target',
    [
      { status: 400, closes: true },
      { status: 400, closes: false },
    ],
    {
      'a fragment': line('GET /c#x HTTP/1.1'),
      'a fragment alone': line('GET # HTTP/1.1'),
      'a fragment with a path behind it': line('GET /c#/../smuggled HTTP/1.1'),
    },
  ),
  ...cases(
    'target',
    [{ status: 400, closes: true }, { status: 400, closes: false }, served({ target: '/c?x#y' })],
    {
      'a fragment behind the query': line('GET /c?x#y HTTP/1.1'),
    },
  ),
  ...cases('target', served({ target: '/c/d' }), {
    'dot segments': line('GET /c/x/../d HTTP/1.1'),
    'doubled slashes': line('GET //c///d HTTP/1.1'),
    'escaped dots': line('GET /c/x/%2E%2e/d HTTP/1.1'),
    'more dot segments than segments': line('GET /../../c/./d HTTP/1.1'),
    'escaped letters': line('GET /%63/d HTTP/1.1'),
  }),
  ...cases('target', served({ target: '/c%2Fd' }), { 'an escaped slash': line('GET /c%2fd HTTP/1.1') }),
  ...cases('target', served({ target: '/c%0D%0AX:%201' }), {
    'an escaped line end': line('GET /c%0d%0aX:%201 HTTP/1.1'),
  }),
  ...cases('target', served({ target: '/c?a=1&b' }), { 'a query': line('GET /c?a=1&b HTTP/1.1') }),
  ...cases('target', { status: 200, closes: false }, { 'the whole server': line('OPTIONS * HTTP/1.1') }),
  ...cases(
    'target',
    [
      { status: [400, 404], closes: false },
      { status: [400, 404], closes: true },
    ],
    {
      'an asterisk for GET': line('GET * HTTP/1.1'),
    },
  ),
];
