import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edit, headerOf, pass } from './test-support.ts';

test('request headers are set, replaced and removed; Host is the host', () => {
  const customRequestHeaders = { 'x-new': 'ü', 'X-Old': 'new', 'X-Gone': '', host: 'b.test' };
  const headers = ['x-old', '1', 'X-Old', '2', 'x-gone', '1'];
  const { answer, head } = pass('headers', { customRequestHeaders }, { headers });
  assert.equal(answer, undefined);
  assert.deepEqual(head.headers.raw(), ['X-New', 'Ã¼', 'X-Old', 'new']);
  assert.equal(head.host, 'b.test');
});

test('response headers are set and removed, after the security headers', () => {
  const options = { customResponseHeaders: { Server: '', 'x-frame-options': 'SAMEORIGIN' }, frameDeny: true };
  assert.deepEqual(edit('headers', options, ['server', 'x', 'X-Frame-Options', 'ALLOW']), [
    ['X-Frame-Options', 'SAMEORIGIN'],
  ]);
});

const preflight = {
  method: 'OPTIONS',
  headers: [
    'Origin',
    'https://app.test',
    'Access-Control-Request-Method',
    'PUT',
    'Access-Control-Request-Headers',
    'X-A',
  ],
};

test('a preflight request is answered, whatever its origin', () => {
  const options = {
    accessControlAllowMethods: ['GET', 'PUT'],
    accessControlAllowHeaders: ['X-A', 'X-B'],
    accessControlAllowOriginList: ['https://app.test'],
    accessControlMaxAge: 0,
  };
  const { answer } = pass('headers', options, preflight);
  assert.deepEqual([answer?.status, answer?.body], [200, '']);
  assert.deepEqual(answer?.headers, [
    ['Access-Control-Allow-Headers', 'X-A,X-B'],
    ['Access-Control-Allow-Methods', 'GET,PUT'],
    ['Access-Control-Allow-Origin', 'https://app.test'],
    ['Access-Control-Max-Age', '0'],
  ]);
  const stranger = pass(
    'headers',
    { ...options, accessControlAllowOriginList: ['https://b.test'] },
    preflight,
  );
  assert.equal(stranger.answer?.status, 200);
  assert.equal(headerOf(stranger.answer, 'Access-Control-Allow-Origin'), undefined);
});

test('with credentials, a star is answered by what was asked for', () => {
  const options = {
    accessControlAllowCredentials: true,
    accessControlAllowMethods: ['*'],
    accessControlAllowHeaders: ['*'],
    accessControlAllowOriginList: ['*'],
  };
  assert.deepEqual(pass('headers', options, preflight).answer?.headers, [
    ['Access-Control-Allow-Credentials', 'true'],
    ['Access-Control-Allow-Headers', 'X-A'],
    ['Access-Control-Allow-Methods', 'PUT'],
    ['Access-Control-Allow-Origin', 'https://app.test'],
  ]);
  const open = pass('headers', { accessControlAllowOriginList: ['*'] }, preflight);
  assert.equal(headerOf(open.answer, 'Access-Control-Allow-Origin'), '*');
});

test('a request that is no preflight passes, and the answer says who may read it', () => {
  const options = {
    accessControlAllowOriginListRegex: ['^https://[a-z]+\\.test$'],
    accessControlExposeHeaders: ['X-A', 'X-B'],
    addVaryHeader: true,
  };
  const request = { method: 'OPTIONS', headers: ['Origin', 'https://app.test'] };
  assert.equal(pass('headers', options, request).answer, undefined);
  assert.deepEqual(edit('headers', options, ['Vary', 'Accept'], request), [
    ['Access-Control-Allow-Origin', 'https://app.test'],
    ['Access-Control-Expose-Headers', 'X-A,X-B'],
    ['Vary', 'Accept,Origin'],
  ]);
  assert.deepEqual(edit('headers', options, ['Vary', 'Origin']), [
    ['Vary', 'Origin'],
    ['Access-Control-Expose-Headers', 'X-A,X-B'],
  ]);
});

test('without accessControl options OPTIONS is an ordinary request', () => {
  assert.equal(pass('headers', { frameDeny: true }, preflight).answer, undefined);
});

test('security headers', () => {
  const options = {
    frameDeny: true,
    contentTypeNosniff: true,
    browserXssFilter: true,
    contentSecurityPolicy: "default-src 'self'",
    referrerPolicy: 'no-referrer',
    permissionsPolicy: 'camera=()',
    stsSeconds: 60,
    stsIncludeSubdomains: true,
    stsPreload: true,
  };
  const always = [
    ['X-Frame-Options', 'DENY'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-XSS-Protection', '1; mode=block'],
    ['Content-Security-Policy', "default-src 'self'"],
    ['Referrer-Policy', 'no-referrer'],
    ['Permissions-Policy', 'camera=()'],
  ];
  const sts = ['Strict-Transport-Security', 'max-age=60; includeSubDomains; preload'];
  assert.deepEqual(edit('headers', options), always);
  assert.deepEqual(edit('headers', options, [], { scheme: 'https' }), [...always, sts]);
  assert.deepEqual(edit('headers', { ...options, forceSTSHeader: true }), [...always, sts]);
  const proxied = { ...options, sslProxyHeaders: { 'X-Forwarded-Proto': 'https' } };
  assert.deepEqual(edit('headers', proxied, [], { headers: ['X-Forwarded-Proto', 'https'] }), [
    ...always,
    sts,
  ]);
  assert.deepEqual(edit('headers', { ...options, isDevelopment: true }, [], { scheme: 'https' }), always);
});

test('a host that is not allowed is answered 500', () => {
  const options = { allowedHosts: ['A.test'] };
  assert.equal(pass('headers', options).answer, undefined);
  const { answer } = pass('headers', options, { host: 'b.test' });
  assert.deepEqual([answer?.status, answer?.body], [500, 'Bad Host\n']);
  const proxied = { ...options, hostsProxyHeaders: ['X-Host'] };
  assert.equal(pass('headers', proxied, { host: 'b.test', headers: ['X-Host', 'a.test'] }).answer, undefined);
  assert.equal(pass('headers', { ...options, isDevelopment: true }, { host: 'b.test' }).answer, undefined);
});
