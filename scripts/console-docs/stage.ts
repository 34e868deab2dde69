import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ConsoleBlock } from './blocks.ts';

const run = promisify(execFile);

/** Milliseconds that one command may take. */
const PATIENCE_MS = 120_000;

/** What Node prints last when nobody caught an error. */
const CRASH = /^Node\.js v\d+\.\d+/m;

/** Bytes that one command may print. */
const MOST_OUTPUT = 4 * 1024 * 1024;

/** The copy of a folder that the commands of one page run in; made once for all its blocks that name the same. */
export class Stage implements AsyncDisposable {
  readonly #scratch: string;
  readonly #added = new Map<string, string>();

  private constructor(scratch: string) {
    this.#scratch = scratch;
  }

  /** @param root the project's folder, which `cwd` and `setup` are told from */
  static async prepare({ cwd, setup }: Pick<ConsoleBlock, 'cwd' | 'setup'>, root: string): Promise<Stage> {
    const stage = new Stage(await realpath(await mkdtemp(join(tmpdir(), 'ingress-lab-console-'))));
    try {
      if (cwd === undefined) await mkdir(stage.#folder);
      else await cp(join(root, cwd), stage.#folder, { recursive: true });
      if (setup !== undefined) await run(process.execPath, [join(root, setup), stage.#folder]);
      await stage.#writePrograms(root);
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Puts files into the folder that are not there yet; what a command made of one stays. */
  async add(files: ReadonlyMap<string, string>): Promise<void> {
    for (const [name, text] of files) {
      if (this.#added.get(name) === text) continue;
      this.#added.set(name, text);
      await mkdir(dirname(join(this.#folder, name)), { recursive: true });
      await writeFile(join(this.#folder, name), text);
    }
  }

  get #folder(): string {
    return join(this.#scratch, 'folder');
  }

  get #programs(): string {
    return join(this.#scratch, 'bin');
  }

  /** `ingress-lab` is the project's own, whichever is installed. */
  async #writePrograms(root: string): Promise<void> {
    await mkdir(this.#programs);
    const program = `"${process.execPath}" "${join(root, 'bin/ingress-lab.js')}"`;
    const texts = { 'ingress-lab': `exec ${program} "$@"`, npx: `shift; exec ${program} "$@"` };
    for (const [name, text] of Object.entries(texts)) {
      const path = join(this.#programs, name);
      await writeFile(path, `#!/bin/sh\n${text}\n`);
      await chmod(path, 0o755);
    }
  }

  /** What a command prints to both streams, with its exit code below if that is not 0. */
  async output(command: string): Promise<string> {
    const env = { ...process.env, PATH: `${this.#programs}${delimiter}${process.env['PATH'] ?? ''}` };
    const options = { cwd: this.#folder, env, timeout: PATIENCE_MS, maxBuffer: MOST_OUTPUT };
    const { stdout, code } = await run('/bin/sh', ['-c', `{ ${command}\n} 2>&1`], options).then(
      (done) => ({ ...done, code: 0 }),
      (error: unknown) => failed(command, error),
    );
    // An example of a program that breaks down is none, and must not get into a page.
    if (CRASH.test(stdout)) throw new Error(`${command}: it broke down:\n${stdout}`);
    const text = stdout.replaceAll(`${this.#folder}/`, '').replaceAll(this.#folder, '.').trimEnd();
    return [text, ...(code === 0 ? [] : [`[exit code ${code}]`])].filter((part) => part !== '').join('\n');
  }

  /** A file that a command wrote. */
  async read(name: string): Promise<string> {
    return await readFile(join(this.#folder, name), 'utf8');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#scratch, { recursive: true, force: true });
  }
}

function failed(command: string, error: unknown): { stdout: string; code: number } {
  if (error instanceof Error && 'code' in error && typeof error.code === 'number' && 'stdout' in error) {
    return { stdout: String(error.stdout), code: error.code };
  }
  throw new Error(`${command}: ${error instanceof Error ? error.message : error}`, { cause: error });
}
