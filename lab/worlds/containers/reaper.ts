import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ContainersWorldError } from './containers-world-error.ts';
import { GOODBYE, type ReaperTask } from './reaper-task.ts';

// Compiled, its main module is JavaScript like this one.
const MAIN = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './reaper-process.ts' : './reaper-process.js', import.meta.url),
);

/** Milliseconds until a process has to be there; machines may be busy. */
const PATIENCE_MS = 30_000;

/**
 * A process that outlives this one, however this one ends, and then removes what is left of its run. Nothing but a pipe ties
 * it to this one: the system closes it, also after SIGKILL. Does not keep this process alive.
 */
export class Reaper {
  readonly #child: ChildProcess;
  readonly #pipe: Socket;

  private constructor(child: ChildProcess, pipe: Socket) {
    this.#child = child;
    this.#pipe = pipe;
  }

  /** @throws ContainersWorldError `containers-engine-failed` if the process does not start */
  static async start(task: ReaperTask): Promise<Reaper> {
    // Detached: Ctrl-C in a terminal ends a whole group of processes, and this one has to be in none of them.
    const child = spawn(process.execPath, [MAIN], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      cwd: parse(process.execPath).root,
      env: environmentOfReaper(),
    });
    const { stdin, stdout } = child;
    // Broken only if the process ended, which is told below.
    stdin.on('error', () => undefined);
    stdin.write(`${JSON.stringify(task)}\n`);
    const isHeard = await Promise.race([
      once(stdout, 'data', { signal: AbortSignal.timeout(PATIENCE_MS) }).then(() => true),
      once(child, 'exit').then(() => false),
    ]).catch(() => false);
    if (!isHeard || !(stdin instanceof Socket)) {
      child.kill('SIGKILL');
      throw new ContainersWorldError(
        'containers-engine-failed',
        `the process that removes containers after a crash (${process.execPath} ${MAIN}) does not start`,
      );
    }
    stdout.destroy();
    stdin.unref();
    child.unref();
    return new Reaper(child, stdin);
  }

  /** Nothing is left to remove: ends the process. Idempotent. */
  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.ref();
    const exited = once(this.#child, 'exit');
    this.#pipe.end(`${GOODBYE}\n`);
    await exited;
  }
}

/** What is for this process alone, such as a debugger's port, would disturb another. */
function environmentOfReaper(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')));
}
