import type { Worker } from 'node:worker_threads';
import { chosenWorldName, IN_PROCESS } from '../worlds/choose.ts';
import { ClusterRun } from '../worlds/cluster/cluster-run.ts';
import { type CommandStreams, EXIT } from './command.ts';

/** What is made in a world outside of this process, and can be removed while more is being made. */
interface WorldRun extends AsyncDisposable {
  /** `quietMs`: milliseconds in which what was asked for before may still come. */
  clean(quietMs?: number): Promise<void>;
}

/** Milliseconds that a container may take to come whose request was broken off. */
const QUIET_MS = 500;

/**
 * Begins a run in the world that the environment names; undefined for one within this process, of which nothing can be left.
 * Whoever disposes of it has ended what makes anything there.
 *
 * @throws ClusterWorldError or ContainersWorldError if the world cannot be had
 */
export async function beginChosenWorld({
  stderr,
}: Pick<CommandStreams, 'stderr'>): Promise<WorldRun | undefined> {
  const name = chosenWorldName(process.env);
  if (IN_PROCESS.has(name)) return undefined;
  if (name === 'cluster') return ClusterRun.begin(process.env);
  const { ContainerRun } = await import('../worlds/containers/container-run.ts');
  return ContainerRun.begin(process.env, (line) => stderr.write(`${line}\n`));
}

/**
 * Runs what starts labs in the world that the environment names. Nothing of it is left behind, also if Ctrl-C or SIGTERM ends the
 * run: that cleans and exits with 130; a second one exits at once.
 *
 * @throws ClusterWorldError or ContainersWorldError before anything is run, if the world cannot be had
 */
export async function inChosenWorld<T>(streams: CommandStreams, run: () => Promise<T>): Promise<T> {
  await using world = await beginChosenWorld(streams);
  if (world === undefined) return run();
  using interruption = new Interruption(world, streams);
  try {
    return await run();
  } finally {
    // A run whose threads were ended may fail before all is cleaned.
    await interruption.whenHandled();
  }
}

/** Takes the first signal as a wish to stop cleanly. Owns its listeners. */
class Interruption implements Disposable {
  readonly #world: WorldRun;
  readonly #streams: CommandStreams;
  readonly #threads = new Set<Worker>();
  #handled: Promise<void> | undefined;

  constructor(world: WorldRun, streams: CommandStreams) {
    this.#world = world;
    this.#streams = streams;
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal).on('worker', this.#onThread);
  }

  /** Resolves if there was no signal; never if there was: then the process ends. */
  async whenHandled(): Promise<void> {
    await this.#handled;
  }

  readonly #onThread = (thread: Worker): void => {
    this.#threads.add(thread);
    thread.once('exit', () => this.#threads.delete(thread));
  };

  readonly #onSignal = (): void => {
    if (this.#handled !== undefined) process.exit(EXIT.aborted);
    this.#handled = this.#stop();
  };

  /** Scenarios in threads make more as long as they run. */
  async #stop(): Promise<void> {
    this.#streams.stderr.write(
      '\nstopping: what scenarios have made is removed (Ctrl-C again: stop at once)\n',
    );
    await Promise.all([...this.#threads].map((thread) => thread.terminate()));
    await this.#world.clean(QUIET_MS).catch((error: unknown) => {
      this.#streams.stderr.write(`ingress-lab: ${error instanceof Error ? error.message : error}\n`);
    });
    process.exit(EXIT.aborted);
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal).off('worker', this.#onThread);
  }
}
