import type { BenchmarkResult } from './model.ts';
import { median, perCore, ratio, resultOf } from './statistics.ts';
import { multiple, number, table } from './table.ts';

/** Benchmarks that were measured in the same rounds, side by side, by the name of their series. */
export function seriesIn(benchmarks: readonly BenchmarkResult[]): ReadonlyMap<string, BenchmarkResult[]> {
  const members = benchmarks.filter(({ series }) => series !== undefined);
  return Map.groupBy(members, ({ series }) => series?.name ?? '');
}

/** A series as a Markdown table: medians of each benchmark, and what becomes of them from its first benchmark on. */
export function seriesTable([first, ...others]: readonly BenchmarkResult[]): string {
  if (!first) return '';
  const steps = others.map(({ series }) => `${series?.step} to ${first.series?.step}`);
  const header = [
    first.unit,
    ...[first, ...others].map(({ series }) => series?.step ?? ''),
    ...steps.flatMap((step) => [step, 'per core']),
  ];
  const rows = first.subjects
    .filter(({ values }) => values.length > 0)
    .map(({ name }) => [
      name,
      ...[first, ...others].map((one) => number(median(resultOf(one, name)?.values ?? []))),
      ...others.flatMap((one) => [
        multiple(ratio(one, name, name, first)),
        multiple(perCore(one, name, name, first)),
      ]),
    ]);
  return table([header, ...rows]);
}
