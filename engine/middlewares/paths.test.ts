import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pass } from './test-support.ts';

interface Row {
  readonly type: string;
  readonly options: unknown;
  readonly target: string;
  /** The target afterwards, or the status of the answer. */
  readonly expected: string | number;
  /** Value of the header that records what was there. */
  readonly recorded?: string;
}

const strip = (prefixes: string[], target: string, expected: string | number, recorded?: string): Row => ({
  ...{ type: 'stripPrefix', options: { prefixes }, target, expected },
  ...(recorded === undefined ? {} : { recorded }),
});
const stripRegex = (regex: string[], target: string, expected: string | number, recorded?: string): Row => ({
  ...{ type: 'stripPrefixRegex', options: { regex }, target, expected },
  ...(recorded === undefined ? {} : { recorded }),
});
const replaceRegex = (
  regex: string,
  replacement: string,
  target: string,
  expected: string | number,
): Row => ({
  ...{ type: 'replacePathRegex', options: { regex, replacement }, target, expected },
});

const rows: readonly Row[] = [
  { type: 'addPrefix', options: { prefix: '/v1' }, target: '/a%20b?x=1', expected: '/v1/a%20b?x=1' },
  { type: 'addPrefix', options: { prefix: 'v1' }, target: '/a', expected: '/v1/a' },
  { type: 'addPrefix', options: { prefix: '/a b' }, target: '/c', expected: '/a%20b/c' },
  { type: 'addPrefix', options: { prefix: '/v1' }, target: '?x=1', expected: '/v1?x=1' },
  strip(['/api'], '/api/v1?x=1', '/v1?x=1', '/api'),
  strip(['/api'], '/api', '', '/api'),
  strip(['/api'], '/apix', '/x', '/api'),
  strip([' /api '], '/api/x', '/x', '/api'),
  strip(['/api/', '/api'], '/api/x', '/x', '/api/'),
  strip(['/api', '/api/v1'], '/api/v1/x', '/v1/x', '/api'),
  strip(['/other'], '/api', '/api'),
  strip(['/a b'], '/a%20b/c%2Fd', '/c%2Fd', '/a b'),
  strip(['/é'], '/%C3%A9/x', '/x', '/Ã©'),
  strip(['/a'], '/a//b', 400),
  strip(['/a'], '/a/../b', 400),
  stripRegex(['^/v[0-9]+'], '/v12/x', '/x', '/v12'),
  stripRegex(['/x'], '/a/x', '/a/x'),
  stripRegex(['/nothing', '/a/[a-z]+/'], '/a/b/c', '/c', '/a/b/'),
  {
    type: 'replacePath',
    options: { path: '/new' },
    target: '/a%20b?x=1',
    expected: '/new?x=1',
    recorded: '/a%20b',
  },
  { type: 'replacePath', options: { path: '/a b' }, target: '/', expected: '/a%20b', recorded: '/' },
  { type: 'replacePath', options: { path: '/%zz' }, target: '/', expected: 500 },
  replaceRegex('^/api/(.*)', '/$1', '/api/v1/x?y=1', '/v1/x?y=1'),
  replaceRegex('^/(?P<who>[a-z]+)/(.*)', '/$2/\u0024{who}', '/a/b', '/b/a'),
  replaceRegex('^/(.*)', '/$1x', '/a', '/'),
  replaceRegex('a', 'b', '/banana', '/bbnbnb'),
  replaceRegex('^/other', '/x', '/a', '/a'),
  replaceRegex('^/a/(.*)', '/$1', '/a/../b', 400),
  replaceRegex('^/a', '/%z', '/a', 500),
];

for (const { type, options, target, expected, recorded } of rows) {
  test(`${type} ${JSON.stringify(options)}: ${target} becomes ${expected}`, () => {
    const { answer, head } = pass(type, options, { target });
    assert.equal(answer?.status ?? head.target, expected);
    if (typeof expected === 'number') return;
    const header = type.startsWith('strip') ? 'X-Forwarded-Prefix' : 'X-Replaced-Path';
    if (type.startsWith('strip') || recorded !== undefined) assert.equal(head.headers.get(header), recorded);
  });
}

test('refusals carry the texts of Go', () => {
  assert.equal(
    pass('stripPrefix', { prefixes: ['/a'] }, { target: '/a/../b' }).answer?.body,
    'Bad Request\n',
  );
  assert.equal(pass('replacePath', { path: '/%zz' }).answer?.body, 'invalid URL escape "%zz"\n');
});

test('a second prefix is recorded beside the first', () => {
  const { head } = pass(
    'stripPrefix',
    { prefixes: ['/a'] },
    { target: '/a/b', headers: ['X-Forwarded-Prefix', '/0'] },
  );
  assert.deepEqual(head.headers.all('x-forwarded-prefix'), ['/0', '/a']);
});
