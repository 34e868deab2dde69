import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));

/** A script of CI that has steps, as .ci/run has them. */
class CiScript implements AsyncDisposable {
  readonly #folder: string;
  readonly process: ChildProcess;
  /** What it printed so far, both streams. */
  printed = '';

  private constructor(folder: string, lines: string) {
    this.#folder = folder;
    const text = `set -euo pipefail
. .ci/steps
finish() { code=$?; trap - EXIT; end_step; rm -rf "$steps_folder"; exit "$code"; }
trap finish EXIT
trap 'exit 143' TERM
${lines}`;
    this.process = spawn('bash', ['-c', text], { cwd: root, env: { ...process.env, TMPDIR: folder } });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.printed += chunk.toString();
      });
  }

  static async start(lines: string): Promise<CiScript> {
    return new CiScript(await mkdtemp(join(tmpdir(), 'ingress-lab-ci-steps-')), lines);
  }

  /** Its exit code, when everything that writes to its output has ended. */
  async ended(): Promise<number> {
    const [code] = await once(this.process, 'close');
    return Number(code);
  }

  async said(words: string): Promise<void> {
    while (!this.printed.includes(words)) await once(this.process.stdout ?? this.process, 'data');
  }

  left(): Promise<string[]> {
    return readdir(this.#folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }
}

describe('the steps of CI', () => {
  test('pass their output on, keep what they took, and can be quoted', async () => {
    await using script = await CiScript.start(`
      step 'the first' printf 'one\\n\\ntests: 5 passed\\nscenarios: 3 passed\\n'
      step second echo two
      echo ----
      closing_lines second
      closing_lines 'the first'
      printf '%s\\n' "\${steps_times[@]}"`);
    assert.equal(await script.ended(), 0);
    assert.equal(
      script.printed.replace(/\d s/g, 'N s'),
      [
        '\n==== the first\none\n\ntests: 5 passed\nscenarios: 3 passed\n',
        '\n==== second\ntwo\n',
        '----\ntwo\ntests: 5 passed\nscenarios: 3 passed\n   N s  the first\n   N s  second\n',
      ].join(''),
    );
    assert.deepEqual(await script.left(), []);
  });

  test('end the script with the exit code of the one that fails', async () => {
    await using script = await CiScript.start("step bad bash -c 'exit 7'\nstep other echo never");
    assert.equal(await script.ended(), 7);
    assert.ok(!script.printed.includes('never'));
    assert.deepEqual(await script.left(), []);
  });

  test('end with the script when that is stopped, whatever they have started, and are waited for', async () => {
    const worker = `trap 'echo removing; sleep 0.3; echo removed; exit 1' TERM; echo ready; sleep 60 & wait`;
    await using script = await CiScript.start(`step long bash -c "bash -c \\"${worker}\\"; true"`);
    await script.said('ready');
    script.process.kill('SIGTERM');
    assert.equal(await script.ended(), 143);
    assert.match(script.printed, /removing\nremoved\n$/);
    assert.deepEqual(await script.left(), []);
  });
});
