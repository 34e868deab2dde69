import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ReplayError, replayOf } from './replay.ts';

const line = (time: string, path: string): string =>
  `198.51.100.7 - - [${time}] "GET ${path} HTTP/1.1" 200 12 "-" "curl/8"`;

const NOON = '10/Oct/2026:12:00:00 +0000';

function timesOf(text: string, speed?: number): readonly (readonly [number, string])[] {
  const options = { host: 'shop.test', ...(speed === undefined ? {} : { speed }) };
  return replayOf(text, 'access.log', options).map(({ atMs, request }) => [atMs, request.path]);
}

describe('an access log', () => {
  test('is replayed from its first request on, those of one second evenly over it', () => {
    const log = [line(NOON, '/b'), line(NOON, '/c'), line('10/Oct/2026:12:00:02 +0000', '/d')].join('\n');
    assert.deepEqual(timesOf(log), [
      [0, '/b'],
      [500, '/c'],
      [2000, '/d'],
    ]);
  });

  test('is sorted by time, whatever zone it was written in', () => {
    const log = `${line('10/Oct/2026:14:00:01 +0200', '/second')}\n${line('10/Oct/2026:07:30:00 -0430', '/first')}\n`;
    assert.deepEqual(timesOf(log), [
      [0, '/first'],
      [1000, '/second'],
    ]);
  });

  test('is replayed faster', () => {
    assert.deepEqual(timesOf(`${line(NOON, '/a')}\n${line('10/Oct/2026:12:00:10 +0000', '/b')}`, 20), [
      [0, '/a'],
      [500, '/b'],
    ]);
  });

  test("of Traefik's in JSON tells when each request began, and to which host", () => {
    const record = {
      RequestMethod: 'POST',
      RequestHost: 'api.test',
      RequestPath: '/x?y=1',
      RequestScheme: 'https',
    };
    const log = ['2026-10-10T12:00:00.125Z', '2026-10-10T12:00:00.375Z']
      .map((StartUTC) => JSON.stringify({ ...record, StartUTC }))
      .join('\n');
    assert.deepEqual(replayOf(log, 'access.log'), [
      { atMs: 0, request: { method: 'POST', scheme: 'https', host: 'api.test', path: '/x?y=1' } },
      { atMs: 250, request: { method: 'POST', scheme: 'https', host: 'api.test', path: '/x?y=1' } },
    ]);
  });

  const REFUSED: Readonly<Record<string, readonly [text: string, message: RegExp]>> = {
    'without a request': ['\n', /^access\.log: there is no request/],
    'with a line that is none': [`${line(NOON, '/')}\nhello`, /^access\.log:2: expected an access log line/],
  };
  for (const [what, [text, message]] of Object.entries(REFUSED)) {
    test(`${what} is refused, with its place`, () => {
      assert.throws(
        () => replayOf(text, 'access.log', { host: 'a.test' }),
        (error) => error instanceof ReplayError && message.test(error.message),
      );
    });
  }
});
