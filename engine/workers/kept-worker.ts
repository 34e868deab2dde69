import { EngineWorker, type WorkerListener } from './engine-worker.ts';
import type { NumberedResources, WorkerTask } from './messages.ts';

/** The first restart is at once; each further one waits twice as long as the one before, up to the limit. Milliseconds. */
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 10_000;
/** A worker that ran this long was healthy: the next restart is at once again. Milliseconds. */
const HEALTHY_MS = 60_000;

/** What one place for a worker needs. */
interface KeptWorkerOptions {
  /** The task as it is now. */
  readonly task: () => WorkerTask;
  readonly listener: Pick<WorkerListener, 'onEvents' | 'combine'>;
  /** The worker ended without being asked to, or could not be started again. Called before the next one starts. */
  readonly onLoss: (error: Error | undefined) => void;
}

/** A place for a worker: when the one in it dies, another one takes its place with what is in force then. */
export class KeptWorker {
  readonly #options: KeptWorkerOptions;
  #worker: EngineWorker;
  #startedAt = performance.now();
  #delayMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  /** false until the first worker has started: one that cannot start at all is no loss but an error. */
  #kept = false;

  private constructor(options: KeptWorkerOptions) {
    this.#options = options;
    this.#worker = this.#begin();
  }

  /** @throws WorkerError if the first worker cannot start. */
  static async start(options: KeptWorkerOptions): Promise<KeptWorker> {
    const kept = new KeptWorker(options);
    try {
      await kept.#worker.started;
    } catch (error) {
      await kept.close();
      throw error;
    }
    kept.#kept = true;
    return kept;
  }

  /** Resolves when the worker has this in force; or has ended, and its successor begins with it. */
  apply(next: NumberedResources): Promise<void> {
    return this.#worker.apply(next);
  }

  count(): Promise<string> {
    return this.#worker.count();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#worker.close();
  }

  #begin(): EngineWorker {
    const worker = new EngineWorker(this.#options.task(), {
      ...this.#options.listener,
      onExit: (error) => this.#ended(error),
    });
    this.#startedAt = performance.now();
    // A successor whose address is gone has not ended by itself.
    worker.started.catch(() => {
      if (this.#kept) void worker.kill();
    });
    return worker;
  }

  #ended(error: Error | undefined): void {
    if (this.#closed || !this.#kept) return;
    this.#options.onLoss(error);
    if (performance.now() - this.#startedAt >= HEALTHY_MS) this.#delayMs = 0;
    this.#timer = setTimeout(() => {
      this.#worker = this.#begin();
    }, this.#delayMs);
    this.#delayMs = Math.min(LONGEST_DELAY_MS, Math.max(FIRST_DELAY_MS, this.#delayMs * 2));
  }
}
