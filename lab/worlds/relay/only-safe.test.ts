import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startForTest } from '../../backends/test-backend.ts';
import { whoami } from '../../backends/whoami.ts';
import { PodRelay } from './pod-relay.ts';

const get = 'GET / HTTP/1.1\r\nhost: a\r\n\r\n';

const passing: [what: string, sent: readonly (string | Buffer)[], onlySafe: boolean][] = [
  ['nothing', [], true],
  ['a GET', [get], true],
  ['a GET in pieces', [get.slice(0, 2), get.slice(2, 20), get.slice(20)], true],
  ['many GETs', [get.repeat(5)], true],
  ['HEAD', ['HEAD / HTTP/1.1\r\nhost: a\r\n\r\n'], true],
  ['OPTIONS', ['OPTIONS / HTTP/1.1\r\nhost: a\r\n\r\n'], true],
  ['TRACE', ['TRACE / HTTP/1.1\r\nhost: a\r\n\r\n'], true],
  ['a GET with a body', ['GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 4\r\n\r\nGETX'], true],
  ['POST', ['POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n'], false],
  ['PUT after a GET', [get, 'PUT / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx'], false],
  ['DELETE', ['DELETE / HTTP/1.1\r\nhost: a\r\n\r\n'], false],
  ['a method that nobody knows', ['BREW / HTTP/1.1\r\nhost: a\r\n\r\n'], false],
  ['an upgrade', ['GET / HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'], false],
  ['half a head', ['GET / HTTP/1.1\r\nhost'], false],
  ['a GET and half a head', [`${get}POS`], false],
  ['HTTP/2', ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'], false],
  ['TLS', [Buffer.from([22, 3, 1, 0, 1, 0])], false],
  ['other bytes', [Buffer.from([1, 2, 3])], false],
];
for (const [what, sent, onlySafe] of passing) {
  test(`${what} over a relay ${onlySafe ? 'leaves' : 'does not leave'} its pod as it was`, async (context) => {
    await using backend = await startForTest(whoami);
    const relay = new PodRelay(() => undefined);
    context.after(() => relay.close());
    const { port } = await relay.open({
      containerPort: 80,
      dial: async () => connect({ port: backend.port, host: '127.0.0.1', allowHalfOpen: true }),
    });
    assert.equal(relay.onlySafe, true);
    const client = connect(port, '127.0.0.1').resume();
    await once(client, 'connect');
    let before = 0;
    for (const part of sent) {
      client.write(part);
      before += part.length;
      while (relay.bytesReceived < before) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(relay.onlySafe, onlySafe, 'while the connection is open');
    client.destroy();
    await relay.drain(50);
    assert.equal(relay.onlySafe, onlySafe, 'when it is over');
  });
}
