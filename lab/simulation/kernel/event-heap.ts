const ARITY = 4;

/**
 * Events that are due at some time: a heap over typed arrays, earliest first, those of the same time in the order in
 * which they were added. An event is a kind (a byte) and two whole numbers of 31 bits, which stay where they are while
 * the heap moves the number of the event and its time.
 */
export class EventHeap {
  #times = new Float64Array(1024);
  #events = new Int32Array(1024);
  #size = 0;
  #orders = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  #firsts = new Int32Array(1024);
  #seconds = new Int32Array(1024);
  /** Numbers of events that are over, one upon the other. */
  #free = numbered(1024);
  #added = 0;
  /** The event that was taken last. */
  kind = 0;
  first = 0;
  second = 0;

  get size(): number {
    return this.#size;
  }

  /** Time of the earliest; Infinity if there is none. */
  get time(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  push(time: number, kind: number, first: number, second: number): void {
    if (this.#size === this.#times.length) this.#grow();
    const times = this.#times;
    const events = this.#events;
    const event = this.#free[this.#size] ?? 0;
    this.#orders[event] = this.#added;
    this.#kinds[event] = kind;
    this.#firsts[event] = first;
    this.#seconds[event] = second;
    this.#added += 1;
    let place = this.#size;
    this.#size += 1;
    while (place > 0) {
      const parent = (place - 1) >> 2;
      const parentTime = times[parent] ?? 0;
      // A later addition never goes before an event of the same time.
      if (parentTime <= time) break;
      times[place] = parentTime;
      events[place] = events[parent] ?? 0;
      place = parent;
    }
    times[place] = time;
    events[place] = event;
  }

  /** Takes the earliest into `kind`, `first` and `second`. There must be one. */
  pop(): void {
    const times = this.#times;
    const events = this.#events;
    const orders = this.#orders;
    const taken = events[0] ?? 0;
    this.kind = this.#kinds[taken] ?? 0;
    this.first = this.#firsts[taken] ?? 0;
    this.second = this.#seconds[taken] ?? 0;
    const size = this.#size - 1;
    this.#size = size;
    this.#free[size] = taken;
    if (size === 0) return;
    const time = times[size] ?? 0;
    const event = events[size] ?? 0;
    let place = 0;
    for (;;) {
      const begin = place * ARITY + 1;
      if (begin >= size) break;
      const end = begin + ARITY < size ? begin + ARITY : size;
      let child = begin;
      let childTime = times[begin] ?? 0;
      for (let other = begin + 1; other < end; other += 1) {
        const otherTime = times[other] ?? 0;
        if (
          otherTime < childTime ||
          (otherTime === childTime && (orders[events[other] ?? 0] ?? 0) < (orders[events[child] ?? 0] ?? 0))
        ) {
          child = other;
          childTime = otherTime;
        }
      }
      const childEvent = events[child] ?? 0;
      if (time < childTime || (time === childTime && (orders[event] ?? 0) < (orders[childEvent] ?? 0))) break;
      times[place] = childTime;
      events[place] = childEvent;
      place = child;
    }
    times[place] = time;
    events[place] = event;
  }

  #grow(): void {
    const before = this.#times.length;
    const length = before * 2;
    this.#times = grown(this.#times, new Float64Array(length));
    this.#events = grown(this.#events, new Int32Array(length));
    this.#orders = grown(this.#orders, new Float64Array(length));
    this.#kinds = grown(this.#kinds, new Uint8Array(length));
    this.#firsts = grown(this.#firsts, new Int32Array(length));
    this.#seconds = grown(this.#seconds, new Int32Array(length));
    this.#free = grown(this.#free, numbered(length));
  }
}

function numbered(length: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let number = 0; number < length; number += 1) numbers[number] = number;
  return numbers;
}

function grown<T extends Float64Array | Uint8Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
