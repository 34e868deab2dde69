/**
 * Time, handed in: the system's, one that a test moves, or the virtual time of a simulation. Its functions may be passed
 * around without it.
 */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs something once after so many milliseconds; the answer keeps it from being run. */
  after(milliseconds: number, run: () => void): () => void;
  /**
   * Lets no time pass while `work` is done elsewhere, in a thread of zlib for instance, and settles as it does. Only a clock
   * has it that does not wait for time to pass.
   */
  outside?<T>(work: PromiseLike<T>): Promise<T>;
}

/** The longest that Node's timers wait, nearly 25 days; what is longer they take for 1 ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What is further away than Node's timers reach comes after nearly 25 days. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, Math.min(milliseconds, LONGEST_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/**
 * Holds the time of a clock that does not wait for it, until the answer is called: work goes on elsewhere meanwhile.
 * undefined: time passes as it passes.
 */
export function holdTime(clock: Clock): (() => void) | undefined {
  if (!clock.outside) return undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  void clock.outside(promise);
  return resolve;
}

/** Runs something again and again, for the first time after one interval; the answer ends it. */
export function every(clock: Clock, milliseconds: number, run: () => void): () => void {
  const again = (): void => {
    cancel = clock.after(milliseconds, again);
    run();
  };
  let cancel = clock.after(milliseconds, again);
  return () => cancel();
}
