import {
  BAD_REQUEST,
  type CorpusCase,
  cases,
  type ForwardedRequest,
  get,
  SERVED_GET,
  SMUGGLED,
} from './corpus-case.ts';

function served(fields: NonNullable<ForwardedRequest['fields']>) {
  return { forwarded: [{ method: 'GET', target: '/c', fields }] } as const;
}

const CONTROL_CHARACTERS: Readonly<Record<string, string>> = Object.fromEntries(
  [0, 1, 7, 8, 0x0b, 0x0c, 0x0e, 0x1b, 0x1f, 0x7f].map((code) => [
    `0x${code.toString(16).padStart(2, '0')}`,
    String.fromCharCode(code),
  ]),
);

/** One row for each control character, written by `bytesWith`. */
function everyControl(place: string, bytesWith: (character: string) => string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(CONTROL_CHARACTERS).map(([name, character]) => [`${name} ${place}`, bytesWith(character)]),
  );
}

const DELIMITERS = '"(),/;<=>?@[\\]{}';

/** Field lines: line ends, blanks, folding, characters, size (RFC 9112 §2.2, §5; RFC 9110 §5.1, §5.5). */
export const FIELD_CASES: readonly CorpusCase[] = [
  ...cases('line end', BAD_REQUEST, {
    'bare LF behind the request line': 'GET /c HTTP/1.1\nHost: a.test\r\n\r\n',
    'bare LF behind a field': get('X-A: 1\nX-B: 2\r\n'),
    'bare LF behind the last field': 'GET /c HTTP/1.1\r\nHost: a.test\n\r\n',
    'bare LF for the empty line': 'GET /c HTTP/1.1\r\nHost: a.test\r\n\n',
    'bare LF everywhere': 'GET /c HTTP/1.1\nHost: a.test\n\n',
    'an early end by LF LF': `GET /c HTTP/1.1\r\nHost: a.test\r\nX-A: 1\n\n${SMUGGLED}`,
    'an early end by LF CR LF': `GET /c HTTP/1.1\r\nHost: a.test\r\nX-A: 1\n\r\n${SMUGGLED}`,
    'bare CR behind the request line': 'GET /c HTTP/1.1\rHost: a.test\r\n\r\n',
    'bare CR behind a field': get('X-A: 1\rX-B: 2\r\n'),
    'bare CR everywhere': 'GET /c HTTP/1.1\rHost: a.test\r\r\n\r\n',
    'bare CR in a value': get('X-A: 1\r2\r\n'),
    'bare CR in a name': get('X\rA: 1\r\n'),
    'bare CR before the colon': get('X-A\r: 1\r\n'),
    'bare CR behind the colon': get('X-A:\r1\r\n'),
    'CR CR LF behind a field': get('X-A: 1\r\r\n'),
    'CR CR LF behind the request line': 'GET /c HTTP/1.1\r\r\nHost: a.test\r\n\r\n',
    'LF CR behind a field': get('X-A: 1\n\rX-B: 2\r\n'),
    'CR CR LF for the empty line': 'GET /c HTTP/1.1\r\nHost: a.test\r\n\r\r\n',
    'a hidden field behind a bare CR': get(`X-A: 1\rContent-Length: ${SMUGGLED.length}\r\n`) + SMUGGLED,
    'a hidden field behind a bare LF': get(`X-A: 1\nContent-Length: ${SMUGGLED.length}\r\n`) + SMUGGLED,
  }),
  ...cases('blanks at a name', BAD_REQUEST, {
    'a blank before the colon': get('X-A : 1\r\n'),
    'a tab before the colon': get('X-A\t: 1\r\n'),
    'a blank within': get('X A: 1\r\n'),
    'a tab within': get('X\tA: 1\r\n'),
    'a blank before the first field': 'GET /c HTTP/1.1\r\n Host: a.test\r\n\r\n',
    'a tab before the first field': 'GET /c HTTP/1.1\r\n\tX-A: 1\r\nHost: a.test\r\n\r\n',
    'a no-break space before the colon': get('X-A\xa0: 1\r\n'),
  }),
  ...cases('folding', BAD_REQUEST, {
    'a line that begins with a blank': get('X-A: 1\r\n 2\r\n'),
    'a line that begins with a tab': get('X-A: 1\r\n\t2\r\n'),
    'an empty value continued': get('X-A:\r\n 1\r\n'),
    'a line of a blank': get('X-A: 1\r\n \r\n'),
    'a line of a blank before the end': `GET /c HTTP/1.1\r\nHost: a.test\r\n \r\n\r\n${SMUGGLED}`,
    'a line that begins with a vertical tab': get('X-A: 1\r\n\x0b2\r\n'),
    'a line that begins with a form feed': get('X-A: 1\r\n\x0c2\r\n'),
    'a field on the folded line': get(`X-A: 1\r\n Content-Length: ${SMUGGLED.length}\r\n`) + SMUGGLED,
  }),
  ...cases('field name', BAD_REQUEST, {
    'no colon': get('X-A\r\n'),
    'no colon, with a blank': get('X-A 1\r\n'),
    empty: get(': 1\r\n'),
    'a colon alone': get(':\r\n'),
    'a byte above 127': get('X-\xe9: 1\r\n'),
    'a byte of 0xFF': get('X-A\xff: 1\r\n'),
    ...Object.fromEntries(
      [...DELIMITERS].map((character) => [`${character} within`, get(`X${character}A: 1\r\n`)]),
    ),
    ...everyControl('in it', (character) => get(`X${character}A: 1\r\n`)),
  }),
  ...cases('field value', BAD_REQUEST, {
    ...everyControl('in it', (character) => get(`X-A: 1${character}2\r\n`)),
    ...everyControl('before it', (character) => get(`X-A: ${character}1\r\n`)),
    ...everyControl('behind it', (character) => get(`X-A: 1${character}\r\n`)),
  }),
  ...cases('field value', served({ 'x-a': '1\t2' }), { 'a tab within': get('X-A: 1\t2\r\n') }),
  ...cases('field value', served({ 'x-a': '1' }), {
    'blanks around it': get('X-A: \t 1 \t \r\n'),
    'no blank': get('X-A:1\r\n'),
  }),
  ...cases('field value', served({ 'x-a': '' }), {
    empty: get('X-A:\r\n'),
    'blanks alone': get('X-A: \t \r\n'),
  }),
  ...cases('field value', served({ 'x-a': '\xe9\x80\xff' }), {
    'bytes above 127': get('X-A: \xe9\x80\xff\r\n'),
  }),
  ...cases('field value', served({ 'x-a': 'a: b\\"(),/;<=>?@[]{}' }), {
    'delimiters and a second colon': get('X-A: a: b\\"(),/;<=>?@[]{}\r\n'),
  }),
  ...cases('field name', served({ "x!#$%&'*+-.^_`|~9": '1' }), {
    'every kind of token character': get("X!#$%&'*+-.^_`|~9: 1\r\n"),
  }),
  ...cases('field name', [SERVED_GET, BAD_REQUEST], { underscores: get('X_A: 1\r\n') }),
  ...cases(
    'size',
    { status: [400, 414, 431], closes: true },
    {
      'a target of 20,000 bytes': `GET /c${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a.test\r\n\r\n`,
      'a value of 20,000 bytes': get(`X-A: ${'a'.repeat(20_000)}\r\n`),
      'a name of 20,000 bytes': get(`${'a'.repeat(20_000)}: 1\r\n`),
      '4,000 fields': get('a: b\r\n'.repeat(4000)),
      'a method of 20,000 bytes': `${'M'.repeat(20_000)} /c HTTP/1.1\r\nHost: a.test\r\n\r\n`,
      'blanks of 20,000 bytes': get(`X-A:${' '.repeat(20_000)}1\r\n`),
    },
  ),
  ...cases('size', [SERVED_GET, { status: [400, 431], closes: true }], {
    '300 fields': get('a: b\r\n'.repeat(300)),
    '300 empty fields': get('a:\r\n'.repeat(300)),
  }),
];
