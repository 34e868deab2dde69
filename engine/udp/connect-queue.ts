/** As many datagrams as a server on the same event loop reads from one socket in a turn (libuv). */
const CONNECTS_PER_TURN = 32;

/**
 * Spreads the start of many sessions over turns of the event loop: the datagrams of a thousand new clients are
 * read at once, before the listening sockets overflow, but sent on no faster than a server takes them.
 */
export class ConnectQueue {
  #waiting: (() => void)[] = [];
  #scheduled = false;

  add(connect: () => void): void {
    this.#waiting.push(connect);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      for (const connect of this.#waiting.splice(0, CONNECTS_PER_TURN)) connect();
      this.#schedule();
    });
  }
}
