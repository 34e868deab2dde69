import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware } from './build.ts';

test('a type that is not known is refused with those that are', () => {
  assert.throws(() => buildMiddleware('auth@file', 'forwardAuth', { address: 'http://a.test' }), {
    name: 'MiddlewareError',
    code: 'middleware-unsupported',
    message:
      /"auth@file": the type forwardAuth is not supported; supported are addPrefix, basicAuth, .*stripPrefixRegex$/,
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
  ['basicAuth', { users: ['ann'] }, /has a line that is not name:hash/],
  ['basicAuth', { users: ['ann:{SHA}x', '# staff'] }, /has a line that is not name:hash/],
  ['basicAuth', { users: ['ann:{SHA}x:y'] }, /has a line that is not name:hash/],
  ['basicAuth', { users: ['ann:$2y$05$abc'] }, /bcrypt hash, which is not supported yet/],
  ['basicAuth', { users: ['ann:plain'] }, /"ann" is no hash/],
  ['buffering', { maxRequestBodyBytes: -1 }, /must not be negative/],
  [
    'buffering',
    { retryExpression: 'Attempts() <' },
    /retryExpression cannot be read: expected a whole number/,
  ],
  ['circuitBreaker', {}, /expression cannot be read: expected one of .* but got the end at character 1/],
  [
    'circuitBreaker',
    { expression: 'LatencyAtQuantileMS(50) > 100' },
    /expression cannot be read: expected a number with a point, such as 0\.5, but got 50 at character 21/,
  ],
  ['circuitBreaker', { expression: 'NetworkErrorRatio() > 1' }, /expected a number with a point/],
  ['circuitBreaker', { expression: 'LatencyAtQuantileMS(50.0) > 0.1' }, /expected a whole number/],
  ['circuitBreaker', { expression: 'ResponseCodeRatio(500, 600) > 0.1' }, /expected "," but got \)/],
  ['circuitBreaker', { expression: '!(NetworkErrorRatio() > 0.1)' }, /! is not understood at character 1/],
  ['circuitBreaker', { expression: 'RequestThreshold() > 9' }, /LatencyAtQuantileMS, NetworkErrorRatio, R/],
  ['circuitBreaker', { expression: 'NetworkErrorRatio() > 0.1', checkPeriod: 'x' }, /checkPeriod must be/],
  ['circuitBreaker', { expression: 'NetworkErrorRatio() > 0.1', responseCode: 101 }, /final answer, not 101/],
  ['compress', { encodings: ['deflate'] }, /encodings names "deflate", .*gzip, br, zstd/],
  ['compress', { encodings: ['gzip'], defaultEncoding: 'br' }, /defaultEncoding is br, which is not one/],
  ['compress', { excludedContentTypes: ['text'] }, /holds "text", which is no media type/],
  [
    'compress',
    { excludedContentTypes: ['a/b'], includedContentTypes: ['a/c'] },
    /includedContentTypes .*mutually exclusive/,
  ],
  ['errors', { status: ['500'] }, /errors\.service must not be empty/],
  ['errors', { service: 's', status: ['5xx'] }, /status holds "5xx"/],
  ['errors', { service: 's', status: ['599-500'] }, /status holds "599-500"/],
  ['errors', { service: 's', statusRewrites: { 404: 99 } }, /maps 404 to 99/],
  ['errors', { service: 's', statusRewrites: { 404: 'x' } }, /must map "404" to a whole number/],
  ['retry', {}, /attempts must be 1 or more/],
  ['retry', { attempts: 2, initialInterval: 'soon' }, /initialInterval must be a duration/],
  ['retry', { attempts: 2, status: ['bad'] }, /status holds "bad"/],
  ['inFlightReq', {}, /inFlightReq\.amount must be given/],
  ['inFlightReq', { amount: -1 }, /amount must not be negative/],
  ['rateLimit', { average: -1 }, /average must not be negative/],
  ['rateLimit', { average: 1, period: '1x' }, /period must be a duration/],
  ['rateLimit', { average: 1, period: '-1s' }, /period must not be negative/],
  ['rateLimit', { average: 1, redis: { endpoints: [] } }, /redis is not supported/],
  [
    'rateLimit',
    { average: 1, sourceCriterion: { requestHost: true, requestHeaderName: 'X-A' } },
    /sourceCriterion names requestHeaderName and requestHost, which are mutually exclusive/,
  ],
  [
    'rateLimit',
    { average: 1, sourceCriterion: { ipStrategy: { excludedIPs: ['a'] } } },
    /sourceCriterion\.ipStrategy\.excludedIPs cannot be used/,
  ],
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
    ['buffering', {}],
    ['buffering', { maxRequestBodyBytes: 1, maxResponseBodyBytes: 1, retryExpression: 'IsNetworkError()' }],
    ['circuitBreaker', { expression: 'NetworkErrorRatio() > 0.5' }],
    ['compress', {}],
    ['errors', { service: 's', status: ['500'] }],
    ['headers', { frameDeny: true }],
    ['retry', { attempts: 1 }],
    ['retry', { attempts: 2, status: ['503'] }],
    ['inFlightReq', { amount: 1 }],
    ['ipAllowList', { sourceRange: ['10.0.0.1'] }],
    ['rateLimit', { average: 0 }],
    ['rateLimit', { average: 1 }],
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
