import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Distribution } from '../plan.ts';
import { drawsOf, meanOf } from './distribution.ts';
import { parseDistribution } from './parse-distribution.ts';
import { RandomStream } from './random-stream.ts';

const READ: Readonly<Record<string, Distribution>> = {
  '60ms': { kind: 'constant', ms: 60 },
  'constant(1.5 s)': { kind: 'constant', ms: 1500 },
  'exponential(20ms)': { kind: 'exponential', meanMs: 20 },
  'exponential(mean 20 ms)': { kind: 'exponential', meanMs: 20 },
  'lognormal(60ms, sigma 0.8)': { kind: 'lognormal', medianMs: 60, sigma: 0.8 },
  'pareto(10ms, shape 1.5)': { kind: 'pareto', minimumMs: 10, shape: 1.5 },
  'histogram(10ms 50, 1,000ms 2)': {
    kind: 'histogram',
    buckets: [
      { upToMs: 10, count: 50 },
      { upToMs: 1000, count: 2 },
    ],
  },
};

describe('distributions', () => {
  for (const [text, distribution] of Object.entries(READ)) {
    test(`${text} is read`, () => assert.deepEqual(parseDistribution(text), distribution));
  }

  for (const text of ['lognormal(mean 60ms, p99 400ms)', 'lognormal(mean 60ms, sigma 0.8)']) {
    test(`${text} has the mean that it is given`, () => {
      const distribution = parseDistribution(text);
      assert.ok(distribution && Math.abs(meanOf(distribution) - 60) < 1e-9);
    });
  }

  const REFUSED = [
    'soon',
    'normal(60ms)',
    'exponential(20ms, 30ms)',
    'lognormal(60ms)',
    'lognormal(60ms, p99 50ms)',
    'lognormal(60ms, p40 400ms)',
    'lognormal(mean 60ms, p99 50ms)',
    'lognormal(mean 60ms, p99 1s)',
    'lognormal(60ms, p99 400ms, p99.9 1s)',
    'pareto(10ms, shape 0)',
    'histogram()',
    'histogram(10ms 50, 5ms 2)',
    'histogram(10ms 0)',
  ];
  for (const text of REFUSED) {
    test(`${text} is none`, () => assert.equal(parseDistribution(text), undefined));
  }

  for (const text of [
    'lognormal(60ms, p99 400ms)',
    'lognormal(60ms, p90 400ms)',
    'lognormal(mean 60ms, p99 400ms)',
    'pareto(60ms, p99 400ms)',
  ]) {
    test(`${text} has the percentile that it is given`, () => {
      const distribution = parseDistribution(text);
      assert.ok(distribution);
      const draw = drawsOf(distribution, new RandomStream(1, text));
      const draws = 100_000;
      let above = 0;
      for (let count = 0; count < draws; count += 1) above += draw() > 400 ? 1 : 0;
      const wanted = text.includes('p90') ? 0.1 : 0.01;
      assert.ok(Math.abs(above / draws - wanted) < 0.1 * wanted, `${above} of ${draws} are above it`);
    });
  }
});
