import { EventEmitter, once } from 'node:events';
import type { Server, ServerOpts, Socket, TcpNetConnectOpts } from 'node:net';
import { type Network, systemNetwork } from '../net/network.ts';
import { MemoryNetwork } from './memory-network.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One of the networks on which the same cases are run. */
export interface NetworkUnderTest {
  readonly name: string;
  readonly network: Network;
  /** Waits in the time of the network. */
  wait<T>(promise: Promise<T>): Promise<T>;
}

export function networksUnderTest(): readonly NetworkUnderTest[] {
  const clock = new VirtualClock();
  return [
    { name: "the system's sockets", network: systemNetwork, wait: (promise) => promise },
    { name: 'a network in memory', network: new MemoryNetwork(clock), wait: clock.wait.bind(clock) },
  ];
}

/** A server of a test, at a port of its own, with the connections that it got. */
export class TestServer implements AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Socket[] = [];

  private constructor(server: Server, port: number) {
    this.server = server;
    this.port = port;
    server.on('connection', (socket) => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
    });
  }

  static async open(network: Network, options: ServerOpts = {}, host = '127.0.0.1'): Promise<TestServer> {
    const server = network.createServer(options);
    server.listen(0, host);
    await once(server, 'listening');
    const address = server.address();
    return new TestServer(server, typeof address === 'object' ? (address?.port ?? 0) : 0);
  }

  /** Each connection is answered with what it sends. */
  echo(): this {
    this.server.on('connection', (socket) => socket.pipe(socket));
    return this;
  }

  async accepted(): Promise<Socket> {
    const [early] = this.sockets;
    if (early) return early;
    const [socket] = await once(this.server, 'connection');
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.server.listening ? new Promise((resolve) => this.server.close(resolve)) : undefined;
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

/** A connection of a test and what came of it. */
export class TestConnection implements AsyncDisposable {
  readonly socket: Socket;
  /** What came, as text. */
  text = '';
  error: NodeJS.ErrnoException | undefined;
  readonly events: string[] = [];
  readonly #changes = new EventEmitter();

  constructor(network: Network, options: Partial<TcpNetConnectOpts> & { readonly port: number }) {
    this.socket = network.connect({ host: '127.0.0.1', ...options });
    this.socket.on('data', (bytes: Buffer) => {
      this.text += bytes.toString('latin1');
      this.#changes.emit('change');
    });
    for (const event of ['connect', 'end', 'error', 'close'] as const) {
      this.socket.on(event, (value?: unknown) => {
        this.events.push(event);
        if (event === 'error') this.error = value as NodeJS.ErrnoException;
        this.#changes.emit('change');
      });
    }
  }

  /** Resolves when `condition` holds. */
  async until(condition: (connection: this) => boolean): Promise<void> {
    while (!condition(this)) await once(this.#changes, 'change');
  }

  /** Resolves when an event came. */
  has(event: string): Promise<void> {
    return this.until(({ events }) => events.includes(event));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.has('close');
  }
}
