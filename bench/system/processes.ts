import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from './programs.ts';

/** Milliseconds that a process may take to end after SIGTERM before it is killed. */
const END_DEADLINE_MS = 2_000;

/** Milliseconds that a process may take to be ready. */
const READY_DEADLINE_MS = 15_000;

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** How a program is started. */
export interface StartOptions {
  /** The processor core it is kept to, where the system has `taskset`. */
  readonly core: number | undefined;
  readonly stdio: StdioOptions;
  /** Beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a program. Should this process end without ending it, it is killed, by its own id and never by name. */
export function start(program: string, args: readonly string[], options: StartOptions): ChildProcess {
  const { core, stdio, environment } = options;
  const taskset = core === undefined ? undefined : findProgram('taskset');
  const env = { ...process.env, ...environment };
  const child = taskset
    ? spawn(taskset, ['-c', `${core}`, program, ...args], { stdio, env })
    : spawn(program, args, { stdio, env });
  child.on('error', () => undefined);
  children.add(child);
  child.once('close', () => children.delete(child));
  return child;
}

/** Starts a file of the folder `bench` with Node; it may send messages, and its errors are shown. */
export function startNode(file: string, args: readonly string[], core: number | undefined): ChildProcess {
  const path = join(import.meta.dirname, '..', file);
  return start(process.execPath, [path, ...args], { core, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** The next message of a process started with `startNode`. @throws Error if it ends before. */
export async function nextMessage(child: ChildProcess, signal: AbortSignal): Promise<unknown> {
  return await whileRunning(child, signal, async (abort) => {
    const [message] = await once(child, 'message', { signal: abort });
    return message;
  });
}

/** Waits until a started process is ready; if that fails, takes too long or is given up, ends it. */
export async function ready<T>(
  child: ChildProcess,
  signal: AbortSignal,
  wait: (abort: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await whileRunning(child, AbortSignal.any([signal, AbortSignal.timeout(READY_DEADLINE_MS)]), wait);
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function whileRunning<T>(
  child: ChildProcess,
  signal: AbortSignal,
  wait: (abort: AbortSignal) => Promise<T>,
): Promise<T> {
  const settled = new AbortController();
  const abort = AbortSignal.any([signal, settled.signal]);
  const ended = once(child, 'exit', { signal: abort }).then(([code, by]) => {
    throw new Error(`process ${child.pid} ended with ${code ?? by}`);
  });
  try {
    return await Promise.race([wait(abort), ended]);
  } finally {
    settled.abort();
    ended.catch(() => undefined);
  }
}

/** Ends a process: SIGTERM, and SIGKILL if it takes too long. Resolves when it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const settled = new AbortController();
  const late = delay(END_DEADLINE_MS, undefined, { signal: settled.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  );
  await gone;
  settled.abort();
  await late;
}

/** The id of a process that was started. @throws Error if it was not. */
export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} did not start`);
  return child.pid;
}
