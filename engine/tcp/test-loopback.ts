import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Readable } from 'node:stream';

/** Real sockets on 127.0.0.1 for tests, closed at the end of the test that opened them. */
export class Loopback implements AsyncDisposable {
  readonly #servers: Server[] = [];
  readonly #sockets: Socket[] = [];

  /** Listens on a free port. */
  async listen(onConnection: (socket: Socket) => void): Promise<number> {
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      this.#own(socket);
      onConnection(socket);
    });
    this.#servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return portOf(server);
  }

  /** A port that refuses connections. */
  async closedPort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = portOf(server);
    server.close();
    await once(server, 'close');
    return port;
  }

  async connect(port: number): Promise<Socket> {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    this.#own(socket);
    await once(socket, 'connect');
    return socket;
  }

  /** Both ends of one connection. */
  async pair(): Promise<[Socket, Socket]> {
    const { promise, resolve } = Promise.withResolvers<Socket>();
    const near = await this.connect(await this.listen(resolve));
    return [near, await promise];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #own(socket: Socket): void {
    socket.on('error', () => {});
    this.#sockets.push(socket);
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no TCP address');
  return address.port;
}

/** Everything a socket sends until its end, or until it breaks; it stays open for writing. */
export async function received(socket: Readable): Promise<string> {
  let text = '';
  try {
    for await (const chunk of socket.iterator({ destroyOnReturn: false })) text += chunk.toString('latin1');
  } catch (error) {
    text += `<${error instanceof Error && 'code' in error ? String(error.code) : String(error)}>`;
  }
  return text;
}

/** The next bytes of a socket; it goes on flowing. */
export async function nextData(socket: Readable): Promise<string> {
  const [chunk] = await once(socket, 'data');
  return String(chunk);
}
