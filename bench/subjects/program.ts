import { execFile } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { listening } from '../system/ports.ts';
import { end, pidOf, ready, start } from '../system/processes.ts';
import { scratchFolder } from '../system/scratch.ts';
import type { Ports, RouteControl, RunningSubject } from './subject.ts';

/** A server program with a configuration of its own. */
export interface ProgramSettings {
  readonly program: string;
  readonly core: number | undefined;
  readonly ports: Ports;
  /** Files in its folder, by name, and in folders of it. */
  readonly files: (folder: string) => Readonly<Record<string, string>>;
  readonly args: (folder: string) => readonly string[];
  readonly environment?: (folder: string) => Readonly<Record<string, string>>;
  /** For one with routes. */
  readonly control?: (running: { readonly folder: string; readonly pid: number }) => RouteControl;
}

/**
 * Starts a program in a folder that goes with it, and waits until its TCP ports accept.
 *
 * @throws Error with what it wrote if it does not start.
 */
export async function startProgram(settings: ProgramSettings, signal: AbortSignal): Promise<RunningSubject> {
  const { program, core, ports, files, args, environment, control } = settings;
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await scratchFolder()).path;
  for (const [name, content] of Object.entries(files(folder))) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const output = join(folder, 'output.log');
  await using log = await open(output, 'w');
  const child = start(program, args(folder), {
    core,
    stdio: ['ignore', log.fd, log.fd],
    ...(environment ? { environment: environment(folder) } : {}),
  });
  stack.defer(() => end(child));
  const { udp: _datagrams, ...streams } = ports;
  try {
    await ready(child, signal, (abort) =>
      Promise.all(Object.values(streams).map((port) => listening(port, abort))),
    );
  } catch (error) {
    signal.throwIfAborted();
    const wrote = await readFile(output, 'utf8').catch(() => '');
    throw new Error(`${program} did not start: ${wrote.trim() || String(error)}`, { cause: error });
  }
  const owned = stack.move();
  const pid = pidOf(child);
  return {
    pid,
    ports,
    ...(control ? { control: control({ folder, pid }) } : {}),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What a program calls its version, else the first number with dots that it tells about itself, such as `1.22.1`. */
export async function versionOf(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(program, args);
  const text = stdout + stderr;
  return /^version:\s*(\S+)/im.exec(text)?.[1] ?? /\d+(?:\.\d+)+/.exec(text)?.[0] ?? '';
}
