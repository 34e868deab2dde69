import type { Socket } from 'node:net';

/** The TCP connections of one listener: counted, measured and closed together. */
export class Connections {
  readonly #open = new Set<Socket>();
  readonly #whenEmpty: (() => void)[] = [];
  #accepted = 0;
  #bytesOfClosed = 0;

  /** Connections taken in so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Bytes read so far, of open and of closed connections. */
  get bytesReceived(): number {
    let bytes = this.#bytesOfClosed;
    for (const socket of this.#open) bytes += socket.bytesRead;
    return bytes;
  }

  add(socket: Socket): void {
    this.#accepted += 1;
    this.#open.add(socket);
    // A reset by the peer is no failure of the backend; `close` follows and does the bookkeeping.
    socket.on('error', () => {});
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#bytesOfClosed += socket.bytesRead;
      if (this.#open.size === 0) for (const resolve of this.#whenEmpty.splice(0)) resolve();
    });
  }

  /** Closes every connection for which `isChosen` holds. */
  destroy(isChosen: (socket: Socket) => boolean = () => true): void {
    for (const socket of [...this.#open]) if (isChosen(socket)) socket.destroy();
  }

  /** Resolves once no connection is open. */
  empty(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }
}
