/** What a datagram costs besides its bytes: the buffer's object and its allocation, bytes, measured as some 200. */
export const DATAGRAM_OVERHEAD_BYTES = 256;

/** Bytes that all sessions of an entry point may hold together for servers they are not connected to yet. */
export class WaitingBudget {
  #free: number;

  constructor(bytes: number) {
    this.#free = bytes;
  }

  /** false: there is no room for so many. */
  take(bytes: number): boolean {
    if (bytes > this.#free) return false;
    this.#free -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#free += bytes;
  }
}

/** The datagrams of one session that wait for its connection, in order. Above `limitBytes` more are dropped. */
export class WaitingDatagrams {
  readonly #limitBytes: number;
  readonly #budget: WaitingBudget;
  #datagrams: Buffer[] = [];
  #bytes = 0;

  constructor(limitBytes: number, budget: WaitingBudget) {
    this.#limitBytes = limitBytes;
    this.#budget = budget;
  }

  add(datagram: Buffer): void {
    const bytes = datagram.length + DATAGRAM_OVERHEAD_BYTES;
    if (this.#bytes + bytes > this.#limitBytes || !this.#budget.take(bytes)) return;
    this.#datagrams.push(datagram);
    this.#bytes += bytes;
  }

  /** All of them; none waits afterwards. */
  takeAll(): readonly Buffer[] {
    const datagrams = this.#datagrams;
    this.#budget.giveBack(this.#bytes);
    this.#datagrams = [];
    this.#bytes = 0;
    return datagrams;
  }
}
