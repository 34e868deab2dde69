import assert from 'node:assert/strict';
import type { Socket } from 'node:dgram';
import { test } from 'node:test';
import type { EntryPoint } from '../static/static-configuration.ts';
import { ListenError } from '../tcp/listen-error.ts';
import { bindDatagramSockets } from './bind.ts';
import { Datagrams } from './test-datagrams.ts';

/** More than any system grants one socket. */
const tooLarge = 2 ** 40;

function entryPoint(port: number): EntryPoint {
  return {
    name: 'udpep',
    host: '127.0.0.1',
    port,
    protocol: 'udp',
    asDefault: true,
    readTimeoutMs: 0,
    writeTimeoutMs: 0,
    idleTimeoutMs: 0,
    graceTimeoutMs: 0,
    forwardedHeaders: { insecure: false, trustedIps: [] },
    maxHeaderBytes: 0,
    udpTimeoutMs: 1000,
  };
}

function close(sockets: readonly Socket[]): Promise<unknown> {
  return Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
}

test('sockets that share a port: each client reaches one of them, always the same', {
  skip: process.platform !== 'linux' && 'only Linux spreads datagrams over sockets',
}, async () => {
  await using datagrams = new Datagrams();
  const { sockets, address } = await bindDatagramSockets(entryPoint(0), { receiveBufferBytes: tooLarge });
  for (const [index, socket] of sockets.entries()) {
    socket.on('message', (_, peer) => socket.send(`${index}`, peer.port, peer.address));
  }
  const reached = new Set<string>();
  for (let count = 0; count < 100; count += 1) {
    const client = await datagrams.client(address.port);
    const index = await client.ask('where?');
    reached.add(index);
    assert.equal(await client.ask('and now?'), index);
  }
  assert.equal(sockets.length, 8);
  assert.ok(reached.size > 1, 'all clients reached one socket');
  await assert.rejects(
    bindDatagramSockets(entryPoint(address.port), { receiveBufferBytes: tooLarge }),
    ListenError,
  );
  await close(sockets);
});
