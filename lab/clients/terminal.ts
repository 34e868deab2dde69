import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** Milliseconds that a command may take if nobody says otherwise. */
const COMMAND_DEADLINE_MS = 25_000;

/** What a command came to. */
export interface Typed {
  /** What it wrote on either stream, in order, without a line end behind it. */
  readonly output: string;
  readonly code: number;
}

/** What a terminal is opened with. */
interface TerminalOptions {
  /** Programs by the name they are typed by; everything else is found on the PATH. */
  readonly programs: Readonly<Record<string, string>>;
  /** Files of its home directory. */
  readonly home: Readonly<Record<string, string>>;
  /** Folders that can be reached from its working directory, by name there. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Variables beside those of this process; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * A shell as a person has it: a working directory and a home of its own, both of which go with it, and the programs that
 * they have installed. Owns the processes that it starts.
 */
export class Terminal implements AsyncDisposable {
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  private constructor(folder: string, env: Readonly<Record<string, string | undefined>>) {
    this.#folder = folder;
    this.#env = env;
  }

  static async open({ programs, home, folders = {}, env = {} }: TerminalOptions): Promise<Terminal> {
    const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-terminal-'));
    const terminal = new Terminal(folder, env);
    await Promise.all([terminal.#bin, terminal.#work].map((path) => mkdir(path)));
    for (const [name, program] of Object.entries(programs)) {
      // What is found on the PATH anyway needs no link.
      if (program.includes('/')) await symlink(resolve(program), join(terminal.#bin, name));
    }
    for (const [name, target] of Object.entries(folders)) await symlink(target, join(terminal.#work, name));
    for (const [name, text] of Object.entries(home)) await save(join(terminal.#home, name), text);
    return terminal;
  }

  get #bin(): string {
    return join(this.#folder, 'bin');
  }

  get #home(): string {
    return join(this.#folder, 'home');
  }

  get #work(): string {
    return join(this.#folder, 'work');
  }

  /** Writes a file in its working directory, or below. */
  async write(name: string, text: string): Promise<void> {
    await save(join(this.#work, name), text);
  }

  /**
   * Runs a command line as a POSIX shell does.
   *
   * @throws Error if it takes longer than `deadlineMs` milliseconds; it is ended then.
   */
  async type(line: string, deadlineMs = COMMAND_DEADLINE_MS): Promise<Typed> {
    const shell = spawn('/bin/sh', ['-c', line], {
      cwd: this.#work,
      env: {
        ...process.env,
        PATH: [this.#bin, process.env['PATH']].join(delimiter),
        HOME: this.#home,
        // A pager that waits for somebody would wait for ever.
        PAGER: 'cat',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that what the shell started ends with it.
      detached: true,
    });
    const chunks: Buffer[] = [];
    for (const stream of [shell.stdout, shell.stderr])
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    }, deadlineMs);
    try {
      const [code] = await once(shell, 'close');
      const output = Buffer.concat(chunks).toString().trimEnd();
      if (late) throw new Error(`\`${line}\` was ended after ${deadlineMs} ms; it had printed:\n${output}`);
      return { output, code: typeof code === 'number' ? code : -1 };
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Nobody else reads it: it may hold a key. */
async function save(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text, { mode: 0o600 });
}
