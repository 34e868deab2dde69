import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { systemNetwork } from '../net/network.ts';
import { Datagrams } from './test-datagrams.ts';
import { UdpSession } from './udp-session.ts';
import { DATAGRAM_OVERHEAD_BYTES, WaitingBudget } from './waiting-datagrams.ts';

async function listen() {
  const listener = createSocket('udp4').bind(0, '127.0.0.1');
  await once(listener, 'listening');
  return Object.assign(listener, { port: listener.address().port });
}

test('a sender without a port is served but never answered', { timeout: 10_000 }, async () => {
  await using datagrams = new Datagrams();
  const taken: string[] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  const server = await datagrams.server((datagram, upstream) => {
    taken.push(datagram);
    if (datagram === 'second') resolve();
    else server.send('an answer', upstream);
    return undefined;
  });
  await using listener = await listen();
  const { promise: ended, resolve: end } = Promise.withResolvers<string | undefined>();
  const session = new UdpSession({
    network: systemNetwork,
    listener,
    client: { address: '127.0.0.1', port: 0 },
    waitingBudget: new WaitingBudget(1000),
    now: () => {
      // Asked once more when the answer arrives.
      if (taken.length === 1 && session.datagramsIn === 1)
        setImmediate(() => session.forward(Buffer.from('second')));
      return 0;
    },
    ended: end,
  });
  session.connect({ ...server, terminationDelayMs: 0 });
  session.forward(Buffer.from('first'));
  await both;
  assert.deepEqual(taken, ['first', 'second']);
  session.end();
  assert.equal(await ended, undefined);
});

test('what waits for a connection counts against the budget and is given back', {
  timeout: 10_000,
}, async () => {
  await using datagrams = new Datagrams();
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const taken: string[] = [];
  const server = await datagrams.server((datagram) => {
    taken.push(datagram);
    if (datagram === 'last') resolve();
    return undefined;
  });
  await using listener = await listen();
  const room = 2 * (1 + DATAGRAM_OVERHEAD_BYTES);
  const waitingBudget = new WaitingBudget(room);
  const session = new UdpSession({
    network: systemNetwork,
    listener,
    client: { address: '127.0.0.1', port: listener.port },
    waitingBudget,
    now: () => 0,
    ended: () => {},
  });
  for (const text of ['1', '2', '3']) session.forward(Buffer.from(text));
  assert.equal(waitingBudget.take(1), false);
  session.connect({ ...server, terminationDelayMs: 0 });
  while (!waitingBudget.take(room)) await new Promise((next) => setImmediate(next));
  session.forward(Buffer.from('last'));
  await done;
  assert.deepEqual(taken, ['1', '2', 'last']);
  session.end();
});

test('a session that ends before it is connected gives back what waited', () => {
  const listener = createSocket('udp4');
  const waitingBudget = new WaitingBudget(1000);
  const session = new UdpSession({
    network: systemNetwork,
    listener,
    client: { address: '127.0.0.1', port: 9 },
    waitingBudget,
    now: () => 0,
    ended: () => {},
  });
  session.forward(Buffer.from('lost'));
  assert.equal(waitingBudget.take(1000), false);
  session.end();
  assert.equal(waitingBudget.take(1000), true);
  listener.close();
});
