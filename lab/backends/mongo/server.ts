import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import type { BackendOptions, Fault, RunningBackend } from '../backend.ts';
import { checkFault } from '../fault.ts';
import { systemClock, systemNetwork } from '../system.ts';
import type { ServerFacts } from './commands/command.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import { CursorTable } from './cursors.ts';
import { logLine } from './log.ts';
import { Store } from './store.ts';

const DEFAULT_HOST = '127.0.0.1';

/** The port of a listener could not be taken again after a `refuse` fault. */
class PortLostError extends Error {
  readonly code = 'MONGO_PORT_LOST';

  constructor({ host, port }: { readonly host: string; readonly port: number }, cause: unknown) {
    super(`port ${port} on ${host} was taken while the backend refused connections; restart the backend`, {
      cause,
    });
    this.name = 'PortLostError';
  }
}

/** A running server with one store. Owns its listeners and connections. */
export class MongoServer implements RunningBackend {
  readonly addresses: RunningBackend['addresses'];
  readonly #options: BackendOptions;
  readonly #listeners: ReadonlyMap<number, Server>;
  readonly #connections = new Set<Connection>();
  readonly #host: ConnectionHost;
  #fault: Fault | undefined;
  #faultChanges: Promise<void> = Promise.resolve();
  #bytesReceived = 0;
  #connectionsAccepted = 0;
  #stopping = false;
  #closing: Promise<void> | undefined;

  private constructor(options: BackendOptions, containerPorts: readonly number[]) {
    this.#options = options;
    const { network = systemNetwork } = options;
    const addresses = new Map<number, { host: string; port: number; protocol: 'TCP' }>();
    this.addresses = addresses;
    this.#listeners = new Map(
      containerPorts.map((containerPort) => {
        const listener = network.createServer({ noDelay: true });
        listener.on('connection', (socket) => this.#accept(socket));
        listener.on('error', (error) =>
          this.#log(22900, 'listener', 'Error on listener', { error: error.message }),
        );
        listener.once('listening', () => {
          const address = listener.address();
          if (address === null || typeof address === 'string') return;
          addresses.set(containerPort, { host: address.address, port: address.port, protocol: 'TCP' });
        });
        return [containerPort, listener];
      }),
    );
    this.#host = this.#createHost();
  }

  /** Listens for each container port: there, or where the system chooses. Rejects with the system's error if it cannot. */
  static async start(options: BackendOptions, containerPorts: readonly number[]): Promise<MongoServer> {
    const server = new MongoServer(options, containerPorts);
    try {
      for (const [containerPort, listener] of server.#listeners) {
        listener.listen(options.atContainerPorts ? containerPort : 0, options.host ?? DEFAULT_HOST);
        await once(listener, 'listening');
        server.#log(23016, 'listener', 'Waiting for connections', { port: containerPort, ssl: 'off' });
      }
    } catch (error) {
      await server.close();
      throw error;
    }
    return server;
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  get connectionsAccepted(): number {
    return this.#connectionsAccepted;
  }

  setFault(fault: Fault | undefined): Promise<void> {
    const change = this.#faultChanges.then(() => this.#changeFault(fault));
    // A failed change is its caller's to see; the next change must still run.
    this.#faultChanges = change.catch(() => {});
    return change;
  }

  async #changeFault(fault: Fault | undefined): Promise<void> {
    checkFault(fault);
    this.#fault = fault;
    if (this.#stopping) return;
    if (fault?.kind === 'refuse') await this.#stopListening(() => this.#destroyConnections());
    else await this.#listenAgain();
  }

  async #listenAgain(): Promise<void> {
    for (const [containerPort, listener] of this.#listeners) {
      const address = this.addresses.get(containerPort);
      if (listener.listening || address === undefined) continue;
      listener.listen(address.port, address.host);
      await once(listener, 'listening').catch((error: unknown) => {
        throw new PortLostError(address, error);
      });
    }
  }

  /** Closes the ports at once, then waits until the connections that `endConnections` ends are gone. */
  async #stopListening(endConnections: () => void): Promise<void> {
    const stopped = [...this.#listeners.values()]
      .filter((listener) => listener.listening)
      .map((listener) => new Promise<void>((resolve) => listener.close(() => resolve())));
    endConnections();
    await Promise.all([...stopped, ...[...this.#connections].map((connection) => connection.closed)]);
  }

  close(): Promise<void> {
    this.#stopping = true;
    this.#closing ??= this.#faultChanges.then(() => this.#stopListening(() => this.#destroyConnections()));
    return this.#closing;
  }

  async drain(graceMs: number): Promise<void> {
    this.#stopping = true;
    const { clock = systemClock } = this.#options;
    const callOff = clock.after(graceMs, () => this.#destroyConnections());
    try {
      await this.#faultChanges;
      await this.#stopListening(() => {
        for (const connection of this.#connections) connection.drain();
      });
    } finally {
      callOff();
    }
    await this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #destroyConnections(): void {
    for (const connection of this.#connections) connection.destroy();
  }

  #accept(socket: Socket): void {
    const id = ++this.#connectionsAccepted;
    const connection = new Connection(id, socket, this.#host);
    this.#connections.add(connection);
    this.#logConnection(22943, 'listener', 'Connection accepted', connection);
    connection.closed.then(() => {
      this.#connections.delete(connection);
      this.#logConnection(22944, `conn${id}`, 'Connection ended', connection);
    });
  }

  #createHost(): ConnectionHost {
    return {
      facts: this.#createFacts(),
      fault: () => this.#fault,
      clock: this.#options.clock,
      onBytes: (count) => {
        this.#bytesReceived += count;
      },
      onReceived: this.#options.onReceived,
      onMalformed: ({ id, peer }, error) =>
        this.#log(22988, `conn${id}`, 'Error receiving request from client. Ending connection from remote', {
          error: { code: error.code, errmsg: error.message },
          remote: peer,
          connectionId: id,
        }),
    };
  }

  #createFacts(): ServerFacts {
    return {
      hostname: this.#options.hostname,
      args: this.#options.args,
      startedAt: new Date(),
      store: new Store(),
      cursors: new CursorTable(),
      connections: () => ({ current: this.#connections.size, totalCreated: this.#connectionsAccepted }),
    };
  }

  #logConnection(messageId: number, context: string, message: string, connection: Connection): void {
    const attributes = {
      remote: connection.peer,
      connectionId: connection.id,
      connectionCount: this.#connections.size,
    };
    this.#log(messageId, context, message, attributes);
  }

  #log(id: number, context: string, message: string, attributes: Readonly<Record<string, unknown>>): void {
    this.#options.onLog(logLine(new Date(), { id, context, message, attributes }));
  }
}
