import { type Clock, type Network, systemClock, systemNetwork } from '../../engine/index.ts';

/** Where clients connect, and the time that their patience is measured by. */
export interface Surroundings {
  readonly network: Network;
  readonly clock: Clock;
  /** Waits for something in that time. `what`: in words, for the message if it cannot come. */
  wait<T>(promise: Promise<T>, what: string): Promise<T>;
}

/** The sockets and the time of the system. */
export const systemSurroundings: Surroundings = {
  network: systemNetwork,
  clock: systemClock,
  wait: (promise) => promise,
};

/** What does not come within a time of the clock. */
class ImpatienceError extends Error {
  readonly code = 'client-timeout';

  constructor(what: string, milliseconds: number) {
    super(`${what} did not come within ${milliseconds} ms`);
    this.name = 'ImpatienceError';
  }
}

/**
 * Waits at most so many milliseconds of the clock.
 *
 * @throws ImpatienceError after that
 */
export function within<T>(clock: Clock, milliseconds: number, what: string, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(milliseconds, () => reject(new ImpatienceError(what, milliseconds)));
    promise.then(resolve, reject).finally(callOff);
  });
}
