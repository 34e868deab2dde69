import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Benchmark } from './benchmarks/benchmark.ts';
import { BENCHMARKS } from './benchmarks/index.ts';
import { HELP, type Options, readOptions, UsageError } from './options.ts';
import { duration, Progress } from './progress.ts';
import { chart } from './results/chart.ts';
import type { BenchmarkResult, Report } from './results/model.ts';
import { summary } from './results/summary.ts';
import { entrants, missingTools, runSeries, seriesOf, turns } from './run.ts';
import { startBackends } from './subjects/backends.ts';
import { writeCertificate } from './subjects/certificate.ts';
import { findSubjects } from './subjects/index.ts';
import type { RunningSubject, Subject, SubjectSettings } from './subjects/subject.ts';
import { machine } from './system/machine.ts';
import { allowedCores, findProgram } from './system/programs.ts';
import { scratchFolder } from './system/scratch.ts';

const EXIT = { ok: 0, failed: 1, usage: 2, missing: 3, interrupted: 130 } as const;

async function main(options: Options, signal: AbortSignal): Promise<number> {
  const benchmarks = wanted(options);
  const tools = [...new Set(benchmarks.flatMap(missingTools))];
  if (tools.length > 0) say(`not installed: ${tools.join(', ')} (apt-get install wrk nghttp2-client nginx)`);
  const possible = benchmarks.filter((benchmark) => missingTools(benchmark).length === 0);
  if (possible.length === 0) return EXIT.missing;

  await using stack = new AsyncDisposableStack();
  const [proxyCore, loadCore] = allowedCores();
  const pinned = loadCore !== undefined && findProgram('taskset') !== undefined;
  const certificate = await writeCertificate(stack.use(await scratchFolder()).path);
  const backends = stack.use(await startBackends(certificate, loadCore, signal));
  const subject: SubjectSettings = {
    backends: backends.ports,
    certificate,
    core: loadCore === undefined ? undefined : proxyCore,
  };
  const { found, missing } = await findSubjects(options.transports);
  for (const { name, remedy } of missing) say(`${name}: not here (${remedy})`);
  const chosen = [backends.subject, ...found].filter(({ name }) => isChosen(name, options));
  const running = await startAll(chosen, subject, stack, signal);

  const settings = { ...options, core: loadCore, signal, subject, direct: backends.subject };
  const total = estimate(possible, [...running.keys()], options);
  say(`${possible.length} benchmarks on ${running.size} subjects, about ${duration(total)}`);
  const progress = new Progress(total, say, () => performance.now());
  const startedAt = new Date().toISOString();
  const results: BenchmarkResult[] = [];
  for (const series of seriesOf(possible))
    results.push(...(await runSeries(series, running, { ...settings, progress })));
  const report: Report = {
    startedAt,
    rounds: options.rounds,
    seconds: options.seconds,
    quick: options.quick,
    machine: machine(pinned),
    versions: Object.fromEntries(
      [...running.keys()].flatMap(({ name, version }) => (version ? [[name, version]] : [])),
    ),
    missing: missing.map(({ name }) => name),
    benchmarks: results,
  };
  await write(report, options.json);
  process.stdout.write(`${summary(report)}\n`);
  const broken = results.some(({ subjects }) =>
    subjects.some(({ name, failure }) => name.startsWith('engine') && failure !== undefined),
  );
  const absent = chosen.some((one) => one.name.startsWith('engine') && !running.has(one));
  return broken || absent ? EXIT.failed : EXIT.ok;
}

function wanted({ only, quick }: Options): Benchmark[] {
  return BENCHMARKS.filter((benchmark) => (only ? only.has(benchmark.name) : !quick || benchmark.quick));
}

/** In a quick run, Node's forwarders are left to the one that is the yardstick. */
function isChosen(name: string, { subjects, quick }: Options): boolean {
  if (subjects) return subjects.some((beginning) => name.toLowerCase().startsWith(beginning));
  return !quick || !['undici forwarder', 'http-proxy-3', 'no proxy'].includes(name);
}

/** Starts every subject; one that does not start is told and left out. */
async function startAll(
  subjects: readonly Subject[],
  settings: SubjectSettings,
  stack: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<Map<Subject, RunningSubject>> {
  const running = new Map<Subject, RunningSubject>();
  for (const subject of subjects) {
    try {
      running.set(subject, stack.use(await subject.start(settings, signal)));
    } catch (error) {
      signal.throwIfAborted();
      say(`${subject.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return running;
}

function estimate(benchmarks: readonly Benchmark[], subjects: readonly Subject[], options: Options): number {
  const each = benchmarks.map(
    (benchmark) =>
      entrants(benchmark, subjects).length *
      turns(benchmark, options.rounds, options.quick) *
      benchmark.estimate(options),
  );
  return each.reduce((sum, seconds) => sum + seconds, 0);
}

async function write(report: Report, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(report, null, 1)}\n`);
  const picture = file.replace(/\.json$/, '');
  await writeFile(`${picture}.svg`, chart(report));
  say(`results: ${file}, chart: ${picture}.svg; node bench/report.ts ${file} writes docs/performance.md`);
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const interrupted = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupted.abort());
try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options) process.exitCode = await main(options, interrupted.signal);
  else process.stdout.write(HELP);
} catch (error) {
  if (interrupted.signal.aborted) process.exitCode = EXIT.interrupted;
  else {
    say(`bench: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}
