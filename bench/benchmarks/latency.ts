import { startWorker } from '../load/worker.ts';
import { numberOf } from '../parent.ts';
import { ANSWER } from '../subjects/backends.ts';
import { HOST } from '../subjects/subject.ts';
import type { Benchmark } from './benchmark.ts';

/** Of what a subject gets through in a closed loop with the same load generator. */
const SHARE = 0.7;

export const LATENCY: Benchmark = {
  name: 'latency',
  title: 'Latency at 70 % load',
  what:
    'Small GETs that arrive at random (a Poisson process) at 70 % of what the subject gets through in a closed loop ' +
    'of the same generator, over 64 keep-alive connections; the time counts from when a request was due.',
  unit: 'ms at the 99th percentile',
  better: 'lower',
  needs: 'http',
  tools: [],
  quick: true,
  portable: false,
  estimate: ({ seconds }) => seconds + 1,
  measure: async ({ port }, { seconds, core, signal }) => {
    const settings = {
      port,
      seconds,
      connections: 64,
      share: SHARE,
      host: HOST,
      body: ANSWER,
      seed: 20_261_123,
    };
    await using worker = startWorker('paced-load-process.ts', settings, core, signal);
    const result = await worker.next(seconds + 15);
    return {
      value: numberOf(result, 'p99'),
      details: {
        'p50 ms': numberOf(result, 'p50'),
        'most ms': numberOf(result, 'most'),
        'requests/s': numberOf(result, 'rate'),
      },
    };
  },
};
