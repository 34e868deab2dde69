/** Time, handed in: the system's, one that a test moves, or the virtual time of a simulation. */
export interface Clock {
  /** Milliseconds, monotonic. */
  now(): number;
  /** Runs something once after so many milliseconds; the answer keeps it from being run. */
  after(milliseconds: number, run: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
