import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { type EngineUnderTest, startProxy } from './test-engine.ts';
import { listen } from './test-listener.ts';
import { RawClient, settle, whenClosed } from './test-raw-client.ts';
import { get, startScripted, whole } from './test-scripted-server.ts';

const CLIENTS = 400;
const SIZE = 16 * 1024 * 1024;
const PIECE = Buffer.alloc(64 * 1024, 'x');
/** Milliseconds without progress after which everything between both ends is full. */
const QUIET_MS = 300;
/** What a slow peer may make the engine hold, in bytes, ends of the test in the same process included. */
const BYTES_PER_CLIENT = 768 * 1024;
/** Deadlines of the engine may be late by one round of its clock. */
const LATE_MS = 2_500;

/** Writes as fast as the other side takes it. Returns a function that says how much that was. */
function pour(socket: net.Socket, bytes: number): () => number {
  let written = 0;
  const go = (): void => {
    while (written < bytes && !socket.destroyed) {
      written += PIECE.length;
      if (!socket.write(PIECE)) return;
    }
  };
  socket.on('drain', go);
  go();
  return () => written;
}

/** Resolves when a number has not changed for a while. */
async function stagnant(total: () => number): Promise<number> {
  let last = -1;
  for (let quiet = 0; quiet < QUIET_MS; quiet += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = total();
    if (now !== last) quiet = 0;
    last = now;
  }
  return last;
}

async function clients(
  proxy: EngineUnderTest,
  onConnect: (socket: net.Socket) => void,
): Promise<net.Socket[]> {
  const sockets: net.Socket[] = [];
  for (let index = 0; index < CLIENTS; index += 1) {
    const socket = net.connect({ port: proxy.port, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    onConnect(socket);
    sockets.push(socket);
  }
  return sockets;
}

async function gone(sockets: readonly net.Socket[]): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await Promise.all(sockets.map(whenClosed));
}

function assertBounded(before: number, moved: number): void {
  const grown = process.memoryUsage.rss() - before;
  assert.ok(moved < CLIENTS * SIZE, 'everything was taken though nobody read');
  assert.ok(
    grown < CLIENTS * BYTES_PER_CLIENT,
    `${Math.round(grown / CLIENTS / 1024)} KB for each slow client`,
  );
}

test(`${CLIENTS} clients that never read hold little memory`, async () => {
  const written: (() => number)[] = [];
  await using server = await listen((socket) => {
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
      written.push(pour(socket, SIZE));
    });
  });
  await using proxy = await startProxy([server.port]);
  const before = process.memoryUsage.rss();
  const sockets = await clients(proxy, (socket) => void socket.write(get('/')));
  const moved = await stagnant(() => written.reduce((sum, own) => sum + own(), 0));
  assert.equal(written.length, CLIENTS);
  assertBounded(before, moved);
  await gone(sockets);
});

test(`${CLIENTS} uploads that the server never reads hold little memory`, async () => {
  await using server = await listen((socket) => socket.once('data', () => socket.pause()));
  await using proxy = await startProxy([server.port]);
  const before = process.memoryUsage.rss();
  const written: (() => number)[] = [];
  const sockets = await clients(proxy, (socket) => {
    socket.write(`POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: ${SIZE}\r\n\r\n`);
    written.push(pour(socket, SIZE));
  });
  const moved = await stagnant(() => written.reduce((sum, own) => sum + own(), 0));
  assertBounded(before, moved);
  await gone(sockets);
});

/** Sends a byte every 20 ms for ever; resolves with the milliseconds until the other side closed. */
async function drip(port: number, start: string, bytes: string): Promise<number> {
  const began = performance.now();
  const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => undefined).resume();
  socket.write(start);
  let at = 0;
  const timer = setInterval(() => {
    if (!socket.destroyed) socket.write(bytes[at % bytes.length] ?? 'x');
    at += 1;
  }, 20);
  await closedWithin(socket, 10_000);
  clearInterval(timer);
  return performance.now() - began;
}

async function closedWithin(socket: net.Socket, deadlineMs: number): Promise<void> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    socket.destroy();
  }, deadlineMs);
  await whenClosed(socket);
  clearTimeout(timer);
  assert.ok(!late, `still open after ${deadlineMs} ms`);
}

test('readTimeout ends heads and bodies that come a byte at a time', async () => {
  await using server = await startScripted({ onRequest: ({ line }, { send }) => send(whole(line[1])) });
  await using proxy = await startProxy([server.port], {
    flags: ['transport.respondingtimeouts.readtimeout=400ms'],
  });
  const chunked = 'POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n';
  const took = await Promise.all([
    drip(proxy.port, 'G', 'E'),
    drip(proxy.port, 'GET / HTTP/1.1\r\n', 'X-A: 1\r\n'),
    drip(proxy.port, 'POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 100000\r\n\r\n', 'x'),
    drip(proxy.port, chunked, '1\r\nx\r\n'),
  ]);
  for (const milliseconds of took) {
    assert.ok(milliseconds >= 350, `closed after ${milliseconds} ms already`);
    assert.ok(milliseconds < 400 + LATE_MS, `closed after ${milliseconds} ms only`);
  }
  // Empty lines may be refused at once, or waited for to end.
  assert.ok((await drip(proxy.port, '\r\n', '\r\n')) < 400 + LATE_MS);
  assert.deepEqual(server.requests, []);
});

/** Processor time, in milliseconds, that a head of so many lines costs if each line comes alone. */
async function costOfLines(port: number, lines: number): Promise<number> {
  await using client = await RawClient.connect(port);
  client.send('GET /lines HTTP/1.1\r\nHost: a.test\r\n');
  const before = process.cpuUsage();
  for (let line = 0; line < lines; line += 1) {
    client.send('a: b\r\n');
    await settle(1);
  }
  client.send('\r\n');
  const seen = await client.next(30_000);
  const { user, system } = process.cpuUsage(before);
  assert.ok(seen.kind === 'answer' && seen.answer.body === '/lines', seen.kind);
  return (user + system) / 1000;
}

test('a head that comes line by line costs no more for each line the longer it is', async () => {
  await using server = await startScripted({ onRequest: ({ line }, { send }) => send(whole(line[1])) });
  await using proxy = await startProxy([server.port], { flags: ['http.maxheaderbytes=1048576'] });
  await costOfLines(proxy.port, 500);
  const [short, long] = [await costOfLines(proxy.port, 1500), await costOfLines(proxy.port, 12_000)];
  // Eight times the lines: eight times the cost if each line is read once, sixty-four times if all are read with each.
  assert.ok(long < 16 * short, `1,500 lines cost ${short} ms, 12,000 cost ${long} ms`);
});

test('readTimeout counts anew for each request on a connection', async () => {
  await using server = await startScripted({ onRequest: ({ line }, { send }) => send(whole(line[1])) });
  await using proxy = await startProxy([server.port], {
    flags: ['transport.respondingtimeouts.readtimeout=300ms', 'transport.respondingtimeouts.idletimeout=60s'],
  });
  const socket = net.connect({ port: proxy.port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  for (let round = 0; round < 5; round += 1) {
    const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
    socket.write(get(`/${round}`));
    await answered;
    // The time itself is the subject: two rounds last longer than the timeout, one does not.
    await new Promise((resolve) => setTimeout(resolve, 150));
    assert.equal(socket.destroyed, false);
  }
  await gone([socket]);
});

test('idleTimeout ends a connection that asks no more', async () => {
  await using server = await startScripted({ onRequest: ({ line }, { send }) => send(whole(line[1])) });
  await using proxy = await startProxy([server.port], {
    flags: ['transport.respondingtimeouts.idletimeout=300ms'],
  });
  const began = performance.now();
  const socket = net.connect({ port: proxy.port, host: '127.0.0.1' });
  socket.on('error', () => undefined).resume();
  socket.write(get('/'));
  await closedWithin(socket, 10_000);
  const took = performance.now() - began;
  assert.ok(took >= 250 && took < 300 + LATE_MS, `closed after ${took} ms`);
});

test('writeTimeout ends an answer that is not read', async () => {
  await using server = await listen((socket) => {
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${SIZE}\r\n\r\n`);
      pour(socket, SIZE);
    });
  });
  await using proxy = await startProxy([server.port], {
    flags: ['transport.respondingtimeouts.writetimeout=300ms'],
  });
  const socket = net.connect({ port: proxy.port, host: '127.0.0.1' });
  socket.on('error', () => undefined).write(get('/'));
  socket.pause();
  const deadline = performance.now() + 300 + LATE_MS;
  // The client does not read, so it learns of its end late; the server sees at once that nobody wants the rest.
  while (server.taken === 0 || server.open > 0) {
    assert.ok(performance.now() < deadline, 'the answer still waits for its reader');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await gone([socket]);
});
