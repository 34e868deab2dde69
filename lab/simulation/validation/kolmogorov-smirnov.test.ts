import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawsOf } from '../draws/distribution.ts';
import { RandomStream } from '../draws/random-stream.ts';
import { HdrHistogram } from '../hdr-histogram.ts';
import type { Distribution } from '../plan.ts';
import {
  criticalDistance,
  cumulativeOf,
  cumulativeOfBuckets,
  delayed,
  kolmogorovSmirnov,
} from './kolmogorov-smirnov.ts';

function sampleOf(distribution: Distribution, seed: number, count: number): number[] {
  const draw = drawsOf(distribution, new RandomStream(seed, 'sample'));
  return Array.from({ length: count }, draw);
}

describe('the Kolmogorov-Smirnov statistic', () => {
  const cases: [one: number[], other: number[], distance: number][] = [
    [[1, 2, 3], [1, 2, 3], 0],
    [[1, 2, 3], [4, 5, 6], 1],
    [[4, 5, 6], [1, 2, 3], 1],
    [[1, 2, 3, 4], [3, 4, 5, 6], 0.5],
    [[1, 1, 1, 2], [1, 2, 2, 2], 0.5],
    [[5], [1, 9], 0.5],
    [[2, 2], [1, 2, 2, 3], 0.25],
  ];
  for (const [one, other, distance] of cases) {
    it(`is ${distance} between ${one} and ${other}, whichever is the sample`, () => {
      assert.equal(kolmogorovSmirnov(one, cumulativeOf(other)), distance);
      assert.equal(kolmogorovSmirnov(other, cumulativeOf(one)), distance);
    });
  }

  it('is that of a histogram within the width of its buckets', () => {
    const [one, other] = [1, 2].map((seed) => sampleOf({ kind: 'exponential', meanMs: 50 }, seed, 500));
    assert.ok(one && other);
    const histogram = new HdrHistogram();
    for (const ms of other) histogram.record(ms);
    const exact = kolmogorovSmirnov(one, cumulativeOf(other));
    const binned = kolmogorovSmirnov(one, cumulativeOfBuckets(histogram.buckets()));
    assert.ok(Math.abs(exact - binned) < 0.006, `${exact} and ${binned}`);
  });

  it('is everything for a sample below or above all buckets', () => {
    const buckets = [
      { upToMs: 0, count: 0 },
      { upToMs: 10, count: 4 },
    ];
    assert.equal(kolmogorovSmirnov([-3, -2], cumulativeOfBuckets(buckets)), 1);
    assert.equal(kolmogorovSmirnov([10, 12], cumulativeOfBuckets(buckets)), 1);
    assert.equal(cumulativeOfBuckets(buckets).at(5), 0.5);
  });

  it('is not misled by an overhead that is known', () => {
    const plain = sampleOf({ kind: 'exponential', meanMs: 50 }, 1, 2000);
    const overheads = sampleOf({ kind: 'exponential', meanMs: 30 }, 2, 200);
    const late = sampleOf({ kind: 'exponential', meanMs: 30 }, 3, 2000);
    const seen = sampleOf({ kind: 'exponential', meanMs: 50 }, 4, 2000).map(
      (ms, index) => ms + (late[index] ?? 0),
    );
    const critical = criticalDistance(2000, 2000, 0.01);
    assert.ok(kolmogorovSmirnov(seen, cumulativeOf(plain)) > 3 * critical);
    assert.ok(kolmogorovSmirnov(seen, delayed(cumulativeOf(plain), overheads)) < critical);
  });
});

describe('its critical value', () => {
  it('is that of the tables', () => {
    // Smirnov 1948: 1.36 and 1.63 times the root of (n + m) / (n m) at 5 % and 1 %.
    assert.equal((criticalDistance(100, 100, 0.05) / Math.sqrt(2 / 100)).toFixed(2), '1.36');
    assert.equal((criticalDistance(50, 200, 0.01) / Math.sqrt(250 / 10_000)).toFixed(2), '1.63');
  });

  it('is exceeded by equal distributions as often as the level says, and by others nearly always', () => {
    const level = 0.05;
    const first = drawsOf({ kind: 'lognormal', medianMs: 60, sigma: 0.5 }, new RandomStream(1, 'first'));
    const rejected = (other: Distribution): number => {
      const draw = drawsOf(other, new RandomStream(1, 'second'));
      let count = 0;
      for (let round = 0; round < 400; round += 1) {
        const [one, second] = [first, draw].map((from) => Array.from({ length: 200 }, from));
        if (!one || !second) continue;
        if (kolmogorovSmirnov(one, cumulativeOf(second)) > criticalDistance(200, 200, level)) count += 1;
      }
      return count / 400;
    };
    const equal = rejected({ kind: 'lognormal', medianMs: 60, sigma: 0.5 });
    assert.ok(equal > 0.02 && equal < 0.08, `rejected ${equal}`);
    const different = rejected({ kind: 'lognormal', medianMs: 80, sigma: 0.5 });
    assert.ok(different > 0.98, `rejected ${different}`);
  });
});
