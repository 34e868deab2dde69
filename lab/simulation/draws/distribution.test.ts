import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Distribution } from '../plan.ts';
import { drawsOf, meanOf, samplerOf, varianceOf } from './distribution.ts';
import { exponentialTable, paretoTable } from './quantile-tables.ts';
import { RandomStream } from './random-stream.ts';
import { interpolate } from './sampler.ts';

const DRAWS = 1_000_000;

const MEASURED: Distribution = {
  kind: 'histogram',
  buckets: [
    { upToMs: 5, count: 900 },
    { upToMs: 10, count: 0 },
    { upToMs: 20, count: 90 },
    { upToMs: 100, count: 10 },
  ],
};

interface Case {
  readonly name: string;
  readonly distribution: Distribution;
  /** The time that a draw is below with a probability. */
  readonly quantile: (probability: number) => number;
}

/** z of probabilities, of published tables of the normal distribution. */
const NORMAL: Readonly<Record<number, number>> = {
  0.0001: -3.71901648545568,
  0.01: -2.3263478740408408,
  0.1: -1.2815515655446004,
  0.5: 0,
  0.9: 1.2815515655446004,
  0.99: 2.3263478740408408,
  0.9999: 3.71901648545568,
};

const PROBABILITIES = Object.keys(NORMAL).map(Number);

const CASES: readonly Case[] = [
  {
    name: 'exponential',
    distribution: { kind: 'exponential', meanMs: 20 },
    quantile: (p) => -20 * Math.log(1 - p),
  },
  {
    name: 'lognormal',
    distribution: { kind: 'lognormal', medianMs: 60, sigma: 0.8 },
    quantile: (p) => 60 * Math.exp(0.8 * (NORMAL[p] ?? Number.NaN)),
  },
  {
    name: 'lognormal with a long tail',
    distribution: { kind: 'lognormal', medianMs: 1, sigma: 1.5 },
    quantile: (p) => Math.exp(1.5 * (NORMAL[p] ?? Number.NaN)),
  },
  {
    name: 'pareto',
    distribution: { kind: 'pareto', minimumMs: 10, shape: 4.5 },
    quantile: (p) => 10 * (1 - p) ** (-1 / 4.5),
  },
  {
    name: 'pareto of infinite variance',
    distribution: { kind: 'pareto', minimumMs: 10, shape: 1.5 },
    quantile: (p) => 10 * (1 - p) ** (-1 / 1.5),
  },
  {
    name: 'histogram',
    distribution: MEASURED,
    quantile: (p) => {
      if (p < 0.9) return (5 * p) / 0.9;
      return p < 0.99 ? 10 + (10 * (p - 0.9)) / 0.09 : 20 + (80 * (p - 0.99)) / 0.01;
    },
  },
];

for (const { name, distribution, quantile } of CASES) {
  describe(name, () => {
    const skip = Number.isFinite(varianceOf(distribution)) ? false : 'it has no variance';
    const draw = drawsOf(distribution, new RandomStream(11, name));
    const draws = Float64Array.from({ length: DRAWS }, draw);
    const mean = draws.reduce((sum, ms) => sum + ms, 0) / DRAWS;
    const variance = draws.reduce((sum, ms) => sum + (ms - mean) ** 2, 0) / DRAWS;

    test('has the mean of its formula', { skip }, () => {
      const standardError = Math.sqrt(varianceOf(distribution) / DRAWS);
      const off = Math.abs(mean - meanOf(distribution)) / standardError;
      assert.ok(off < 4, `the mean is ${mean} instead of ${meanOf(distribution)}: ${off} standard errors`);
    });

    test('has the variance of its formula', { skip }, () => {
      const fourth = draws.reduce((sum, ms) => sum + (ms - mean) ** 4, 0) / DRAWS;
      const standardError = Math.sqrt((fourth - variance ** 2) / DRAWS);
      const off = Math.abs(variance - varianceOf(distribution)) / standardError;
      assert.ok(off < 4, `it is ${variance} instead of ${varianceOf(distribution)}: ${off} standard errors`);
    });

    test('has the quantiles of its formula, far out in its tails, too', () => {
      for (const probability of PROBABILITIES) {
        const bound = quantile(probability);
        const below = draws.reduce((count, ms) => count + (ms < bound ? 1 : 0), 0);
        const off = (below - probability * DRAWS) / Math.sqrt(probability * (1 - probability) * DRAWS);
        assert.ok(Math.abs(off) < 4.5, `${below} of ${DRAWS} are below ${bound}: off by ${off} deviations`);
      }
    });

    test('the same seed gives the same draws', () => {
      const again = samplerOf(distribution, new RandomStream(11, name));
      for (const ms of draws.subarray(0, 10_000)) assert.equal(again.next(), ms);
    });
  });
}

/** Without any luck, and without the tails, which are drawn by a method that is exact. */
test('straight lines between quantiles change means by less than 0.01 percent', () => {
  const tables = [
    { quantiles: exponentialTable().quantiles, quantile: (p: number) => -Math.log(1 - p) },
    { quantiles: paretoTable(1.5).quantiles, quantile: (p: number) => (1 - p) ** (-1 / 1.5) },
  ];
  const steps = 2 ** 16;
  for (const { quantiles, quantile } of tables) {
    let [drawn, exact] = [0, 0];
    for (let step = 0; step < (steps * 63) / 64; step += 1) {
      drawn += interpolate(quantiles, (step + 0.5) * 2 ** 16);
      exact += quantile((step + 0.5) / steps);
    }
    assert.ok(Math.abs(drawn / exact - 1) < 1e-4, `${drawn} instead of ${exact}`);
  }
});

test('a constant is always the same, and takes nothing from its stream', () => {
  const stream = new RandomStream(1);
  const draw = drawsOf({ kind: 'constant', ms: 5 }, stream);
  assert.deepEqual([draw(), draw()], [5, 5]);
  assert.equal(stream.uint32(), new RandomStream(1).uint32());
});

test('moments that a Pareto distribution does not have are infinite', () => {
  const pareto = (shape: number): Distribution => ({ kind: 'pareto', minimumMs: 1, shape });
  assert.deepEqual(
    [meanOf(pareto(1)), varianceOf(pareto(2))],
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
  );
  assert.equal(meanOf(pareto(1.5)), 3);
});

test('draws of a histogram never fall into a bucket with nothing in it, nor beyond the last', () => {
  const sampler = samplerOf(MEASURED, new RandomStream(3));
  for (let index = 0; index < 100_000; index += 1) {
    const ms = sampler.next();
    assert.ok((ms >= 0 && ms <= 5) || (ms >= 10 && ms <= 100), `${ms}`);
  }
});
