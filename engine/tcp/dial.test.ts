import assert from 'node:assert/strict';
import dns from 'node:dns';
import { test } from 'node:test';
import { systemClock } from '../net/clock.ts';
import { createTransport } from '../transport/index.ts';
import { DialError, dial } from './dial.ts';
import { Loopback, nextData } from './test-loopback.ts';

const transport = await createTransport();

function rejectedWith(code: DialError['code'], message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof DialError);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  };
}

test('a server that listens is connected to, data that it sends at once included', async () => {
  await using loopback = new Loopback();
  const port = await loopback.listen((socket) => socket.end('hello'));
  const { channel } = await dial({ transport, clock: systemClock, host: '127.0.0.1', port });
  channel.release();
  const data = nextData(channel.socket);
  channel.socket.resume();
  assert.equal(await data, 'hello');
  channel.socket.destroy();
});

test('a refused connection names the address', async () => {
  await using loopback = new Loopback();
  const port = await loopback.closedPort();
  const expected = rejectedWith('dial-failed', new RegExp(`^connect ECONNREFUSED 127.0.0.1:${port}$`));
  await assert.rejects(dial({ transport, clock: systemClock, host: '127.0.0.1', port }), expected);
});

test('a name that is never resolved times out', async (context) => {
  context.mock.method(dns, 'lookup', () => {});
  const attempt = dial({ transport, clock: systemClock, host: 'mongo.test', port: 27017, timeoutMs: 10 });
  await assert.rejects(
    attempt,
    rejectedWith('dial-timeout', /^connect to mongo.test:27017 timed out after 10 ms$/),
  );
});

test('a time further away than timers reach is not over at once', async (context) => {
  const timers = context.mock.method(globalThis, 'setTimeout');
  await using loopback = new Loopback();
  const port = await loopback.listen(() => {});
  const { channel } = await dial({
    transport,
    clock: systemClock,
    host: '127.0.0.1',
    port,
    timeoutMs: 2 ** 40,
  });
  channel.destroy();
  assert.ok(timers.mock.calls.some(({ arguments: [, milliseconds] }) => milliseconds === 2 ** 31 - 1));
});

test('a signal gives up', async (context) => {
  const gone = new AbortController();
  context.mock.method(dns, 'lookup', () => queueMicrotask(() => gone.abort()));
  const attempt = dial({
    transport,
    clock: systemClock,
    host: 'mongo.test',
    port: 27017,
    signal: gone.signal,
  });
  await assert.rejects(attempt, rejectedWith('dial-cancelled', /given up, the client is gone$/));
  const late = dial({ transport, clock: systemClock, host: 'mongo.test', port: 27017, signal: gone.signal });
  await assert.rejects(late, rejectedWith('dial-cancelled', /given up/));
});
