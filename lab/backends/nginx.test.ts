import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { nginx } from './nginx.ts';
import { startForTest } from './test-backend.ts';

test('serves the welcome page with its validators', async () => {
  await using server = await startForTest(nginx);
  for (const path of ['/', '/index.html', '//?x=1']) {
    const response = await fetch(server.origin + path);
    const text = await response.text();
    assert.equal(response.status, 200, path);
    assert.match(text, /<title>Welcome to nginx!<\/title>.*<h1>Welcome to nginx!<\/h1>/s);
    assert.equal(response.headers.get('content-type'), 'text/html');
    assert.equal(response.headers.get('content-length'), String(text.length));
    assert.equal(response.headers.get('server'), 'nginx/1.26.3');
    assert.equal(response.headers.get('accept-ranges'), 'bytes');
    assert.equal(response.headers.get('connection'), 'keep-alive');
    assert.equal(response.headers.get('keep-alive'), null);
    assert.match(response.headers.get('etag') ?? '', /^"67a34638-[0-9a-f]+"$/);
    assert.equal(response.headers.get('last-modified'), 'Wed, 05 Feb 2025 11:06:32 GMT');
  }
});

test('answers conditions, ranges, methods and paths as nginx does', async () => {
  await using server = await startForTest(nginx);
  const whole = await fetch(server.origin);
  const text = await whole.text();
  const etag = whole.headers.get('etag') ?? '';
  const date = whole.headers.get('last-modified') ?? '';
  const size = text.length;
  const cases: readonly [init: RequestInit, path: string, status: number, body: string | RegExp][] = [
    [{ headers: { 'If-None-Match': etag } }, '/', 304, ''],
    [{ headers: { 'If-None-Match': `"x", W/${etag}` } }, '/', 304, ''],
    [{ headers: { 'If-None-Match': '*' } }, '/', 304, ''],
    [{ headers: { 'If-None-Match': '"x"' } }, '/', 200, text],
    [{ headers: { 'If-Modified-Since': date } }, '/', 304, ''],
    [{ headers: { 'If-Modified-Since': 'Wed, 05 Feb 2025 11:06:31 GMT' } }, '/', 200, text],
    [{ headers: { 'If-Modified-Since': date, 'If-None-Match': '"x"' } }, '/', 200, text],
    [{ headers: { Range: 'bytes=2-8' } }, '/', 206, text.slice(2, 9)],
    [{ headers: { Range: 'bytes=2-8', 'If-Range': etag } }, '/', 206, text.slice(2, 9)],
    [{ headers: { Range: 'bytes=2-8', 'If-Range': '"x"' } }, '/', 200, text],
    [{ headers: { Range: `bytes=${size}-` } }, '/', 416, /416/],
    [{ method: 'HEAD' }, '/', 200, ''],
    [{ method: 'HEAD' }, '/nope', 404, ''],
    [{}, '/nope', 404, /404 Not Found/],
    [{ method: 'POST', body: 'x' }, '/', 405, /405 Not Allowed/],
    [{ method: 'POST', body: 'x' }, '/nope', 404, /404/],
    [{ method: 'PUT', body: 'x' }, '/nope', 405, /405/],
    [{ method: 'DELETE' }, '/', 405, /405/],
  ];
  for (const [init, path, status, body] of cases) {
    const response = await fetch(server.origin + path, init);
    const seen = await response.text();
    const label = `${JSON.stringify(init)} ${path}`;
    assert.equal(response.status, status, label);
    if (typeof body === 'string') assert.equal(seen, body, label);
    else assert.match(seen, body, label);
    assert.equal(response.headers.get('server'), 'nginx/1.26.3', label);
  }
});

test('logs each request once, with status and size, and 499 for a client that left', async () => {
  await using server = await startForTest(nginx);
  const response = await fetch(`${server.origin}/?a=1`, { headers: { 'User-Agent': 'probe/1' } });
  const size = (await response.text()).length;
  await fetch(server.origin, { method: 'HEAD' });
  await server.running.setFault({ kind: 'hang' });
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.end('GET /late HTTP/1.1\r\nHost: a\r\n\r\n');
  await server.receivedCount(3);
  const time = String.raw`\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\]`;
  const expected = [
    `^127\\.0\\.0\\.1 - - ${time} "GET /\\?a=1 HTTP/1\\.1" 200 ${size} "-" "probe/1" "-"$`,
    `^127\\.0\\.0\\.1 - - ${time} "HEAD / HTTP/1\\.1" 200 0 "-" "\\S+" "-"$`,
    `^127\\.0\\.0\\.1 - - ${time} "GET /late HTTP/1\\.1" 499 0 "-" "-" "-"$`,
  ];
  assert.equal(server.logs.length, expected.length);
  for (const [index, pattern] of expected.entries())
    assert.match(server.logs[index] ?? '', new RegExp(pattern));
});
