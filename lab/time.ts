import { type Clock, systemClock } from '../engine/index.ts';

/** The time that a world lives in. */
export interface WorldTime extends Clock {
  /** Lets time pass until the promise has settled, and is settled as it is. */
  wait<T>(promise: Promise<T>): Promise<T>;
}

/** Passes by itself. */
export const realTime: WorldTime = { ...systemClock, wait: (promise) => promise };

/** Resolves after so many milliseconds of a world's time. */
export function pause(time: WorldTime, milliseconds: number): Promise<void> {
  return time.wait(new Promise((resolve) => void time.after(milliseconds, resolve)));
}
