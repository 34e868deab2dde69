import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseFlags } from '../../../engine/index.ts';
import { inContainer } from './container-ports.ts';

describe('entry points of a container listen everywhere in it, each on a port of its own', () => {
  const cases: readonly (readonly [addresses: readonly string[], expected: readonly string[]])[] = [
    [
      ['127.0.0.1:0/tcp', '127.0.0.1:0/tcp', '127.0.0.1:0/udp'],
      [':8000/tcp', ':8001/tcp', ':8002/udp'],
    ],
    [
      ['127.0.0.1:0/tcp', '127.0.0.9:8000/tcp', ':0/udp'],
      [':8001/tcp', ':8000/tcp', ':8002/udp'],
    ],
    [[':80/tcp'], [':80/tcp']],
  ];
  for (const [addresses, expected] of cases) {
    test(addresses.join(', '), () => {
      const flags = addresses.map((address, index) => `--entrypoints.e${index}.address=${address}`);
      const seen = inContainer(parseFlags(flags).entryPoints).map(
        ({ host, port, protocol }) => `${host}:${port}/${protocol}`,
      );
      assert.deepEqual(seen, expected);
    });
  }
});
