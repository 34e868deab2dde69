import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseEnvelope } from '@cucumber/messages';
import { RunResults } from '../report/run-results.ts';
import type { WorldRun } from './world-table.ts';

/** A world, and what proxies in it. */
export interface RunPlace {
  /** `containers`, `embedded/traefik` */
  readonly name: string;
  readonly world: string;
  /** Absent: as the environment says. */
  readonly target?: string;
}

interface RunOptions {
  /** The program of ingress-lab, as Node runs it. */
  readonly program: string;
  /** What `ingress-lab test` is told besides where to run. */
  readonly argv: readonly string[];
  /** Takes what the run prints. */
  readonly progress: NodeJS.WritableStream;
  /** Ends the run before its time: it is told to, and cleans up. */
  readonly signal: AbortSignal;
}

/** How a run in a world ended. */
interface EndedRun extends WorldRun {
  readonly exitCode: number;
}

/**
 * Runs scenarios in a world, by `ingress-lab test` in a process of its own, and reads what came of them. Leaves no process
 * behind and no file.
 */
export async function runInWorld(
  { name, world, target }: RunPlace,
  { program, argv, progress, signal }: RunOptions,
): Promise<EndedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-worlds-'));
  try {
    const file = join(folder, 'messages.ndjson');
    const child = spawn(
      process.execPath,
      [program, 'test', '--no-coverage', '--format', `message:"${file}"`, ...argv],
      {
        env: {
          ...process.env,
          INGRESS_LAB_WORLD: world,
          ...(target === undefined ? {} : { INGRESS_LAB_TARGET: target }),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
        // Ctrl-C in a terminal goes to all processes of a group: this one is told once, by us.
        detached: true,
      },
    );
    const stop = (): void => void child.kill('SIGINT');
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    child.stdout.pipe(progress, { end: false });
    child.stderr.pipe(progress, { end: false });
    await once(child, 'close');
    signal.removeEventListener('abort', stop);
    const { scenarios, problems, milliseconds } = await readResults(file);
    const exitCode = child.exitCode ?? 128 + (child.signalCode ? constants.signals[child.signalCode] : 0);
    return { name, scenarios, problems, milliseconds, exitCode };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readResults(file: string): Promise<RunResults> {
  const results = new RunResults();
  const messages = createReadStream(file);
  try {
    await once(messages, 'open');
  } catch {
    // The run ended before it began.
    return results;
  }
  for await (const line of createInterface({ input: messages })) {
    if (line !== '') results.update(parseEnvelope(line));
  }
  return results;
}
