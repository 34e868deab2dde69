import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseWrk } from './load.ts';
import { median, resultTable } from './results.ts';

describe('median', () => {
  const cases: [values: number[], expected: number][] = [
    [[], Number.NaN],
    [[7], 7],
    [[9, 1], 5],
    [[10, 1, 9], 9],
    [[4, 1, 3, 2], 2.5],
    [[5, 1, 4, 2, 3], 3],
  ];
  for (const [values, expected] of cases) {
    it(`of ${values.join(', ') || 'nothing'} is ${expected}`, () => assert.equal(median(values), expected));
  }
});

describe('what wrk prints', () => {
  const good = `Running 2s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     2.21ms  388.23us  15.55ms   94.44%
    Req/Sec    29.04k     1.60k   30.74k    90.00%
  57823 requests in 2.00s, 8.22MB read
Requests/sec:  28891.37
Transfer/sec:      4.11MB
`;

  it('is read', () => {
    assert.deepEqual(parseWrk(good), { requests: 57_823, requestsPerSecond: 28_891.37 });
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
});

describe('the table', () => {
  it('compares medians with the reference', () => {
    const table = resultTable(
      [
        { name: 'nginx', rates: [20_000, 10_000, 30_000], processorMicroseconds: [20] },
        { name: 'engine', rates: [5_000], processorMicroseconds: [50] },
      ],
      'nginx',
    );
    assert.deepEqual(
      table.split('\n').map((line) => line.replace(/ +/g, ' ')),
      [
        '| | requests/s (median) | lowest to highest | to nginx | processor µs/request | to nginx |',
        '| ------ | ------------------: | ----------------: | -------: | -------------------: | -------: |',
        '| nginx | 20,000 | 10,000 to 30,000 | 1.00 | 20.0 | 1.00 |',
        '| engine | 5,000 | 5,000 to 5,000 | 0.25 | 50.0 | 2.50 |',
      ],
    );
  });

  it('has dashes where there is nothing to compare with', () => {
    const table = resultTable([{ name: 'engine', rates: [5_000], processorMicroseconds: [] }], 'nginx');
    assert.match(table, /\| engine \| +5,000 \| +5,000 to 5,000 \| +- \| +- \| +- \|$/);
  });
});
