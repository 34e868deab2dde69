import type { Clock } from '../../../engine/core.ts';
import { EventHeap } from './event-heap.ts';
import { Events } from './events.ts';

/** Virtual time, and what is due in it. A clock for whoever waits in it by callbacks. */
export class Timeline implements Clock {
  readonly heap = new EventHeap();
  /** Milliseconds from the beginning. */
  time = Number.NaN;
  readonly #callbacks = new Map<number, () => void>();
  #next = 0;

  constructor() {
    // A field that held a fraction, or no number, is kept as one: compiled code stays good when the first whole times end.
    this.time = 0;
  }

  readonly now = (): number => this.time;

  readonly after = (milliseconds: number, run: () => void): (() => void) => {
    const id = this.#next;
    // Event numbers are whole numbers of 31 bits.
    this.#next = (this.#next + 1) & 0x3fff_ffff;
    this.#callbacks.set(id, run);
    this.heap.push(this.time + Math.max(0, milliseconds), Events.callback, id, 0);
    return () => this.#callbacks.delete(id);
  };

  /** Runs what `after` was given. */
  call(id: number): void {
    const run = this.#callbacks.get(id);
    this.#callbacks.delete(id);
    run?.();
  }
}
