import type { EventEmitter } from 'node:events';
import type { Clock } from '../../engine/index.ts';
import { systemClock } from './system.ts';

/** The longest that a timer of the runtime can wait; it takes more for 1 ms. */
export const longestMs = 2 ** 31 - 1;

/**
 * Waits `milliseconds` (at most 24.8 days), or less if `emitter` (a response or a socket) emits `close` first.
 * Answers true if the time passed and false if the emitter closed. The timer never outlives the emitter,
 * which must not have closed before.
 */
export function pause(
  milliseconds: number,
  emitter: EventEmitter,
  clock: Clock = systemClock,
): Promise<boolean> {
  return new Promise((resolve) => {
    const closed = () => {
      callOff();
      resolve(false);
    };
    const callOff = clock.after(Math.min(milliseconds, longestMs), () => {
      emitter.removeListener('close', closed);
      resolve(true);
    });
    emitter.once('close', closed);
  });
}
