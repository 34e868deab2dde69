import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../soak-engine-process.ts', import.meta.url));

/** What an engine's process uses. */
export interface Usage {
  /** Bytes. */
  readonly rss: number;
  readonly heap: number;
  /** Open TCP connections, to clients and to servers. */
  readonly sockets: number;
  /** Open files, sockets among them, where the system tells (Linux: proc(5)). */
  readonly files: number | undefined;
  /** The configuration in force. */
  readonly generation: number;
}

/** The engine as a process of its own, which watches a folder of manifests. */
export class EngineProcess implements AsyncDisposable {
  readonly port: number;
  readonly #child: ChildProcess;
  /** Why the process is gone, if it is. */
  ended: string | undefined;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
    child.once('exit', (code, signal) => {
      this.ended = `the engine ended with ${signal ?? code}`;
    });
  }

  static async start(folder: string, transport: string): Promise<EngineProcess> {
    const child = fork(PROGRAM, [folder, transport], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      execArgv: ['--expose-gc'],
    });
    process.once('exit', () => child.kill('SIGKILL'));
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`the engine ended with ${code} before it was ready`);
    });
    const [port] = await Promise.race([once(child, 'message'), gone]);
    gone.catch(() => undefined);
    return new EngineProcess(child, Number(port));
  }

  /** `collect`: after garbage was collected, so that the heap is what is held. @throws Error if the process is gone. */
  async usage(collect = false): Promise<Usage> {
    if (this.ended !== undefined) throw new Error(this.ended);
    this.#child.send(collect ? 'collect' : 'usage');
    const [told]: Omit<Usage, 'files'>[] = await once(this.#child, 'message', {
      signal: AbortSignal.timeout(30_000),
    });
    if (!told) throw new Error('the engine told nothing');
    return { ...told, files: await openFiles(this.#child.pid) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.ended !== undefined) return;
    const gone = once(this.#child, 'exit');
    this.#child.disconnect();
    await gone;
  }
}

async function openFiles(pid: number | undefined): Promise<number | undefined> {
  const folder = `/proc/${pid}/fd`;
  return existsSync(folder) ? (await readdir(folder)).length : undefined;
}
