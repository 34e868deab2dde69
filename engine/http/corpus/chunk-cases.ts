import { BAD_REQUEST, type CorpusCase, cases, chunked, post, SMUGGLED, servedPost } from './corpus-case.ts';

const END = '0\r\n\r\n';
const HEX = SMUGGLED.length.toString(16);

/** A chunked POST whose trailer section is given. */
function trailed(lines: string, announced = ''): string {
  return post(`Transfer-Encoding: chunked\r\n${announced}`, `3\r\nabc\r\n0\r\n${lines}\r\n`);
}

/**
 * Trailer fields that would change what a message means, were they merged into the head (RFC 9110 §6.5.1): what is sent,
 * and what a server may get to see in the head.
 */
const UNMERGEABLE: Readonly<
  Record<string, { readonly value: string; readonly arrives: string | undefined }>
> = {
  'content-length': { value: '50', arrives: undefined },
  'transfer-encoding': { value: 'chunked', arrives: 'chunked' },
  host: { value: 'b.test', arrives: 'a.test' },
  authorization: { value: 'Basic Yjpi', arrives: undefined },
  connection: { value: 'close', arrives: undefined },
  'x-forwarded-for': { value: '10.0.0.1', arrives: '127.0.0.1' },
  te: { value: 'trailers', arrives: undefined },
  upgrade: { value: 'websocket', arrives: undefined },
};

/** Chunks and what may stand around them (RFC 9112 §7.1 with erratum 7633; RFC 9110 §6.5). */
export const CHUNK_CASES: readonly CorpusCase[] = [
  ...cases('chunks', servedPost('abc'), {
    one: chunked(`3\r\nabc\r\n${END}`),
    'of a byte each': chunked(`1\r\na\r\n1\r\nb\r\n1\r\nc\r\n${END}`),
    'a few leading zeros': chunked(`003\r\nabc\r\n${END}`),
    'an end of several zeros': chunked(`3\r\nabc\r\n000\r\n\r\n`),
  }),
  ...cases('chunks', servedPost('abcdefghij'), {
    'a hexadecimal size': chunked(`a\r\nabcdefghij\r\n${END}`),
    'a hexadecimal size in capitals': chunked(`A\r\nabcdefghij\r\n${END}`),
  }),
  ...cases('chunks', servedPost(''), { none: chunked(END) }),
  ...cases('chunks', servedPost(SMUGGLED), {
    'a request as data': chunked(`${HEX}\r\n${SMUGGLED}\r\n${END}`),
  }),
  ...cases('chunks', servedPost(`\r\n0\r\n\r\n${SMUGGLED}`), {
    'an end as data': chunked(`${(SMUGGLED.length + 7).toString(16)}\r\n\r\n0\r\n\r\n${SMUGGLED}\r\n${END}`),
  }),
  ...cases('chunk size', BAD_REQUEST, {
    'a blank behind it': chunked(`3 \r\nabc\r\n${END}`),
    'a tab behind it': chunked(`3\t\r\nabc\r\n${END}`),
    'a blank before it': chunked(` 3\r\nabc\r\n${END}`),
    'an empty line before it': chunked(`\r\n3\r\nabc\r\n${END}`),
    'a plus sign': chunked(`+3\r\nabc\r\n${END}`),
    'a minus sign': chunked(`-3\r\nabc\r\n${END}`),
    'a prefix 0x': chunked(`0x3\r\nabc\r\n${END}`),
    'a letter behind it': chunked(`3g\r\nabc\r\n${END}`),
    'a letter alone': chunked(`g\r\nabc\r\n${END}`),
    'an underscore': chunked(`1_0\r\nabc\r\n${END}`),
    quotes: chunked(`"3"\r\nabc\r\n${END}`),
    empty: chunked(`\r\nabc\r\n${END}`),
    NUL: chunked(`3\0\r\nabc\r\n${END}`),
    'a vertical tab': chunked(`3\x0b\r\nabc\r\n${END}`),
    'a byte above 127': chunked(`3\xa0\r\nabc\r\n${END}`),
    'twenty leading zeros': chunked(`${'0'.repeat(20)}3\r\nabc\r\n${END}`),
    '2^64 + 3': chunked(`10000000000000003\r\nabc\r\n${END}`),
    '2^64 - 1': chunked(`ffffffffffffffff\r\nabc\r\n${END}`),
    '2^63 + 3': chunked(`8000000000000003\r\nabc\r\n${END}`),
    '2^32 digits shifted out': chunked(`300000000000000003\r\nabc\r\n${END}`),
    '2^53 and more': chunked(`20000000000001\r\nabc\r\n${END}`),
    'a fraction': chunked(`3.0\r\nabc\r\n${END}`),
    'a comma': chunked(`3,3\r\nabc\r\n${END}`),
    'bare LF behind it': chunked(`3\nabc\r\n${END}`),
    'bare CR behind it': chunked(`3\rabc\r\n${END}`),
    'CR CR LF behind it': chunked(`3\r\r\nabc\r\n${END}`),
    'LF CR behind it': chunked(`3\n\rabc\r\n${END}`),
    'bare LF behind the last': chunked(`3\r\nabc\r\n0\n\r\n`),
    'bare CR behind the last': chunked(`3\r\nabc\r\n0\r\r\n`),
    'a blank behind the last': chunked(`3\r\nabc\r\n0 \r\n\r\n`),
    'a minus sign at the last': chunked(`3\r\nabc\r\n-0\r\n\r\n`),
  }),
  ...cases('chunk data', BAD_REQUEST, {
    'more than announced': chunked(`3\r\nabcd\r\n${END}`),
    'less than announced': chunked(`4\r\nabc\r\n${END}`),
    'no line end': chunked(`3\r\nabc${END}`),
    'a bare LF behind it': chunked(`3\r\nabc\n${END}`),
    'a bare CR behind it': chunked(`3\r\nabc\r${END}`),
    'LF CR behind it': chunked(`3\r\nabc\n\r${END}`),
    'a blank before the line end': chunked(`3\r\nabc \r\n${END}`),
    'two other bytes for the line end': chunked(`3\r\nabcXX${END}`),
    'a hidden request behind two other bytes': chunked(`5\r\n12345XX${HEX}\r\n${SMUGGLED}\r\n${END}`),
  }),
  ...cases('chunk end', BAD_REQUEST, {
    'a bare LF for the empty line': chunked(`3\r\nabc\r\n0\r\n\n`),
    'CR and another byte for the empty line': chunked(`3\r\nabc\r\n0\r\n\rX`),
    'bare LF twice': chunked(`3\r\nabc\r\n0\n\n${SMUGGLED}`),
    'two other bytes': chunked(`3\r\nabc\r\n0\r\nXY${SMUGGLED}`),
  }),
  ...cases('chunk extension', [servedPost('abc'), BAD_REQUEST], {
    'a name': chunked(`3;a\r\nabc\r\n${END}`),
    'a name and a value': chunked(`3;a=b\r\nabc\r\n${END}`),
    'a quoted value': chunked(`3;a="b c"\r\nabc\r\n${END}`),
    'a quoted value with a semicolon': chunked(`3;a="b;c"\r\nabc\r\n${END}`),
    several: chunked(`3;a=b;c=d\r\nabc\r\n${END}`),
    'at the last chunk': chunked(`3\r\nabc\r\n0;a=b\r\n\r\n`),
    'without a name': chunked(`3;\r\nabc\r\n${END}`),
    'blanks around it': chunked(`3 ; a = b\r\nabc\r\n${END}`),
  }),
  ...cases('chunk extension', BAD_REQUEST, {
    'a bare LF in it (TERM.EXT)': chunked(`3;\nabc\r\n${END}`),
    'a bare LF behind a name (TERM.EXT)': chunked(`2;a\nxx\r\n${HEX}\r\n0\r\n\r\n${SMUGGLED}\r\n${END}`),
    'a bare LF in a quoted value': chunked(`3;a="\n"\r\nabc\r\n${END}`),
    'a bare CR in it': chunked(`3;a\rb\r\nabc\r\n${END}`),
    'a bare CR at its end': chunked(`3;a\r\r\nabc\r\n${END}`),
    'NUL in it': chunked(`3;a\0\r\nabc\r\n${END}`),
    'a control character in it': chunked(`3;a=\x01\r\nabc\r\n${END}`),
    'a bare LF at the last chunk (EXT.TERM)': chunked(`3\r\nabc\r\n0;\n\r\n${SMUGGLED}`),
    'a bare LF at the last chunk, behind a name': chunked(`3\r\nabc\r\n0;a\nX: y\r\n\r\n${SMUGGLED}`),
    'of 20,000 bytes': chunked(`3;${'a'.repeat(20_000)}\r\nabc\r\n${END}`),
    'of 20,000 bytes without end': chunked(`3;${'a'.repeat(20_000)}`),
    'of 300 bytes each time': chunked(`${`1;${'a'.repeat(300)}\r\na\r\n`.repeat(200)}${END}`),
  }),
  ...cases('trailers', servedPost('abc'), {
    one: trailed('X-T: 1\r\n'),
    'one that is announced': trailed('X-T: 1\r\n', 'Trailer: X-T\r\n'),
    several: trailed('X-T: 1\r\nX-U: 2\r\n'),
    'announced, not sent': trailed('', 'Trailer: X-T\r\n'),
  }),
  ...Object.entries(UNMERGEABLE).flatMap(([name, { value, arrives }]) =>
    cases('trailers', [servedPost('abc', { [name]: arrives }), BAD_REQUEST], {
      [`named ${name}`]: trailed(`${name}: ${value}\r\n`),
      [`named ${name}, announced`]: trailed(`${name}: ${value}\r\n`, `Trailer: ${name}\r\n`),
    }),
  ),
  ...cases('trailers', BAD_REQUEST, {
    'no colon': trailed('X-T\r\n'),
    'a blank before the colon': trailed('X-T : 1\r\n'),
    'an empty name': trailed(': 1\r\n'),
    'a blank in the name': trailed('X T: 1\r\n'),
    'a folded line': trailed('X-T: 1\r\n 2\r\n'),
    'a blank before the first': trailed(' X-T: 1\r\n'),
    'a bare LF': trailed('X-T: 1\nX-U: 2\r\n'),
    'a bare CR': trailed('X-T: 1\rX-U: 2\r\n'),
    NUL: trailed('X-T: 1\0\r\n'),
    'a control character': trailed('X-T: \x01\r\n'),
    'a request as trailers': `${chunked('3\r\nabc\r\n0\r\n')}${SMUGGLED}`,
  }),
  ...cases(
    'trailers',
    { status: [400, 431], closes: true },
    {
      'of 20,000 bytes': trailed(`X-T: ${'a'.repeat(20_000)}\r\n`),
      '4,000 fields': trailed('a: b\r\n'.repeat(4000)),
    },
  ),
];
