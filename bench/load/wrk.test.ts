import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { busyShare, parseWrk } from './wrk.ts';

const good = `Running 2s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.21ms  388.23us  15.55ms   94.44%
    Req/Sec    29.04k     1.60k   30.74k    90.00%
  57823 requests in 2.00s, 8.25MB read
Requests/sec:  28891.37
Transfer/sec:      4.11MB
`;

describe('what wrk prints', () => {
  it('is read', () => {
    assert.deepEqual(parseWrk(good), {
      requests: 57_823,
      seconds: 2,
      requestsPerSecond: 28_891.37,
      latency: 2.21e-3,
      bytes: 8.25 * 2 ** 20,
    });
  });

  const bad: [title: string, printed: string, message: RegExp][] = [
    [
      'an answer that is not 2xx',
      good.replace('Requests/sec', '  Non-2xx or 3xx responses: 12\nRequests/sec'),
      /Non-2xx or 3xx responses: 12/,
    ],
    [
      'a broken connection',
      good.replace('Requests/sec', '  Socket errors: connect 0, read 3, write 0, timeout 0\nRequests/sec'),
      /read 3/,
    ],
    ['no answer at all', good.replace('57823 requests', '0 requests'), /no request was answered/],
    ['something else', 'unable to connect', /no request was answered:\nunable to connect/],
  ];
  for (const [title, printed, message] of bad) {
    it(`fails on ${title}`, () => assert.throws(() => parseWrk(printed), message));
  }

  it('obeys Little’s law if all connections are served', () => {
    assert.ok(Math.abs(busyShare(parseWrk(good), 64) - 1) < 0.01);
    assert.ok(Math.abs(busyShare(parseWrk(good), 640) - 0.1) < 0.001);
  });
});
