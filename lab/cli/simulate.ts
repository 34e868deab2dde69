import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { styleText } from 'node:util';
import { type Verdict, verdictOf } from '../simulation/expectation.ts';
import type { SimulationPlan } from '../simulation/plan.ts';
import { readPlanFile } from '../simulation/plan-file/plan-file.ts';
import type { PlannedSimulation } from '../simulation/planned.ts';
import type { SimulationResult } from '../simulation/result.ts';
import { runPlanned } from '../simulation/run-planned.ts';
import { fleetPlan, replicaDrift } from '../simulation/sweeps/replicas.ts';
import { sweep } from '../simulation/sweeps/sweep.ts';
import { namedRange, planAt } from '../simulation/sweeps/sweep-plan.ts';
import { type CommandStreams, EnvironmentError, EXIT, UsageError } from './command.ts';
import { InterruptedError, Interruption } from './interruption.ts';
import { simulationsOfFeatures } from './simulate-features.ts';
import { parseSimulateOptions, SIMULATE_HELP, type SimulateOptions } from './simulate-options.ts';
import { type Outcome, outcomeOfFleets, outcomeOfRun, outcomeOfSweep } from './simulate-outcome.ts';
import { simulationPaths } from './simulate-paths.ts';
import { ProgressLine } from './simulate-progress.ts';

/** What a simulation came to. */
interface Simulated {
  readonly outcome: Outcome;
  /** Of its expectations; a sweep or a fleet has none. */
  readonly verdicts: readonly Verdict[];
}

/** Runs a plan of a simulation. */
type Run = (plan: SimulationPlan) => Promise<SimulationResult>;

/** `ingress-lab simulate` */
export async function simulateCommand(argv: readonly string[], streams: CommandStreams): Promise<number> {
  const options = parseSimulateOptions(argv);
  if (options.help) {
    streams.stdout.write(SIMULATE_HELP);
    return EXIT.ok;
  }
  const simulations = (await read(options)).map((planned) => changed(planned, options));
  if (simulations.length === 0) {
    streams.stderr.write(
      `ingress-lab simulate: no plan and no scenario tagged @simulation was chosen in ${options.paths.join(', ')}\n`,
    );
    return EXIT.noScenarios;
  }
  refuseFilesForSeveral(simulations, options);
  using interruption = new Interruption();
  try {
    let failed = 0;
    for (const planned of simulations) {
      const one = await simulated(planned, options, streams, interruption.signal);
      tell(planned, one, simulations.length > 1, streams);
      await write(options, one.outcome, {
        title: planned.name,
        command: ['ingress-lab', 'simulate', ...argv].map(shellWord).join(' '),
      });
      failed += one.verdicts.filter(({ holds }) => !holds).length;
    }
    return failed === 0 ? EXIT.ok : EXIT.failed;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    streams.stderr.write('stopped; what was not simulated to its end has no result\n');
    return EXIT.aborted;
  }
}

async function read({ paths, seed, name, tags }: SimulateOptions): Promise<PlannedSimulation[]> {
  const { plans, features } = await simulationPaths(paths);
  if (seed !== undefined) process.env['INGRESS_LAB_SEED'] = String(seed);
  else process.env['INGRESS_LAB_SEED'] ||= '1';
  const fromPlans = await Promise.all(plans.map(readPlanFile));
  if (features.length === 0) return fromPlans;
  const choice = { ...(name === undefined ? {} : { name }), ...(tags === undefined ? {} : { tags }) };
  return [...fromPlans, ...(await simulationsOfFeatures(features, choice))];
}

/** With what the command line says otherwise. */
function changed(planned: PlannedSimulation, { seed, durationMs }: SimulateOptions): PlannedSimulation {
  const { plan } = planned;
  const length = durationMs ?? plan.durationMs;
  const changes = plan.changes.filter(({ atMs }) => atMs < length);
  return { ...planned, plan: { ...plan, seed: seed ?? plan.seed, durationMs: length, changes } };
}

function refuseFilesForSeveral(simulations: readonly PlannedSimulation[], { files }: SimulateOptions): void {
  const [file] = files;
  if (simulations.length === 1 || file === undefined) return;
  const names = simulations.map(({ name }) => `\n  ${name}`).join('');
  throw new UsageError(
    `${file.path} is for one simulation, and these are ${simulations.length}; choose one by --name:${names}`,
  );
}

async function simulated(
  planned: PlannedSimulation,
  { quiet, sweep: range, replicas }: SimulateOptions,
  { stderr }: CommandStreams,
  signal: AbortSignal,
): Promise<Simulated> {
  using line = quiet ? undefined : new ProgressLine(stderr);
  const run: Run = (plan) =>
    runPlanned({ ...planned, plan }, { onProgress: (progress) => line?.tell(progress), signal });
  const { plan } = planned;
  if (range) {
    const named = namedRange(range, plan);
    const swept = await sweep({ ...named, run: (value) => run(planAt(plan, named, value)) });
    return { outcome: outcomeOfSweep(swept), verdicts: [] };
  }
  if (replicas) {
    const fleets = await replicaDrift({
      values: replicas,
      run: (engines, repetition) => run(fleetPlan(plan, engines, repetition)),
    });
    return { outcome: outcomeOfFleets(fleets), verdicts: [] };
  }
  const result = await run(plan);
  const verdicts = planned.expectations.map((expectation) => verdictOf(result, expectation));
  return { outcome: outcomeOfRun(result, verdicts), verdicts };
}

function tell(
  { name }: PlannedSimulation,
  { outcome, verdicts }: Simulated,
  isOneOfSeveral: boolean,
  { stdout }: CommandStreams,
): void {
  const columns = 'columns' in stdout && typeof stdout.columns === 'number' ? { width: stdout.columns } : {};
  if (isOneOfSeveral) stdout.write(`${styleText('bold', `# ${name}`, { stream: stdout })}\n\n`);
  stdout.write(outcome.text(columns));
  if (verdicts.length > 0) stdout.write('\n');
  for (const { text, holds, seen } of verdicts) {
    const mark = styleText(holds ? 'green' : 'red', holds ? '✓' : '✗', { stream: stdout });
    stdout.write(`${mark} ${text}: ${seen}\n`);
  }
  if (isOneOfSeveral) stdout.write('\n');
}

async function write(
  { files }: SimulateOptions,
  outcome: Outcome,
  about: Parameters<Outcome['html']>[0],
): Promise<void> {
  for (const { path, content } of files) {
    const text =
      typeof content === 'object'
        ? outcome.chart(content.chart)
        : content === 'html'
          ? outcome.html(about)
          : outcome[content]();
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    } catch (error) {
      throw new EnvironmentError(`cannot write ${path}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function shellWord(word: string): string {
  return /^[\w./:=,%@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
