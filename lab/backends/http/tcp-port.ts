import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import type { Network } from '../../../engine/index.ts';

/** A port that a server can leave and come back to. */
export class TcpPort {
  readonly number: number;
  readonly #host: string;
  readonly #server: Server;
  readonly #connect: Network['connect'];
  #holder: Socket | undefined;
  #stopped: Promise<void> = Promise.resolve();

  /** Listens on a port; 0: one that the system chooses. `network`: the server's; default: the system's. */
  static async open(
    server: Server,
    number: number,
    host = '127.0.0.1',
    network: Pick<Network, 'connect'> = { connect },
  ): Promise<TcpPort> {
    await listen(server, number, host);
    const address = server.address();
    if (address === null || typeof address === 'string')
      throw new TypeError('The server listens on no TCP port.');
    return new TcpPort(server, address.port, host, network.connect.bind(network));
  }

  private constructor(server: Server, number: number, host: string, connectTo: Network['connect']) {
    this.#connect = connectTo;
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
    const holder = this.#connect({ host, port: this.number, localAddress: host, localPort: this.number });
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
