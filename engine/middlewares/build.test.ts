import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';

test('a type that is not known is refused with those that are', () => {
  assert.throws(() => buildMiddleware('limit@file', 'rateLimit', { average: 1 }), {
    name: 'MiddlewareError',
    code: 'middleware-unsupported',
    message:
      /"limit@file": the type rateLimit is not supported; supported are addPrefix, basicAuth, .*stripPrefixRegex$/,
  });
});

const refused: readonly (readonly [string, unknown, RegExp])[] = [
  ['addPrefix', {}, /addPrefix\.prefix must not be empty/],
  ['addPrefix', { prefix: 1 }, /addPrefix\.prefix must be a string/],
  ['addPrefix', 'text', /addPrefix must be an object/],
  ['stripPrefix', { prefixes: '/a' }, /prefixes must be a list/],
  ['stripPrefixRegex', { regex: ['('] }, /regex is not a regular expression that RE2 takes/],
  ['replacePathRegex', { regex: '(?!a)', replacement: '' }, /regex is not/],
  ['redirectScheme', {}, /scheme must not be empty/],
  ['redirectRegex', { regex: '[' }, /regex is not/],
  ['ipAllowList', { sourceRange: [] }, /sourceRange is empty/],
  ['ipAllowList', { sourceRange: ['10.0.0.0/33'] }, /"10\.0\.0\.0\/33" is neither/],
  ['ipAllowList', { sourceRange: ['a.test'] }, /"a\.test" is neither/],
  [
    'ipAllowList',
    { sourceRange: ['10.0.0.1'], ipStrategy: { depth: -1 } },
    /ipStrategy\.depth must not be negative/,
  ],
  ['ipAllowList', { sourceRange: ['10.0.0.1'], rejectStatusCode: 999 }, /rejectStatusCode/],
  ['headers', { customRequestHeaders: { 'a b': '1' } }, /no valid header name: "a b"/],
  ['headers', { customResponseHeaders: { A: 'x\r\nB: y' } }, /control character/],
  ['headers', { sslRedirect: true }, /redirectScheme/],
  ['basicAuth', { users: ['ann'] }, /without a colon/],
  ['basicAuth', { users: ['ann:$2y$05$abc'] }, /bcrypt hash, which is not supported yet/],
  ['basicAuth', { users: ['ann:plain'] }, /"ann" is no hash/],
];

for (const [type, options, message] of refused) {
  test(`${type} ${JSON.stringify(options)} cannot be built`, () => {
    assert.throws(() => buildMiddleware('m@file', type, options), { code: 'middleware-option', message });
  });
}

test('every type explains itself in a sentence', () => {
  const options: readonly (readonly [string, object])[] = [
    ['addPrefix', { prefix: '/a' }],
    ['basicAuth', { users: ['a:{SHA}x'] }],
    ['headers', { frameDeny: true }],
    ['ipAllowList', { sourceRange: ['10.0.0.1'] }],
    ['redirectRegex', { regex: 'a', replacement: 'b' }],
    ['redirectScheme', { scheme: 'https' }],
    ['replacePath', { path: '/a' }],
    ['replacePathRegex', { regex: 'a', replacement: 'b' }],
    ['stripPrefix', { prefixes: ['/a'] }],
    ['stripPrefixRegex', { regex: ['/a'] }],
  ];
  for (const [type, values] of options)
    assert.match(buildMiddleware('m', type, values).explain(), /^It .*\.$/, type);
});
