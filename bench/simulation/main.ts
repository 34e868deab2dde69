/** How fast the simulator is, what memory it takes and where its time goes: `node bench/simulation/main.ts`. */

import { runProgram } from '../program.ts';
import { median } from '../results/statistics.ts';
import { number, table } from '../results/table.ts';
import { machine } from '../system/machine.ts';
import { peakMemory } from './memory.ts';
import { MODELS, type Model } from './models.ts';
import { timeByFunction } from './profile.ts';
import { type ModelRun, runModel } from './run-model.ts';

const HELP = `Usage: node bench/simulation/main.ts

Simulates a canary without queues, and one with all that the simulator knows of, on one core: requests per second as the
median of five rounds that take turns, the memory of a million and of a hundred million requests, and the functions that
take the time. Takes two to four minutes. Writes to standard output alone.

Exit codes: 0 done, 1 something failed, 2 usage, 130 interrupted.
`;

const ROUNDS = 5;
/** Requests of one round; the first, which warms up, has as many. */
const ROUND_REQUESTS = 5_000_000;
const FEW = 1_000_000;
const MANY = 100_000_000;
const FUNCTIONS = 12;

async function rates(signal: AbortSignal): Promise<string> {
  const runs = new Map<Model, ModelRun[]>(MODELS.map((model) => [model, []]));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [model, done] of runs) {
      signal.throwIfAborted();
      const run = await runModel(model, ROUND_REQUESTS);
      if (round > 0) done.push(run);
    }
  }
  const rows = Array.from(runs, ([{ name, goal }, done]) => [
    name,
    millions(median(done.map(({ perSecond }) => perSecond))),
    millions(median(done.map(({ perCpuSecond }) => perCpuSecond))),
    millions(goal),
  ]);
  return table([['model', 'M requests/s', 'per s of processor time', 'goal'], ...rows]);
}

async function memory(signal: AbortSignal): Promise<string> {
  const rows: string[][] = [];
  for (const model of MODELS) {
    const few = await peakMemory(model, FEW, signal);
    const many = await peakMemory(model, MANY, signal);
    rows.push([model.name, megabytes(few), megabytes(many)]);
  }
  return table([['model', '1 M requests, MB', '100 M requests, MB'], ...rows]);
}

async function profile(model: Model): Promise<string> {
  const shares = await timeByFunction(() => runModel(model, ROUND_REQUESTS));
  const rows = shares.slice(0, FUNCTIONS).map(({ name, share }) => [name, `${(100 * share).toFixed(1)} %`]);
  return table([[`${model.name}: function`, 'of the time'], ...rows]);
}

function millions(perSecond: number): string {
  return number(perSecond / 1e6);
}

function megabytes(bytes: number): string {
  return number(bytes / 1e6);
}

await runProgram('bench/simulation', HELP, async (signal) => {
  const { processor, node } = machine(false);
  const say = (text: string): void => void process.stdout.write(`${text}\n\n`);
  say(`${processor}, Node.js ${node}. Other programs that run at the same time make the figures smaller.`);
  for (const { name, title } of MODELS) process.stdout.write(`- ${name}: ${title}\n`);
  say('');
  say(await rates(signal));
  for (const model of MODELS) say(await profile(model));
  say(await memory(signal));
});
