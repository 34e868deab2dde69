import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { createServer } from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import { test } from 'node:test';
import * as tls from 'node:tls';
import { gzipSync } from 'node:zlib';
import { testCertificate } from '../tls/test-support.ts';
import {
  closedPort,
  exchangeBytes,
  httpServer,
  type ServerSettings,
  send,
  service,
  snapshot,
  startBackend,
  startProxy,
  startRawBackend,
  text,
} from './test-support.ts';

/** A snapshot with one service on that port. */
function to(port: number, settings?: ServerSettings) {
  return () => snapshot([{ service: service('app', httpServer(port, settings)) }]);
}

test('no router: 404 with the text and the headers of Go', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]) });
  const answer = await send(proxy.port);
  assert.deepEqual([answer.status, answer.body], [404, '404 page not found\n']);
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
  assert.equal((await send(proxy.port, { method: 'HEAD' })).body, '');
});

test('no router for the method alone: 405 in Traefik 2.11, 404 later', async () => {
  for (const [version, status] of [
    [211, 405],
    [300, 404],
  ] as const) {
    const rule = 'Path(`/only`) && Method(`PUT`)';
    const options = { syntax: 'v2', version } as const;
    await using proxy = await startProxy({ snapshot: () => snapshot([{ rule, options }]) });
    const answer = await send(proxy.port, { path: '/only' });
    assert.equal(answer.status, status);
    if (status === 405) assert.deepEqual([answer.body, answer.headers['content-length']], ['', '0']);
    assert.equal((await send(proxy.port, { path: '/other' })).status, 404);
  }
});

test('no server: 503', async () => {
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', undefined) }]),
  });
  const answer = await send(proxy.port);
  assert.deepEqual([answer.status, answer.body], [503, 'no available server\n']);
  assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8');
});

test('a refused connection, an unknown name and a connection closed without an answer: 502', async () => {
  await using silent = await startRawBackend((socket) => socket.once('data', () => socket.destroy()));
  await using half = await startRawBackend((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nX: ')),
  );
  const refusing = await closedPort();
  const snapshots = [to(refusing), to(1, { hostname: 'nowhere.invalid' }), to(silent.port), to(half.port)];
  for (const snapshotOf of snapshots) {
    await using proxy = await startProxy({ snapshot: snapshotOf });
    const answer = await send(proxy.port);
    assert.deepEqual([answer.status, answer.body], [502, 'Bad Gateway']);
    assert.equal(answer.headers['content-type'], undefined);
    assert.ok((await proxy.httpEvent()).error);
  }
});

test('an answer that does not come within responseHeaderTimeout: 504', async () => {
  await using backend = await startBackend(() => undefined);
  await using proxy = await startProxy({
    snapshot: to(backend.port, { transport: { responseHeaderTimeoutMs: 20 } }),
  });
  const answer = await send(proxy.port);
  assert.deepEqual([answer.status, answer.body], [504, 'Gateway Timeout']);
  assert.equal(answer.headers['content-type'], undefined);
});

test('a TLS handshake that does not end within the dial timeout: 504', async () => {
  await using backend = await startRawBackend(() => undefined);
  const settings: ServerSettings = { scheme: 'https', transport: { dialTimeoutMs: 20 } };
  await using proxy = await startProxy({ snapshot: to(backend.port, settings) });
  assert.equal((await send(proxy.port)).status, 504);
});

test('an answer that is no HTTP gives 502 (RFC 9112 §6.3), TLS spoken to a plain server 500', async () => {
  await using babble = await startRawBackend((socket) =>
    socket.once('data', () => socket.end('what?\r\n\r\n')),
  );
  for (const [scheme, status, body] of [
    ['http', 502, 'Bad Gateway'],
    ['https', 500, 'Internal Server Error'],
  ] as const) {
    await using proxy = await startProxy({ snapshot: to(babble.port, { scheme }) });
    const answer = await send(proxy.port);
    assert.deepEqual([answer.status, answer.body], [status, body], scheme);
  }
});

test('https servers: verified by roots and name, client certificates shown', async () => {
  const authority = testCertificate({ commonName: 'test authority', authority: true });
  const server = testCertificate({ commonName: 'app', dnsNames: ['app.test'], issuer: authority });
  const client = testCertificate({ commonName: 'proxy', issuer: authority });
  const backend = https.createServer(
    {
      cert: server.certificatePem,
      key: server.keyPem,
      ca: authority.certificatePem,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => {
      const { authorized, servername } = request.socket instanceof tls.TLSSocket ? request.socket : {};
      response.end(`${authorized} ${servername}`);
    },
  );
  backend.listen(0, '127.0.0.1');
  await once(backend, 'listening');
  const address = backend.address();
  assert.ok(address && typeof address === 'object');
  const certificates = [{ certificatePem: client.certificatePem, keyPem: client.keyPem }];
  const rootCas = [authority.certificatePem];
  const cases: readonly (readonly [ServerSettings['transport'], number, string])[] = [
    [{}, 500, 'Internal Server Error'],
    [{ rootCas }, 500, 'Internal Server Error'],
    [{ rootCas, serverName: 'other.test' }, 500, 'Internal Server Error'],
    [{ rootCas, serverName: 'app.test' }, 200, 'false app.test'],
    [{ rootCas, serverName: 'app.test', certificates }, 200, 'true app.test'],
    [{ insecureSkipVerify: true }, 200, 'false false'],
  ];
  for (const [transport = {}, status, body] of cases) {
    await using proxy = await startProxy({ snapshot: to(address.port, { scheme: 'https', transport }) });
    const answer = await send(proxy.port, { headers: { Host: 'app.test' } });
    assert.deepEqual([answer.status, answer.body], [status, body], JSON.stringify(Object.keys(transport)));
  }
  backend.close();
  await once(backend, 'close');
});

test('a server of scheme h2c is spoken to over HTTP/2', async () => {
  const server = createServer((request, response) => response.end(request.httpVersion));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await using proxy = await startProxy({ snapshot: to(address.port, { scheme: 'h2c' }) });
  assert.equal((await send(proxy.port)).body, '2.0');
  server.close();
});

test('an answer that breaks off never ends cleanly', async () => {
  for (const framing of ['Content-Length: 100', 'Transfer-Encoding: chunked']) {
    await using backend = await startRawBackend((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n4\r\npart\r\n`)),
    );
    await using proxy = await startProxy({ snapshot: to(backend.port) });
    await assert.rejects(send(proxy.port), { code: 'ECONNRESET' }, framing);
    const event = await proxy.httpEvent();
    assert.equal(event.status, 200);
    assert.match(event.error ?? '', /abort|broke/);
  }
});

test('a client that goes away while the server thinks ends the request there: 499', async () => {
  const asked = Promise.withResolvers<http.IncomingMessage>();
  await using backend = await startBackend((request) => asked.resolve(request));
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const client = net.connect(proxy.port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const request = await asked.promise;
  const closed = once(request.socket, 'close');
  client.destroy();
  await closed;
  const event = await proxy.httpEvent();
  assert.equal(event.status, 499);
});

test('a client that breaks its upload off breaks the request to the server', async () => {
  const asked = Promise.withResolvers<http.IncomingMessage>();
  await using backend = await startBackend((request) => asked.resolve(request));
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const client = net.connect(proxy.port, '127.0.0.1');
  client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf');
  const request = await asked.promise;
  const received = assert.rejects(text(request), { code: 'ECONNRESET' });
  client.destroy();
  await received;
});

test('HEAD, 204 and 304 have no body, whatever their headers say', async () => {
  await using backend = await startBackend((request, response) => {
    const status = Number(request.url?.slice(1));
    response.writeHead(status, request.method === 'HEAD' || status === 304 ? { 'Content-Length': 5 } : {});
    response.end(status === 200 ? 'hello' : undefined);
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const head = await send(proxy.port, { agent, method: 'HEAD', path: '/200' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '5', '']);
  const notModified = await send(proxy.port, { agent, path: '/304' });
  assert.deepEqual([notModified.status, notModified.headers['content-length']], [304, undefined]);
  const noContent = await send(proxy.port, { agent, path: '/204' });
  assert.deepEqual([noContent.status, noContent.headers['transfer-encoding']], [204, undefined]);
  assert.equal((await send(proxy.port, { agent, path: '/200' })).body, 'hello');
  agent.destroy();
});

test('a client that says nothing of encodings gets plain text from a server of gzip', async () => {
  const asked: (string | undefined)[] = [];
  await using backend = await startBackend(({ headers }, response) => {
    asked.push(headers['accept-encoding']?.toString());
    const packed = gzipSync('hello');
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': packed.length }).end(packed);
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const plain = await send(proxy.port);
  assert.deepEqual(
    [plain.body, plain.headers['content-encoding'], plain.headers['content-length']],
    ['hello', undefined, undefined],
  );
  const packed = await send(proxy.port, { headers: { 'Accept-Encoding': 'gzip, br' } });
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(
    (await send(proxy.port, { headers: { Range: 'bytes=0-1' } })).headers['content-encoding'],
    'gzip',
  );
  assert.deepEqual(asked, ['gzip', 'gzip, br', undefined]);
});

test('gzip that breaks off or is none breaks the answer', async () => {
  const packed = gzipSync('hello hello hello');
  await using backend = await startBackend(({ url }, response) => {
    response.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': packed.length });
    if (url === '/none') response.end(Buffer.alloc(packed.length));
    else response.write(packed.subarray(0, 12), () => response.destroy());
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  await assert.rejects(send(proxy.port, { path: '/none' }), { code: 'ECONNRESET' });
  await assert.rejects(send(proxy.port, { path: '/broken' }), { code: 'ECONNRESET' });
});

test('reason phrases are the standard ones', async () => {
  await using backend = await startBackend(({ url }, response) =>
    response.writeHead(Number(url?.slice(1)), 'Whatever').end(),
  );
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  for (const [status, phrase] of [
    [200, 'OK'],
    [418, "I'm a teapot"],
    [413, 'Request Entity Too Large'],
    [799, 'status code 799'],
  ]) {
    const answer = await exchangeBytes(
      proxy.port,
      `GET /${status} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    assert.equal(answer.split('\r\n')[0], `HTTP/1.1 ${status} ${phrase}`);
  }
});

test('interim responses and trailers pass', async () => {
  await using backend = await startBackend(async (request, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload', 'x-hint': 'one' });
    await text(request);
    response.writeHead(200, { Trailer: 'X-Sum' });
    response.write('body');
    response.addTrailers({ 'X-Sum': `got ${request.trailers['x-check']}` });
    response.end();
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const answer = await exchangeBytes(
    proxy.port,
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-Check\r\n\r\n' +
      '2\r\nhi\r\n0\r\nX-Check: 42\r\n\r\n',
  );
  assert.match(answer, /^HTTP\/1\.1 103 Early Hints\r\nLink: .*\r\nx-hint: one\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  assert.match(answer, /Trailer: x-sum\r\n/i);
  assert.match(answer, /4\r\nbody\r\n0\r\nX-Sum: got 42\r\n\r\n$/);
});

test('Expect: 100-continue waits for the server', async () => {
  await using backend = await startBackend(() => assert.fail('the server asks for the body itself'));
  backend.http.on('checkContinue', async (request: http.IncomingMessage, response: http.ServerResponse) => {
    if (request.url === '/no') {
      response.writeHead(413).end('too long');
      return;
    }
    response.writeContinue();
    response.end(await text(request));
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const ask = (path: string): Promise<[http.ClientRequest, boolean]> => {
    const headers = { Expect: '100-continue', 'Content-Length': 4 };
    const request = http.request({
      port: proxy.port,
      host: '127.0.0.1',
      method: 'PUT',
      path,
      headers,
      agent: false,
    });
    request.flushHeaders();
    return Promise.race([
      once(request, 'continue').then((): [http.ClientRequest, boolean] => [request, true]),
      once(request, 'response').then(([response]): [http.ClientRequest, boolean] => {
        assert.equal(response.statusCode, 413);
        assert.equal(response.headers.connection, 'close');
        request.destroy();
        return [request, false];
      }),
    ]);
  };
  const [request, asked] = await ask('/yes');
  assert.equal(asked, true);
  request.end('body');
  const [response]: http.IncomingMessage[] = await once(request, 'response');
  assert.ok(response);
  assert.equal(await text(response), 'body');
  assert.equal((await ask('/no'))[1], false);
});

test('20 MB pass in both directions, no faster than the reader', async () => {
  const size = 20 * 1024 * 1024;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let written = 0;
  const stalled = Promise.withResolvers<void>();
  await using backend = await startBackend(async (request, response) => {
    if (request.method === 'PUT') {
      let length = 0;
      for await (const part of request) length += part.length;
      response.end(String(length));
      return;
    }
    response.writeHead(200, { 'Content-Length': size });
    while (written < size) {
      written += chunk.length;
      if (response.write(chunk)) continue;
      // Everything between is full when this long wait is not ended by a drain.
      const quiet = setTimeout(() => stalled.resolve(), 100);
      await once(response, 'drain');
      clearTimeout(quiet);
    }
    response.end();
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });

  const upload = http.request({ port: proxy.port, host: '127.0.0.1', method: 'PUT', agent: false });
  for (let sent = 0; sent < size; sent += chunk.length) {
    if (!upload.write(chunk)) await once(upload, 'drain');
  }
  upload.end();
  const [uploaded]: http.IncomingMessage[] = await once(upload, 'response');
  assert.ok(uploaded);
  assert.equal(await text(uploaded), String(size));

  const download = http.get({ port: proxy.port, host: '127.0.0.1', agent: false });
  const [response]: http.IncomingMessage[] = await once(download, 'response');
  assert.ok(response);
  response.pause();
  await stalled.promise;
  assert.ok(written < size, `all ${written} bytes were taken though nobody read`);
  let received = 0;
  for await (const part of response) received += part.length;
  assert.equal(received, size);
});

test('a kept connection that the server closed is replaced for a GET, not for a POST', async () => {
  let served = 0;
  await using backend = await startRawBackend((socket) => {
    let requests = 0;
    socket.on('data', () => {
      requests += 1;
      // The second request on a connection meets a server that has just given up waiting.
      if (requests > 1) socket.resetAndDestroy();
      else {
        served += 1;
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      }
    });
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  assert.equal((await send(proxy.port)).body, 'ok');
  assert.equal((await send(proxy.port)).body, 'ok');
  assert.equal(served, 2);
  const answer = await send(proxy.port, { method: 'POST', body: 'x' });
  assert.equal(answer.status, 502);
});

test('a client that uploads to a server that is gone gets 502 and may go on', async () => {
  const port = await closedPort();
  await using proxy = await startProxy({ snapshot: to(port) });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let round = 0; round < 2; round += 1) {
    const answer = await send(proxy.port, { agent, method: 'POST', body: 'x'.repeat(500_000) });
    assert.equal(answer.status, 502);
  }
  agent.destroy();
});

test('CONNECT is answered 404 without a router and 501 with one', async () => {
  const connect = 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n';
  await using none = await startProxy({ snapshot: () => snapshot([]) });
  assert.match(await exchangeBytes(none.port, connect), /^HTTP\/1\.1 404 /);
  await using some = await startProxy({ snapshot: to(1) });
  assert.match(await exchangeBytes(some.port, connect), /^HTTP\/1\.1 501 /);
});

test('what a middleware throws is answered 500 and reported', async () => {
  const broken = {
    name: 'broken',
    request() {
      throw new Error('a bug');
    },
    explain: () => '',
  };
  await using proxy = await startProxy({ snapshot: () => snapshot([{ middlewares: [broken] }]) });
  const answer = await send(proxy.port);
  assert.deepEqual([answer.status, answer.body], [500, 'Internal Server Error\n']);
  assert.equal((await proxy.httpEvent()).error, 'a bug');
});

test('a middleware that breaks an answer gives 500 and lets the server go', async () => {
  const gone = Promise.withResolvers<void>();
  await using backend = await startBackend((_, response) => {
    response.once('close', gone.resolve);
    response.write('an answer without end');
  });
  for (const value of ['line\nfeed', undefined]) {
    const broken = {
      name: 'broken',
      response(head: { headers: { set(name: string, value: string): void } }) {
        if (value === undefined) throw new Error('a bug');
        head.headers.set('X-A', value);
      },
      explain: () => '',
    };
    const app = service('app', httpServer(backend.port));
    await using proxy = await startProxy({
      snapshot: () => snapshot([{ service: app, middlewares: [broken] }]),
    });
    assert.equal((await send(proxy.port)).status, 500);
    await gone.promise;
  }
});

test('a client cannot hide its body from the server by naming its framing in Connection', async () => {
  const bodies: string[] = [];
  await using backend = await startBackend((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('read');
    });
  });
  await using proxy = await startProxy({ snapshot: to(backend.port) });
  const framings = [
    'Connection: close, Content-Length\r\nContent-Length: 5\r\n\r\nhello',
    'Connection: close, Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
    // An upgrade with a body is served as the plain request that it also is.
    'Connection: close, Upgrade\r\nUpgrade: foo\r\nContent-Length: 5\r\n\r\nhello',
  ];
  for (const framing of framings) {
    const answer = await exchangeBytes(proxy.port, `POST / HTTP/1.1\r\nHost: a.test\r\n${framing}`);
    assert.match(answer, /^HTTP\/1\.1 200 /);
  }
  assert.deepEqual(bodies, ['hello', 'hello', 'hello']);
});
