import { type AddressInfo, Server, type ServerOpts } from 'node:net';
import { type Endpoint, familyOf, resolveName } from './addresses.ts';
import type { MemorySocket } from './memory-socket.ts';
import { systemError } from './system-errors.ts';

/** What a server asks of its network. */
export interface Listening {
  /** Takes the port for the server; 0: a free one. Gives its number. @throws Error EADDRINUSE, EADDRNOTAVAIL */
  listen(server: MemoryServer, address: string, port: number): number;
  stopListening(at: Endpoint): void;
}

/** Where to listen, in the forms in which `net.Server.listen` takes it. */
interface Wanted {
  readonly port: number;
  readonly host: string | undefined;
  readonly done: (() => void) | undefined;
}

/** Accepts connections of a network in memory. */
export class MemoryServer extends Server {
  readonly #network: Listening;
  /** What accepted sockets are made with. */
  readonly options: ServerOpts;
  #at: Endpoint | undefined;
  #connections = 0;
  #isClosing = false;

  static {
    Object.defineProperty(MemoryServer.prototype, 'listening', {
      configurable: true,
      enumerable: true,
      get(this: MemoryServer) {
        return this.#at !== undefined;
      },
    });
  }

  constructor(network: Listening, options: ServerOpts) {
    super(options);
    this.#network = network;
    this.options = options;
  }

  override listen(...values: unknown[]): this {
    if (this.#at !== undefined) {
      const error = new Error('Listen method has been called more than once without closing.');
      throw Object.assign(error, { code: 'ERR_SERVER_ALREADY_LISTEN' });
    }
    const { port, host = '::', done } = wantedOf(values);
    if (done) this.once('listening', done);
    resolveName(host, undefined, (unknown, address) => {
      if (unknown) this.#failLater(unknown);
      else this.#listenAt(address, port);
    });
    return this;
  }

  override address(): AddressInfo | null {
    return this.#at === undefined ? null : { ...this.#at, family: familyOf(this.#at.address) };
  }

  override close(done?: (error?: Error) => void): this {
    if (done) this.once('close', this.#at === undefined ? () => done(notRunning()) : done);
    if (this.#at !== undefined) this.#network.stopListening(this.#at);
    this.#at = undefined;
    this.#isClosing = true;
    this.#closeIfEmpty();
    return this;
  }

  override getConnections(done: (error: Error | null, count: number) => void): this {
    process.nextTick(done, null, this.#connections);
    return this;
  }

  /** There is nothing that keeps the process alive. */
  override ref(): this {
    return this;
  }

  override unref(): this {
    return this;
  }

  /** Hands in a connection of a client. */
  accept(socket: MemorySocket): void {
    this.#connections += 1;
    if (this.options.pauseOnConnect) socket.pause();
    this.emit('connection', socket);
    socket.begin();
  }

  /** One of its connections is over. */
  readonly lost = (): void => {
    this.#connections -= 1;
    this.#closeIfEmpty();
  };

  #listenAt(address: string, port: number): void {
    try {
      this.#at = { address, port: this.#network.listen(this, address, port) };
    } catch (error) {
      this.#failLater(error);
      return;
    }
    this.#isClosing = false;
    process.nextTick(() => {
      if (this.#at !== undefined) this.emit('listening');
    });
  }

  #failLater(error: unknown): void {
    process.nextTick(() => this.emit('error', error));
  }

  #closeIfEmpty(): void {
    if (!this.#isClosing || this.#at !== undefined || this.#connections > 0) return;
    this.#isClosing = false;
    process.nextTick(() => this.emit('close'));
  }
}

function notRunning(): Error {
  return Object.assign(new Error('Server is not running.'), { code: 'ERR_SERVER_NOT_RUNNING' });
}

/** `(port?, host?, backlog?, done?)` or `({ port, host }, done?)`. */
function wantedOf(values: readonly unknown[]): Wanted {
  const [first, second] = values;
  const last = values.findLast((value) => typeof value === 'function');
  const done = last === undefined ? undefined : () => void Reflect.apply(last as () => void, undefined, []);
  if (typeof first === 'object' && first !== null) {
    const { port = 0, host } = first as { readonly port?: number; readonly host?: string };
    if ('path' in first) throw systemError('listen', 'EADDRNOTAVAIL');
    return { port: Number(port), host, done };
  }
  const port = typeof first === 'number' || typeof first === 'string' ? Number(first) : 0;
  return { port, host: typeof second === 'string' ? second : undefined, done };
}
