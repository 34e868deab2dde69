import type { Benchmark, LoadSettings, Sample } from './benchmarks/benchmark.ts';
import type { Progress } from './progress.ts';
import type { BenchmarkResult, SubjectResult } from './results/model.ts';
import type { RunningSubject, Subject, SubjectSettings } from './subjects/subject.ts';
import { findProgram } from './system/programs.ts';
import { type ProcessorTime, processorTime } from './system/usage.ts';

/** What takes part in a run. */
export interface RunSettings extends LoadSettings {
  readonly rounds: number;
  readonly subject: SubjectSettings;
  /** The subject that is no proxy. */
  readonly direct: Subject;
  readonly progress: Progress;
}

/** One turn. */
interface Taken {
  readonly sample: Sample;
  readonly seconds: number;
  /** Of the proxy during the turn; undefined if it is not known. */
  readonly processor: ProcessorTime | undefined;
}

/** One subject in one benchmark, with what was measured so far. */
interface Entry {
  readonly subject: Subject;
  readonly samples: Taken[];
  failure: string | undefined;
}

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
export function turns(
  { mostRounds = Number.POSITIVE_INFINITY, fresh, warmsUp }: Benchmark,
  rounds: number,
  quick: boolean,
): number {
  const warmUps = fresh || (quick && !warmsUp) ? 0 : 1;
  return Math.min(rounds, mostRounds) + warmUps;
}

/**
 * Measures a benchmark on all subjects in rounds. In every round each subject has its turn, beginning with another each
 * time, so that a machine that slows down slows all of them. The first round warms up and is not counted; in
 * a quick run few benchmarks have it. A subject that fails is left out from then on.
 */
export async function runBenchmark(
  benchmark: Benchmark,
  subjects: ReadonlyMap<Subject, RunningSubject>,
  settings: RunSettings,
): Promise<BenchmarkResult> {
  const entries: Entry[] = entrants(benchmark, [...subjects.keys()]).map((subject) => ({
    subject,
    samples: [],
    failure: undefined,
  }));
  const total = turns(benchmark, settings.rounds, settings.quick);
  const warmUps = total - Math.min(settings.rounds, benchmark.mostRounds ?? settings.rounds);
  for (let round = 0; round < total; round += 1) {
    for (let turn = 0; turn < entries.length; turn += 1) {
      const entry = entries[(round + turn) % entries.length];
      const running = entry && subjects.get(entry.subject);
      if (!entry || !running) continue;
      const label = `${benchmark.name}: ${entry.subject.name}`;
      settings.progress.begin(label, benchmark.estimate(settings));
      if (entry.failure === undefined) {
        await takeTurn(benchmark, entry, running, settings, round < warmUps);
      }
      settings.progress.end(outcome(entry, benchmark, round < warmUps));
    }
  }
  const { name, title, what, unit, better } = benchmark;
  return { name, title, what, unit, better, subjects: entries.map(resultOf) };
}

/** The programs that a benchmark needs and that are not installed. */
export function missingTools({ tools }: Benchmark): string[] {
  return tools.filter((tool) => findProgram(tool) === undefined);
}

async function takeTurn(
  benchmark: Benchmark,
  entry: Entry,
  running: RunningSubject,
  settings: RunSettings,
  warmUp: boolean,
): Promise<void> {
  try {
    await using own = benchmark.fresh
      ? await entry.subject.start(settings.subject, settings.signal)
      : undefined;
    const { pid, ports } = own ?? running;
    const port = ports[benchmark.needs];
    if (port === undefined) throw new Error(`does not listen for ${benchmark.needs}`);
    const counted = entry.subject !== settings.direct;
    const [begin, before] = [performance.now(), counted ? await processorTime(pid) : undefined];
    const sample = await benchmark.measure({ pid, port }, settings);
    const after = counted ? await processorTime(pid) : undefined;
    const seconds = (performance.now() - begin) / 1_000;
    const processor = before && after && difference(after, before);
    if (!warmUp) entry.samples.push({ sample, processor, seconds });
  } catch (error) {
    settings.signal.throwIfAborted();
    entry.failure = error instanceof Error ? error.message : String(error);
  }
}

function difference(after: ProcessorTime, before: ProcessorTime): ProcessorTime {
  return { running: after.running - before.running, waiting: after.waiting - before.waiting };
}

function outcome({ failure, samples }: Entry, { unit }: Benchmark, warmUp: boolean): string {
  if (failure !== undefined) return `failed: ${failure}`;
  const value = samples.at(-1)?.sample.value;
  return warmUp || value === undefined ? 'warm' : `${Math.round(value * 100) / 100} ${unit}`;
}

function resultOf({ subject, samples, failure }: Entry): SubjectResult {
  const timed = samples.flatMap(({ sample: { operations }, processor, seconds }) =>
    operations === undefined || processor === undefined ? [] : [{ operations, ...processor, seconds }],
  );
  const names = [...new Set(samples.flatMap(({ sample }) => Object.keys(sample.details ?? {})))];
  return {
    name: subject.name,
    values: samples.map(({ sample }) => sample.value),
    processorMicroseconds: timed.map(({ operations, running }) => (running * 1e6) / operations),
    busy: timed.map(({ running, seconds }) => running / seconds),
    waiting: timed.map(({ waiting, seconds }) => waiting / seconds),
    details: Object.fromEntries(
      names.map((name) => [name, samples.flatMap(({ sample }) => sample.details?.[name] ?? [])]),
    ),
    ...(failure === undefined ? {} : { failure }),
  };
}
