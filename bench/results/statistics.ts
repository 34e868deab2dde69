import type { BenchmarkResult, SubjectResult } from './model.ts';

/** The middle value; of an even number of values the mean of the middle two. NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** A subject's result in a benchmark. */
export function resultOf(benchmark: BenchmarkResult, subject: string): SubjectResult | undefined {
  return benchmark.subjects.find(({ name }) => name === subject);
}

/** Median of a subject's values as a multiple of another's, or of one in another benchmark; undefined without either. */
export function ratio(
  benchmark: BenchmarkResult,
  subject: string,
  reference: string,
  baseline: BenchmarkResult = benchmark,
): number | undefined {
  return quotient(
    median(resultOf(benchmark, subject)?.values ?? []),
    median(resultOf(baseline, reference)?.values ?? []),
  );
}

/**
 * How much a subject does with a second of processor time as a multiple of what another does, or one in another
 * benchmark; undefined without either. Unlike the ratio of values, it holds where the load side was the limit.
 */
export function perCore(
  benchmark: BenchmarkResult,
  subject: string,
  reference: string,
  baseline: BenchmarkResult = benchmark,
): number | undefined {
  return quotient(
    median(resultOf(baseline, reference)?.processorMicroseconds ?? []),
    median(resultOf(benchmark, subject)?.processorMicroseconds ?? []),
  );
}

/** A proxy that was on a processor, or would have been, for less of the time was not the limit. */
const SATURATED_FROM = 0.9;

/** Whether the proxy was the limit and not the load side; undefined if that is not known. */
export function saturated({ busy, waiting }: SubjectResult): boolean | undefined {
  return busy.length === 0 ? undefined : median(busy) + median(waiting) >= SATURATED_FROM;
}

/** A proxy that had to wait for longer than this share of the time did less than it can. */
const DISTURBED_FROM = 0.1;

/** Whether other programs were on the proxy's core, so that its values are too low. */
export function disturbed({ waiting }: SubjectResult): boolean {
  return median(waiting) >= DISTURBED_FROM;
}

function quotient(value: number, base: number): number | undefined {
  const result = value / base;
  return Number.isFinite(result) ? result : undefined;
}
