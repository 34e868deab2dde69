/** Milliseconds in which changes are gathered before they are handed on. */
const GATHER_MS = 3;

/** Does something after changes: soon, once for many of them, and never twice at a time. Owns a timer. */
export class Refresher {
  readonly #refresh: () => Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #stale = false;
  #closed = false;
  #failure: unknown;
  #wake = Promise.withResolvers<void>();

  constructor(refresh: () => Promise<void>) {
    this.#refresh = refresh;
  }

  changed(): void {
    this.#stale = true;
    if (this.#closed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#now();
    }, GATHER_MS);
  }

  /**
   * Resolves when nothing is waited for and all changes were handed on, or `deadlineMs` milliseconds have passed: with what
   * is still waited for. Looks after each change.
   *
   * @throws what handing on threw last
   */
  async until(deadlineMs: number, waiting: () => readonly string[]): Promise<readonly string[]> {
    const deadline = performance.now() + deadlineMs;
    for (;;) {
      const { promise } = this.#wake;
      const left = waiting();
      if (left.length === 0) await (this.#stale ? this.#now() : this.#running);
      if (this.#failure !== undefined) throw this.#failure;
      const rest = deadline - performance.now();
      if (left.length === 0 || rest <= 0) return left;
      await within(promise, rest);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #now(): Promise<void> {
    const refresh = async (): Promise<void> => {
      this.#stale = false;
      this.#failure = undefined;
      await this.#refresh().catch((error: unknown) => {
        this.#failure = error;
      });
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    };
    this.#running = this.#running.then(refresh);
    return this.#running;
  }
}

/** Resolves with the promise, or after so many milliseconds. */
async function within(promise: Promise<void>, milliseconds: number): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([promise, over]);
  clearTimeout(timer);
}
