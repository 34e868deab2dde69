import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addressBytes } from './address-bytes.ts';
import {
  type ProxiedConnection,
  type ProxyHeader,
  readProxyHeader,
  writeProxyHeader,
} from './proxy-protocol.ts';

const signature = '0d0a0d0a000d0a515549540a';
const v4 = {
  source: { address: '192.0.2.1', port: 56324 },
  destination: { address: '198.51.100.7', port: 443 },
};
const v6 = {
  source: { address: '2001:db8::1', port: 1 },
  destination: { address: '2001:db8::2', port: 65535 },
};

function line(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function binary(hex: string): Buffer {
  return Buffer.from(signature + hex.replaceAll(' ', ''), 'hex');
}

const addresses4 = 'c0000201 c6336407 dc04 01bb';
const addresses6 = '20010db8000000000000000000000001 20010db8000000000000000000000002 0001 ffff';

const headers: [title: string, bytes: Buffer, connection: ProxiedConnection | undefined][] = [
  ['version 1, IPv4', line('PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n'), v4],
  ['version 1, IPv6', line('PROXY TCP6 2001:db8::1 2001:DB8:0:0:0:0:0:2 1 65535\r\n'), v6],
  ['version 1, IPv4 within IPv6', line('PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.7 56324 443\r\n'), v4],
  ['version 1, unknown', line('PROXY UNKNOWN\r\n'), undefined],
  ['version 1, unknown with more', line('PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'), undefined],
  ['version 2, IPv4', binary(`2111 000c ${addresses4}`), v4],
  ['version 2, IPv6', binary(`2121 0024 ${addresses6}`), v6],
  ['version 2 with further fields', binary(`2111 0013 ${addresses4} 04000401020304`), v4],
  ['version 2 over UDP', binary(`2112 000c ${addresses4}`), v4],
  ['version 2, local', binary('2000 0000'), undefined],
  ['version 2, local with addresses', binary(`2011 000c ${addresses4}`), undefined],
  ['version 2, unspecified', binary('2100 0003 010203'), undefined],
  ['version 2, Unix socket', binary(`2131 00d8 ${'00'.repeat(216)}`), undefined],
  ['version 2, as long as may be', binary(`2100 1000 ${'00'.repeat(4096)}`), undefined],
];

describe('a header', () => {
  for (const [title, bytes, connection] of headers) {
    test(`${title}: read, whatever comes behind it and however it is split`, () => {
      const expected: ProxyHeader = { kind: 'header', length: bytes.length, connection };
      assert.deepEqual(readProxyHeader(bytes), expected);
      assert.deepEqual(readProxyHeader(Buffer.concat([bytes, line('PROXY GET\n')])), expected);
      for (let length = 0; length < bytes.length; length += 1) {
        assert.deepEqual(
          readProxyHeader(bytes.subarray(0, length)),
          { kind: 'incomplete' },
          `${length} bytes`,
        );
      }
    });
  }
});

const malformed: [title: string, bytes: Buffer][] = [
  ['a bare LF', line('PROXY TCP4 192.0.2.1 198.51.100.7 1 2\n')],
  ['two spaces', line('PROXY TCP4  192.0.2.1 198.51.100.7 1 2\r\n')],
  ['a missing port', line('PROXY TCP4 192.0.2.1 198.51.100.7 1\r\n')],
  ['a port too great', line('PROXY TCP4 192.0.2.1 198.51.100.7 1 65536\r\n')],
  ['a port with a zero before it', line('PROXY TCP4 192.0.2.1 198.51.100.7 01 2\r\n')],
  ['a signed port', line('PROXY TCP4 192.0.2.1 198.51.100.7 +1 2\r\n')],
  ['something behind the ports', line('PROXY TCP4 192.0.2.1 198.51.100.7 1 2 \r\n')],
  ['an octet too great', line('PROXY TCP4 192.0.2.256 198.51.100.7 1 2\r\n')],
  ['IPv6 in a line of IPv4', line('PROXY TCP4 ::1 ::2 1 2\r\n')],
  ['IPv4 in a line of IPv6', line('PROXY TCP6 192.0.2.1 198.51.100.7 1 2\r\n')],
  ['a zone', line('PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n')],
  ['another protocol', line('PROXY UDP4 192.0.2.1 198.51.100.7 1 2\r\n')],
  ['small letters', line('PROXY tcp4 192.0.2.1 198.51.100.7 1 2\r\n')],
  ['unknown, glued', line('PROXY UNKNOWNS\r\n')],
  ['an endless line', line(`PROXY UNKNOWN ${'x'.repeat(200)}`)],
  ['a line of 108 bytes', line(`PROXY UNKNOWN ${'x'.repeat(92)}\r\n`)],
  ['version 1 in the binary form', binary(`1111 000c ${addresses4}`)],
  ['version 3', binary(`3111 000c ${addresses4}`)],
  ['command 2', binary(`2211 000c ${addresses4}`)],
  ['family 4', binary(`2141 000c ${addresses4}`)],
  ['transport 3', binary(`2113 000c ${addresses4}`)],
  ['IPv4 addresses cut short', binary('2111 000b c0000201 c6336407 dc0401')],
  ['IPv6 with the length of IPv4', binary(`2121 000c ${addresses4}`)],
  ['a header too long', binary('2100 1001')],
];

describe('malformed', () => {
  for (const [title, bytes] of malformed) {
    test(title, () => assert.equal(readProxyHeader(bytes).kind, 'malformed'));
  }
});

describe('no header', () => {
  for (const text of [
    'GET / HTTP/1.1\r\n',
    'PUT / HTTP/1.1\r\n',
    'PROXYING',
    '\r\nGET',
    '\r\n\r\n\0\r\nQUIET',
    '\x16\x03\x01',
  ]) {
    test(JSON.stringify(text), () => assert.deepEqual(readProxyHeader(line(text)), { kind: 'none' }));
  }
});

describe('writing', () => {
  for (const version of [1, 2] as const) {
    for (const [title, connection] of Object.entries({ v4, v6 })) {
      test(`version ${version}, ${title}: is read as it was meant`, () => {
        const bytes = writeProxyHeader(version, connection);
        assert.deepEqual(readProxyHeader(bytes), { kind: 'header', length: bytes.length, connection });
      });
    }
    test(`version ${version}, of two families`, () => {
      const mixed = { source: v4.source, destination: v6.destination };
      const bytes = writeProxyHeader(version, mixed);
      assert.deepEqual(readProxyHeader(bytes), { kind: 'header', length: bytes.length, connection: mixed });
    });
    test(`version ${version}, without addresses`, () => {
      const bytes = writeProxyHeader(version, { ...v4, source: { address: '', port: 0 } });
      assert.deepEqual(readProxyHeader(bytes), {
        kind: 'header',
        length: bytes.length,
        connection: undefined,
      });
    });
  }
  test('the text of version 1', () => {
    assert.equal(
      writeProxyHeader(1, v4).toString('latin1'),
      'PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n',
    );
    assert.equal(
      writeProxyHeader(1, { source: v4.source, destination: v6.destination }).toString('latin1'),
      'PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 56324 65535\r\n',
    );
  });
});

const octets: [address: string, hex: string | undefined][] = [
  ['127.0.0.1', '7f000001'],
  ['::', '00000000000000000000000000000000'],
  ['::1', '00000000000000000000000000000001'],
  ['fe80::1%eth0', 'fe800000000000000000000000000001'],
  ['1::', '00010000000000000000000000000000'],
  ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ['::ffff:10.1.2.3', '00000000000000000000ffff0a010203'],
  ['lab.test', undefined],
];
for (const [address, hex] of octets) {
  test(`the octets of ${address}`, () => assert.equal(addressBytes(address)?.toString('hex'), hex));
}
