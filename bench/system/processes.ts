import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Milliseconds that a process may take to end after SIGTERM before it is killed. */
const END_DEADLINE_MS = 2_000;

/** A process of this bench. It is ended by its own id, never by name. */
export interface BenchProcess extends AsyncDisposable {
  readonly pid: number;
  /** Where it listens on 127.0.0.1. */
  readonly port: number;
}

/** Looks a program up in PATH and in the folders for servers, which users' PATHs often leave out. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The processor cores that this process may use, where the system tells (Linux: proc(5)). */
export function allowedCores(): number[] {
  if (!existsSync('/proc/self/status')) return [];
  const [, list = ''] = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return list.split(',').flatMap((range) => {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    return Number.isNaN(first) ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Starts a program, kept to one processor core where that is wanted and the system has `taskset`. Should this process
 * end without ending it, it is killed.
 */
export function start(
  program: string,
  args: readonly string[],
  core: number | undefined,
  stdio: StdioOptions,
): ChildProcess {
  const taskset = core === undefined ? undefined : findProgram('taskset');
  const child = taskset
    ? spawn(taskset, ['-c', `${core}`, program, ...args], { stdio })
    : spawn(program, args, { stdio });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/**
 * Starts a file of this folder with Node and waits until it reports its port.
 *
 * @throws Error with what it wrote if it ends before.
 */
export async function startNode(
  file: string,
  args: readonly string[],
  core: number | undefined,
  signal: AbortSignal,
): Promise<BenchProcess> {
  const path = join(import.meta.dirname, file);
  const child = start(process.execPath, [path, ...args], core, ['ignore', 'ignore', 'inherit', 'ipc']);
  const port = await ready(child, file, signal, async (abort) => {
    const [message] = await once(child, 'message', { signal: abort });
    return Number(message);
  });
  return running(child, port);
}

/** Waits until a started process is ready; if that fails or is given up, ends it. */
export async function ready<T>(
  child: ChildProcess,
  name: string,
  signal: AbortSignal,
  wait: (abort: AbortSignal) => Promise<T>,
): Promise<T> {
  const settled = new AbortController();
  const abort = AbortSignal.any([signal, settled.signal]);
  const ended = once(child, 'exit', { signal: abort }).then(([code, by]) => {
    throw new Error(`${name} ended with ${code ?? by} before it was ready`);
  });
  try {
    return await Promise.race([wait(abort), ended]);
  } catch (error) {
    await end(child);
    throw error;
  } finally {
    settled.abort();
  }
}

/** A process that is ready, as something that is ended with `await using`. */
export function running(child: ChildProcess, port: number): BenchProcess {
  const { pid } = child;
  if (pid === undefined) throw new Error('the process did not start');
  return { pid, port, [Symbol.asyncDispose]: () => end(child) };
}

/** Ends a process: SIGTERM, and SIGKILL if it takes too long. Resolves when it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), END_DEADLINE_MS);
  await gone;
  clearTimeout(killer);
}

/** Processor time that a process used so far, in seconds; undefined where the system does not tell (Linux: proc(5)). */
export async function processorSeconds(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [fields[11], fields[12]];
  return user === undefined || system === undefined
    ? undefined
    : (Number(user) + Number(system)) / TICKS_PER_SECOND;
}

/** Linux tells processor times in USER_HZ, which is 100 on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;
