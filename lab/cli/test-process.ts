import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface, type Interface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../package-root.ts';

const PROGRAM = fileURLToPath(new URL('bin/ingress-lab.js', packageRoot));

/** A command in a process of its own, read line by line; killed at the end of the test. */
export class CommandProcess {
  readonly lines: string[] = [];
  errors = '';
  readonly #child: ChildProcess;
  readonly #reader: Interface;
  readonly #exit: Promise<unknown[]>;
  /** Number of lines that were waited for. */
  #read = 0;

  constructor(context: TestContext, ...argv: readonly string[]) {
    const child = spawn(process.execPath, [PROGRAM, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#exit = once(child, 'close');
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
    });
    this.#reader = createInterface({ input: child.stdout });
    this.#reader.on('line', (line) => this.lines.push(line));
    context.after(async () => {
      child.kill('SIGKILL');
      await this.#exit;
    });
  }

  /** The first line not waited for yet that matches; the next wait begins behind it. */
  async line(pattern: RegExp): Promise<string> {
    const ended = new AbortController();
    void this.#exit.then(() => ended.abort());
    for (;;) {
      const found = this.lines.findIndex((line, index) => index >= this.#read && pattern.test(line));
      if (found >= 0) {
        this.#read = found + 1;
        return this.lines[found] ?? '';
      }
      await once(this.#reader, 'line', { signal: ended.signal }).catch(() =>
        assert.fail(`the command ended without a line ${pattern}:\n${this.lines.join('\n')}\n${this.errors}`),
      );
    }
  }

  /** Resolves when what was printed on the other stream matches. */
  async error(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.errors)) await once(this.#child.stderr ?? this.#child, 'data');
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async exitCode(): Promise<unknown> {
    return (await this.#exit)[0];
  }
}
