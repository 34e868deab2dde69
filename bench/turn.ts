import type { Benchmark, LoadSettings, Sample, Target } from './benchmarks/benchmark.ts';
import type { Progress } from './progress.ts';
import type { SubjectResult } from './results/model.ts';
import { type RoutedSubject, startRouted } from './subjects/routes/start.ts';
import type { RouteTable } from './subjects/routes/table.ts';
import type { RunningSubject, Subject, SubjectSettings } from './subjects/subject.ts';
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
export interface Entry {
  readonly benchmark: Benchmark;
  readonly subject: Subject;
  readonly samples: Taken[];
  failure: string | undefined;
  /** With the routes of the benchmark, once it was started. */
  routed?: RoutedSubject;
}

/** Measures once, and keeps what came of it in the entry. `stack` keeps what later turns need as well. */
export async function takeTurn(
  entry: Entry,
  running: RunningSubject,
  settings: RunSettings,
  warmUp: boolean,
  stack: AsyncDisposableStack,
): Promise<void> {
  const { benchmark, subject } = entry;
  try {
    await using own = new AsyncDisposableStack();
    const target = await targetOf(entry, running, settings, benchmark.fresh ? own : stack);
    const counted = subject !== settings.direct;
    const [begin, before] = [performance.now(), counted ? await processorTime(target.pid) : undefined];
    const sample = await benchmark.measure(target, settings);
    const after = counted ? await processorTime(target.pid) : undefined;
    const seconds = (performance.now() - begin) / 1_000;
    const processor = before && after && difference(after, before);
    if (!warmUp) entry.samples.push({ sample, processor, seconds });
  } catch (error) {
    settings.signal.throwIfAborted();
    entry.failure = error instanceof Error ? error.message : String(error);
  }
}

async function targetOf(
  entry: Entry,
  running: RunningSubject,
  settings: RunSettings,
  stack: AsyncDisposableStack,
): Promise<Target> {
  const { benchmark, subject } = entry;
  if (benchmark.routes) {
    const start = (table: RouteTable): Promise<RoutedSubject> =>
      startRouted(subject, settings.subject, table, settings.signal);
    const kept = benchmark.fresh ? undefined : entry.routed;
    const routed = kept ?? stack.use(await start(benchmark.routes));
    entry.routed = routed;
    const { pid, port, control, startedMs } = routed;
    return { pid, port, routed: { control, startedMs, start } };
  }
  const { pid, ports } = benchmark.fresh
    ? stack.use(await subject.start(settings.subject, settings.signal))
    : running;
  const port = ports[benchmark.needs];
  if (port === undefined) throw new Error(`does not listen for ${benchmark.needs}`);
  return { pid, port };
}

function difference(after: ProcessorTime, before: ProcessorTime): ProcessorTime {
  return { running: after.running - before.running, waiting: after.waiting - before.waiting };
}

/** What a turn came to, in words. */
export function outcome({ benchmark, failure, samples }: Entry, warmUp: boolean): string {
  if (failure !== undefined) return `failed: ${failure}`;
  const value = samples.at(-1)?.sample.value;
  return warmUp || value === undefined ? 'warm' : `${Math.round(value * 100) / 100} ${benchmark.unit}`;
}

/** What all turns of an entry came to. */
export function resultOf({ subject, samples, failure }: Entry): SubjectResult {
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
