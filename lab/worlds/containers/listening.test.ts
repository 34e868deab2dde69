import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import { connectionLasts, portsIn } from './listening.ts';

test('the sockets of a state are found in a table of the system', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue
   0: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 2 1
   2: 00000000000000000000000000000000:01BB 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000
`;
  assert.deepEqual(portsIn(table, '0A'), [80, 443]);
  assert.deepEqual(portsIn('', '0A'), []);
});

describe('whether a connection to a published port lasts', () => {
  const cases: readonly (readonly [
    what: string,
    lasts: boolean,
    (socket: import('node:net').Socket) => void,
  ])[] = [
    ['a program that waits for its client', true, () => undefined],
    ['a program that greets', true, (socket) => socket.write('220 hello\r\n')],
    ['an engine that finds nobody behind the port', false, (socket) => socket.end()],
    ['an engine that resets', false, (socket) => socket.resetAndDestroy()],
  ];
  for (const [what, lasts, onConnection] of cases) {
    test(what, async (context) => {
      const server = createServer((socket) => onConnection(socket.on('error', () => undefined)));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      context.after(() => server.close());
      const address = server.address();
      assert.ok(typeof address === 'object' && address);
      assert.equal(await connectionLasts('127.0.0.1', address.port), lasts);
    });
  }

  test('nobody listens', async () => {
    assert.equal(await connectionLasts('127.0.0.1', 1), false);
  });
});
