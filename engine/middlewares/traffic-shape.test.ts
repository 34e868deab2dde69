import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildMiddleware, MIDDLEWARE_TYPES } from './build.ts';
import type { TrafficShape } from './traffic-shape.ts';

/** Why a middleware is seen only by running it. */
type NoShape = 'asks another service' | 'asks again by an expression';

const cases: readonly {
  readonly type: string;
  readonly options: object;
  readonly shape: TrafficShape['kind'] | NoShape;
}[] = [
  { type: 'addPrefix', options: { prefix: '/a' }, shape: 'transparent' },
  { type: 'basicAuth', options: { users: ['a:{SHA}x'] }, shape: 'transparent' },
  { type: 'buffering', options: { maxRequestBodyBytes: 1 }, shape: 'transparent' },
  {
    type: 'buffering',
    options: { retryExpression: 'Attempts() < 3' },
    shape: 'asks again by an expression',
  },
  {
    type: 'circuitBreaker',
    options: { expression: 'NetworkErrorRatio() > 0.5' },
    shape: 'circuit-breaker',
  },
  { type: 'compress', options: {}, shape: 'transparent' },
  { type: 'errors', options: { service: 's', status: ['500'] }, shape: 'asks another service' },
  { type: 'headers', options: { frameDeny: true }, shape: 'transparent' },
  { type: 'inFlightReq', options: { amount: 1 }, shape: 'in-flight' },
  { type: 'ipAllowList', options: { sourceRange: ['10.0.0.1'] }, shape: 'transparent' },
  { type: 'ipWhiteList', options: { sourceRange: ['10.0.0.1'] }, shape: 'transparent' },
  { type: 'rateLimit', options: { average: 0 }, shape: 'transparent' },
  { type: 'rateLimit', options: { average: 1 }, shape: 'rate-limit' },
  { type: 'redirectRegex', options: { regex: 'a', replacement: 'b' }, shape: 'transparent' },
  { type: 'redirectScheme', options: { scheme: 'https' }, shape: 'transparent' },
  { type: 'replacePath', options: { path: '/a' }, shape: 'transparent' },
  { type: 'replacePathRegex', options: { regex: 'a', replacement: 'b' }, shape: 'transparent' },
  { type: 'retry', options: { attempts: 1 }, shape: 'transparent' },
  { type: 'retry', options: { attempts: 2 }, shape: 'retry' },
  { type: 'stripPrefix', options: { prefixes: ['/a'] }, shape: 'transparent' },
  { type: 'stripPrefixRegex', options: { regex: ['/a'] }, shape: 'transparent' },
];

for (const { type, options, shape } of cases) {
  test(`${type} ${JSON.stringify(options)} has the shape: ${shape}`, () => {
    const middleware = buildMiddleware('m@file', type, options);
    const none: readonly string[] = ['asks another service', 'asks again by an expression'];
    assert.equal(middleware.shape?.kind, none.includes(shape) ? undefined : shape);
  });
}

test('every middleware that can be built is said to have a shape or not', () => {
  assert.deepEqual([...new Set(cases.map(({ type }) => type))], MIDDLEWARE_TYPES);
});

test('what changes the flow of requests has a handler', () => {
  for (const { type, options, shape } of cases) {
    const middleware = buildMiddleware('m@file', type, options);
    if (shape !== 'transparent') assert.ok(middleware.wrap, type);
  }
});
