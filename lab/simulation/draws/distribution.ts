import type { Distribution } from '../plan.ts';
import { exp } from './deterministic-math.ts';
import { exponentialTable, histogramTable, lognormalTable, paretoTable } from './quantile-tables.ts';
import { Sampler, type Uniforms } from './sampler.ts';

/** Draws milliseconds from a distribution, for inner loops. A constant takes nothing from the stream. */
export function samplerOf(distribution: Distribution, stream: Uniforms): Sampler {
  switch (distribution.kind) {
    case 'constant':
      return new Sampler(stream, distribution.ms);
    case 'exponential':
      return new Sampler(stream, distribution.meanMs, exponentialTable());
    case 'lognormal':
      return new Sampler(stream, distribution.medianMs, lognormalTable(distribution.sigma));
    case 'pareto':
      return new Sampler(stream, distribution.minimumMs, paretoTable(distribution.shape));
    case 'histogram':
      return new Sampler(stream, 1, histogramTable(distribution.buckets));
  }
}

/** Draws milliseconds from a distribution. */
export function drawsOf(distribution: Distribution, stream: Uniforms): () => number {
  const sampler = samplerOf(distribution, stream);
  return () => sampler.next();
}

/** Milliseconds; infinite for a Pareto distribution of shape 1 or less. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'exponential':
      return distribution.meanMs;
    case 'lognormal':
      return distribution.medianMs * exp((distribution.sigma * distribution.sigma) / 2);
    case 'pareto': {
      const { minimumMs, shape } = distribution;
      return shape > 1 ? (shape * minimumMs) / (shape - 1) : Number.POSITIVE_INFINITY;
    }
    case 'histogram':
      return momentOf(distribution.buckets, (low, high) => (low + high) / 2);
  }
}

/** Squared milliseconds; infinite for a Pareto distribution of shape 2 or less. */
export function varianceOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return 0;
    case 'exponential':
      return distribution.meanMs * distribution.meanMs;
    case 'lognormal': {
      const mean = meanOf(distribution);
      return mean * mean * (exp(distribution.sigma * distribution.sigma) - 1);
    }
    case 'pareto': {
      const { minimumMs, shape } = distribution;
      const around = shape / ((shape - 1) * (shape - 1) * (shape - 2));
      return shape > 2 ? minimumMs * minimumMs * around : Number.POSITIVE_INFINITY;
    }
    case 'histogram': {
      const mean = meanOf(distribution);
      const square = (low: number, high: number) => (low * low + low * high + high * high) / 3;
      return momentOf(distribution.buckets, square) - mean * mean;
    }
  }
}

/** The mean of what is known of each bucket, of which the counts are the weights. */
function momentOf(
  buckets: readonly { readonly upToMs: number; readonly count: number }[],
  within: (lowMs: number, highMs: number) => number,
): number {
  let [low, count, sum] = [0, 0, 0];
  for (const bucket of buckets) {
    sum += bucket.count * within(low, bucket.upToMs);
    count += bucket.count;
    low = bucket.upToMs;
  }
  return sum / count;
}
