import {
  BAD_REQUEST,
  type CorpusCase,
  cases,
  type Expectation,
  type ForwardedRequest,
  get,
  post,
  type Refused,
  SERVED_GET,
  SMUGGLED,
} from './corpus-case.ts';

type Fields = NonNullable<ForwardedRequest['fields']>;

function served(fields: Fields, closes = false): Expectation {
  return { forwarded: [{ method: 'GET', target: '/c', fields }], closes };
}

function servedBody(body: string, fields: Fields = {}): Expectation {
  return { forwarded: [{ method: 'POST', target: '/c', body, fields }] };
}

const NO_HTTP2: Refused = { status: [400, 505], closes: true };
const UPGRADE = 'Connection: Upgrade\r\nUpgrade:';
const NO_UPGRADE: Fields = { upgrade: undefined, connection: undefined, 'http2-settings': undefined };

/** Fields of one connection, upgrades, forwarding fields, expectations (RFC 9110 §7.6.1, §7.8, §10.1.1). */
export const CONNECTION_CASES: readonly CorpusCase[] = [
  ...cases('Connection', servedBody('abc'), {
    'names Content-Length': post('Connection: content-length\r\nContent-Length: 3\r\n', 'abc'),
    'names Content-Length behind it': post(
      'Content-Length: 3\r\nConnection: keep-alive, Content-Length\r\n',
      'abc',
    ),
    'names Transfer-Encoding': post(
      'Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n',
      '3\r\nabc\r\n0\r\n\r\n',
    ),
  }),
  ...cases('Connection', servedBody(SMUGGLED), {
    'names Content-Length of a hidden request': post(
      `Connection: content-length\r\nContent-Length: ${SMUGGLED.length}\r\n`,
      SMUGGLED,
    ),
  }),
  ...cases(
    'Connection',
    { forwarded: [{ method: 'GET', target: '/c', host: 'a.test' }] },
    {
      'names Host': get('Connection: host\r\n'),
    },
  ),
  ...cases(
    'Connection',
    served({ 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http', 'x-real-ip': '127.0.0.1' }),
    {
      'names forwarding fields': get('Connection: x-forwarded-for, X-Forwarded-Proto, X-Real-Ip\r\n'),
      'names a forwarding field with underscores': get(
        'Connection: X_Forwarded_For\r\nX_Forwarded_For: 10.0.0.1\r\n',
      ),
    },
  ),
  ...cases('Connection', served({ 'x-a': undefined, 'x-b': '2', connection: undefined }), {
    'names a field': get('Connection: x-a\r\nX-A: 1\r\nX-B: 2\r\n'),
    'names a field before and behind it': get('X-A: 1\r\nConnection: x-a\r\nX-B: 2\r\nX-A: 3\r\n'),
    'names fields in a list': get('Connection: x-none ,X-A\r\nX-A: 1\r\nX-B: 2\r\n'),
    'on two lines': get('Connection: x-none\r\nX-A: 1\r\nX-B: 2\r\nConnection: x-a\r\n'),
    'empty members': get('Connection: ,, x-a ,\r\nX-A: 1\r\nX-B: 2\r\n'),
  }),
  ...cases(
    'Connection',
    { ...SERVED_GET, closes: true },
    {
      close: get('Connection: close\r\n'),
      'close in capitals': get('Connection: CLOSE\r\n'),
      'close in a list': get('Connection: x-none, close\r\n'),
      'close on a second line': get('Connection: keep-alive\r\nConnection: close\r\n'),
      'HTTP/1.0': 'GET /c HTTP/1.0\r\nHost: a.test\r\n\r\n',
    },
  ),
  ...cases('Connection', [SERVED_GET, { ...SERVED_GET, closes: true }], {
    'HTTP/1.0 with keep-alive': 'GET /c HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\n\r\n',
    'a value that is no token': get('Connection: "close"\r\n'),
    'a semicolon': get('Connection: close; x\r\n'),
  }),
  ...cases('Connection', SERVED_GET, {
    'keep-alive': get('Connection: keep-alive\r\n'),
    empty: get('Connection:\r\n'),
  }),
  ...cases(
    'hop-by-hop',
    served({ 'keep-alive': undefined, 'proxy-connection': undefined, 'proxy-authorization': undefined }),
    {
      'fields of one connection': get(
        'Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic YTph\r\n',
      ),
    },
  ),
  ...cases('hop-by-hop', served({ te: undefined }), {
    'TE: gzip': get('TE: gzip\r\n'),
    'TE: empty': get('TE:\r\n'),
  }),
  ...cases('hop-by-hop', [served({ te: 'trailers' }), served({ te: undefined })], {
    'TE: trailers': get('TE: trailers\r\n'),
    'TE: trailers, gzip': get('TE: trailers, gzip\r\nConnection: TE\r\n'),
  }),
  ...cases(
    'forwarding fields',
    served({ 'x-forwarded-for': '127.0.0.1', x_forwarded_for: undefined, 'x-forwarded_for': undefined }),
    {
      'X-Forwarded-For': get('X-Forwarded-For: 10.0.0.1\r\n'),
      'X-Forwarded-For twice': get('X-Forwarded-For: 10.0.0.1\r\nx-forwarded-for: 10.0.0.2\r\n'),
      X_Forwarded_For: get('X_Forwarded_For: 10.0.0.1\r\n'),
      'X-Forwarded_For': get('X-Forwarded_For: 10.0.0.1\r\n'),
    },
  ),
  ...cases(
    'forwarding fields',
    served({
      'x-real-ip': '127.0.0.1',
      'x-forwarded-host': 'a.test',
      'x-forwarded-proto': 'http',
      'x-forwarded-port': '80',
      'x-forwarded-prefix': undefined,
      'x-forwarded-uri': undefined,
      'x-forwarded-tls-client-cert': undefined,
    }),
    {
      'all others': get(
        'X-Real-Ip: 10.0.0.1\r\nX-Forwarded-Host: b.test\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Port: 443\r\n' +
          'X-Forwarded-Prefix: /b\r\nX-Forwarded-Uri: /b\r\nX-Forwarded-Tls-Client-Cert: b\r\nX-Forwarded-Server: b\r\n',
      ),
    },
  ),
  ...cases('upgrade', served(NO_UPGRADE), {
    h2c: get('Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'),
    'h2c without HTTP2-Settings': get(`${UPGRADE} h2c\r\n`),
    'h2c in capitals': get(`${UPGRADE} H2C\r\n`),
    'h2c in a list': get(`${UPGRADE} websocket, h2c\r\n`),
    'h2c on a second line': get(`${UPGRADE} websocket\r\nUpgrade: h2c\r\n`),
    'h2c that Connection does not name': get('Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n'),
    'websocket that Connection does not name': get('Upgrade: websocket\r\n'),
    'named by Connection, absent': get('Connection: Upgrade\r\n'),
  }),
  ...cases('upgrade', servedBody('abc', NO_UPGRADE), {
    'websocket with a body': post(`${UPGRADE} websocket\r\nContent-Length: 3\r\n`, 'abc'),
    'websocket with chunks': post(
      `${UPGRADE} websocket\r\nTransfer-Encoding: chunked\r\n`,
      '3\r\nabc\r\n0\r\n\r\n',
    ),
    'h2c with a body': post(`${UPGRADE} h2c\r\nContent-Length: 3\r\n`, 'abc'),
  }),
  ...cases('upgrade', servedBody(SMUGGLED, NO_UPGRADE), {
    'a hidden request behind one': post(
      `${UPGRADE} websocket\r\nContent-Length: ${SMUGGLED.length}\r\n`,
      SMUGGLED,
    ),
  }),
  ...cases('upgrade', [served(NO_UPGRADE, true), { status: 400, closes: true }], {
    'in HTTP/1.0': `GET /c HTTP/1.0\r\nHost: a.test\r\n${UPGRADE} websocket\r\n\r\n`,
  }),
  ...cases(
    'upgrade',
    [
      { forwarded: [{ method: 'GET', target: '/c', fields: { upgrade: 'websocket' } }], closes: true },
      {
        forwarded: [
          { method: 'GET', target: '/c', fields: { upgrade: 'websocket' } },
          // Only what passed the proxy as a request has this field.
          { method: 'GET', target: '/c/2', fields: { 'x-forwarded-for': '127.0.0.1' } },
        ],
      },
    ],
    {
      'a request behind one that is not granted': `${get(`${UPGRADE} websocket\r\n`)}GET /c/2 HTTP/1.1\r\nHost: a.test\r\n\r\n`,
    },
  ),
  ...cases('HTTP/2 preface', NO_HTTP2, {
    'with another target': 'PRI /c HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'in lower case': 'pri * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    'of another version': 'PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n',
  }),
  ...cases(
    'HTTP/2 preface',
    { ...SERVED_GET, behind: NO_HTTP2 },
    {
      'behind a request': `${get('')}PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n`,
    },
  ),
  ...cases(
    'Expect',
    { status: 417, closes: true },
    {
      unknown: post('Expect: 200-maybe\r\nContent-Length: 3\r\n', 'abc'),
      'a list': post('Expect: 100-continue, x\r\nContent-Length: 3\r\n', 'abc'),
      'a parameter': post('Expect: 100-continue;x\r\nContent-Length: 3\r\n', 'abc'),
      'a value': post('Expect: 100-continue=1\r\nContent-Length: 3\r\n', 'abc'),
      'without a body': get('Expect: y 100-continue\r\n'),
    },
  ),
  ...cases('Expect', servedBody('abc'), {
    '100-continue': post('Expect: 100-continue\r\nContent-Length: 3\r\n', 'abc'),
    '100-continue in capitals': post('Expect: 100-CONTINUE\r\nContent-Length: 3\r\n', 'abc'),
    '100-continue with chunks': post(
      'Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n',
      '3\r\nabc\r\n0\r\n\r\n',
    ),
  }),
  ...cases('Expect', servedBody(SMUGGLED), {
    '100-continue and a hidden request': post(
      `Expect: 100-continue\r\nContent-Length: ${SMUGGLED.length}\r\n`,
      SMUGGLED,
    ),
  }),
  ...cases('Expect', SERVED_GET, { '100-continue without a body': get('Expect: 100-continue\r\n') }),
  ...cases('Expect', [servedBody('abc'), { status: 417, closes: true }], {
    twice: post('Expect: 100-continue\r\nExpect: 100-continue\r\nContent-Length: 3\r\n', 'abc'),
    empty: post('Expect:\r\nContent-Length: 3\r\n', 'abc'),
  }),
  ...cases('Expect', BAD_REQUEST, {
    'with length and chunks': post(
      'Expect: 100-continue\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n',
      `0\r\n\r\n${SMUGGLED}`,
    ),
  }),
];
