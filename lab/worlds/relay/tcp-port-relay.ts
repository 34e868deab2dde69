import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Duplex } from 'node:stream';
import { arrivedInput } from '../../backends/arrived-input.ts';
import type { Fault, ReceivedRequest } from '../../backends/backend.ts';
import type { PortRelay } from './port-relay.ts';
import { TcpConnection } from './tcp-connection.ts';

/** A TCP port of a pod that somewhere else runs. */
export interface RelayedPort {
  readonly containerPort: number;
  /** A new connection to it, half-open if the pod ends it so (`allowHalfOpen`). Rejects if it cannot be reached. */
  dial(): Promise<Duplex>;
}

const HOST = '127.0.0.1';

/**
 * Stands on this machine for a TCP port of a pod that runs elsewhere: what passes is read along, and faults are put on
 * the way there.
 */
export class TcpPortRelay implements PortRelay {
  readonly protocol = 'TCP';
  readonly port: number;
  readonly #onReceived: (request: ReceivedRequest) => void;
  readonly #connections = new Set<TcpConnection>();
  #target: RelayedPort;
  #server: Server;
  #fault: Fault | undefined;
  #closed = false;
  #onlySafe = true;
  bytesReceived = 0;
  connectionsAccepted = 0;

  static async open(
    target: RelayedPort,
    onReceived: (request: ReceivedRequest) => void,
  ): Promise<TcpPortRelay> {
    return new TcpPortRelay(target, onReceived, await listen(0));
  }

  private constructor(target: RelayedPort, onReceived: (request: ReceivedRequest) => void, server: Server) {
    this.#target = target;
    this.#onReceived = onReceived;
    const address = server.address();
    this.port = typeof address === 'object' && address !== null ? address.port : 0;
    this.#server = this.#serve(server);
  }

  get onlySafe(): boolean {
    return this.#onlySafe && [...this.#connections].every((connection) => connection.onlySafe);
  }

  /** New connections go this way from now on. */
  reach(target: RelayedPort): void {
    this.#target = target;
  }

  async setFault(fault: Fault | undefined): Promise<void> {
    const [before, after] = [this.#fault?.kind === 'refuse', fault?.kind === 'refuse'];
    this.#fault = fault;
    if (this.#closed || before === after) return;
    if (after) await this.#shut();
    else this.#server = this.#serve(await listen(this.port));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#shut();
  }

  /**
   * Takes no new connections, and ends those that are there: over which HTTP is spoken when nothing is under way, others
   * when their sides end them; all of them when `graceMs` milliseconds have passed.
   */
  async drain(graceMs: number): Promise<void> {
    this.#closed = true;
    // Clients that connected, or asked, before the drain began are served.
    await arrivedInput();
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    for (const connection of this.#connections) void connection.drain();
    const timer = setTimeout(() => this.#endAll(), graceMs);
    await closed;
    clearTimeout(timer);
  }

  #serve(server: Server): Server {
    server.on('connection', (client) => {
      this.connectionsAccepted += 1;
      const connection = new TcpConnection({
        client,
        dial: () => this.#target.dial(),
        fault: () => this.#fault,
        onReceived: this.#onReceived,
        onBytes: (count) => {
          this.bytesReceived += count;
        },
        onClose: () => {
          this.#onlySafe &&= connection.onlySafe;
          this.#connections.delete(connection);
        },
      });
      this.#connections.add(connection);
    });
    return server;
  }

  async #shut(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined;
    this.#server.close();
    this.#endAll();
    await closed;
  }

  #endAll(): void {
    for (const connection of this.#connections) connection.reset();
  }
}

async function listen(port: number): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
  server.listen(port, HOST);
  await once(server, 'listening');
  return server;
}
