import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CookieJars } from './cookie-jars.ts';

describe('cookies of clients', () => {
  test('are sent back until they are replaced or gone', () => {
    const jars = new CookieJars();
    const request = () => ({ client: 3, sent: jars.of(3) });
    assert.equal(jars.of(3).field, undefined);
    assert.equal(jars.keep(request(), 'pod=one; Path=/; HttpOnly'), false);
    assert.equal(jars.keep(request(), 'version=v1; Path=/'), false);
    assert.equal(jars.of(3).field, 'pod=one; version=v1');
    assert.deepEqual(jars.of(3).values('pod'), ['one']);
    assert.deepEqual(jars.of(4).values('pod'), []);
    assert.equal(jars.keep(request(), 'pod=two; Path=/'), true);
    assert.deepEqual(jars.of(3).values('pod'), ['two']);
    jars.keep(request(), 'version=; Path=/; Max-Age=0');
    assert.equal(jars.of(3).field, 'pod=two');
  });

  test('replace a session once, whatever else was on its way', () => {
    const jars = new CookieJars();
    jars.keep({ client: 0, sent: jars.of(0) }, 'pod=one');
    const both = { client: 0, sent: jars.of(0) };
    assert.equal(jars.keep(both, 'pod=two'), true);
    assert.equal(jars.keep(both, 'pod=three'), false);
    const none = { client: 1, sent: jars.of(1) };
    jars.keep(none, 'pod=one');
    assert.equal(jars.keep(none, 'pod=two'), false);
  });

  test('are the same object for clients who have the same', () => {
    const jars = new CookieJars();
    for (const client of [0, 1]) jars.keep({ client, sent: jars.of(client) }, 'pod=one');
    assert.equal(jars.of(0), jars.of(1));
  });
});
