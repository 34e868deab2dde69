import {
  BAD_CODING,
  BAD_REQUEST,
  type CorpusCase,
  cases,
  get,
  post,
  SMUGGLED,
  servedPost,
} from './corpus-case.ts';

/** What comes behind the head where a proxy and a server might disagree on the length. */
const HIDDEN = `0\r\n\r\n${SMUGGLED}`;

/** A request with this value of Content-Length and three bytes, then another. */
function length(value: string): string {
  return post(`Content-Length:${value}\r\n`, `abc${SMUGGLED}`);
}

/** Rows of a request whose coding is written oddly, alone and beside a length that covers the hidden request. */
function codings(rows: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rows).flatMap(([name, lines]) => [
      [name, post(lines, HIDDEN)],
      [`${name}, with a length`, post(`Content-Length: ${HIDDEN.length}\r\n${lines}`, HIDDEN)],
    ]),
  );
}

/** Content-Length and Transfer-Encoding (RFC 9112 §6; RFC 9110 §8.6). */
export const LENGTH_CASES: readonly CorpusCase[] = [
  ...cases('Content-Length', BAD_REQUEST, {
    'a plus sign': length(' +3'),
    'a minus sign': length(' -3'),
    'below zero': length(' -1'),
    hexadecimal: length(' 0x3'),
    empty: length(''),
    'blanks alone': length(' \t '),
    'a list of equal lengths': length(' 3, 3'),
    'a list without blank': length(' 3,3'),
    'a list of different lengths': length(' 3, 45'),
    'a comma behind it': length(' 3,'),
    'a semicolon behind it': length(' 3;'),
    'a fraction': length(' 3.0'),
    'an exponent': length(' 3e0'),
    'an underscore': length(' 3_0'),
    'a blank within': length(' 3 0'),
    'a tab within': length(' 3\t0'),
    quotes: length(' "3"'),
    letters: length(' three'),
    'a letter behind it': length(' 3b'),
    'NUL behind it': length(' 3\0'),
    'a vertical tab before it': length(' \x0b3'),
    'a form feed behind it': length(' 3\x0c'),
    'a no-break space before it': length(' \xa03'),
    'digits of another script': length(' \xef\xbc\x93'),
    'a folded line': length('\r\n 3'),
    'a folded second line': length(' 3\r\n 4'),
    '2^64 + 3': length(' 18446744073709551619'),
    '2^63': length(' 9223372036854775808'),
    '2^53': length(' 9007199254740993'),
    'thirty digits': length(' 999999999999999999999999999999'),
    'twice, equal': post('Content-Length: 3\r\nContent-Length: 3\r\n', `abc${SMUGGLED}`),
    'twice, different': post(
      `Content-Length: 3\r\nContent-Length: ${3 + SMUGGLED.length}\r\n`,
      `abc${SMUGGLED}`,
    ),
    'twice, in different case': post(`content-length: 3\r\nCONTENT-LENGTH: 0\r\n`, `abc${SMUGGLED}`),
    'twice, one empty': post(`Content-Length: 3\r\nContent-Length:\r\n`, `abc${SMUGGLED}`),
    'twice, apart': post(`Content-Length: 0\r\nX-A: 1\r\nContent-Length: ${SMUGGLED.length}\r\n`, SMUGGLED),
    'a blank before the colon': post(`Content-Length : ${SMUGGLED.length}\r\n`, SMUGGLED),
    'a tab before the colon': post(`Content-Length\t: ${SMUGGLED.length}\r\n`, SMUGGLED),
    'NUL before the colon': post(`Content-Length\0: ${SMUGGLED.length}\r\n`, SMUGGLED),
    'a blank before the name': post(` Content-Length: ${SMUGGLED.length}\r\n`, SMUGGLED),
    'a blank in the name': post(`Content Length: ${SMUGGLED.length}\r\n`, SMUGGLED),
    'on a GET, malformed': get('Content-Length: abc\r\n'),
  }),
  ...cases('Content-Length', servedPost('abc', { 'transfer-encoding': undefined }), {
    plain: post('Content-Length: 3\r\n', 'abc'),
    'no blank': post('Content-Length:3\r\n', 'abc'),
    'blanks around it': post('Content-Length: \t3\t \r\n', 'abc'),
    'in capitals': post('CONTENT-LENGTH: 3\r\n', 'abc'),
  }),
  ...cases('Content-Length', [servedPost('abc'), BAD_REQUEST], {
    'a leading zero': post('Content-Length: 03\r\n', 'abc'),
    'twenty leading zeros': post(`Content-Length: ${'0'.repeat(20)}3\r\n`, 'abc'),
  }),
  ...cases('Content-Length', servedPost(SMUGGLED), {
    'a request as body': post(`Content-Length: ${SMUGGLED.length}\r\n`, SMUGGLED),
  }),
  ...cases(
    'Content-Length',
    { forwarded: [{ method: 'GET', target: '/c', body: SMUGGLED }] },
    {
      'a request as body of a GET': get(`Content-Length: ${SMUGGLED.length}\r\n`) + SMUGGLED,
    },
  ),
  ...cases(
    'Content-Length',
    { forwarded: [{ method: 'GET', target: '/c' }] },
    { '0 on a GET': get('Content-Length: 0\r\n') },
  ),
  ...cases('Content-Length', servedPost(''), { '0': post('Content-Length: 0\r\n', ''), none: post('', '') }),
  ...cases('Content-Length and chunked', BAD_REQUEST, {
    'the length first': post(`Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding: chunked\r\n`, HIDDEN),
    'the coding first': post(`Transfer-Encoding: chunked\r\nContent-Length: ${HIDDEN.length}\r\n`, HIDDEN),
    'a length of 0': post(`Content-Length: 0\r\nTransfer-Encoding: chunked\r\n`, HIDDEN),
    'a short length': post(
      'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n',
      `${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    ),
    apart: post(`Content-Length: ${HIDDEN.length}\r\nX-A: 1\r\nTRANSFER-ENCODING: CHUNKED\r\n`, HIDDEN),
    'on a GET': get(`Content-Length: ${HIDDEN.length}\r\nTransfer-Encoding: chunked\r\n`) + HIDDEN,
    'in HTTP/1.0': `POST /c HTTP/1.0\r\nHost: a.test\r\nContent-Length: ${HIDDEN.length}\r\nTransfer-Encoding: chunked\r\n\r\n${HIDDEN}`,
  }),
  ...cases('Transfer-Encoding in HTTP/1.0', BAD_REQUEST, {
    plain: `POST /c HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n${HIDDEN}`,
    'with keep-alive': `POST /c HTTP/1.0\r\nHost: a.test\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n${HIDDEN}`,
  }),
  ...cases(
    'Transfer-Encoding',
    BAD_CODING,
    codings({
      xchunked: 'Transfer-Encoding: xchunked\r\n',
      chunkedx: 'Transfer-Encoding: chunkedx\r\n',
      chunk: 'Transfer-Encoding: chunk\r\n',
      identity: 'Transfer-Encoding: identity\r\n',
      gzip: 'Transfer-Encoding: gzip\r\n',
      cow: 'Transfer-Encoding: cow\r\n',
      empty: 'Transfer-Encoding:\r\n',
      'gzip, chunked': 'Transfer-Encoding: gzip, chunked\r\n',
      'chunked, gzip': 'Transfer-Encoding: chunked, gzip\r\n',
      'chunked, identity': 'Transfer-Encoding: chunked, identity\r\n',
      'identity, chunked': 'Transfer-Encoding: identity, chunked\r\n',
      'chunked, chunked': 'Transfer-Encoding: chunked, chunked\r\n',
      'a comma behind': 'Transfer-Encoding: chunked,\r\n',
      'a comma before': 'Transfer-Encoding: ,chunked\r\n',
      'a parameter': 'Transfer-Encoding: chunked;p=1\r\n',
      'a semicolon': 'Transfer-Encoding: chunked;\r\n',
      quotes: 'Transfer-Encoding: "chunked"\r\n',
      'quotes of one kind': "Transfer-Encoding: 'chunked'\r\n",
      'a second word': 'Transfer-Encoding: chunked x\r\n',
      'a colon before': 'Transfer-Encoding: :chunked\r\n',
      'a no-break space before': 'Transfer-Encoding: \xa0chunked\r\n',
      'a no-break space behind': 'Transfer-Encoding: chunked\xa0\r\n',
      'next line (0x85) before': 'Transfer-Encoding: \x85chunked\r\n',
      'twice chunked': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n',
      'chunked and identity': 'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
      'identity and chunked': 'Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n',
      'chunked and cow': 'Transfer-Encoding: chunked\r\ntransfer-encoding: cow\r\n',
      'chunked and empty': 'Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n',
      'empty and chunked': 'Transfer-Encoding:\r\nTransfer-Encoding: chunked\r\n',
    }),
  ),
  ...cases(
    'Transfer-Encoding',
    BAD_CODING,
    codings({
      'a vertical tab before': 'Transfer-Encoding: \x0bchunked\r\n',
      'a form feed before': 'Transfer-Encoding: \x0cchunked\r\n',
      'a vertical tab behind': 'Transfer-Encoding: chunked\x0b\r\n',
      'NUL behind': 'Transfer-Encoding: chunked\0\r\n',
      'a bare CR behind': 'Transfer-Encoding: chunked\r\r\n',
      'a bare CR before': 'Transfer-Encoding:\rchunked\r\n',
      'a bare LF before': 'Transfer-Encoding:\nchunked\r\n',
      'a folded line': 'Transfer-Encoding:\r\n chunked\r\n',
      'a folded line by a tab': 'Transfer-Encoding:\r\n\tchunked\r\n',
      'a folded second coding': 'Transfer-Encoding: chunked\r\n , identity\r\n',
      'a blank before the colon': 'Transfer-Encoding : chunked\r\n',
      'a tab before the colon': 'Transfer-Encoding\t: chunked\r\n',
      'NUL before the colon': 'Transfer-Encoding\0: chunked\r\n',
      'a blank before the name': ' Transfer-Encoding: chunked\r\n',
      'a blank in the name': 'Transfer Encoding: chunked\r\n',
      'a bare LF before the name': 'X-A: 1\nTransfer-Encoding: chunked\r\n',
      'a bare CR before the name': 'X-A: 1\rTransfer-Encoding: chunked\r\n',
      'a control character before the name': '\x01Transfer-Encoding: chunked\r\n',
      'a byte above 127 in the name': 'Transfer-Encod\xefng: chunked\r\n',
    }),
  ),
  ...cases('Transfer-Encoding', servedPost('abc', { 'content-length': undefined }), {
    plain: post('Transfer-Encoding: chunked\r\n', '3\r\nabc\r\n0\r\n\r\n'),
    'in capitals': post('TRANSFER-ENCODING: CHUNKED\r\n', '3\r\nabc\r\n0\r\n\r\n'),
    'no blank': post('Transfer-Encoding:chunked\r\n', '3\r\nabc\r\n0\r\n\r\n'),
    'blanks around it': post('Transfer-Encoding: \t chunked \t\r\n', '3\r\nabc\r\n0\r\n\r\n'),
  }),
  ...cases(
    'Transfer-Encoding',
    { forwarded: [{ method: 'DELETE', target: '/c', body: SMUGGLED }] },
    {
      'on a DELETE': `DELETE /c HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n${SMUGGLED.length.toString(16)}\r\n${SMUGGLED}\r\n0\r\n\r\n`,
    },
  ),
  ...cases(
    'Transfer-Encoding',
    { forwarded: [{ method: 'OPTIONS', target: '/c', body: 'abc' }] },
    {
      'on an OPTIONS': `OPTIONS /c HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`,
    },
  ),
];
