/**
 * A run in the containers world that makes containers in a thread, as scenarios do. Says what it makes, line by line; with
 * `ends` as argument it ends after three, else it goes on until somebody ends it.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { labelsOf, RUN_VARIABLE } from '../worlds/containers/labels.ts';
import { makeContainer, makeNetwork, volumesOf } from '../worlds/containers/test-engine.ts';
import { EXIT } from './command.ts';
import { inChosenWorld } from './run-world.ts';

/** Containers of a run that ends. */
const FEW = 3;

/** As many are made at the same time. */
const AT_A_TIME = 2;

interface Task {
  readonly image: string;
  readonly most: number;
}

async function makeContainers({ image, most }: Task): Promise<void> {
  const run = process.env[RUN_VARIABLE] ?? '';
  const say = (line: string): void => parentPort?.postMessage(line);
  await makeNetwork(run);
  say(`run ${run}`);
  let made = 0;
  const work = async (): Promise<void> => {
    while (made < most) {
      made += 1;
      const container = await makeContainer(image, labelsOf(run));
      say(`made ${container.id} ${(await volumesOf(container)).join(' ')}`);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
}

async function main(image: string, ends: boolean): Promise<void> {
  process.env['INGRESS_LAB_WORLD'] = 'containers';
  process.exitCode = await inChosenWorld(process, () => {
    const task: Task = { image, most: ends ? FEW : Number.POSITIVE_INFINITY };
    const thread = new Worker(new URL(import.meta.url), { workerData: task });
    thread.on('message', (line: string) => process.stdout.write(`${line}\n`));
    return new Promise<number>((resolve, reject) => {
      thread.once('exit', () => resolve(EXIT.ok)).once('error', reject);
    });
  });
}

if (parentPort) await makeContainers(workerData);
else await main(process.argv[2] ?? '', process.argv[3] === 'ends');
