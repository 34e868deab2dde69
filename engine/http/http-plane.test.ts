import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { buildMiddleware } from '../middlewares/build.ts';
import {
  exchangeBytes,
  httpServer,
  readAll,
  send,
  service,
  snapshot,
  startBackend,
  startProxy,
  text,
} from './test-support.ts';

test('a request reaches the server with its spelling and the forwarding headers, the answer comes back whole', async () => {
  await using backend = await startBackend(async (request, response) => {
    const seen = {
      method: request.method,
      url: request.url,
      raw: request.rawHeaders,
      body: await text(request),
    };
    response.writeHead(201, 'Made', ['x-ODD', '1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Date', 'then']);
    response.end(JSON.stringify(seen));
  });
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)) }]),
  });
  const headers = ['Host', 'a.test', 'x-LOWER-Upper', 'v', 'Te', 'trailers, gzip', 'Content-Length', '2'];
  const answer = await send(proxy.port, { method: 'POST', path: '/x/../p%20q?a=1;b', headers, body: 'hi' });
  assert.equal(answer.status, 201);
  assert.deepEqual(answer.rawHeaders.slice(0, 8), [
    ...['x-ODD', '1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Date', 'then'],
  ]);
  const seen = JSON.parse(answer.body);
  assert.equal(seen.method, 'POST');
  assert.equal(seen.url, '/p%20q?a=1&b');
  assert.equal(seen.body, 'hi');
  assert.deepEqual(pairsOf(seen.raw), {
    Host: 'a.test',
    'x-LOWER-Upper': 'v',
    'Content-Length': '2',
    'X-Real-Ip': '127.0.0.1',
    'X-Forwarded-Proto': 'http',
    'X-Forwarded-Port': '80',
    'X-Forwarded-Host': 'a.test',
    'X-Forwarded-Server': 'proxy-host',
    Te: 'trailers',
    'X-Forwarded-For': '127.0.0.1',
    'Accept-Encoding': 'gzip',
  });
  const event = await proxy.httpEvent();
  assert.deepEqual(
    [event.status, event.router, event.services, event.requestBytes, event.generation, event.host],
    [201, 'router-0', ['app'], 2, 1, 'a.test'],
  );
  assert.equal(event.responseBytes, answer.body.length);
});

test('X-Forwarded-For of a trusted peer is extended, of others replaced', async () => {
  await using backend = await startBackend((request, response) =>
    response.end(request.headers['x-forwarded-for']),
  );
  const routes = () => snapshot([{ service: service('app', httpServer(backend.port)) }]);
  const headers = { 'X-Forwarded-For': '10.0.0.1' };
  await using closed = await startProxy({ snapshot: routes });
  assert.equal((await send(closed.port, { headers })).body, '127.0.0.1');
  const forwardedHeaders = { insecure: false, trustedIps: ['127.0.0.0/8'] };
  await using open = await startProxy({ snapshot: routes, entryPoint: { forwardedHeaders } });
  assert.equal((await send(open.port, { headers })).body, '10.0.0.1, 127.0.0.1');
});

test('passHostHeader decides what Host the server sees', async () => {
  await using backend = await startBackend((request, response) => response.end(request.headers.host));
  let passHostHeader = true;
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port, { passHostHeader })) }]),
  });
  const headers = { Host: 'Shop.test:99' };
  assert.equal((await send(proxy.port, { headers })).body, 'Shop.test:99');
  passHostHeader = false;
  assert.equal((await send(proxy.port, { headers })).body, `127.0.0.1:${backend.port}`);
});

test('a hundred requests of one client use one connection to the server', async () => {
  await using backend = await startBackend((request, response) => response.end(request.url));
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)) }]),
  });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  for (let index = 0; index < 100; index += 1) {
    assert.equal((await send(proxy.port, { agent, path: `/${index}` })).body, `/${index}`);
  }
  agent.destroy();
  assert.equal(backend.connections, 1);
});

test('requests on one connection are routed by the table in force when each begins', async () => {
  await using first = await startBackend((_, response) => response.end('first'));
  await using second = await startBackend((_, response) => response.end('second'));
  let current = snapshot([{ service: service('first', httpServer(first.port)) }], 1);
  await using proxy = await startProxy({ snapshot: () => current });
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal((await send(proxy.port, { agent })).body, 'first');
  current = snapshot([{ service: service('second', httpServer(second.port)) }], 2);
  assert.equal((await send(proxy.port, { agent })).body, 'second');
  current = snapshot([], 3);
  assert.equal((await send(proxy.port, { agent })).status, 404);
  agent.destroy();
  const last = await proxy.httpEvent((event) => event.generation === 3);
  assert.equal(last.router, undefined);
  assert.equal(new Set(proxy.events.map((event) => event.kind === 'http' && event.client)).size, 1);
});

test('middlewares act in order on the request and in reverse on the answer', async () => {
  await using backend = await startBackend((request, response) => response.end(request.url));
  const names = ['one', 'two'];
  const middlewares = names.map((name) => ({
    name,
    request(head: { target: string }) {
      head.target += `/${name}`;
      return undefined;
    },
    response(head: { headers: { append(name: string, value: string): void } }) {
      head.headers.append('X-Passed', name);
    },
    explain: () => '',
  }));
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)), middlewares }]),
  });
  const answer = await send(proxy.port, { path: '/p' });
  assert.equal(answer.body, '/p/one/two');
  assert.equal(answer.headers['x-passed'], 'two, one');
});

test('a middleware answers instead of the service, and only those before it see the answer', async () => {
  const outer = buildMiddleware('outer', 'headers', { customResponseHeaders: { 'X-Outer': 'yes' } });
  const guard = buildMiddleware('guard', 'ipAllowList', { sourceRange: ['10.0.0.0/8'] });
  const inner = buildMiddleware('inner', 'headers', { customResponseHeaders: { 'X-Inner': 'yes' } });
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ middlewares: [outer, guard, inner] }]),
  });
  const answer = await send(proxy.port);
  assert.deepEqual([answer.status, answer.body], [403, 'Forbidden']);
  assert.equal(answer.headers['x-outer'], 'yes');
  assert.equal(answer.headers['x-inner'], undefined);
  assert.equal(answer.headers['content-type'], undefined);
});

test('an emptied path is sent as a slash', async () => {
  await using backend = await startBackend((request, response) => response.end(request.url));
  const strip = buildMiddleware('strip', 'stripPrefix', { prefixes: ['/api'] });
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)), middlewares: [strip] }]),
  });
  assert.equal((await send(proxy.port, { path: '/api' })).body, '/');
  assert.equal((await send(proxy.port, { path: '/api?x=1' })).body, '/?x=1');
});

test('an internal page is answered without a service', async () => {
  const answer = async () => ({ status: 200, headers: [], body: 'OK' });
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ rule: 'Path(`/ping`)', target: { kind: 'internal', answer } }]),
  });
  assert.equal((await send(proxy.port, { path: '/ping' })).body, 'OK');
});

test('what is no request is refused with the bytes of a Go server', async () => {
  await using proxy = await startProxy({
    snapshot: () => snapshot([]),
    entryPoint: { maxHeaderBytes: 1024 },
  });
  const page = (textOfPage: string): string =>
    `HTTP/1.1 ${textOfPage}\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n${textOfPage}`;
  const cases: readonly (readonly [string, string])[] = [
    ['GARBAGE\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/1.1\r\nHost: a.test\r\nBad Header: 1\r\n\r\n', '400 Bad Request'],
    ['GET /%zz HTTP/1.1\r\nHost: a.test\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/1.1\r\n\r\n', '400 Bad Request: missing required Host header'],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', '400 Bad Request'],
    // The body is there to be read; the answer does not wait for it.
    ['POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nbody', '400 Bad Request: missing required Host header'],
    ['GET /\r\n\r\n', '400 Bad Request'],
    ['GET / HTTP/2.0\r\nHost: a\r\n\r\n', '505 HTTP Version Not Supported: unsupported protocol version'],
    ['GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', '400 Bad Request: malformed Host header'],
    [
      `GET / HTTP/1.1\r\nHost: a.test\r\nX-A: ${'a'.repeat(8000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
  ];
  for (const [sent, expected] of cases)
    assert.equal(await exchangeBytes(proxy.port, sent), page(expected), sent);
  assert.deepEqual(proxy.events, []);
});

test('a fragment in the path is answered 400 without a body', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]) });
  const answer = await exchangeBytes(proxy.port, 'GET /a#b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
  assert.match(answer, /\r\n\r\n$/);
});

test('garbage behind a request is refused after that request was answered', async () => {
  await using backend = await startBackend((_, response) => response.end('fine'));
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)) }]),
  });
  const answer = await exchangeBytes(proxy.port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n');
  assert.match(answer, /^HTTP\/1\.1 200 OK\r\n[\s\S]*fineHTTP\/1\.1 400 Bad Request\r\n/);
});

test('HTTP/1.0 is answered with a body that ends with the connection', async () => {
  await using backend = await startBackend((_, response) => {
    response.write('one ');
    response.end('two');
  });
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)) }]),
  });
  const answer = await exchangeBytes(proxy.port, 'GET / HTTP/1.0\r\n\r\n');
  assert.match(answer, /\r\n\r\none two$/);
  assert.doesNotMatch(answer, /chunked/i);
});

test('when its time is up, half a request is refused and a silent connection closed without a byte', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]), entryPoint: { readTimeoutMs: 30 } });
  assert.match(await exchangeBytes(proxy.port, 'GET / HTTP/1.1\r\nHo'), /^HTTP\/1\.1 400 Bad Request\r\n/);
  assert.equal(await exchangeBytes(proxy.port, ''), '');
});

test('a body in another coding and a strange expectation are refused', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]) });
  const ask = (field: string) => exchangeBytes(proxy.port, `POST / HTTP/1.1\r\nHost: a\r\n${field}\r\n\r\n`);
  assert.match(
    await ask('Transfer-Encoding: gzip, chunked'),
    /^HTTP\/1\.1 501 Not Implemented\r\n[\s\S]*\r\n\r\nUnsupported transfer encoding$/,
  );
  assert.match(await ask('Content-Length: 1\r\nExpect: 200-maybe'), /^HTTP\/1\.1 417 Expectation Failed\r\n/);
});

test('OPTIONS * is answered by the proxy itself', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]) });
  const answer = await exchangeBytes(
    proxy.port,
    'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
  );
  assert.match(
    answer,
    /^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\nDate: [^\r]+\r\nConnection: close\r\n\r\n$/,
  );
});

test('an idle connection is closed, a slow answer is not', async () => {
  const asked = Promise.withResolvers<http.ServerResponse>();
  await using backend = await startBackend((_, response) => asked.resolve(response));
  const entryPoint = { readTimeoutMs: 40, idleTimeoutMs: 40 };
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)) }]),
    entryPoint,
  });
  const client = net.connect(proxy.port, '127.0.0.1');
  const received = readAll(client);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  // Another connection of the same age is closed by now; this one waits for its answer.
  assert.equal(await exchangeBytes(proxy.port, ''), '');
  (await asked.promise).end('late');
  assert.match(await received, /late$/);
});

test('an idle connection is closed also after a body that nobody wanted', async () => {
  await using proxy = await startProxy({ snapshot: () => snapshot([]), entryPoint: { idleTimeoutMs: 30 } });
  const answer = await exchangeBytes(
    proxy.port,
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello`,
  );
  assert.match(answer, /^HTTP\/1\.1 404 /);
});

test('bytes put back before the plane took the connection are read first', async () => {
  await using proxy = await startProxy({
    snapshot: () => snapshot([]),
    accept: (plane, socket) => {
      socket.once('data', (chunk) => {
        socket.pause();
        socket.unshift(chunk);
        plane.accept(socket, undefined);
      });
    },
  });
  assert.equal((await send(proxy.port)).status, 404);
});

test('closing lets what is in flight end, announces the end, and closes idle connections at once', async () => {
  const asked = Promise.withResolvers<http.ServerResponse>();
  await using backend = await startBackend((_, response) => asked.resolve(response));
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)), rule: 'Path(`/slow`)' }]),
  });
  const agent = new http.Agent({ keepAlive: true });
  await send(proxy.port, { agent });
  const [idle] = Object.values(agent.freeSockets).flat();
  assert.ok(idle);
  const slow = send(proxy.port, { path: '/slow', agent: new http.Agent({ keepAlive: true }) });
  const response = await asked.promise;
  const closed = proxy.plane.close(10_000);
  await once(idle, 'close');
  response.end('done');
  const answer = await slow;
  assert.equal(answer.body, 'done');
  assert.equal(answer.headers.connection, 'close');
  await closed;
  await proxy.plane.close(0);
});

test('closing breaks off what does not end in time', async () => {
  const asked = Promise.withResolvers<void>();
  await using backend = await startBackend(() => asked.resolve());
  await using proxy = await startProxy({
    snapshot: () => snapshot([{ service: service('app', httpServer(backend.port)) }]),
  });
  const broken = assert.rejects(send(proxy.port), { code: 'ECONNRESET' });
  await asked.promise;
  await proxy.plane.close(20);
  await broken;
});

function pairsOf(raw: readonly string[]): Record<string, string | undefined> {
  const result: Record<string, string | undefined> = {};
  for (let index = 0; index < raw.length; index += 2) result[raw[index] ?? ''] = raw[index + 1];
  return result;
}
