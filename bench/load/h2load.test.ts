import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseH2load } from './h2load.ts';

const good = `starting benchmark...
TLS Protocol: TLSv1.3
Application protocol: h2

finished in 83.30ms, 2400.90 req/s, 356.38KB/s
requests: 200 total, 216 started, 200 done, 200 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 200 2xx, 0 3xx, 0 4xx, 0 5xx
`;

describe('what h2load prints', () => {
  it('is read', () => {
    assert.deepEqual(parseH2load(good, 'h2'), { requests: 200, seconds: 0.0833, requestsPerSecond: 2_400.9 });
  });

  const bad: [title: string, printed: string, message: RegExp][] = [
    [
      'another protocol',
      good.replace('protocol: h2', 'protocol: http/1.1'),
      /negotiated http\/1\.1 instead of h2/,
    ],
    ['a failed request', good.replace('0 failed', '3 failed'), /3 failed/],
    ['an answer that is not 2xx', good.replace('200 2xx, 0 3xx, 0 4xx', '0 2xx, 0 3xx, 200 4xx'), /200 4xx/],
    ['no answer', good.replace('200 succeeded', '0 succeeded'), /no request was answered/],
    ['something else', 'Application protocol: h2\n', /no request was answered/],
  ];
  for (const [title, printed, message] of bad) {
    it(`fails on ${title}`, () => assert.throws(() => parseH2load(printed, 'h2'), message));
  }
});
