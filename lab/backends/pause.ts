import type { EventEmitter } from 'node:events';

/** The longest that a timer of the runtime can wait; it takes more for 1 ms. */
export const longestMs = 2 ** 31 - 1;

/**
 * Waits `milliseconds` (at most 24.8 days), or less if `emitter` (a response or a socket) emits `close` first.
 * Answers true if the time passed and false if the emitter closed. The timer never outlives the emitter,
 * which must not have closed before.
 */
export function pause(milliseconds: number, emitter: EventEmitter): Promise<boolean> {
  return new Promise((resolve) => {
    const closed = () => {
      clearTimeout(timer);
      resolve(false);
    };
    const timer = setTimeout(
      () => {
        emitter.removeListener('close', closed);
        resolve(true);
      },
      Math.min(milliseconds, longestMs),
    );
    emitter.once('close', closed);
  });
}
