import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { HttpServer } from '../routing/targets.ts';
import { bodyOf, callServer } from './h2/test-upstream.ts';
import { httpsServer, startHttps, startUpstreams } from './test-https.ts';
import { startRawBackend } from './test-support.ts';
import type { Upstreams } from './upstreams.ts';

const ONLY_HTTP1 = { ALPNProtocols: ['http/1.1'] };

async function ask(upstreams: Upstreams, server: HttpServer, target = '/'): Promise<string> {
  const { status, body, error } = await callServer(upstreams, server, { target });
  return error ? `${error.message}` : `${status} ${body}`;
}

function versionServer(options = {}): ReturnType<typeof startHttps> {
  return startHttps((request, response) => response.end(request.httpVersion), options);
}

test('a server that chooses h2 is spoken to over HTTP/2, one that does not over HTTP/1.1, each over one connection', async () => {
  await using upstreams = await startUpstreams();
  await using both = await versionServer();
  await using old = await versionServer(ONLY_HTTP1);
  for (let round = 0; round < 3; round += 1) {
    assert.equal(await ask(upstreams, httpsServer(both.port)), '200 2.0');
    assert.equal(await ask(upstreams, httpsServer(old.port)), '200 1.1');
  }
  assert.deepEqual([both.protocols, old.protocols], [['h2'], ['http/1.1']]);
});

test('a server without ALPN is spoken to over HTTP/1.1', async () => {
  await using upstreams = await startUpstreams();
  await using server = await versionServer({ ALPNProtocols: [] });
  assert.equal(await ask(upstreams, httpsServer(server.port)), '200 1.1');
  assert.deepEqual(server.protocols, [false]);
});

test('over HTTP/2 the scheme is https, and bodies and trailers pass', async () => {
  await using upstreams = await startUpstreams();
  await using server = await startHttps((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      response.addTrailers({ 'grpc-status': '0' });
      response.end(`${request.headers[':scheme']} ${request.headers[':authority']} ${body}`);
    });
  });
  const { body, trailers } = await callServer(upstreams, httpsServer(server.port), {
    method: 'POST',
    body: bodyOf('hello'),
  });
  assert.equal(body, 'https a.test hello');
  assert.equal(trailers?.get('grpc-status'), '0');
});

test('with disableHTTP2 HTTP/2 is not offered, and h2c is answered 500', async () => {
  await using upstreams = await startUpstreams();
  await using server = await versionServer();
  const disabled = httpsServer(server.port, { disableHttp2: true });
  assert.equal(await ask(upstreams, disabled), '200 1.1');
  assert.deepEqual(server.protocols, [false]);
  const { error } = await callServer(upstreams, { ...disabled, scheme: 'h2c' });
  assert.ok(error && 'status' in error);
  assert.equal(error.status, 500);
});

test('a request that asks for another protocol goes over HTTP/1.1, whatever the server chose before', async () => {
  await using upstreams = await startUpstreams();
  await using server = await versionServer();
  const upgrade = { headers: ['Connection', 'Upgrade', 'Upgrade', 'websocket'] };
  assert.equal(await ask(upstreams, httpsServer(server.port)), '200 2.0');
  const { body } = await callServer(upstreams, httpsServer(server.port), upgrade);
  assert.equal(body, '1.1');
  assert.equal(await ask(upstreams, httpsServer(server.port)), '200 2.0');
  assert.deepEqual(server.protocols, ['h2', false]);
  const { body: clear, error } = await callServer(
    upstreams,
    { ...httpsServer(server.port), scheme: 'h2c' },
    upgrade,
  );
  // HTTP/1.1 in clear to a server that wants TLS.
  assert.ok(clear === '' && error);
});

for (const [title, options, version, most] of [
  ['HTTP/2: one connection', {}, '2.0', 1],
  ['HTTP/1.1: one, and then one for each request', ONLY_HTTP1, '1.1', 100],
] as const) {
  test(`a hundred requests at once to a server that is not known yet, ${title}`, async () => {
    await using upstreams = await startUpstreams();
    await using server = await versionServer(options);
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => ask(upstreams, httpsServer(server.port))),
    );
    assert.deepEqual(new Set(answers), new Set([`200 ${version}`]));
    assert.ok(server.connections <= most, `${server.connections} connections`);
  });
}

test('while the first handshake is under way no other begins; what waits shares its failure', async () => {
  const accepted: Socket[] = [];
  await using server = await startRawBackend((socket) => void accepted.push(socket));
  await using upstreams = await startUpstreams();
  const calls = Array.from({ length: 50 }, () => callServer(upstreams, httpsServer(server.port)));
  const [first] = calls;
  while (accepted.length === 0) await setImmediate();
  first?.call.cancel();
  accepted[0]?.destroy();
  const outcomes = await Promise.all(calls.slice(1));
  assert.equal(accepted.length, 1);
  for (const { how, error } of outcomes) {
    assert.ok(how === 'fail' && error && 'status' in error && 'unsent' in error);
    assert.deepEqual([error.status, error.unsent], [502, true]);
  }
});

test('a server that takes fewer streams gets further connections, one after the other', async () => {
  await using upstreams = await startUpstreams();
  const held: (() => void)[] = [];
  const { promise: all, resolve } = Promise.withResolvers<void>();
  await using server = await startHttps(
    (request, response) => {
      if (request.url === '/first') {
        response.end();
        return;
      }
      held.push(() => response.end('done'));
      if (held.length === 5) resolve();
    },
    { settings: { maxConcurrentStreams: 2 } },
  );
  assert.equal(await ask(upstreams, httpsServer(server.port), '/first'), '200 ');
  const answers = Array.from({ length: 5 }, () => ask(upstreams, httpsServer(server.port)));
  await all;
  assert.equal(server.connections, 3);
  for (const release of held) release();
  assert.deepEqual(await Promise.all(answers), Array(5).fill('200 done'));
});

test('a server that comes back with another protocol is asked anew', async () => {
  await using upstreams = await startUpstreams();
  const answers: string[] = [];
  let port = 0;
  for (const options of [{}, ONLY_HTTP1, {}]) {
    const server = await startHttps((request, response) => response.end(request.httpVersion), options, port);
    ({ port } = server);
    answers.push(await ask(upstreams, httpsServer(port)));
    await server[Symbol.asyncDispose]();
    // The engine hears of it a little later.
    while (upstreams.http1.knows(httpsServer(port))) await setImmediate();
  }
  assert.deepEqual(answers, ['200 2.0', '200 1.1', '200 2.0']);
});

test('timeouts: no handshake 504, no answer 504; not listening 502; not trusted 500', async () => {
  await using upstreams = await startUpstreams();
  await using silent = await startRawBackend(() => undefined);
  await using deaf = await startHttps(() => undefined);
  await using old = await startHttps(() => undefined, ONLY_HTTP1);
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const closed = listener.address();
  listener.close();
  const statusOf = async (server: HttpServer): Promise<unknown> => {
    const { error } = await callServer(upstreams, server);
    return error && 'status' in error ? error.status : error;
  };
  assert.equal(await statusOf(httpsServer(silent.port, { dialTimeoutMs: 20 })), 504);
  assert.equal(await statusOf(httpsServer(deaf.port, { responseHeaderTimeoutMs: 20 })), 504);
  assert.equal(await statusOf(httpsServer(old.port, { responseHeaderTimeoutMs: 20 })), 504);
  assert.ok(closed && typeof closed === 'object');
  assert.equal(await statusOf(httpsServer(closed.port)), 502);
  assert.equal(await statusOf(httpsServer(deaf.port, { rootCas: [] })), 500);
});

test('closing gives up what waits for a handshake', async () => {
  await using server = await startRawBackend(() => undefined);
  const upstreams = await startUpstreams();
  const call = callServer(upstreams, httpsServer(server.port));
  await upstreams.close();
  const { error } = await call;
  assert.match(String(error), /the proxy is stopping/);
});
