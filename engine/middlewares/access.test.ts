import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pass } from './test-support.ts';

const inside = ['10.0.0.0/8', '192.0.2.1', 'fd00::/8'];

/** ipStrategy, peer, X-Forwarded-For, whether it passes. */
const rows: readonly (readonly [object | undefined, string, string | undefined, boolean])[] = [
  [undefined, '10.1.2.3', undefined, true],
  [undefined, '192.0.2.1', undefined, true],
  [undefined, '192.0.2.2', undefined, false],
  [undefined, '192.0.2.2', '10.1.2.3', false],
  [undefined, '::ffff:10.1.2.3', undefined, true],
  [undefined, 'fd12::1', undefined, true],
  [undefined, 'fe80::1', undefined, false],
  [{ depth: 0 }, '10.1.2.3', '192.0.2.9', true],
  [{ depth: 1 }, '192.0.2.9', '192.0.2.9, 10.1.2.3', true],
  [{ depth: 2 }, '192.0.2.9', '10.1.2.3, 192.0.2.9', true],
  [{ depth: 3 }, '10.1.2.3', '10.1.2.3, 10.1.2.4', false],
  [{ depth: 1 }, '10.1.2.3', undefined, false],
  [{ excludedIPs: ['192.0.2.0/24'] }, '192.0.2.9', '10.1.2.3, 192.0.2.9', true],
  [{ excludedIPs: ['192.0.2.0/24'] }, '10.1.2.3', '192.0.2.9', false],
  [{ excludedIPs: ['192.0.2.0/24'], depth: 1 }, '10.1.2.3', '10.1.2.3, 192.0.2.9', false],
];

for (const [ipStrategy, clientIp, forwardedFor, passes] of rows) {
  test(`ipAllowList ${JSON.stringify(ipStrategy)}: ${clientIp} with ${forwardedFor} ${passes ? 'passes' : 'does not'}`, () => {
    const headers = forwardedFor === undefined ? [] : ['X-Forwarded-For', forwardedFor];
    const { answer } = pass('ipAllowList', { sourceRange: inside, ipStrategy }, { clientIp, headers });
    assert.equal(answer === undefined, passes);
    if (answer) assert.deepEqual([answer.status, answer.body, answer.headers], [403, 'Forbidden', []]);
  });
}

test('ipv6Subnet zeroes the rest of an IPv6 address', () => {
  const allows = (source: string, clientIp: string): boolean => {
    const options = { sourceRange: [source], ipStrategy: { ipv6Subnet: 64 } };
    return pass('ipAllowList', options, { clientIp }).answer === undefined;
  };
  assert.equal(allows('2001:db8:1:2::', '2001:db8:1:2:3:4:5:6'), true);
  assert.equal(allows('2001:db8:1:2::', '2001:db8:1:3:3:4:5:6'), false);
  assert.equal(allows('10.0.0.1', '10.0.0.1'), true);
});

const refusals: [type: string, options: object, status: number, body: string][] = [
  ['ipAllowList', { rejectStatusCode: 404 }, 404, 'Not Found'],
  ['ipWhiteList', {}, 403, 'Forbidden'],
];
for (const [type, options, status, body] of refusals) {
  test(`a client that ${type} refuses gets ${status}`, () => {
    const { answer } = pass(type, { sourceRange: ['10.0.0.1'], ...options });
    assert.deepEqual([answer?.status, answer?.body], [status, body]);
  });
}

/** Made by openssl passwd and by htpasswd -s. */
const users = [
  'ann:$apr1$8sFt66rZ$eup.HOtZcQ/VrnApBM3rR/',
  'bob:$1$abcdefgh$s/bh4t4L4DaUNufpPcjqI0',
  'eve:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=',
];

function login(credentials: string | undefined, options: object = {}) {
  const headers =
    credentials === undefined
      ? []
      : ['Authorization', `Basic ${Buffer.from(credentials).toString('base64')}`];
  return pass('basicAuth', { users, ...options }, { headers });
}

test('basicAuth knows its users', () => {
  for (const right of ['ann:secret', 'eve:secret', 'bob:pässword that is longer than sixteen']) {
    assert.equal(login(right).answer, undefined, right);
  }
  for (const wrong of ['ann:Secret', 'ann:', 'ann', 'max:secret', 'eve:secret ', ':', undefined]) {
    const { answer } = login(wrong);
    assert.deepEqual([answer?.status, answer?.body], [401, '401 Unauthorized\n'], wrong);
    assert.ok(
      answer?.headers.some(
        ([name, value]) => name === 'WWW-Authenticate' && value === 'Basic realm="traefik"',
      ),
    );
  }
});

test('basicAuth tells who it was and can hide the password', () => {
  const { head } = login('ann:secret', { headerField: 'x-user', removeHeader: true });
  assert.deepEqual(head.headers.raw(), ['X-User', 'ann']);
  const { answer } = login(undefined, { realm: 'lab' });
  assert.ok(answer?.headers.some(([, value]) => value === 'Basic realm="lab"'));
});
