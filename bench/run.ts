import type { Benchmark } from './benchmarks/benchmark.ts';
import type { BenchmarkResult } from './results/model.ts';
import type { RunningSubject, Subject } from './subjects/subject.ts';
import { findProgram } from './system/programs.ts';
import { type Entry, outcome, type RunSettings, resultOf, takeTurn } from './turn.ts';

/** The subjects that a benchmark can be measured on. Beside the fast engine, the portable one takes part in few. */
export function entrants(benchmark: Benchmark, subjects: readonly Subject[]): Subject[] {
  const portableTakesPart = benchmark.portable || !subjects.some(({ name }) => name === 'engine');
  return subjects.filter(
    ({ name, serves }) =>
      serves.has(benchmark.needs) &&
      (name !== 'no proxy' || benchmark.withoutDirect !== true) &&
      (name !== 'engine, portable' || portableTakesPart),
  );
}

/** How often a benchmark is measured on each subject, with the round that warms up. */
export function turns(benchmark: Benchmark, rounds: number, quick: boolean): number {
  const { fresh, warmsUp } = benchmark;
  const warmUps = fresh || (quick && !warmsUp) ? 0 : 1;
  return counted(benchmark, rounds) + warmUps;
}

function counted({ mostRounds = Number.POSITIVE_INFINITY }: Benchmark, rounds: number): number {
  return Math.min(rounds, mostRounds);
}

/** Benchmarks in their order, those of one series together. */
export function seriesOf(benchmarks: readonly Benchmark[]): Benchmark[][] {
  return [...Map.groupBy(benchmarks, ({ name, series }) => series?.name ?? name).values()];
}

/**
 * Measures the benchmarks of a series on all subjects in rounds. In every round each subject has its turn, beginning with
 * another each time, and in it each benchmark, so that a machine that slows down slows all of them. The first round warms
 * up and is not counted; in a quick run few benchmarks have it. A subject that fails is left out from then on.
 */
export async function runSeries(
  benchmarks: readonly Benchmark[],
  subjects: ReadonlyMap<Subject, RunningSubject>,
  settings: RunSettings,
): Promise<BenchmarkResult[]> {
  const entries = benchmarks.flatMap((benchmark) =>
    entrants(benchmark, [...subjects.keys()]).map(
      (subject): Entry => ({ benchmark, subject, samples: [], failure: undefined }),
    ),
  );
  const bySubject = [...Map.groupBy(entries, ({ subject }) => subject).values()];
  const rounds = Math.max(...benchmarks.map((one) => turns(one, settings.rounds, settings.quick)));
  await using stack = new AsyncDisposableStack();
  for (let round = 0; round < rounds; round += 1) {
    for (const of of rotated(bySubject, round)) {
      for (const entry of rotated(of, round)) await turn(entry, round, subjects, settings, stack);
    }
  }
  return benchmarks.map((benchmark) => ({
    ...described(benchmark),
    subjects: entries.filter((entry) => entry.benchmark === benchmark).map(resultOf),
  }));
}

async function turn(
  entry: Entry,
  round: number,
  subjects: ReadonlyMap<Subject, RunningSubject>,
  settings: RunSettings,
  stack: AsyncDisposableStack,
): Promise<void> {
  const { benchmark, subject } = entry;
  const running = subjects.get(subject);
  const total = turns(benchmark, settings.rounds, settings.quick);
  if (!running || round >= total) return;
  const warmUp = round < total - counted(benchmark, settings.rounds);
  settings.progress.begin(`${benchmark.name}: ${subject.name}`, benchmark.estimate(settings));
  if (entry.failure === undefined) await takeTurn(entry, running, settings, warmUp, stack);
  settings.progress.end(outcome(entry, warmUp));
}

/** The same in turn, beginning with another. */
function rotated<T>(all: readonly T[], by: number): T[] {
  const first = by % Math.max(1, all.length);
  return [...all.slice(first), ...all.slice(0, first)];
}

function described({
  name,
  title,
  what,
  unit,
  better,
  series,
}: Benchmark): Omit<BenchmarkResult, 'subjects'> {
  return { name, title, what, unit, better, ...(series ? { series } : {}) };
}

/** The programs that a benchmark needs and that are not installed. */
export function missingTools({ tools }: Benchmark): string[] {
  return tools.filter((tool) => findProgram(tool) === undefined);
}
