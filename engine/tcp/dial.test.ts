import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DialError, dial } from './dial.ts';
import { Loopback, nextData } from './test-loopback.ts';

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
  const socket = await dial({ host: '127.0.0.1', port });
  assert.equal(await nextData(socket), 'hello');
  socket.destroy();
});

test('a refused connection names the address', async () => {
  await using loopback = new Loopback();
  const port = await loopback.closedPort();
  const expected = rejectedWith('dial-failed', new RegExp(`^connect ECONNREFUSED 127.0.0.1:${port}$`));
  await assert.rejects(dial({ host: '127.0.0.1', port }), expected);
});

test('a name that is never resolved times out', async () => {
  const attempt = dial({ host: 'mongo.test', port: 27017, timeoutMs: 10, lookup: () => {} });
  await assert.rejects(
    attempt,
    rejectedWith('dial-timeout', /^connect to mongo.test:27017 timed out after 10 ms$/),
  );
});

test('a signal gives up', async () => {
  const gone = new AbortController();
  const attempt = dial({
    host: 'mongo.test',
    port: 27017,
    signal: gone.signal,
    lookup: () => queueMicrotask(() => gone.abort()),
  });
  await assert.rejects(attempt, rejectedWith('dial-cancelled', /given up, the client is gone$/));
  const late = dial({ host: 'mongo.test', port: 27017, signal: gone.signal });
  await assert.rejects(late, rejectedWith('dial-cancelled', /given up/));
});
