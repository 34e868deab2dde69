import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProxyProcess } from '../proxy-process.ts';
import { TargetError } from '../target-error.ts';
import { ProxyLog } from './log.ts';

/** Milliseconds that Traefik may take to end beyond the grace time of its entry points. */
const STOP_MS = 5_000;

/** Variables by which Traefik would find another cluster or other options than it is told. */
const FOREIGN = /^(?:KUBECONFIG|KUBERNETES_|TRAEFIK_|XDG_CONFIG_HOME$)/;

interface ProcessOptions {
  readonly binary: string;
  readonly flags: readonly string[];
  /** What it finds in its folder: text by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Milliseconds that its entry points give requests in flight when it stops. */
  readonly graceMs: number;
}

/**
 * A running Traefik. It works in an empty folder of its own, which is its home, too: a `traefik.yml` that it finds would
 * take the place of all flags.
 */
export class TraefikProcess implements ProxyProcess {
  readonly log = new ProxyLog();
  /** Resolves when the process is over, however it ended. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #graceMs: number;
  #ending: Promise<void> | undefined;
  #failure: TargetError | undefined;

  private constructor(child: ChildProcess, folder: string, graceMs: number) {
    this.#child = child;
    this.#graceMs = graceMs;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => this.log.write(chunk));
    }
    const over = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`cannot be started: ${error.message}`));
      // Its output may still arrive when it has exited, and has when it is closed.
      child.once('close', (code, signal) => {
        resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`);
      });
    });
    this.ended = over.then(async (how) => {
      if (!this.#ending)
        this.#failure = new TargetError('target-failed', `Traefik ${how}\n${this.log.tail()}`);
      await rm(folder, { recursive: true, force: true });
    });
  }

  static async start({ binary, flags, files, graceMs }: ProcessOptions): Promise<TraefikProcess> {
    const folder = await mkdtemp(join(tmpdir(), 'ingress-lab-traefik-'));
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
    const inherited = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name));
    const child = spawn(binary, flags, {
      cwd: folder,
      env: { ...Object.fromEntries(inherited), HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new TraefikProcess(child, folder, graceMs);
  }

  /** Why it is over although nobody stopped it. */
  get failure(): TargetError | undefined {
    return this.#failure;
  }

  /** Asks it to stop, and ends it if it does not; resolves when it is over. Idempotent. */
  [Symbol.asyncDispose](): Promise<void> {
    this.#ending ??= this.#stop();
    return this.#ending;
  }

  async #stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), this.#graceMs + STOP_MS);
    await this.ended;
    clearTimeout(timer);
  }
}
