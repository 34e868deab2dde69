/** Node takes no longer timers. */
const LONGEST_MS = 2 ** 31 - 1;

/** The timers of rollouts that have until some time to get on. Owns them. */
export class ProgressDeadlines {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #due: (workload: string) => void;

  /** `due` is called when the time of a workload is up. */
  constructor(due: (workload: string) => void) {
    this.#due = due;
  }

  /** The workload has this many milliseconds; undefined: there is nothing to wait for. */
  set(workload: string, ms: number | undefined): void {
    clearTimeout(this.#timers.get(workload));
    this.#timers.delete(workload);
    if (ms === undefined) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(workload);
        this.#due(workload);
      },
      Math.min(Math.max(ms, 1), LONGEST_MS),
    );
    timer.unref();
    this.#timers.set(workload, timer);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
