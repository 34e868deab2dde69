import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { clientIpMatcher } from '../rules/client-address.ts';
import { addressEnds } from './address-points.ts';

const cases: [range: string, first: string, next: string | undefined][] = [
  ['10.1.2.3', '10.1.2.3', '10.1.2.4'],
  ['10.1.2.3/8', '10.0.0.0', '11.0.0.0'],
  ['0.0.0.0/0', '0.0.0.0', undefined],
  ['255.0.0.0/8', '255.0.0.0', undefined],
  ['::1', '0:0:0:0:0:0:0:1', '0:0:0:0:0:0:0:2'],
  ['fd12::1/8', 'fd00:0:0:0:0:0:0:0', 'fe00:0:0:0:0:0:0:0'],
  ['::/0', '0:0:0:0:0:0:0:0', undefined],
  ['::ffff:10.1.2.3/104', '10.0.0.0', '11.0.0.0'],
  ['::ffff:1.2.3.4/95', '0:0:0:0:0:fffe:0:0', '0:0:0:0:1:0:0:0'],
];

for (const [range, first, next] of cases) {
  test(`${range} begins with ${first} and ends before ${next}`, () => {
    assert.deepEqual(addressEnds(range), { first, next });
  });
}

test('ClientIP agrees about where a range begins and ends', () => {
  const range = fc.oneof(
    fc.tuple(fc.ipV4(), fc.nat(32)).map(([base, prefix]) => `${base}/${prefix}`),
    fc.tuple(fc.ipV6(), fc.nat(128)).map(([base, prefix]) => `${base}/${prefix}`),
  );
  fc.assert(
    fc.property(range, (written) => {
      const { matches } = clientIpMatcher.compile([written]);
      const { first, next } = addressEnds(written);
      // The range may begin with the IPv4 addresses that IPv6 holds, which are not in it.
      if (!/^0:0:0:0:0:ffff:/.test(first)) assert.ok(matches({ clientIp: first }), first);
      if (next !== undefined) assert.ok(!matches({ clientIp: next }), next);
    }),
  );
});
