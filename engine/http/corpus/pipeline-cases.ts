import {
  BAD_CODING,
  BAD_REQUEST,
  type CorpusCase,
  cases,
  type ForwardedRequest,
  get,
  post,
  SMUGGLED,
} from './corpus-case.ts';

const ONE: ForwardedRequest = { method: 'GET', target: '/c/1' };
const TWO: ForwardedRequest = { method: 'GET', target: '/c/2' };

function ask(path: string, lines = ''): string {
  return `GET /c/${path} HTTP/1.1\r\nHost: a.test\r\n${lines}\r\n`;
}

function posted(body: string): ForwardedRequest {
  return { method: 'POST', target: '/c', body };
}

const NO_BODY = post('Content-Length: 0\r\n', '');
const BODY = post('Content-Length: 3\r\n', 'abc');
const CHUNKS = post('Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\n\r\n');

/** Several messages in one stream of bytes, and where one of them ends (RFC 9112 §9.3, §11.2). */
export const PIPELINE_CASES: readonly CorpusCase[] = [
  ...cases(
    'pipelining',
    { forwarded: [ONE, TWO] },
    {
      'two requests': ask('1') + ask('2'),
      'an empty length between': ask('1', 'Content-Length: 0\r\n') + ask('2'),
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [ONE, TWO, { ...ONE, target: '/c/3' }, { ...ONE, target: '/c/4' }] },
    {
      'four requests': ask('1') + ask('2') + ask('3') + ask('4'),
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [posted('abc'), TWO] },
    {
      'behind a body': BODY + ask('2'),
      'behind chunks': CHUNKS + ask('2'),
      'behind chunks with trailers':
        post('Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\nX-T: 1\r\n\r\n') + ask('2'),
      'behind an expectation': post('Expect: 100-continue\r\nContent-Length: 3\r\n', 'abc') + ask('2'),
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [posted(''), TWO] },
    {
      'behind a length of 0': NO_BODY + ask('2'),
      'behind a POST without length': post('', '') + ask('2'),
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [posted('abc'), posted('abc'), TWO] },
    {
      'bodies and chunks': BODY + CHUNKS + ask('2'),
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [ONE], closes: true },
    {
      'behind the last request': ask('1', 'Connection: close\r\n') + SMUGGLED,
      'behind HTTP/1.0': `GET /c/1 HTTP/1.0\r\nHost: a.test\r\n\r\n${SMUGGLED}`,
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [ONE], behind: BAD_REQUEST },
    {
      garbage: `${ask('1')}GARBAGE\r\n\r\n`,
      'a request without Host': `${ask('1')}GET /smuggled HTTP/1.1\r\n\r\n`,
      'a length and chunks': `${ask('1')}${post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${SMUGGLED}`)}`,
      'a blank before it': `${ask('1')} ${SMUGGLED}`,
      'a bare LF before it': `${ask('1')}\n${SMUGGLED}`,
    },
  ),
  ...cases(
    'pipelining',
    { forwarded: [posted('abc')], behind: BAD_REQUEST },
    {
      'a body longer than its length': `${BODY}d ${SMUGGLED}`,
      'bytes behind the chunks': `${CHUNKS}X\r\n${SMUGGLED}`,
      'an end of chunks behind a body': `${BODY}0\r\n\r\n${SMUGGLED}`,
    },
  ),
  ...cases('smuggling', BAD_REQUEST, {
    'CL.TE': post('Content-Length: 6\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\nG${SMUGGLED}`),
    'TE.CL': post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', `1\r\nZ\r\nQ\r\n\r\n${SMUGGLED}`),
    'behind a refused request': `GET /c HTTP/1.1\r\nHost: a.test\r\nBad Name: 1\r\n\r\n${SMUGGLED}`,
    'behind a request line alone': `GET /c HTTP/1.1\r\n\r\n${SMUGGLED}`,
    'in a head without end': `GET /c HTTP/1.1\r\nHost: a.test\r\nX-A: 1\r\n${SMUGGLED}`,
    'in the value of an unfinished line': `GET /c HTTP/1.1\r\nHost: a.test\r\nX-A: ${SMUGGLED}`.replace(
      'Host: a.test\r\n\r\n',
      'Host: b.test\r\n\r\n',
    ),
    'a field in the target': get('').replace('/c HTTP', '/c\r\nX-A: 1\r\nY: HTTP'),
  }),
  ...cases('smuggling', BAD_CODING, {
    'TE.TE, the second unknown': post(
      `Content-Length: 4\r\nTransfer-Encoding: chunked\r\nTransfer-encoding: cow\r\n`,
      `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    ),
    'TE.TE, the first unknown': post(
      `Content-Length: 4\r\nTransfer-Encoding: x\r\nTransfer-Encoding: chunked\r\n`,
      `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    ),
  }),
  ...cases(
    'smuggling',
    { forwarded: [{ method: 'HEAD', target: '/c', body: SMUGGLED }] },
    {
      'the body of a HEAD': `HEAD /c HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    },
  ),
  ...cases(
    'smuggling',
    { forwarded: [{ method: 'OPTIONS', target: '/c', body: SMUGGLED }] },
    {
      'the body of an OPTIONS': `OPTIONS /c HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${SMUGGLED.length}\r\n\r\n${SMUGGLED}`,
    },
  ),
  ...cases(
    'smuggling',
    {
      forwarded: [
        { method: 'GET', target: '/c', fields: { content_length: '5', 'content-length': undefined } },
      ],
    },
    {
      'a length spelt with an underscore': get('Content_Length: 5\r\n'),
    },
  ),
];
