import { setImmediate as checkPhase } from 'node:timers/promises';

/**
 * Resolves when everything that had reached this machine's sockets before the call was read and handled.
 * The event loop checks immediates before it polls sockets again: the first turn ends the current round, the second
 * has accepted connections and read from open ones, and the third has read from those just accepted.
 */
export async function arrivedInput(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await checkPhase();
}
