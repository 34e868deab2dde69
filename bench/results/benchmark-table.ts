import type { BenchmarkResult, SubjectResult } from './model.ts';
import { disturbed, median, perCore, ratio, saturated } from './statistics.ts';
import { multiple, number, table } from './table.ts';

const REFERENCES = ['nginx', 'HAProxy'] as const;

/** One benchmark as a Markdown table, and below it what has to be known to read it. */
export function benchmarkTable(benchmark: BenchmarkResult): string {
  const references = REFERENCES.filter((name) => benchmark.subjects.some((one) => one.name === name));
  const measured = benchmark.subjects.filter(({ values }) => values.length > 0);
  const timed = measured.some(({ processorMicroseconds }) => processorMicroseconds.length > 0);
  const details = [...new Set(measured.flatMap((one) => Object.keys(one.details)))];
  const header = [
    '',
    benchmark.unit,
    'lowest to highest',
    ...references.map((name) => `to ${name}`),
    ...(timed ? ['processor µs', ...references.map((name) => `per core to ${name}`), 'busy'] : []),
    ...details,
  ];
  const rows = measured.map((one) => [
    one.name,
    number(median(one.values)),
    `${number(Math.min(...one.values))} to ${number(Math.max(...one.values))}`,
    ...references.map((name) => multiple(ratio(benchmark, one.name, name))),
    ...(timed ? processorCells(benchmark, one, references) : []),
    ...details.map((name) => number(median(one.details[name] ?? []))),
  ]);
  return [table([header, ...rows]), ...notes(benchmark, measured)].join('\n\n');
}

function processorCells(
  benchmark: BenchmarkResult,
  one: SubjectResult,
  references: readonly string[],
): readonly string[] {
  const busy = median(one.busy);
  return [
    number(median(one.processorMicroseconds)),
    ...references.map((name) => multiple(perCore(benchmark, one.name, name))),
    Number.isNaN(busy) ? '-' : `${Math.round(busy * 100)} %`,
  ];
}

function notes({ subjects }: BenchmarkResult, measured: readonly SubjectResult[]): string[] {
  const failures = subjects.flatMap(({ name, failure }) =>
    failure ? [`${name} failed: ${oneLine(failure)}`] : [],
  );
  const idle = measured.filter((one) => saturated(one) === false).map(({ name }) => name);
  const waiting = measured.filter(disturbed).map(({ name }) => name);
  return [
    ...failures,
    ...(idle.length > 0 ? [`The load side was the limit for ${list(idle)}: compare per core.`] : []),
    ...(waiting.length > 0 ? [`Other programs ran on the core of ${list(waiting)}: compare per core.`] : []),
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 300);
}

function list(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
