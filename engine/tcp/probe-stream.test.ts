import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import * as tls from 'node:tls';
import { systemClock } from '../net/clock.ts';
import type { TcpServersTransport } from '../routing/targets.ts';
import { testCertificate } from '../tls/test-support.ts';
import { createTransport } from '../transport/index.ts';
import { probeStream } from './probe-stream.ts';
import { Loopback } from './test-loopback.ts';

const transport = await createTransport();
const { certificatePem: cert, keyPem: key } = testCertificate({
  commonName: 'db.test',
  dnsNames: ['db.test'],
});
const WITHOUT_PROOF = { insecureSkipVerify: true, rootCas: [], certificates: [] };

/** Answers whatever comes with `PONG`, in two pieces. */
function pong(socket: Socket | tls.TLSSocket): void {
  socket.once('data', () => {
    socket.write('PO');
    setImmediate(() => socket.write('NG\r\n'));
  });
}

interface Row {
  readonly title: string;
  readonly serve: (socket: Socket) => void;
  readonly send?: string;
  readonly expect?: string;
  readonly problem?: RegExp;
  readonly tcp?: Partial<TcpServersTransport>;
}

const long = 'x'.repeat(65_536);
const rows: readonly Row[] = [
  { title: 'a connection is enough', serve: () => {} },
  { title: 'nothing is expected of what is sent', serve: pong, send: 'PING' },
  { title: 'the answer', serve: pong, send: 'PING', expect: 'PONG\r\n' },
  { title: 'the beginning of the answer', serve: pong, send: 'PING', expect: 'PON' },
  {
    title: 'another answer',
    serve: pong,
    send: 'PING',
    expect: 'PANG',
    problem: /^unexpected health check response$/,
  },
  { title: 'a banner', serve: (socket) => socket.write('220 ready'), expect: '220' },
  { title: 'no answer', serve: () => {}, send: 'PING', expect: 'PONG', problem: /timeout/ },
  {
    title: 'an end',
    serve: (socket) => socket.end(),
    expect: 'PONG',
    problem: /^the server closed the connection$/,
  },
  {
    title: 'part of the answer and an end',
    serve: (socket) => socket.end('PO'),
    expect: 'PONG',
    problem: /closed/,
  },
  { title: 'more than is looked at', serve: () => {}, send: long, expect: long },
  {
    title: 'over TLS',
    serve: (socket) => tls.createServer({ cert, key }, pong).emit('connection', socket),
    send: 'PING',
    expect: 'PONG',
    tcp: { tls: WITHOUT_PROOF },
  },
  {
    title: 'no TLS',
    serve: (socket) => socket.end('plain'),
    tcp: { tls: WITHOUT_PROOF },
    problem: /^TLS handshake failed: /,
  },
  {
    title: 'no PROXY header',
    serve: (socket) => socket.once('data', (data) => socket.end(data)),
    send: 'PING',
    expect: 'PING',
    tcp: { proxyProtocol: 2 },
  },
];

for (const { title, serve, send, expect, problem, tcp } of rows) {
  test(`${title}: ${problem ? 'down' : 'up'}`, async () => {
    await using loopback = new Loopback();
    const port = await loopback.listen(serve);
    const found = await probeStream({
      clock: systemClock,
      transport,
      server: {
        host: '127.0.0.1',
        port,
        terminationDelayMs: 0,
        tcp: { dialTimeoutMs: 0, keepAliveMs: -1, ...tcp },
      },
      settings: { ...(send !== undefined && { send }), ...(expect !== undefined && { expect }) },
      signal: AbortSignal.timeout(problem?.source === 'timeout' ? 30 : 5000),
    });
    if (problem) assert.match(found ?? '', problem);
    else assert.equal(found, undefined);
  });
}

test('a port that refuses, and another port', async () => {
  await using loopback = new Loopback();
  const server = { host: '127.0.0.1', port: await loopback.closedPort(), terminationDelayMs: 0 };
  const { signal } = new AbortController();
  assert.match(
    (await probeStream({ transport, clock: systemClock, server, settings: {}, signal })) ?? '',
    /^connect ECONNREFUSED/,
  );
  const port = await loopback.listen(() => {});
  assert.equal(
    await probeStream({ transport, clock: systemClock, server, settings: { port }, signal }),
    undefined,
  );
});
