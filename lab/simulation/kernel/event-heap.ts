/** What an event is about; see the loop for what its two numbers mean. */
export type EventKind = number;

const ARITY = 4;

/**
 * Events that are due at some time: a heap over typed arrays, earliest first, those of the same time in the order in
 * which they were added. An event is a kind and two whole numbers of 31 bits.
 */
export class EventHeap {
  #times = new Float64Array(1024);
  #orders = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  #firsts = new Int32Array(1024);
  #seconds = new Int32Array(1024);
  #size = 0;
  #added = 0;
  /** The event that was taken last. */
  kind: EventKind = 0;
  first = 0;
  second = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest; Infinity if there is none. */
  get time(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  push(time: number, kind: EventKind, first: number, second: number): void {
    if (this.#size === this.#times.length) this.#grow();
    const times = this.#times;
    const order = this.#added;
    this.#added += 1;
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      // A later addition never goes before an event of the same time.
      if ((times[parent] ?? 0) <= time) break;
      this.#move(parent, place);
      place = parent;
    }
    times[place] = time;
    this.#orders[place] = order;
    this.#kinds[place] = kind;
    this.#firsts[place] = first;
    this.#seconds[place] = second;
  }

  /** Takes the earliest into `kind`, `first` and `second`. There must be one. */
  pop(): void {
    const times = this.#times;
    const orders = this.#orders;
    this.kind = this.#kinds[0] ?? 0;
    this.first = this.#firsts[0] ?? 0;
    this.second = this.#seconds[0] ?? 0;
    this.#size -= 1;
    const size = this.#size;
    if (size === 0) return;
    const time = times[size] ?? 0;
    const order = orders[size] ?? 0;
    let place = 0;
    for (;;) {
      const begin = place * ARITY + 1;
      if (begin >= size) break;
      const end = Math.min(begin + ARITY, size);
      let child = begin;
      let childTime = times[begin] ?? 0;
      for (let other = begin + 1; other < end; other += 1) {
        const otherTime = times[other] ?? 0;
        if (
          otherTime < childTime ||
          (otherTime === childTime && (orders[other] ?? 0) < (orders[child] ?? 0))
        ) {
          child = other;
          childTime = otherTime;
        }
      }
      if (time < childTime || (time === childTime && order < (orders[child] ?? 0))) break;
      this.#move(child, place);
      place = child;
    }
    this.#move(size, place);
  }

  #move(from: number, to: number): void {
    this.#times[to] = this.#times[from] ?? 0;
    this.#orders[to] = this.#orders[from] ?? 0;
    this.#kinds[to] = this.#kinds[from] ?? 0;
    this.#firsts[to] = this.#firsts[from] ?? 0;
    this.#seconds[to] = this.#seconds[from] ?? 0;
  }

  #grow(): void {
    const length = this.#times.length * 2;
    this.#times = grown(this.#times, new Float64Array(length));
    this.#orders = grown(this.#orders, new Float64Array(length));
    this.#kinds = grown(this.#kinds, new Uint8Array(length));
    this.#firsts = grown(this.#firsts, new Int32Array(length));
    this.#seconds = grown(this.#seconds, new Int32Array(length));
  }
}

function grown<T extends Float64Array | Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
