import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientIpMatcher } from './client-address.ts';
import { ValueError } from './matcher.ts';

const ranges: { value: string; inside: readonly string[]; outside: readonly string[] }[] = [
  {
    value: '10.1.2.3',
    inside: ['10.1.2.3', '::ffff:10.1.2.3', '::FFFF:a01:203'],
    outside: ['10.1.2.4', '::10.1.2.3'],
  },
  { value: '10.1.2.3/8', inside: ['10.255.0.1', '::ffff:10.0.0.1'], outside: ['11.0.0.1'] },
  { value: '0.0.0.0/0', inside: ['192.0.2.1', '::ffff:1.2.3.4'], outside: ['::1', '', 'unix'] },
  { value: '::ffff:10.1.2.3', inside: ['10.1.2.3', '::ffff:10.1.2.3'], outside: ['10.1.2.4', '::10.1.2.3'] },
  { value: '::ffff:10.0.0.0/104', inside: ['10.9.9.9', '::ffff:10.9.9.9'], outside: ['11.0.0.1'] },
  { value: 'fd00::/8', inside: ['fd12::1', 'FD00::'], outside: ['fe80::1', '10.0.0.1'] },
  { value: 'fe80::/10', inside: ['fe80::1', 'fe80::1%eth0'], outside: ['fd00::1%eth0', '%eth0'] },
  { value: 'fe80::1', inside: ['fe80::1%eth0'], outside: ['fe80::2%eth0'] },
  { value: '10.0.0.0/8', inside: ['::ffff:10.0.0.1%eth0'], outside: ['10.0.0.1%eth0'] },
  { value: '::/0', inside: ['::1', '2001:db8::1'], outside: ['10.0.0.1', '::ffff:10.0.0.1'] },
];

for (const { value, inside, outside } of ranges) {
  test(`ClientIP ${value}`, () => {
    const condition = clientIpMatcher.compile([value]);
    for (const clientIp of inside) assert.equal(condition.matches({ clientIp }), true, clientIp);
    for (const clientIp of outside) assert.equal(condition.matches({ clientIp }), false, clientIp);
  });
}

for (const value of [
  'a.test',
  '10.0.0',
  '010.0.0.1',
  '10.0.0.0/',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '::/129',
  '10.0.0.0/8/8',
  'fe80::1%eth0',
  '/8',
  ' 10.0.0.1',
]) {
  test(`ClientIP refuses ${JSON.stringify(value)}`, () => {
    assert.throws(() => clientIpMatcher.compile([value]), ValueError);
  });
}
