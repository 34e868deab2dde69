import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import type { Network } from '../../../engine/index.ts';
import { systemNetwork } from '../system.ts';

/** A port that a server can leave and come back to. */
export class TcpPort {
  readonly number: number;
  readonly #host: string;
  readonly #server: Server;
  readonly #network: Network;
  #holder: Socket | undefined;
  #stopped: Promise<void> = Promise.resolve();

  /** Listens on a port, 0: one that the system chooses, and hands the connections to `taker`. */
  static async open(
    taker: Server,
    number: number,
    { host = '127.0.0.1', network = systemNetwork }: { readonly host?: string; readonly network?: Network },
  ): Promise<TcpPort> {
    // Node's own HTTP servers listen in this way, too.
    const server = network.createServer({ allowHalfOpen: true, noDelay: true });
    server.on('connection', (socket) => taker.emit('connection', socket));
    await listen(server, number, host);
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new TypeError('The server listens on no TCP port.');
    return new TcpPort(server, address.port, host, network);
  }

  private constructor(server: Server, number: number, host: string, network: Network) {
    this.#network = network;
    this.#host = host;
    this.#server = server;
    this.number = number;
  }

  /** Stops listening at once. The promise resolves when the connections have ended too; this does not end them. */
  stop(): Promise<void> {
    if (this.#server.listening) {
      this.#stopped = new Promise((resolve) => this.#server.close(() => resolve()));
    }
    return this.#stopped;
  }

  /**
   * Keeps the number while nobody listens, so that the system gives it to no other program in the meantime.
   * A socket that is connected to itself holds a port, and yet the system refuses connections to it.
   */
  async hold(): Promise<void> {
    const host = this.#host;
    const { number } = this;
    const holder = this.#network.connect({ host, port: number, localAddress: host, localPort: number });
    this.#holder = holder;
    await new Promise<void>((resolve) => {
      holder.once('connect', resolve);
      // Without a holder the port is refused all the same; only the reservation is lost.
      holder.on('error', () => resolve());
    });
  }

  /** Listens again on the same number. Rejects with the system's error if another program has taken it. */
  async resume(): Promise<void> {
    await this.release();
    await listen(this.#server, this.number, this.#host);
  }

  /** Gives up a hold. */
  async release(): Promise<void> {
    const holder = this.#holder;
    this.#holder = undefined;
    if (holder === undefined || holder.closed) return;
    const closed = once(holder, 'close');
    holder.resetAndDestroy();
    await closed;
  }
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
