import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { BackendArgumentError } from './go-flags.ts';
import { type StartedForTest, startForTest } from './test-backend.ts';
import { whoami } from './whoami.ts';

/** Sends bytes as they are and reads until the server closes. */
async function raw(server: StartedForTest, request: string): Promise<{ response: string; peer: string }> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  const peer = `127.0.0.1:${socket.localPort}`;
  socket.write(request);
  return { response: await text(socket), peer };
}

function bodyOf(response: string): string {
  return response.slice(response.indexOf('\r\n\r\n') + 4);
}

const addresses = 'Hostname: pod-1\nIP: 127.0.0.1\nIP: ::1\n';

const printed: readonly [what: string, request: string, lines: string][] = [
  [
    'headers sorted and in canonical case, repeated ones on lines of their own',
    'GET /a?b=c HTTP/1.1\r\nhost: h\r\nx-b: 1\r\nuser-agent: u\r\nX-B: 2\r\nx-real-ip: 3\r\nconnection: close\r\n\r\n',
    'GET /a?b=c HTTP/1.1\r\nHost: h\r\nUser-Agent: u\r\nConnection: close\r\nX-B: 1\r\nX-B: 2\r\nX-Real-Ip: 3\r\n\r\n',
  ],
  [
    "Go's user agent where the client names none, as Go's Request.Write adds it",
    'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: h\r\nUser-Agent: Go-http-client/1.1\r\nConnection: close\r\n\r\n',
  ],
  [
    'the body after the empty line',
    'POST / HTTP/1.1\r\nHost: h\r\nUser-Agent:\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
    'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc',
  ],
  [
    'a chunked body in chunks',
    'PUT / HTTP/1.1\r\nHost: h\r\nUser-Agent:\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
    'PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  ],
  [
    'path and host of an absolute target',
    'GET http://other/bar?x HTTP/1.1\r\nHost: h\r\nUser-Agent:\r\nConnection: close\r\n\r\n',
    'GET /bar?x HTTP/1.1\r\nHost: other\r\nConnection: close\r\n\r\n',
  ],
];
for (const [what, request, lines] of printed) {
  test(`prints ${what}`, async () => {
    await using server = await startForTest(whoami);
    const { response, peer } = await raw(server, request);
    assert.equal(bodyOf(response), `${addresses}RemoteAddr: ${peer}\n${lines}`);
    assert.match(response, /^Content-Type: text\/plain; charset=utf-8\r$/m);
  });
}

test('a name from the flag wins over the one from the environment; env=true prints the environment', async () => {
  const env = { WHOAMI_NAME: 'env-name', A: 'b' };
  await using named = await startForTest(whoami, { env });
  const fromEnvironment = await (await fetch(`${named.origin}/?env=true`)).text();
  assert.ok(fromEnvironment.startsWith(`Name: env-name\n${addresses}`));
  assert.ok(fromEnvironment.endsWith('\r\n\r\nWHOAMI_NAME=env-name\nA=b\n'));
  await using flagged = await startForTest(whoami, { env, args: ['--name', 'ann'] });
  assert.ok((await (await fetch(flagged.origin)).text()).startsWith('Name: ann\n'));
});

test('the declared ports decide; flag and environment count only without any', async () => {
  const keys = async (server: StartedForTest) => [...server.running.addresses.keys()];
  await using declared = await startForTest(whoami, {
    args: ['--port=81'],
    ports: [
      { port: 80, protocol: 'TCP' },
      { port: 8080, name: 'more', protocol: 'TCP' },
      { port: 80, protocol: 'UDP' },
    ],
  });
  assert.deepEqual(await keys(declared), [80, 8080]);
  for (const { port } of declared.running.addresses.values()) {
    assert.equal((await fetch(`http://127.0.0.1:${port}/bench`)).status, 200);
  }
  assert.equal(declared.running.connectionsAccepted, 2);
  await using flagged = await startForTest(whoami, {
    args: ['--port=81'],
    env: { WHOAMI_PORT_NUMBER: '82' },
  });
  assert.deepEqual(await keys(flagged), [81]);
  await using fromEnvironment = await startForTest(whoami, { env: { WHOAMI_PORT_NUMBER: '82' } });
  assert.deepEqual(await keys(fromEnvironment), [82]);
  await using bare = await startForTest(whoami);
  assert.deepEqual(await keys(bare), [80]);
});

test('refuses an argument that it does not have', async () => {
  await assert.rejects(startForTest(whoami, { args: ['--grpc'] }), BackendArgumentError);
});

test('a certificate that is not mounted is an error that names the pod and what is', async () => {
  const files = new Map([['/certs/tls.key', Buffer.from('')]]);
  await assert.rejects(
    startForTest(whoami, { args: ['--cert=/a.pem'], files }),
    /Pod pod-1 starts whoami with --cert=\/a\.pem.*\/certs\/tls\.key$/,
  );
});

test('/api answers JSON', async () => {
  await using server = await startForTest(whoami, { args: ['-name=ann'] });
  const response = await fetch(`${server.origin}/api?a=<b>`, {
    method: 'PUT',
    headers: { 'x-b': '<&>', 'x-a': '1' },
  });
  assert.equal(response.headers.get('content-type'), 'application/json');
  const body = await response.text();
  assert.ok(body.includes('"\\u003c\\u0026\\u003e"') && body.endsWith('}\n'), body);
  const { headers, remoteAddr, ...rest } = JSON.parse(body);
  const host = `127.0.0.1:${server.port}`;
  const ip = ['127.0.0.1', '::1'];
  assert.deepEqual(rest, { hostname: 'pod-1', ip, url: '/api?a=%3Cb%3E', host, method: 'PUT', name: 'ann' });
  assert.deepEqual([headers['X-A'], headers['X-B'], headers['Host']], [['1'], ['<&>'], undefined]);
  assert.deepEqual(Object.keys(headers), Object.keys(headers).sort());
  assert.equal(remoteAddr, server.received[0]?.peer);
});

test('/bench answers 1', async () => {
  await using server = await startForTest(whoami);
  const { response } = await raw(server, 'GET /bench HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
  assert.equal(bodyOf(response), '1');
  const kept = await fetch(`${server.origin}/bench`);
  assert.equal(kept.headers.get('content-type'), 'text/plain');
  assert.equal(kept.headers.get('connection'), 'keep-alive');
  assert.equal(kept.headers.get('keep-alive'), null);
});

test('/health answers the status that was posted', async () => {
  await using server = await startForTest(whoami);
  const post = (body: string) => fetch(`${server.origin}/health`, { method: 'POST', body });
  assert.equal((await fetch(`${server.origin}/health`)).status, 200);
  assert.equal((await post('503\n')).status, 200);
  assert.equal((await fetch(`${server.origin}/health`)).status, 503);
  assert.equal((await fetch(`${server.origin}/health`, { method: 'HEAD' })).status, 503);
  for (const body of ['', 'x', '99', '"200"', '600']) assert.equal((await post(body)).status, 400, body);
  assert.equal((await fetch(`${server.origin}/health`)).status, 503);
  assert.equal((await post('204')).status, 200);
  assert.equal((await fetch(`${server.origin}/health`)).status, 204);
});

test('/?wait= delays; a duration that Go refuses does not', async () => {
  await using server = await startForTest(whoami);
  const start = performance.now();
  assert.equal((await fetch(`${server.origin}/?wait=0.03s`)).status, 200);
  assert.ok(performance.now() - start >= 29);
  assert.equal((await fetch(`${server.origin}/?wait=100000`)).status, 200);
});

test('--verbose logs requests, and only then', async () => {
  await using quiet = await startForTest(whoami);
  await fetch(quiet.origin);
  assert.deepEqual(quiet.logs, ['Starting up on port 80']);
  await using verbose = await startForTest(whoami, { args: ['--verbose'] });
  await fetch(`${verbose.origin}/a?b`);
  assert.match(verbose.logs[1] ?? '', /^127\.0\.0\.1:\d+ - - \[.+\] "GET \/a HTTP\/1\.1" - -$/);
});

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const contents: readonly [query: string, content: string][] = [
  ['', '|'],
  ['?size=x', '|'],
  ['?size=-5', ''],
  ['?size=0&unit=KB', ''],
  ['?size=2', '||'],
  ['?size=40', `|${alphabet}-ABCDEFGHIJK|`],
  ['?size=5&unit=B', '|ABC|'],
  ['?size=5&attachment=true', '|ABC|'],
];
test('/data answers its pattern', async () => {
  await using server = await startForTest(whoami);
  for (const [query, content] of contents) {
    const response = await fetch(`${server.origin}/data${query}`);
    assert.equal(await response.text(), content, query);
    assert.equal(response.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.equal(
      response.headers.get('content-disposition'),
      query.includes('attachment') ? 'Attachment' : null,
    );
  }
});

test('/data has exactly the size asked for, whole blocks or not', async () => {
  await using server = await startForTest(whoami);
  const block = 27 * 2400;
  for (const size of [block - 1, block, block + 1, 2 * block + 13]) {
    const content = await (await fetch(`${server.origin}/data?size=${size}`)).text();
    const repeated = `-${alphabet}`.repeat(Math.ceil(size / 27)).slice(1, size - 1);
    assert.ok(content === `|${repeated}|`, `size ${size}`);
  }
  const response = await fetch(`${server.origin}/data?size=3&unit=mb&attachment=1`);
  assert.equal(response.headers.get('content-length'), String(3 * 2 ** 20));
  assert.equal((await response.arrayBuffer()).byteLength, 3 * 2 ** 20);
});

test('/data writes no faster than the client reads, and ends with it', async () => {
  await using server = await startForTest(whoami);
  const before = process.memoryUsage().arrayBuffers;
  const socket = connect(server.port, '127.0.0.1').pause();
  socket.write('GET /data?size=1&unit=TB HTTP/1.1\r\nHost: h\r\n\r\n');
  await once(socket, 'readable');
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 24);
  socket.destroy();
  await server.receivedCount(1);
  assert.equal(server.received[0]?.status, 200);
  assert.equal((await fetch(`${server.origin}/data?size=1&unit=TB`, { method: 'HEAD' })).status, 200);
});
