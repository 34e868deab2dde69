import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ExpectationSyntaxError, readExpectation, verdictOf } from './expectation.ts';
import type { LatencySummary, SimulationResult } from './result.ts';

const latency = (p99: number): LatencySummary => ({
  count: 1000,
  mean: 20,
  min: 1,
  p50: 15,
  p90: 50,
  p95: 80,
  p99,
  p999: 400.04,
  max: 500,
});

const bucket = (fromMs: number, p99: number, requests: readonly [number, number]) => ({
  fromMs,
  requests: requests[0] + requests[1],
  failed: fromMs === 0 ? 50 : 1,
  p50: 10,
  p95: 20,
  p99,
  backends: requests.map((count) => ({ requests: count, errors: 0, inFlight: 0, queued: 0 })),
});

const backend = (workload: string, requests: number, p99: number) => ({
  workload,
  requests,
  share: requests / 1000,
  copies: 10,
  errors: 5,
  latency: latency(p99),
  deepestQueue: 12,
  utilization: 0.8,
});

const RESULT: SimulationResult = {
  seed: 1,
  durationMs: 120_000,
  bucketMs: 60_000,
  engines: 1,
  requests: 1000,
  failed: 51,
  outcomes: [
    { outcome: '200', count: 900 },
    { outcome: '429', count: 49 },
    { outcome: 'timeout', count: 51 },
  ],
  retries: 20,
  latency: latency(249.96),
  backends: [backend('appv1', 750, 200), backend('appv2', 250, 400)],
  series: [bucket(0, 600, [450, 50]), bucket(60_000, 150, [300, 200])],
  marks: [],
  sessionsMoved: 3,
};

/** What is expected, and what is seen where it does not hold. */
const EXPECTED: readonly (readonly [text: string, wrong?: string])[] = [
  ['failed < 5.1 %', '5.1 %'],
  ['failed <= 5.1 %'],
  ['failed < 1 % from minute 1 on'],
  ['failed < 0.1 % from 60s', '0.2 %'],
  ['p99 < 250 ms'],
  ['p99 <= 249ms', '250 ms'],
  ['p99 of appv2 < 0.3 s', '400 ms'],
  ['p99.9 between 400 ms and 401 ms'],
  ['max = 500 ms'],
  ['p99 < 200 ms from minute 1 on'],
  ['p99 < 200 ms from second 0 on', '600 ms'],
  ['p99 < 200 ms from 3 minutes on', 'nothing was answered by then'],
  ['share of appv2 between 24 % and 26 %'],
  ['share of appv2 = 40 % from 1m on'],
  ['errors of appv2 < 1 %', '1.923 %'],
  ['utilization of appv1 < 80 %', '80 %'],
  ['queue of appv1 <= 12'],
  ['copies of appv2 > 10', '10'],
  ['requests >= 1,000'],
  ['requests of appv1 = 751', '750'],
  ['outcome 429 between 4 % and 5 %'],
  ['outcome refused = 0 %'],
  ['retries <= 2 %'],
  ['sessions moved < 3', '3'],
  ['first request of appv2 < 1 minute', '1 min'],
  ['share of appv3 > 1 %', 'no backend is called "appv3"; there are: appv1, appv2'],
];

describe('expectations', () => {
  for (const [text, wrong] of EXPECTED) {
    test(`${text}: ${wrong === undefined ? 'holds' : `does not hold: ${wrong}`}`, () => {
      const { holds, seen } = verdictOf(RESULT, readExpectation(text));
      assert.equal(holds, wrong === undefined, seen);
      if (wrong !== undefined) assert.equal(seen, wrong);
    });
  }

  const REFUSED: Readonly<Record<string, RegExp>> = {
    'it is fast': /a figure and its bounds/,
    'p98 < 250 ms': /no figure "p98": write failed/,
    'share < 3 %': /no figure "share"/,
    'failed of appv1 < 3 %': /no figure "failed of appv1"/,
    'failed < 3': /percent such as/,
    'p99 < 250': /a duration such as/,
    'queue of appv1 < 3 %': /a number such as/,
    'failed < 1 % from soon on': /from "soon": a duration/,
    'queue of appv1 < 3 from minute 2 on': /from a moment on there are/,
  };
  for (const [text, message] of Object.entries(REFUSED)) {
    test(`"${text}" is refused, with what may be written`, () => {
      assert.throws(
        () => readExpectation(text),
        (error) => error instanceof ExpectationSyntaxError && message.test(error.message),
      );
    });
  }
});
