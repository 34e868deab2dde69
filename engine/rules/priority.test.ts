import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHttpRule } from './http-rule.ts';
import {
  defaultPriority,
  effectivePriority,
  exceedsMaximumPriority,
  maximumUserPriority,
} from './priority.ts';
import { parseTcpRule } from './tcp-rule.ts';

const ofHttp = (source: string) => defaultPriority(parseHttpRule(source));
const ofTcp = (source: string) => defaultPriority(parseTcpRule(source));

test('a rule weighs as much as it has bytes', () => {
  assert.equal(ofHttp('Host(`a.test`)'), 14);
  assert.equal(ofHttp('Host(`a.test`) && PathPrefix(`/api`)'), 36);
  assert.equal(ofHttp('HostRegexp(`.+`)'), 16);
  assert.equal(ofHttp(' Host( `a.test` ) '), 18);
  assert.equal(ofHttp('Path(`/é€`)'), 14);
});

test('the TCP catch-all comes last', () => {
  assert.equal(ofTcp('HostSNI(`*`)'), -1);
  assert.equal(ofTcp('HostSNI(`*`) || HostSNI(`*`)'), 28);
  assert.equal(ofTcp('HostSNI(`*`) && ClientIP(`10.0.0.0/8`)'), 38);
  assert.equal(ofTcp('HostSNI(`db.test`)'), 18);
});

test('0 is unset, anything else replaces the default', () => {
  assert.equal(effectivePriority(undefined, 14), 14);
  assert.equal(effectivePriority(0, 14), 14);
  assert.equal(effectivePriority(5, 14), 5);
  assert.equal(effectivePriority(-1, 14), -1);
  assert.equal(effectivePriority(undefined, -1), -1);
});

test('users may go up to 2^63 − 1001', () => {
  assert.equal(maximumUserPriority, 2n ** 63n - 1001n);
  assert.equal(exceedsMaximumPriority(maximumUserPriority), false);
  assert.equal(exceedsMaximumPriority(maximumUserPriority + 1n), true);
  assert.equal(exceedsMaximumPriority(2 ** 62), false);
  assert.equal(exceedsMaximumPriority(2 ** 63), true);
});
