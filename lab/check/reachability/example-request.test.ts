import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../../../engine/reachability/index.ts';
import { connectionText, isRealConnection, isRealRequest, requestText } from './example-request.ts';

const model = (dimensions: Record<string, string[]>): Model => new Map(Object.entries(dimensions));

test('a request is written as a person would ask for it', () => {
  assert.equal(requestText(model({}), true), 'GET https://any.test/');
  const asked = model({
    host: ['::1'],
    path: ['/a b?#%2F'],
    method: ['POST'],
    'header x-canary': ['1', '2'],
    'query q': ['a&b', ''],
    'client address': ['10.0.0.1'],
  });
  assert.equal(
    requestText(asked, false),
    'POST http://[::1]/a%20b%3F%23%2F?q=a%26b&q with X-Canary: 1 with X-Canary: 2 from 10.0.0.1',
  );
});

test('a connection is written with what it offers', () => {
  assert.equal(connectionText(model({})), 'a connection without a server name');
  const offered = model({ 'server name': ['db.test'], protocols: ['h2', 'mqtt'], 'client address': ['::1'] });
  assert.equal(connectionText(offered), 'a connection for db.test offering h2, mqtt from ::1');
});

const requests: [dimensions: Record<string, string[]>, isReal: boolean][] = [
  [{ host: ['shop.test.'], path: ['/a/b%2Fc'], 'query q': ['1', 'é &'] }, true],
  [{ path: ['/grüße'] }, true],
  [{ path: ['//a'] }, false],
  [{ path: ['/a/../b'] }, false],
  [{ path: ['/a%41'] }, false],
  [{ host: [''] }, false],
  [{ host: ['a b'] }, false],
  [{ host: ['*.test'] }, false],
  [{ 'header x': [' 1'] }, false],
  [{ 'header x': ['1\n'] }, false],
  [{ 'client address': [''] }, false],
];
for (const [dimensions, isReal] of requests) {
  test(`${JSON.stringify(dimensions)} ${isReal ? 'can' : 'cannot'} be sent`, () => {
    assert.equal(isRealRequest(model(dimensions)), isReal);
  });
}

test('a connection comes from somewhere and asks for a name that there can be', () => {
  assert.ok(isRealConnection(model({ 'server name': ['db.test'] })));
  assert.ok(!isRealConnection(model({ 'server name': ['a b'] })));
  assert.ok(!isRealConnection(model({ 'client address': [''] })));
});
