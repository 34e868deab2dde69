import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type HeadSettings, headerOf, pass } from './test-support.ts';

const https = { scheme: 'https' };

/** Options, request, Location or undefined for none. */
const schemeRows: readonly (readonly [object, HeadSettings, string | undefined])[] = [
  [https, { target: '/x?y=1' }, 'https://a.test/x?y=1'],
  [https, { host: 'a.test:8080' }, 'https://a.test/'],
  [https, { host: '[fd00::7]:80' }, 'https://[fd00::7]/'],
  [{ ...https, port: '443' }, {}, 'https://a.test/'],
  [{ ...https, port: '8443' }, {}, 'https://a.test:8443/'],
  [https, { scheme: 'https' }, undefined],
  [https, { scheme: 'https', host: 'a.test:443' }, undefined],
  [https, { headers: ['X-Forwarded-Proto', 'https'] }, undefined],
  [https, { headers: ['X-Forwarded-Proto', 'wss'] }, undefined],
  [{ ...https, port: '8443' }, { scheme: 'https' }, 'https://a.test:8443/'],
  [{ scheme: 'http', port: '80' }, { scheme: 'https' }, 'http://a.test/'],
];

for (const [options, settings, location] of schemeRows) {
  test(`redirectScheme ${JSON.stringify(options)} on ${JSON.stringify(settings)}`, () => {
    assert.equal(headerOf(pass('redirectScheme', options, settings).answer, 'Location'), location);
  });
}

test('the status keeps the method of all but GET', () => {
  const cases: readonly (readonly [string, boolean, number, string])[] = [
    ['GET', false, 302, 'Found'],
    ['POST', false, 307, 'Temporary Redirect'],
    ['HEAD', false, 307, 'Temporary Redirect'],
    ['GET', true, 301, 'Moved Permanently'],
    ['HEAD', true, 308, 'Permanent Redirect'],
  ];
  for (const [method, permanent, status, body] of cases) {
    const { answer } = pass('redirectScheme', { ...https, permanent }, { method });
    assert.deepEqual([answer?.status, answer?.body], [status, body], method);
  }
});

const regexRows: readonly (readonly [string, string, HeadSettings, string | undefined])[] = [
  ['^http://a\\.test/(.*)', 'https://b.test/$1', { target: '/x?y=1' }, 'https://b.test/x?y=1'],
  ['^https://a', 'https://b', {}, undefined],
  ['^https://a', 'https://b', { headers: ['X-Forwarded-Proto', 'https'] }, 'https://b.test/'],
  ['^http://(.*):8080/(.*)', 'http://\u0024{1}/$2', { host: 'a.test:8080', target: '/x' }, 'http://a.test/x'],
  ['a', 'a', {}, undefined],
  ['$', '$$', {}, 'http://a.test/$'],
];

for (const [regex, replacement, settings, location] of regexRows) {
  test(`redirectRegex ${regex} by ${replacement} on ${JSON.stringify(settings)}`, () => {
    assert.equal(
      headerOf(pass('redirectRegex', { regex, replacement }, settings).answer, 'Location'),
      location,
    );
  });
}
