import { Worker } from 'node:worker_threads';
import type { EngineEvent } from '../observability/observer.ts';
import type { FromWorker, NumberedResources, ToWorker, WorkerTask } from './messages.ts';
import { WorkerError } from './worker-error.ts';

/** What a worker thread needs from those around it. */
export interface WorkerListener {
  onEvents(events: readonly EngineEvent[]): void;
  /** The sum of what all threads counted. */
  combine(): Promise<string>;
  /** The thread ended, for whatever reason; the last call. `error`: what nobody caught in it. */
  onExit(error: Error | undefined): void;
}

// Compiled, the worker's main module is JavaScript like this one.
const MAIN = new URL(
  import.meta.url.endsWith('.ts') ? './worker-main.ts' : './worker-main.js',
  import.meta.url,
);

/** One worker thread with its engine, as the main thread sees it. Owns the thread. */
export class EngineWorker {
  /** Resolves when every address is open; rejects with a WorkerError if one cannot be used or the thread ended. */
  readonly started: Promise<void>;
  readonly #thread: Worker;
  readonly #listener: WorkerListener;
  readonly #exited: Promise<void>;
  readonly #starting = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  readonly #applied = new Map<number, () => void>();
  readonly #counted = new Map<number, (text: string) => void>();
  #lastId = 0;
  #ended = false;
  #error: Error | undefined;

  constructor(task: WorkerTask, listener: WorkerListener) {
    this.#listener = listener;
    this.started = this.#starting.promise;
    // Who closes a worker that is about to start does not wait for it.
    this.started.catch(() => undefined);
    this.#thread = new Worker(MAIN, { workerData: task, name: `engine ${task.thread}` });
    this.#thread.on('message', (message: FromWorker) => this.#hear(message));
    this.#thread.on('error', (error) => {
      this.#error = error instanceof Error ? error : new Error(String(error));
    });
    this.#exited = new Promise((resolve) => {
      this.#thread.once('exit', () => {
        this.#exit();
        resolve();
      });
    });
  }

  /** Resolves when the resources are in force, or the thread has ended. */
  apply(next: NumberedResources): Promise<void> {
    if (this.#ended) return Promise.resolve();
    return new Promise((resolve) => {
      this.#applied.set(next.generation, resolve);
      this.#say({ type: 'apply', next });
    });
  }

  /** What this worker counted, in the Prometheus text format; nothing if it has ended. */
  count(): Promise<string> {
    if (this.#ended) return Promise.resolve('');
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#counted.set(id, resolve);
      this.#say({ type: 'count', id });
    });
  }

  /** Lets what is in flight end within each entry point's grace time, then ends the thread. */
  async close(): Promise<void> {
    this.#say({ type: 'close' });
    await Promise.race([this.#closed.promise, this.#exited]);
    await this.kill();
  }

  /** Ends the thread at once. */
  async kill(): Promise<void> {
    await this.#thread.terminate();
    await this.#exited;
  }

  #say(message: ToWorker): void {
    this.#thread.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case 'started':
        this.#starting.resolve();
        break;
      case 'failed':
        this.#starting.reject(new WorkerError(message.code, message.message));
        this.#closed.resolve();
        break;
      case 'applied':
        this.#applied.get(message.generation)?.();
        this.#applied.delete(message.generation);
        break;
      case 'counted':
        this.#counted.get(message.id)?.(message.text);
        this.#counted.delete(message.id);
        break;
      case 'combine':
        void this.#combine(message.id);
        break;
      case 'events':
        this.#listener.onEvents(message.events);
        break;
      case 'closed':
        this.#closed.resolve();
    }
  }

  async #combine(id: number): Promise<void> {
    this.#say({ type: 'combined', id, text: await this.#listener.combine() });
  }

  /** Nobody waits for a thread that has ended. */
  #exit(): void {
    this.#ended = true;
    this.#starting.reject(
      new WorkerError(
        'worker-failed',
        `the worker ended while it started (${this.#error?.message ?? 'no error'})`,
      ),
    );
    for (const resolve of this.#applied.values()) resolve();
    for (const resolve of this.#counted.values()) resolve('');
    this.#applied.clear();
    this.#counted.clear();
    this.#listener.onExit(this.#error);
  }
}
