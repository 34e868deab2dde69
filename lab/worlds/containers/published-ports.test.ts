import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publishedPorts } from './published-ports.ts';

test('what an engine says of published ports', () => {
  const published = publishedPorts(
    {
      '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '40000' }],
      '8080/udp': [
        { HostIp: '0.0.0.0', HostPort: '40001' },
        { HostIp: '::', HostPort: '40002' },
      ],
      '81/tcp': null,
      '82/tcp': [],
      '83/sctp': [{ HostIp: '127.0.0.1', HostPort: '40003' }],
    },
    '10.1.2.3',
  );
  assert.deepEqual(
    [...published],
    [
      ['80/tcp', { host: '127.0.0.1', port: 40000 }],
      ['8080/udp', { host: '10.1.2.3', port: 40001 }],
    ],
  );
});
