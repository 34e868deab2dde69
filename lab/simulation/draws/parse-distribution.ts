import type { Distribution } from '../plan.ts';
import { readDuration, readNumber } from '../quantities.ts';
import { exp, ln, normalQuantile } from './deterministic-math.ts';

/** What is said of a text that is no distribution. */
export const DISTRIBUTION_EXPECTED =
  'a time such as 60ms, exponential(20ms), lognormal(60ms, p99 400ms), pareto(10ms, shape 1.5) or histogram(10ms 50, 100ms 2)';

const CALL = /^([a-z]+) *\((.*)\)$/;

/**
 * Reads how long something takes; undefined: it is no distribution.
 *
 * `60ms` or `constant(60ms)`; `exponential(20ms)` by its mean; `lognormal(60ms, p99 400ms)` by its median, or
 * `lognormal(mean 60ms, p99 400ms)` by its mean, and a percentile above it or `sigma 0.8`; `pareto(10ms, shape 1.5)` by its
 * minimum and its shape, or a percentile; `histogram(10ms 50, 100ms 2)`: 50 took up to 10 ms, 2 more up to 100 ms.
 */
export function parseDistribution(text: string): Distribution | undefined {
  const [, name, list = ''] = CALL.exec(text.trim()) ?? [];
  if (name === undefined) return constant(text);
  const [first = '', second, ...others] = list.split(/,(?!\d{3}(?!\d))/).map((part) => part.trim());
  if (name === 'histogram') return histogram([first, ...(second === undefined ? [] : [second]), ...others]);
  if (others.length > 0) return undefined;
  switch (name) {
    case 'constant':
      return second === undefined ? constant(first) : undefined;
    case 'exponential': {
      const meanMs = timeAfter('mean', first);
      return meanMs && second === undefined ? { kind: 'exponential', meanMs } : undefined;
    }
    case 'lognormal':
      return first.startsWith('mean ')
        ? lognormalOfMean(timeAfter('mean', first), second ?? '')
        : lognormal(timeAfter('median', first), second ?? '');
    case 'pareto':
      return pareto(timeAfter('minimum', first), second ?? '');
    default:
      return undefined;
  }
}

function constant(text: string): Distribution | undefined {
  const ms = readDuration(text);
  return ms === undefined ? undefined : { kind: 'constant', ms };
}

function lognormal(medianMs: number | undefined, spread: string): Distribution | undefined {
  if (!medianMs) return undefined;
  const written = numberAfter('sigma', spread);
  if (written !== undefined) return { kind: 'lognormal', medianMs, sigma: written };
  const percentile = readPercentile(spread);
  if (!percentile || percentile.ms <= medianMs) return undefined;
  // The logarithm of a lognormal variable is normal: its percentiles are as far from the median as those.
  const sigma = ln(percentile.ms / medianMs) / normalQuantile(percentile.probability);
  return { kind: 'lognormal', medianMs, sigma };
}

/** The mean is e^(σ²/2) medians, and the percentile e^(zσ): of two spreads that fit, the smaller. */
function lognormalOfMean(meanMs: number | undefined, spread: string): Distribution | undefined {
  if (!meanMs) return undefined;
  const written = numberAfter('sigma', spread);
  const sigma = written ?? sigmaOfMean(meanMs, readPercentile(spread));
  return sigma === undefined
    ? undefined
    : { kind: 'lognormal', medianMs: meanMs * exp((-sigma * sigma) / 2), sigma };
}

/** Undefined: no spread fits. A percentile can only be so many times the mean, the 99th 14.9 times. */
function sigmaOfMean(meanMs: number, percentile: ReturnType<typeof readPercentile>): number | undefined {
  if (!percentile || percentile.ms <= meanMs) return undefined;
  const z = normalQuantile(percentile.probability);
  const rest = z * z - 2 * ln(percentile.ms / meanMs);
  return rest < 0 ? undefined : z - Math.sqrt(rest);
}

function pareto(minimumMs: number | undefined, spread: string): Distribution | undefined {
  if (!minimumMs) return undefined;
  const written = numberAfter('shape', spread);
  if (written) return { kind: 'pareto', minimumMs, shape: written };
  const percentile = readPercentile(spread);
  if (!percentile || percentile.ms <= minimumMs) return undefined;
  return {
    kind: 'pareto',
    minimumMs,
    shape: -ln(1 - percentile.probability) / ln(percentile.ms / minimumMs),
  };
}

function histogram(parts: readonly string[]): Distribution | undefined {
  const buckets: { upToMs: number; count: number }[] = [];
  for (const part of parts) {
    const [, bound = '', written = ''] = /^(.*) (\S+)$/.exec(part) ?? [];
    const [upToMs, count] = [readDuration(bound), readNumber(written)];
    if (!upToMs || count === undefined || upToMs <= (buckets.at(-1)?.upToMs ?? 0)) return undefined;
    buckets.push({ upToMs, count });
  }
  return buckets.some(({ count }) => count > 0) ? { kind: 'histogram', buckets } : undefined;
}

/** `p99 400ms`: a percentile above the median. */
function readPercentile(text: string): { readonly probability: number; readonly ms: number } | undefined {
  const [, written = '', time = ''] = /^p(\d{2}(?:\.\d+)?) +(.+)$/.exec(text) ?? [];
  const [probability, ms] = [Number(written) / 100, readDuration(time)];
  return ms && probability > 0.5 ? { probability, ms } : undefined;
}

function timeAfter(word: string, text: string): number | undefined {
  return readDuration(text.startsWith(`${word} `) ? text.slice(word.length) : text);
}

function numberAfter(word: string, text: string): number | undefined {
  return text.startsWith(`${word} `) ? readNumber(text.slice(word.length)) : undefined;
}
