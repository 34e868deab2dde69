import type { Random } from './service-node.ts';
import { shuffled } from './shuffle.ts';

interface Entry<T> {
  readonly item: T;
  readonly weight: number;
  deadline: number;
}

/**
 * Weighted round robin by earliest deadline, as Traefik balances HTTP services and servers
 * (Traefik: `pkg/server/service/loadbalancer/wrr`).
 *
 * The heap repeats the sift rules of Go's `container/heap` with a strict `<`, because ties between equal
 * deadlines are resolved by heap position alone: any other heap gives another sequence. Deadlines are plain
 * doubles, so that the sequence drifts exactly as Traefik's does (3:1 is not strictly periodic).
 */
export class EarliestDeadline<T> {
  readonly #heap: Entry<T>[] = [];
  /** The child, if there is just one: it need not take turns. */
  readonly #only: T | undefined;
  #now = 0;

  /** Children of weight 0 or less are never chosen. They are shuffled first, as Traefik does. */
  constructor(children: readonly { readonly item: T; readonly weight: number }[], random: Random) {
    for (const { item, weight } of shuffled(children, random)) {
      if (weight > 0) this.#push({ item, weight, deadline: 1 / weight });
    }
    if (this.#heap.length === 1) this.#only = this.#heap.pop()?.item;
  }

  /** The next child, or undefined if there is none. O(log n). */
  next(): T | undefined {
    if (this.#only !== undefined) return this.#only;
    const entry = this.#pop();
    if (!entry) return undefined;
    this.#now = entry.deadline;
    entry.deadline = this.#now + 1 / entry.weight;
    this.#push(entry);
    return entry.item;
  }

  #push(entry: Entry<T>): void {
    const heap = this.#heap;
    let child = heap.push(entry) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfEarlier(child, parent)) break;
      child = parent;
    }
  }

  #pop(): Entry<T> | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= heap.length) break;
      const earlier = left + 1 < heap.length && this.#isEarlier(left + 1, left) ? left + 1 : left;
      if (!this.#swapIfEarlier(earlier, parent)) break;
      parent = earlier;
    }
    return first;
  }

  #isEarlier(a: number, b: number): boolean {
    const [first, second] = [this.#heap[a], this.#heap[b]];
    return first !== undefined && second !== undefined && first.deadline < second.deadline;
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [lower, upper] = [this.#heap[child], this.#heap[parent]];
    if (lower === undefined || upper === undefined || !(lower.deadline < upper.deadline)) return false;
    this.#heap[child] = upper;
    this.#heap[parent] = lower;
    return true;
  }
}
