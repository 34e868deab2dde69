/** Something that is to run at a time. */
export interface Timer {
  /** Milliseconds of virtual time. */
  readonly dueAt: number;
  /** Timers of the same time run in the order in which they were set. */
  readonly order: number;
  /** undefined: called off. */
  run: (() => void) | undefined;
}

/** So few timers that were called off are not worth a clean-up. */
const FEW = 256;

/**
 * Timers by the time at which they are due: a binary heap. What is called off leaves it when its time comes, or when it
 * would make up most of the queue: requests call off a time limit each.
 */
export class TimerQueue {
  #heap: Timer[] = [];
  #calledOff = 0;
  #set = 0;

  add(dueAt: number, run: () => void): Timer {
    const timer: Timer = { dueAt, order: this.#set, run };
    this.#set += 1;
    this.#insert(timer);
    return timer;
  }

  callOff(timer: Timer): void {
    if (timer.run === undefined) return;
    timer.run = undefined;
    this.#calledOff += 1;
    if (this.#calledOff < FEW || this.#calledOff < this.#heap.length / 2) return;
    const left = this.#heap.filter(({ run }) => run !== undefined);
    this.#heap = [];
    this.#calledOff = 0;
    for (const one of left) this.#insert(one);
  }

  #insert(timer: Timer): void {
    const heap = this.#heap;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(timer, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = timer;
  }

  /** The next timer that was not called off. */
  first(): Timer | undefined {
    let first = this.#heap[0];
    while (first !== undefined && first.run === undefined) {
      this.#removeFirst();
      this.#calledOff -= 1;
      first = this.#heap[0];
    }
    return first;
  }

  /** Takes the next timer out and gives what it runs; undefined if there is none. */
  take(): (() => void) | undefined {
    const timer = this.first();
    if (timer === undefined) return undefined;
    this.#removeFirst();
    const { run } = timer;
    timer.run = undefined;
    return run;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      let child = heap[below];
      const other = heap[below + 1];
      if (child === undefined) break;
      if (other !== undefined && isBefore(other, child)) {
        below += 1;
        child = other;
      }
      if (!isBefore(child, last)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.order < b.order);
}
