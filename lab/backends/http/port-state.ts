import type { Fault } from '../backend.ts';

/** What a port does at the moment, for the two ways in to it. */
export class PortState {
  fault: Fault | undefined;
  /** No connection outlives its request any more. */
  draining = false;
  stopped = false;

  /** Whether new connections are taken. */
  get listening(): boolean {
    return !this.stopped && this.fault?.kind !== 'refuse';
  }
}
