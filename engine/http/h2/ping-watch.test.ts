import assert from 'node:assert/strict';
import { once } from 'node:events';
import http2, { type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, test } from 'node:test';
import * as tls from 'node:tls';
import type { HttpServer } from '../../routing/targets.ts';
import { httpsServer, identity, startUpstreams } from '../test-https.ts';
import { FrameType, frame } from './test-frames.ts';
import { callServer, h2cServer, startH2cServer, startRawServer } from './test-upstream.ts';

const times = { readIdleTimeoutMs: 20, pingTimeoutMs: 30 };
const SETTINGS = frame(FrameType.settings, 0, 0);

describe('a server that goes silent and answers no ping: 500, and it is not asked again', () => {
  async function fails(server: HttpServer): Promise<void> {
    await using upstreams = await startUpstreams();
    const { error } = await callServer(upstreams, server);
    assert.match(String(error), /no answer to a ping within 30 ms/);
    assert.ok(error && 'status' in error);
    assert.equal(error.status, 500);
  }

  test('h2c', async () => {
    let connections = 0;
    await using server = await startRawServer((peer) => {
      connections += 1;
      peer.socket.write(SETTINGS);
    });
    await fails(h2cServer(server.port, times));
    assert.equal(connections, 1);
  });

  test('https', async () => {
    const { certificatePem: cert, keyPem: key } = identity;
    const server = tls.createServer({ cert, key, ALPNProtocols: ['h2'] }, (socket) => {
      socket.on('error', () => undefined).write(SETTINGS);
      socket.resume();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await fails(httpsServer((server.address() as AddressInfo).port, times));
    server.close();
    await once(server, 'close');
  });
});

describe('a slow server that answers pings is waited for', () => {
  /** Answers when it was pinged thrice. */
  function onSession(session: ServerHttp2Session): void {
    let pings = 0;
    session.on('stream', (stream) => {
      session.on('ping', () => {
        pings += 1;
        if (pings === 3) stream.respond({ ':status': 204 }, { endStream: true });
      });
    });
  }

  async function answers(server: HttpServer): Promise<void> {
    await using upstreams = await startUpstreams();
    const { status } = await callServer(upstreams, server);
    assert.equal(status, 204);
  }

  test('h2c', async () => {
    await using server = await startH2cServer(() => undefined);
    server.server.on('session', onSession);
    await answers(h2cServer(server.port, times));
  });

  test('https', async () => {
    const server = http2.createSecureServer({ cert: identity.certificatePem, key: identity.keyPem });
    server.on('session', onSession);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    await answers(httpsServer((server.address() as AddressInfo).port, times));
    server.close();
    await once(server, 'close');
  });
});

test('a server that sends something now and then is not pinged', async () => {
  let pinged = false;
  await using server = await startH2cServer((stream) => {
    stream.respond({ ':status': 200 });
    let pieces = 0;
    const timer = setInterval(() => {
      stream.write('x');
      pieces += 1;
      if (pieces < 20) return;
      clearInterval(timer);
      stream.end();
    }, 10);
  });
  server.server.on('session', (session) =>
    session.on('ping', () => {
      pinged = true;
    }),
  );
  await using upstreams = await startUpstreams();
  const { body } = await callServer(upstreams, h2cServer(server.port, { readIdleTimeoutMs: 120 }));
  assert.deepEqual([body.length, pinged], [20, false]);
});
