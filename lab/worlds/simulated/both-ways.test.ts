import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import { nginx } from '../../backends/nginx.ts';
import { whoami } from '../../backends/whoami.ts';
import { bothWays, type Sent, type Way } from './test-both-ways.ts';

/** What a backend tells of a request, without the port of who sent it. */
function recorded({ peer, ...received }: ReceivedRequest): object {
  assert.match(peer, /^127\.0\.0\.1:\d{5}$/);
  return received;
}

function counts({ backend: { running } }: Way): object {
  return { connections: running.connectionsAccepted, bytes: running.bytesReceived };
}

const common = [
  'User-Agent',
  'probe/1',
  'X-Forwarded-For',
  '10.1.1.1',
  'x-a',
  '1',
  'X-A',
  '2',
  'Accept-Encoding',
  'gzip',
];

const toWhoami: readonly Sent[] = [
  {},
  { headers: common },
  { target: '/a?env=true&x=%3Cb%3E', headers: ['X-Correlation-Id', 'id-1'] },
  { target: '/?wait=2ms' },
  { target: '/api?a=<b>', headers: [...common, 'X-Accent', '\xc3\xa9'] },
  { target: '/bench' },
  { target: '/bench', method: 'HEAD' },
  { target: '/', method: 'HEAD' },
  { target: '/echo' },
  { target: '/health' },
  { target: '/health', method: 'POST', body: '503' },
  { target: '/health' },
  { target: '/health', method: 'POST', body: '204' },
  { target: '/health' },
  { target: '/health', method: 'POST', body: 'x' },
  { target: '/data?size=40' },
  { target: '/data?size=600' },
  { target: '/data?size=600', method: 'HEAD' },
  { target: '/data?size=0' },
  { target: '/data?size=200&unit=KB' },
  { target: '/data?size=200&unit=KB&attachment=1' },
  { method: 'POST', body: 'abcdef' },
  { method: 'POST', body: 'abcdef', chunked: true },
  {
    method: 'PUT',
    body: 'abcdef',
    chunked: true,
    trailers: ['X-Check', '1'],
    headers: ['Trailer', 'X-Check'],
  },
  { method: 'POST', body: '' },
  { method: 'POST', body: 'abcdef', expects: true },
  { method: 'POST', body: 'x'.repeat(200_000) },
  { method: 'POST', body: 'x'.repeat(200_000), chunked: true, target: '/api' },
  { method: 'DELETE', target: 'http://other/bar?x' },
  {
    method: 'OPTIONS',
    target: '/',
    headers: ['X-Blank', ' \t a b ', 'X-Empty', '', '__proto__', '1', '__PROTO__', '2'],
  },
  { method: 'TRACE' },
];

const toNginx: readonly Sent[] = [
  { headers: common },
  { target: '/index.html', method: 'HEAD' },
  { target: '/nope' },
  { target: '/', headers: ['Range', 'bytes=2-8'] },
  { target: '/', headers: ['Range', 'bytes=9999-'] },
  { target: '/', headers: ['If-None-Match', '"x", *'] },
  { target: '/', headers: ['If-None-Match', '*'] },
  { target: '/', headers: ['If-Modified-Since', 'Wed, 05 Feb 2025 11:06:32 GMT', 'If-Modified-Since', 'x'] },
  { method: 'POST', body: 'x' },
  { method: 'PUT', body: 'x', chunked: true },
];

const programs = [
  [whoami, toWhoami, { args: ['--verbose', '--name', 'ann'], env: { A: 'b' } }],
  [nginx, toNginx, {}],
] as const;

for (const [program, requests, overrides] of programs) {
  test(`${program.name} answers and records alike what comes over sockets and as values`, async () => {
    await using both = await bothWays(program, overrides);
    const [sockets, values] = both.ways;
    for (const [index, sent] of requests.entries()) {
      const label = `${index}: ${JSON.stringify(sent).slice(0, 120)}`;
      const [bySocket, byValue] = [await sockets.send(sent), await values.send(sent)];
      assert.deepEqual(byValue, bySocket, label);
      assert.equal(bySocket.end, 'end', label);
      for (const { backend } of both.ways) await backend.receivedCount(index + 1);
      assert.deepEqual(
        values.backend.received.map(recorded).at(-1),
        sockets.backend.received.map(recorded).at(-1),
        label,
      );
      assert.deepEqual(counts(values), counts(sockets), label);
    }
    const logs = both.ways.map(({ backend }) =>
      backend.logs.map((line) => line.replace(/^[\d.]+(?::\d+)?/, 'peer').replace(/\[[\d/].*?\]/, '[now]')),
    );
    assert.deepEqual(logs[1], logs[0]);
  });
}

const get: Sent = {};
const head: Sent = { method: 'HEAD' };
const post: Sent = { method: 'POST', body: 'abc' };
const impatient = { responseHeaderTimeoutMs: 30 };

const faults: readonly [fault: Fault, sent: Sent, end: string, status: number, unsent: boolean][] = [
  [{ kind: 'slow', delayMs: 3 }, get, 'end', 200, false],
  [{ kind: 'slow', delayMs: 300 }, { ...get, transport: impatient }, 'fail', 504, false],
  [{ kind: 'error', status: 503 }, get, 'end', 503, false],
  [{ kind: 'error', status: 204 }, post, 'end', 204, false],
  [{ kind: 'error', status: 304 }, get, 'end', 304, false],
  [{ kind: 'hang' }, { ...get, transport: impatient }, 'fail', 504, false],
  [{ kind: 'hang' }, { ...post, transport: impatient }, 'fail', 504, false],
  [{ kind: 'reset' }, get, 'abort', 502, false],
  [{ kind: 'reset' }, post, 'abort', 502, false],
  [{ kind: 'reset' }, head, 'end', 200, false],
  [{ kind: 'refuse' }, get, 'fail', 502, true],
  [{ kind: 'refuse' }, post, 'fail', 502, true],
];
for (const [fault, sent, end, status, unsent] of faults) {
  const { method = 'GET', transport } = sent;
  const how = transport ? ' by who waits 30 ms' : '';
  test(`fault ${JSON.stringify(fault)} of a ${method}${how} looks alike both ways`, async () => {
    await using both = await bothWays(whoami);
    const outcomes = [];
    for (const way of both.ways) {
      // A connection that is kept shows more than a new one.
      await way.send(get);
      await way.backend.running.setFault(fault);
      outcomes.push(await way.send(sent));
      await way.backend.running.setFault(undefined);
      const after = await way.send(get);
      assert.equal(after.status, 200, way.name);
      await way.backend.receivedCount(unsent ? 2 : 3);
    }
    const [bySocket, byValue] = outcomes;
    assert.deepEqual(byValue, bySocket);
    assert.equal(byValue?.end, end);
    assert.equal(byValue?.error?.status ?? byValue?.status, status);
    assert.equal(byValue?.error?.unsent ?? false, unsent);
    const [sockets, values] = both.ways;
    assert.deepEqual(
      new Set(values.backend.received.map(recorded)),
      new Set(sockets.backend.received.map(recorded)),
    );
    assert.deepEqual(counts(values), counts(sockets));
  });
}

test('a request that waits when its pod ends is answered, or broken off when the grace is over', async () => {
  await using both = await bothWays(whoami);
  for (const { name, begin, send, backend } of both.ways) {
    await send(get);
    const before = backend.running.bytesReceived;
    const waiting = begin({ target: '/?wait=20ms' });
    await backend.bytesRead(before + 1);
    await backend.running.drain(10_000);
    assert.equal((await waiting.outcome).status, 200, name);
    const late = await send(get);
    assert.deepEqual(
      [late.end, late.error?.message],
      ['fail', 'http://127.0.0.1:port: connect ECONNREFUSED 127.0.0.1:port'],
      name,
    );
  }
  await using again = await bothWays(whoami);
  const outcomes = [];
  for (const { begin, backend } of again.ways) {
    const waiting = begin({ method: 'POST', target: '/?wait=1h', body: 'x' });
    await backend.bytesRead(1);
    await backend.running.drain(5);
    outcomes.push(await waiting.outcome);
    await backend.receivedCount(1);
    assert.equal(backend.received[0]?.status, undefined);
  }
  assert.deepEqual(outcomes[1], outcomes[0]);
  assert.equal(outcomes[1]?.error?.message, 'http://127.0.0.1:port: the server broke the connection off');
});

test('who gives up is recorded without an answer, and the next one gets a connection', async () => {
  await using both = await bothWays(whoami);
  for (const { name, begin, send, backend } of both.ways) {
    const waiting = begin({ target: '/?wait=1h' });
    await backend.bytesRead(1);
    waiting.cancel();
    await backend.receivedCount(1);
    assert.equal(backend.received[0]?.status, undefined, name);
    const long = begin({ target: '/data?size=1&unit=TB' });
    await long.begun;
    long.cancel();
    await backend.receivedCount(2);
    assert.equal(backend.received[1]?.status, 200, name);
    assert.equal((await send(get)).status, 200, name);
  }
  const [sockets, values] = both.ways;
  assert.deepEqual(counts(values), counts(sockets));
});

test('as many connections as requests at a time, and no more', async () => {
  await using both = await bothWays(whoami);
  for (const { send, backend } of both.ways) {
    for (let round = 0; round < 3; round += 1) await Promise.all(Array.from({ length: 5 }, () => send(get)));
    assert.equal(backend.running.connectionsAccepted, 5);
    const peers = new Set(backend.received.map(({ peer }) => peer));
    assert.equal(peers.size, 5);
  }
});

test('what needs a connection of its own is left to one', async () => {
  await using both = await bothWays(whoami);
  const [, values] = both.ways;
  for (const sent of [
    { headers: ['Connection', 'Upgrade', 'Upgrade', 'websocket'] },
    { headers: ['Expect', 'more'] },
    { method: 'BREW' },
  ]) {
    assert.throws(() => values.begin(sent), /nobody takes/);
  }
});
