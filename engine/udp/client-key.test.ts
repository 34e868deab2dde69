import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientKey } from './client-key.ts';

test('clients of different addresses or ports have different keys', () => {
  const addresses = [
    [
      '0.0.0.0',
      '0.0.0.1',
      '0.0.1.0',
      '0.1.0.0',
      '1.0.0.0',
      '1.0.0.1',
      '10.1.0.0',
      '127.0.0.1',
      '255.255.255.255',
    ],
    ['::', '::1', '::1:1', 'fe80::1%lo', 'fe80::1%eth0', '::ffff:0:1', '2001:db8::1', '::1234', '1234::'],
  ].flat();
  const ports = [0, 1, 1000, 65_535];
  const keys = new Set(addresses.flatMap((address) => ports.map((port) => clientKey(address, port))));
  assert.equal(keys.size, addresses.length * ports.length);
});

test('an IPv4 client has one key, a number, also behind a dual-stack listener', () => {
  assert.equal(clientKey('255.255.255.255', 65_535), 2 ** 48 - 1);
  assert.equal(clientKey('::ffff:10.0.0.1', 53), clientKey('10.0.0.1', 53));
});
