import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a port of this machine on which connections break. Owns its sockets. */
export class UnsteadyNetwork implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  broken = 0;

  private constructor(server: Server, port: number) {
    this.#server = server;
    server.on('connection', (client) => {
      const target = connect(port, '127.0.0.1');
      const pair = [client, target];
      for (const socket of pair) {
        this.#sockets.add(socket);
        socket
          .on('error', () => {})
          .on('close', () => {
            this.#sockets.delete(socket);
            for (const other of pair) other.destroy();
          });
      }
      client.pipe(target).pipe(client);
    });
  }

  static async to(port: number): Promise<UnsteadyNetwork> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new UnsteadyNetwork(server, port);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Breaks every connection there is, in the middle of whatever it carries. */
  breakAll(): void {
    this.broken += this.#sockets.size / 2;
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.breakAll();
    await closed;
  }
}
